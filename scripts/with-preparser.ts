import { injectPreparserExtensionLoader } from '@slidev/parser/fs'
import preparser from '../setup/preparser'

// Slidev's own command reads a deck with the deck's preparser; who reads one without that command imports this first.
injectPreparserExtensionLoader(async (_, headmatter, filepath) => preparser({ headmatter, filepath }))
