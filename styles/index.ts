import './tokens.css'
import './fonts.css'
import './slides.css'
import './tones.css'
