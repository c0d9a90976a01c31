import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Agreement, type Place } from '../../composables/agreement'

/**
 * A browser's windows, and what they tell each other on its way: nothing arrives before it is let. As in a browser each
 * window hears all in the order in which it was said, one long before another; and some of it again, later.
 */
class Windows {
  readonly open: Window[] = []
  /** What was told and not heard yet, with who hears it. */
  readonly onTheWay: { to: Window; text: string }[] = []
  private opened = 0

  /**
   * Opens a window at a slide's address, or where none was asked for.
   *
   * @param session what it keeps over a reload
   */
  add(isPresenter: boolean, place?: Place, session = new Map<string, unknown>(), isReload = false): Window {
    const window = new Window(this, `w${this.opened++}`, isPresenter, session)
    this.open.push(window)
    void window.agreement.ask({
      place: place ?? { page: 1, clicks: 0 },
      isAskedFor: place !== undefined && !isReload,
      isSomewhere: place === undefined,
    })
    window.place = place ?? { page: 1, clicks: 0 }
    return window
  }

  close(window: Window) {
    this.open.splice(this.open.indexOf(window), 1)
  }

  reload(window: Window): Window {
    this.close(window)
    return this.add(window.isPresenter, window.place, window.session, true)
  }

  tell(from: Window, text: string) {
    for (const to of this.open) if (to !== from) this.onTheWay.push({ to, text })
  }

  /** Lets the next message for one window arrive, whichever; again later, where that is said. */
  arrive(which: number, isAgain = false) {
    const to = this.onTheWay[which % this.onTheWay.length]?.to
    const at = this.onTheWay.findIndex((message) => message.to === to)
    const [message] = this.onTheWay.splice(at, at < 0 ? 0 : 1)
    if (!message || !this.open.includes(message.to)) return
    if (isAgain) this.onTheWay.push(message)
    message.to.agreement.hear(message.text)
  }

  /** Lets all arrive that is on its way, and every window begin; what comes of that, too. */
  rest(order: () => number = () => 0) {
    do {
      while (this.onTheWay.length > 0) this.arrive(order())
      for (const window of this.open) window.begin()
    } while (this.onTheWay.length > 0)
  }
}

class Window {
  readonly agreement: Agreement
  place: Place = { page: 1, clicks: 0 }
  private hasBegun = false

  constructor(
    windows: Windows,
    readonly name: string,
    readonly isPresenter: boolean,
    readonly session: Map<string, unknown>,
  ) {
    this.agreement = new Agreement({
      name,
      isPresenter: () => isPresenter,
      isShowing: () => true,
      send: (text) => windows.tell(this, text),
      remember: (key, value) => void (value === undefined ? session.delete(key) : session.set(key, value)),
      remembered: [...session],
      go: (place) => Promise.resolve(this.move(place)),
    })
  }

  /** The time that it waits for answers is over. */
  begin() {
    if (this.hasBegun) return
    this.hasBegun = true
    void this.agreement.begin()
  }

  move(place: Place) {
    this.begin()
    this.place = place
    this.agreement.moved(place)
  }

  get shown() {
    const values = [...this.agreement.entries].map(([key, { value }]) => [key, value] as const)
    return { place: this.place, values: new Map(values.sort(([a], [b]) => (a < b ? -1 : 1))) }
  }
}

const at = (page: number, clicks = 0): Place => ({ page, clicks })
const places = (windows: Windows) => windows.open.map(({ place }) => place)

/** One thing that somebody does, in one of the windows that are open. */
type Step =
  | { do: 'move'; in: number; to: Place }
  | { do: 'drag' | 'add'; in: number; to: number }
  | { do: 'reload' | 'close'; in: number }
  | { do: 'open'; isPresenter: boolean; to: Place | undefined }
  | { do: 'hear'; in: number; isAgain: boolean }

const index = fc.nat({ max: 50 })
const place = fc.record({ page: fc.integer({ min: 1, max: 9 }), clicks: fc.nat({ max: 3 }) })
const person = fc.oneof(
  fc.record({ do: fc.constant('move' as const), in: index, to: place }),
  fc.record({ do: fc.constantFrom('drag' as const, 'add' as const), in: index, to: index }),
  fc.record({ do: fc.constantFrom('reload' as const, 'close' as const), in: index }),
  fc.record({
    do: fc.constant('open' as const),
    isPresenter: fc.boolean(),
    to: fc.option(place, { nil: undefined }),
  }),
)
const network = fc.record({ do: fc.constant('hear' as const), in: index, isAgain: fc.boolean() })

/** Does it; where there are too few windows or too many, nothing. */
function take(windows: Windows, step: Step): Window | undefined {
  if (step.do === 'hear') return windows.arrive(step.in, step.isAgain) as undefined
  if (step.do === 'open')
    return windows.open.length < 4 &&
      !(step.isPresenter && windows.open.some(({ isPresenter }) => isPresenter))
      ? windows.add(step.isPresenter, step.to)
      : undefined
  const window = windows.open[step.in % windows.open.length]
  if (!window) return undefined
  if (step.do === 'move') window.move(step.to)
  else if (step.do === 'drag') window.agreement.write('handle', step.to)
  else if (step.do === 'add') window.agreement.write(`+wager ${step.to}`, step.to)
  else if (step.do === 'reload') return windows.reload(window)
  else if (windows.open.length > 1) windows.close(window)
  return window
}

