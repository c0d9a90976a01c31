import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byOf,
  doubtful,
  EMPTY,
  nameOf,
  TALK,
  wagerAfter,
  type Action,
  type Done,
  type Registration,
  type Wager,
} from '../../composables/wager/state'

const rung = (width: number) => ({ width, compute: 1e8 * width ** 3, loss: 3 - width / 10 })
const registration = (id: string, at = 0) =>
  ({ id, at, seed: 7, rungs: [], here: true, guess: 1.9, home: 'browser' }) as unknown as Registration
const outcome = { loss: 1.76, samples: {}, at: 0 }

/** The wager after some actions, one millisecond after the other. */
const after = (...actions: Action[]): Wager =>
  wagerAfter(actions.map((action, i) => ({ at: i + 1, by: 'a', action })))

const call: Action = { do: 'call', seed: 7 }
const train: Action = { do: 'train', seed: 7, window: 'a' }
const trained: Action = { do: 'trained', seed: 7, seconds: 600 }
const fail: Action = { do: 'fail', seed: 7, reason: '服务器没有回答' }
const register: Action = { do: 'register', registration: registration('x') }
const finish: Action = { do: 'finish', id: 'x', outcome }
const stop: Action = { do: 'stop', id: 'x', reason: '中途出错' }
const begin: Action = { do: 'begin' }
const off: Action = { do: 'call-off', id: 'x' }
const news = (width: number): Action => ({ do: 'rung', seed: 7, window: 'a', rung: rung(width) })

describe('the wager', () => {
  it.each<[string, Action[], Partial<Wager>]>([
    ['nothing', [], { seed: null, attempts: 0, registration: undefined }],
    ['a seed', [call], { seed: 7 }],
    ['another seed', [call, { do: 'call', seed: 8 }], { seed: 8 }],
    ['training', [train], { trainings: { 7: { rungs: [], window: 'a' } } }],
    [
      'models, smallest first, each once',
      [train, news(4), news(3), news(4)],
      {
        trainings: { 7: { rungs: [rung(3), rung(4)], window: 'a' } },
      },
    ],
    ['all models', [train, news(3), trained], { trainings: { 7: { rungs: [rung(3)], seconds: 600 } } }],
    [
      'a failed try',
      [train, news(3), fail],
      { trainings: { 7: { rungs: [rung(3)], failed: '服务器没有回答' } } },
    ],
    ['another try', [train, news(3), fail, train], { trainings: { 7: { rungs: [rung(3)], window: 'a' } } }],
    ['a window that left', [train, { do: 'leave', window: 'a' }], { trainings: { 7: { rungs: [] } } }],
    [
      'another window that left',
      [train, { do: 'leave', window: 'b' }],
      { trainings: { 7: { rungs: [], window: 'a' } } },
    ],
    [
      'a window that wasn’t gone',
      [train, { do: 'leave', window: 'a' }, news(3)],
      {
        trainings: { 7: { rungs: [rung(3)], window: 'a' } },
      },
    ],
    [
      'a guess',
      [
        { do: 'guess', loss: 2 },
        { do: 'guess', loss: 1.8 },
      ],
      { guess: 1.8 },
    ],
    ['a registration', [register], { attempts: 1, registration: { ...registration('x'), attempt: 1 } }],
    [
      'a second registration',
      [register, { do: 'register', registration: registration('y') }],
      {
        attempts: 2,
        registration: { ...registration('x'), attempt: 1 },
      },
    ],
    ['one called off', [register, stop, off], { attempts: 1, registration: undefined, stopped: undefined }],
    [
      'another one called off',
      [register, { do: 'call-off', id: 'y' }],
      { registration: { ...registration('x'), attempt: 1 } },
    ],
    [
      'the next one',
      [register, off, { do: 'register', registration: registration('y') }],
      {
        attempts: 2,
        registration: { ...registration('y'), attempt: 2 },
      },
    ],
    ['the outcome', [register, finish], { outcome }],
    ['the outcome of one that was called off', [register, off, finish], { outcome: undefined }],
    ['a stop', [register, stop], { stopped: '中途出错' }],
    ['going on', [register, stop, { do: 'go-on', id: 'x' }], { stopped: undefined }],
    ['the reveal', [register, finish, { do: 'reveal', id: 'x' }], { isRevealed: true }],
    [
      'another talk',
      [call, train, register, begin],
      {
        seed: null,
        attempts: 0,
        trainings: {},
        registration: undefined,
        begun: 4,
      },
    ],
    [
      'an earlier one taken up',
      [call, register, begin, { do: 'resume', id: 'x' }],
      {
        seed: 7,
        attempts: 1,
        registration: { ...registration('x'), attempt: 1 },
        earlier: [],
      },
    ],
    [
      'an earlier one’s outcome, then taken up',
      [register, begin, finish, { do: 'resume', id: 'x' }],
      { outcome },
    ],
    [
      'an earlier one looked at',
      [register, begin, { do: 'look', id: 'x' }],
      { looked: 'x', registration: undefined },
    ],
    ['no more', [register, begin, { do: 'look', id: 'x' }, { do: 'look' }], { looked: undefined }],
  ])('knows %s', (_, actions, expected) => {
    const wager = after(...actions)
    for (const key of Object.keys(expected) as (keyof Wager)[]) expect(wager[key]).toEqual(expected[key])
  })

  it('keeps an earlier talk’s registration, also where another talk begins twice', () => {
    expect(after(register, begin, begin).earlier.map(({ registration }) => registration?.id)).toEqual(['x'])
    expect(after(call, begin).earlier).toEqual([])
  })

  it.each<[string, number, Action[], boolean]>([
    ['within two hours', TALK - 1, [], true],
    ['longer ago', TALK + 1, [], false],
    ['that was revealed', 60_000, [finish, { do: 'reveal', id: 'x' }], false],
    ['that was called off', 60_000, [off], false],
  ])('asks for a registration %s', (_, age, actions, isAsked) => {
    const done = [register, ...actions].map((action, i): Done => ({ at: i + 1, by: 'a', action }))
    const then: Done = { at: age, by: 'b', action: begin }
    expect(doubtful(wagerAfter([...done, then]))?.id).toBe(isAsked ? 'x' : undefined)
    const aside: Done = { at: age + 1, by: 'b', action: { do: 'put-aside', id: 'x' } }
    expect(doubtful(wagerAfter([...done, then, aside]))).toBeUndefined()
    const next: Done = { at: age + 1, by: 'b', action: { do: 'register', registration: registration('y') } }
    expect(doubtful(wagerAfter([...done, then, next]))).toBeUndefined()
  })
})

