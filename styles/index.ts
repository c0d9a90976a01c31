import './tokens.css'
import './fonts.css'
import './slides.css'
import './tones.css'

// The fallback slices are declared late: the deck's own text never needs them.
void import('@fontsource/noto-sans-sc/400.css')