const two = () => {
  const windows = new Windows()
  const [presenter, audience] = [windows.add(true), windows.add(false)]
  windows.rest()
  return { windows, presenter, audience }
}

describe('windows', () => {
  it('agree when all has been heard, whatever was done meanwhile, however late it arrives, and again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 1, arbitrary: person }, { weight: 2, arbitrary: network }), {
          maxLength: 60,
        }),
        fc.infiniteStream(index),
        (steps, order) => {
          const { windows } = two()
          for (const step of steps) {
            // A window that goes takes along what it has said and no other one has heard.
            if (step.do === 'reload' || step.do === 'close') windows.rest(() => order.next().value)
            take(windows, step)
          }
          windows.rest(() => order.next().value)
          const [first, ...others] = windows.open.map(({ shown }) => shown)
          for (const other of others) expect(other).toEqual(first)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('show what was done last, where each has heard of the one before', () => {
    fc.assert(
      fc.property(fc.array(person, { maxLength: 40 }), fc.infiniteStream(index), (steps, order) => {
        const { windows } = two()
        let [now, handle] = [at(1), undefined as number | undefined]
        for (const step of steps) {
          const hadPresenter = windows.open.some(({ isPresenter }) => isPresenter)
          const done = take(windows, step)
          windows.rest(() => order.next().value)
          if (done && step.do === 'move') now = step.to
          // A window that was sent to a slide takes the others there, unless a presenter leads them already.
          if (done && step.do === 'open' && step.to && (step.isPresenter || !hadPresenter)) now = step.to
          if (done && step.do === 'drag') handle = step.to
          for (const { shown } of windows.open) {
            expect(shown.place).toEqual(now)
            expect(shown.values.get('handle')).toBe(handle)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('keep what two of them add at once', () => {
    const { windows, presenter, audience } = two()
    presenter.agreement.write('+wager a', 1)
    audience.agreement.write('+wager b', 2)
    windows.rest()
    for (const { shown } of windows.open)
      expect([...shown.values.keys()]).toEqual(expect.arrayContaining(['+wager a', '+wager b']))
  })

  it('of two that move at once the presenter’s move counts', () => {
    for (const order of [0, 1]) {
      const { windows, presenter, audience } = two()
      audience.move(at(5))
      presenter.move(at(3))
      windows.rest(() => order)
      expect(places(windows)).toEqual([at(3), at(3)])
    }
  })
})

it('what the others show counts more than what a window remembers, but for what was added', () => {
  const windows = new Windows()
  const audience = windows.add(false, at(4))
  windows.rest()
  const old = new Map<string, unknown>([
    ['handle', 5],
    ['+wager a', 1],
  ])
  const presenter = windows.add(true, at(4), old, true)
  windows.rest()
  expect(presenter.shown.values.has('handle')).toBe(false)
  expect(presenter.shown.values.get('+wager a')).toBe(1)
  expect([...old.keys()]).toEqual(['+wager a'])
  expect(audience.shown.values.has('handle')).toBe(false)
})

describe('a presenter', () => {
  it('leads also where his answer to a new window comes late', () => {
    const windows = new Windows()
    const presenter = windows.add(true, at(7, 1))
    windows.rest()
    const late = windows.add(false, at(5))
    // Its question has arrived; the answer hasn't when its time is over.
    windows.arrive(0)
    late.begin()
    expect(late.place).toEqual(at(5))
    windows.rest()
    expect(places(windows)).toEqual([at(7, 1), at(7, 1)])
    expect(presenter.place).toEqual(at(7, 1))
  })

  it('opened at an address leads also where the answer to him comes late', () => {
    const windows = new Windows()
    const audience = windows.add(false, at(4))
    windows.rest()
    for (const clicks of [1, 2]) audience.move(at(4, clicks))
    const presenter = windows.add(true, at(7))
    windows.arrive(0)
    presenter.begin()
    windows.rest()
    expect(places(windows)).toEqual([at(7), at(7)])
  })

  it('reloaded comes back to where he was, and doesn’t follow a window that opened where nobody sent it', () => {
    const windows = new Windows()
    const presenter = windows.add(true, at(7, 2))
    windows.rest()
    windows.close(presenter)
    windows.add(false)
    windows.rest()
    expect(places(windows)).toEqual([at(1)])
    windows.add(true, presenter.place, presenter.session, true)
    windows.rest()
    expect(places(windows)).toEqual([at(7, 2), at(7, 2)])
  })

  it('who was asked for no slide moves no other window where the answer comes late', () => {
    const windows = new Windows()
    const audience = windows.add(false, at(4, 2))
    windows.rest()
    const presenter = windows.add(true)
    windows.arrive(0)
    presenter.begin()
    windows.rest()
    expect(audience.place).toEqual(at(4, 2))
    expect(presenter.place).toEqual(at(4, 2))
  })
})