const id = fc.constantFrom('x', 'y', 'z')
const seed = fc.constantFrom(7, 8)
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('call' as const), seed }),
  fc.record({ do: fc.constant('guess' as const), loss: fc.constantFrom(1.7, 1.8, 1.9) }),
  fc.record({ do: fc.constant('train' as const), seed, window: id }),
  fc.record({ do: fc.constant('rung' as const), seed, window: id, rung: fc.constantFrom(3, 4, 5).map(rung) }),
  fc.record({ do: fc.constant('trained' as const), seed, seconds: fc.constant(600) }),
  fc.record({ do: fc.constant('fail' as const), seed, reason: fc.constant('中途出错') }),
  fc.record({ do: fc.constant('leave' as const), window: id }),
  id.map((id): Action => ({ do: 'register', registration: registration(id) })),
  fc.record({ do: fc.constant('finish' as const), id, outcome: fc.constant(outcome) }),
  fc.record({ do: fc.constant('stop' as const), id, reason: fc.constant('中途出错') }),
  fc.record({
    do: fc.constantFrom('call-off', 'go-on', 'reveal', 'resume', 'put-aside', 'look'),
    id,
  }) as fc.Arbitrary<Action>,
  fc.constant<Action>({ do: 'begin' }),
)

/** Windows that act on their own, and what they tell each other: each message arrives somewhere, some day, perhaps twice. */
const story = fc.record({
  actions: fc.array(fc.record({ by: fc.nat(2), action, wait: fc.nat(2) }), { maxLength: 14 }),
  /** Which window hears which message next, also one that it has heard. */
  deliveries: fc.array(fc.record({ to: fc.nat(2), which: fc.nat(40) }), { maxLength: 40 }),
})

it('is the same in all windows, whatever they do at once and in whatever order they hear of it, and loses nothing', () => {
  fc.assert(
    fc.property(story, ({ actions, deliveries }) => {
      const windows = [0, 1, 2].map(() => new Map<string, Done>())
      const channel: Done[] = []
      /** As composables/windows.ts does: of what a window says twice under one name the later one counts. */
      const hear = (to: Map<string, Done>, done: Done) => {
        const known = to.get(nameOf(done))
        if (!known || done.at >= known.at) to.set(nameOf(done), done)
      }
      const rest = [...deliveries]
      let now = 1
      for (const { by, action, wait } of actions) {
        const own = windows[by] as Map<string, Done>
        const latest = Math.max(0, ...[...own.values()].map(({ at }) => at))
        const done: Done = {
          at: Math.max((now += wait), latest + 1),
          by: byOf(action, `window ${by}`),
          action,
        }
        hear(own, done)
        channel.push(done)
        for (const { to, which } of rest.splice(0, 3)) {
          const told = channel[which % channel.length]
          if (told) hear(windows[to] as Map<string, Done>, told)
        }
      }
      for (const [i, window] of windows.entries())
        for (const done of i === 1 ? channel.toReversed() : channel) hear(window, done)
      const [first = EMPTY, ...others] = windows.map((window) => wagerAfter(window.values()))
      for (const other of others) expect(other).toEqual(first)

      // Nothing is lost: what each window did in this talk counts.
      if (channel.some(({ action }) => action.do === 'resume')) return
      const inOrder = channel
        .sort((a, b) => a.at - b.at || (a.by < b.by ? -1 : 1))
        .map(({ action }) => action)
      const ofThis = inOrder.slice(inOrder.findLastIndex((action) => action.do === 'begin') + 1)
      const last = ofThis.findLast((action) => action.do === 'call')
      expect(first.seed).toBe(last?.seed ?? null)
      expect(first.attempts).toBe(ofThis.filter((action) => action.do === 'register').length)
      for (const action of ofThis)
        if (action.do === 'rung') expect(first.trainings[action.seed]?.rungs).toContainEqual(action.rung)
    }),
    { numRuns: 10_000 },
  )
})
