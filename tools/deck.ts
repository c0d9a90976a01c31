import { dirname } from 'node:path'
import { injectPreparserExtensionLoader, load } from '@slidev/parser/fs'
import { type DeckSlide, readDeck } from '../deck/slides'
import preparser from '../setup/preparser'

// Slidev's own command reads a deck with the deck's preparser; who reads one without that command imports this first.
injectPreparserExtensionLoader(async (_, headmatter, filepath) => preparser({ headmatter, filepath }))

/** A deck's files as Slidev's parser reads them. */
export const parseDeck = (entry: string) => {
  const root = dirname(entry)
  return load({ roots: [root], userRoot: root, allowedRoots: [root] } as never, entry)
}

/**
 * The slides of a deck, read as the built deck reads them.
 *
 * @param entry the deck's `slides.md`
 */
export async function loadDeck(entry = 'slides.md'): Promise<DeckSlide[]> {
  return readDeck((await parseDeck(entry)).slides as never, dirname(entry))
}
