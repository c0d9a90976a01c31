import type { DeckSlide } from '../deck/slides'
import { launch } from '../tools/browser'
import { loadDeck } from '../tools/deck'
import { serveSite, serveTalk } from '../tools/serve'

// One of each for all files of tests that a process runs: they end with it.

/** Where a machine in the room sees the talk: no secure context, for it is plain http and not localhost. */
export const IN_THE_ROOM = 'talk.test'

export const deck = await loadDeck()
/** The public site, in a folder of its server. */
export const site = await serveSite()
/** The talk as it is given. */
export const talk = await serveTalk()
export const browser = await launch({ args: [`--host-resolver-rules=MAP ${IN_THE_ROOM} 127.0.0.1`] })

/** How many clicks a slide has, as its notes mark them. */
export const clicksOf = ({ note }: Pick<DeckSlide, 'note'>): number => (note.match(/\[click\]/g) ?? []).length

/** The first slide that is like that, or whose page holds such a text. */
export function slideWith(what: string | ((slide: DeckSlide) => boolean)): DeckSlide {
  const found = deck.find((slide) => (typeof what === 'string' ? slide.content.includes(what) : what(slide)))
  if (!found) throw new Error(`no slide is like ${what}`)
  return found
}
