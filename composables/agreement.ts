import { shallowReactive } from 'vue'

// All windows show the same slide and click, and what is moved by hand is the same in all of them. Each window keeps the
// whole state and tells the others what it changes; of two changes the later one wins, in whatever order they arrive.

interface Entry {
  value: unknown
  /**
   * A Lamport clock: later than all that the writing window knew of; 0 for what a window remembers from before a reload,
   * −1 for the first slide of one that was asked for none, or that is led.
   */
  at: number
  /** Who wrote it. Of two changes at the same time the presenter's wins: it is the later one in the alphabet. */
  by: string
}

export interface Place {
  page: number
  clicks: number
}

/**
 * A new window asks what the others show, each of them answers with the whole state; then each change is told. An
 * audience window that was opened at a slide's address says so, for it may not have heard yet that a presenter is open.
 */
type Message =
  | { ask: string }
  | { answer: string; isPresenter: boolean; entries: [key: string, Entry][] }
  | { entries: [key: string, Entry][]; isOpening?: boolean }

/** What a window has to do with the world around it. */
export interface Surroundings {
  /** Another one after a reload. */
  name: string
  isPresenter: () => boolean
  /** Whether it shows a slide right now. */
  isShowing: () => boolean
  /** Tells all other windows, which hear it sooner or later. */
  send: (text: string, isQuestion: boolean) => void
  /** Keeps a value over a reload; undefined takes it away. */
  remember: (key: string, value: unknown) => void
  /** What was kept. */
  remembered: readonly (readonly [key: string, value: unknown])[]
  /** Goes to where the others are; ends when it is there. */
  go: (place: Place) => Promise<unknown>
}

/** How a window was opened. */
export interface Opened {
  /** Undefined where no slide has that address. */
  place: Place | undefined
  /** Somebody asked for this slide; after a reload its number merely still stands in the address. */
  isAskedFor: boolean
  /** The address named no slide. */
  isSomewhere: boolean
}

const PLACE = 'place'
/** Begins the keys of what is only ever added. */
export const ADDED = '+'

const isLater = (entry: Omit<Entry, 'value'>, known: Entry | undefined) =>
  !known || entry.at > known.at || (entry.at === known.at && entry.by > known.by)

/** What one window knows, and how it comes to know the same as the others. */
export class Agreement {
  private readonly state = shallowReactive(new Map<string, Entry>())
  private clock = 0
  private opened: Opened | undefined
  private hasBegun = false
  private isAnswered = false
  private isLed = false
  /** Who has asked while this window didn't know itself. */
  private readonly unanswered: string[] = []
  private isHeard: () => void = () => undefined

  constructor(private readonly world: Surroundings) {
    // The slide and click stand in the address.
    for (const [key, value] of world.remembered) this.state.set(key, { value, at: 0, by: '' })
  }

  /** Values by their keys, Vue's own tracking included. */
  get entries(): ReadonlyMap<string, { value: unknown }> {
    return this.state
  }

  get place(): Place | undefined {
    return this.state.get(PLACE)?.value as Place | undefined
  }

  /** Changes a value, in all windows. */
  write(key: string, value: unknown): void {
    const known = this.state.get(key)
    if (!known || JSON.stringify(known.value) !== JSON.stringify(value)) this.insist(key, value)
  }

  /** This window has gone to another slide or click. */
  moved(place: Place): void {
    this.write(PLACE, place)
  }

  /** Asks the others; resolves as soon as what one of them answers says where to begin. */
  ask(opened: Opened): Promise<void> {
    this.opened = opened
    return new Promise((resolve) => {
      this.isHeard = resolve
      this.send({ ask: this.world.name })
    })
  }

  /**
   * Ends the waiting for answers; a later one counts, too. The presenter leads: a presenter opened at a slide's address
   * takes all windows there, an audience window only if no presenter is open; a reloaded window comes to where the others are.
   */
  async begin(): Promise<void> {
    this.hasBegun = true
    const { place, isAskedFor, isSomewhere } = this.opened ?? {}
    const isPresenter = this.world.isPresenter()
    const leads = isAskedFor && (isPresenter || !this.isLed)
    const at = leads ? this.clock + 1 : isSomewhere || isAskedFor ? -1 : 0
    const counts = place !== undefined && isLater({ at, by: this.signature }, this.state.get(PLACE))
    if (counts) this.insist(PLACE, place, at, leads && !isPresenter)
    for (const name of this.unanswered) this.answer(name)
    if (!counts) await this.follow()
  }

  /** Hears what another window has sent. */
  hear(text: string): void {
    const message = JSON.parse(text) as Message
    if ('ask' in message) {
      if (this.hasBegun) this.answer(message.ask)
      else this.unanswered.push(message.ask)
      return
    }
    if ('answer' in message) {
      if (message.answer !== this.world.name) return
      // What the others show counts more than what this window remembers.
      if (!this.isAnswered)
        for (const [key, { at }] of this.state)
          if (at <= 0 && !key.startsWith(ADDED)) {
            this.state.delete(key)
            this.world.remember(key, undefined)
          }
      this.isAnswered = true
      this.isLed ||= message.isPresenter
    }
    const before = this.state.get(PLACE)
    for (const [key, entry] of message.entries) this.take(key, entry)
    const isPresenter = this.world.isPresenter()
    if (!this.hasBegun) {
      if (this.isLed || (this.isAnswered && (isPresenter || !this.opened?.isAskedFor))) this.isHeard()
    } else if (this.state.get(PLACE) !== before) {
      // On a busy machine an answer comes after its time: who leads is the same.
      const isLate = 'answer' in message ? this.opened?.isAskedFor : message.isOpening
      if (isPresenter && isLate && before) this.insist(PLACE, before.value)
      else void this.follow()
    }
  }

  private answer(name: string) {
    if (!this.world.isShowing()) return
    this.send({ answer: name, isPresenter: this.world.isPresenter(), entries: [...this.state] })
  }

  private get signature() {
    return `${this.world.isPresenter() ? 'presenter' : 'audience'} ${this.world.name}`
  }

  /** Also where this window is there already: it may be on its way to somewhere else. */
  private async follow() {
    if (this.place && this.world.isShowing()) await this.world.go(this.place)
  }

  /** Takes an entry over if it is later than the one that is known. */
  private take(key: string, entry: Entry) {
    if (!isLater(entry, this.state.get(key))) return
    this.state.set(key, entry)
    this.clock = Math.max(this.clock, entry.at)
    if (key !== PLACE) this.world.remember(key, entry.value)
  }

  /** Writes a value later than all that is known, also where it is the same, or at another time. */
  private insist(key: string, value: unknown, at = this.clock + 1, isOpening?: boolean) {
    const entry = { value, at, by: this.signature }
    this.take(key, entry)
    this.send({ entries: [[key, entry]], isOpening })
  }

  private send(message: Message) {
    this.world.send(JSON.stringify(message), 'ask' in message)
  }
}
