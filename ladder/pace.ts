/** Milliseconds without a word after which the machine must have slept. */
const PAUSE = 5000
/** Words from which the time that is left is foretold: the last ones, and how many at least. */
const RECENT = 50
const ENOUGH = 5

/** Foretells how long a run still takes from how fast it was lately; what a pause took, as a laptop's sleep, isn't counted. */
export class Pace {
  /** Whether it was paused, and hasn't gone on for long enough to tell how long it will take. */
  isPaused = false
  readonly #steps: number
  #words: [at: number, done: number][] = []

  /** @param steps how many steps the run has in all */
  constructor(steps: number) {
    this.#steps = steps
  }

  /**
   * @param now milliseconds, by a clock that never goes back
   * @param done steps done by then
   * @returns seconds that are left; undefined until they can be told
   */
  left(now: number, done: number): number | undefined {
    const last = this.#words.at(-1)
    if (last && now - last[0] > PAUSE) {
      this.#words = []
      this.isPaused = true
    }
    this.#words = [...this.#words, [now, done] as [number, number]].slice(-RECENT)
    if (this.#words.length < ENOUGH) return undefined
    this.isPaused = false
    const [[since, from] = [now, done]] = this.#words
    return ((now - since) / 1000 / (done - from)) * (this.#steps - done)
  }
}
