// What is known of the wager, as the sum of all that was done to it. Windows tell each other what was done, never what
// came of it: whoever knows the same actions, in whatever order they came, is in the same state.

import type { Rung, WagerForecast } from '../../chart/wager'
import type { PageRung } from '../../ladder/page-worker'

/** What was written down before the large run began. Nothing of it changes afterwards. */
export interface Registration {
  id: string
  /** Which registration of this talk it is, those that were called off counted, too. */
  attempt: number
  /** When, in milliseconds since 1970. */
  at: number
  seed: number
  rungs: readonly Rung[]
  /** Whether the small models were trained here, not taken from the committed ones. */
  here: boolean
  forecast: WagerForecast
  /** The room's; undefined if nobody guessed. */
  guess?: number
  /** The browser that trains; others only watch. */
  home: string
}

/** How the large run ended. */
interface Outcome {
  loss: number
  samples: Record<string, string>
  /** When, in milliseconds since 1970. */
  at: number
}

/** All that can be done to the wager. `id` is the registration's, `window` the one that trains the small models. */
export type Action =
  /** Another talk begins. */
  | { do: 'begin' }
  | { do: 'call'; seed: number }
  | { do: 'guess'; loss: number }
  | { do: 'train'; seed: number; window: string }
  | { do: 'rung'; seed: number; window: string; rung: PageRung }
  /** All small models are trained, and how many seconds the large one will take here. */
  | { do: 'trained'; seed: number; seconds: number }
  | { do: 'fail'; seed: number; reason: string }
  | { do: 'leave'; window: string }
  | { do: 'register'; registration: Omit<Registration, 'attempt'> }
  | { do: 'call-off'; id: string }
  | { do: 'finish'; id: string; outcome: Outcome }
  | { do: 'stop'; id: string; reason: string }
  | { do: 'go-on'; id: string }
  /** The outcome was shown. */
  | { do: 'reveal'; id: string }
  /** An earlier talk's wager is gone on with, put aside, or looked at; without an id none is looked at any more. */
  | { do: 'resume'; id: string }
  | { do: 'put-aside'; id: string }
  | { do: 'look'; id?: string }

/** An action, when it was done (milliseconds since 1970, and later than all that the window knew of) and in which window. */
export interface Done {
  at: number
  by: string
  action: Action
}

/** The small models of one seed. */
export interface Training {
  rungs: readonly PageRung[]
  /** The window that trains them now. */
  window?: string
  /** Once all are trained: how long the large run will take, in seconds. */
  seconds?: number
  /** Why the last try ended early. */
  failed?: string
}

/** One talk's wager. */
interface Talk {
  /** Called by the room; null before. */
  seed: number | null
  guess?: number
  /** By seed. */
  trainings: Readonly<Record<number, Training>>
  /** How often something was registered. */
  attempts: number
  registration?: Registration
  outcome?: Outcome
  /** Why the large run ended without a loss. */
  stopped?: string
  isRevealed?: boolean
  isPutAside?: boolean
}

/** This talk's wager, and what is known of earlier ones that were registered. */
export interface Wager extends Talk {
  /** When the talk began, in milliseconds since 1970. */
  begun: number
  earlier: readonly Talk[]
  /** The earlier registration that is looked at. */
  looked?: string
}

/** A talk, in milliseconds: an older wager belongs to another one. */
export const TALK = 2 * 60 * 60 * 1000

const NO_TALK: Talk = { seed: null, trainings: {}, attempts: 0 }
export const EMPTY: Wager = { ...NO_TALK, begun: 0, earlier: [] }

/** The wager as it would be if an earlier talk's were this one's. */
export const wagerOf = ({ begun, earlier }: Wager, talk: Talk): Wager => ({
  ...EMPTY,
  begun,
  earlier,
  ...talk,
})

