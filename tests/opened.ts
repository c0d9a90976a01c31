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