/** What an action makes of the wager; one that doesn't fit, as a second registration, leaves it as it is. */
function reduce(wager: Wager, { at, action }: Done): Wager {
  const { registration, trainings, earlier } = wager
  const isOurs = 'id' in action && registration?.id === action.id
  const train = (seed: number, change: Partial<Training>): Wager => ({
    ...wager,
    trainings: { ...trainings, [seed]: { ...(trainings[seed] ?? { rungs: [] }), ...change } },
  })
  switch (action.do) {
    case 'begin': {
      const { seed, guess, attempts, outcome, stopped, isRevealed } = wager
      const talk = { seed, guess, trainings, attempts, registration, outcome, stopped, isRevealed }
      return { ...EMPTY, begun: at, earlier: registration ? [...earlier, talk] : earlier }
    }
    case 'call':
      return { ...wager, seed: action.seed }
    case 'guess':
      return { ...wager, guess: action.loss }
    case 'train':
      return train(action.seed, { window: action.window, failed: undefined })
    case 'rung': {
      const { rungs = [] } = trainings[action.seed] ?? {}
      const isKnown = rungs.some(({ width }) => width === action.rung.width)
      return train(action.seed, {
        window: action.window,
        rungs: isKnown ? rungs : [...rungs, action.rung].sort((a, b) => a.compute - b.compute),
      })
    }
    case 'trained':
      return train(action.seed, { seconds: action.seconds, window: undefined, failed: undefined })
    case 'fail':
      return train(action.seed, { failed: action.reason, window: undefined })
    case 'leave': {
      const left = Object.entries(trainings).find(([, { window }]) => window === action.window)
      return left ? train(Number(left[0]), { window: undefined }) : wager
    }
    case 'register': {
      const attempts = wager.attempts + 1
      if (registration) return { ...wager, attempts }
      return {
        ...wager,
        attempts,
        registration: { ...action.registration, attempt: attempts },
        looked: undefined,
      }
    }
    case 'call-off':
      if (!isOurs) return wager
      return {
        ...wager,
        registration: undefined,
        outcome: undefined,
        stopped: undefined,
        isRevealed: undefined,
      }
    case 'finish':
      return isOurs
        ? { ...wager, outcome: action.outcome, stopped: undefined }
        : ofEarlier({ outcome: action.outcome })
    case 'stop':
      return isOurs ? { ...wager, stopped: action.reason } : ofEarlier({ stopped: action.reason })
    case 'go-on':
      return isOurs ? { ...wager, stopped: undefined } : wager
    case 'reveal':
      return isOurs ? { ...wager, isRevealed: true } : wager
    case 'resume': {
      const talk = earlier.find(({ registration }) => registration?.id === action.id)
      if (!talk || registration) return wager
      const others = earlier.filter((one) => one !== talk)
      return { ...wagerOf(wager, talk), attempts: talk.attempts + wager.attempts, earlier: others }
    }
    case 'put-aside':
      return ofEarlier({ isPutAside: true })
    case 'look':
      return { ...wager, looked: action.id }
  }

  /** A change of the earlier talk in which the action's registration was made. */
  function ofEarlier(change: Partial<Talk>): Wager {
    const { id } = action as { id: string }
    return {
      ...wager,
      earlier: earlier.map((talk) => (talk.registration?.id === id ? { ...talk, ...change } : talk)),
    }
  }
}

/** The wager after all that was done, in whatever order one heard of it. */
export function wagerAfter(done: Iterable<Done>): Wager {
  return [...done].sort((a, b) => a.at - b.at || (a.by < b.by ? -1 : 1)).reduce(reduce, EMPTY)
}

/** Who did it, for what happens at one time: another talk begins in no window. */
export const byOf = ({ do: what }: Action, window: string) => (what === 'begin' ? '' : window)

/**
 * The name under which an action is told and kept: what has the same name is the same action, and where only a window's
 * last one counts it takes the place of that window's earlier ones.
 */
export function nameOf({ at, by, action }: Done): string {
  if (action.do === 'begin') return `begin ${at}`
  return action.do === 'call' || action.do === 'guess' ? `${action.do} ${by}` : `${at} ${by}`
}

/**
 * The earlier talk's registration of which nobody can tell but the speaker whether it was a rehearsal, or this talk before
 * its server was started again: made within a talk's time of this one's start, not revealed, not put aside.
 */
export function doubtful({ begun, earlier, registration }: Wager): Registration | undefined {
  const last = earlier.at(-1)
  if (!last?.registration || last.isRevealed || last.isPutAside || registration) return undefined
  return begun - last.registration.at < TALK ? last.registration : undefined
}
