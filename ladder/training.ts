import { matrixParameters, Model, PASS, trainingCompute, WINDOW } from './model'
import { random } from './random'

/** What a width fixes: tokens, batch and learning rates follow from it. */
export interface Recipe {
  /** Training tokens for every matrix parameter. */
  tokensPerParameter: number
  /** Windows of a batch are `batchScale`·√tokens, to the next multiple of 8, at least 8. */
  batchScale: number
  /**
   * Learning rate of the matrices is `matrixRate`·√(batch/64)/width: ∝ 1/width (Yang et al. 2022, arXiv:2203.03466,
   * table 3) and ∝ √batch (Malladi et al. 2022, arXiv:2205.10287), both for Adam.
   */
  matrixRate: number
  /** Learning rate of tables and bias is `tableRate`/√width. */
  tableRate: number
  /** Share of the steps in which the learning rates rise; then they fall in a straight line to zero. */
  warmUp: number
  beta1: number
  beta2: number
  /** The gradient is made at most this long. */
  clip: number
}

/** What one run is: everything here follows from recipe and width. */
export interface Schedule {
  steps: number
  /** Windows of a step, each asked for one token. */
  batch: number
  /** Training tokens: steps · batch. */
  tokens: number
  /** FLOP. */
  compute: number
}

/** Tokens, batch and compute of a width. */
export function schedule(recipe: Recipe, width: number): Schedule {
  const planned = recipe.tokensPerParameter * matrixParameters(width)
  const batch = 8 * Math.max(1, Math.round((recipe.batchScale * Math.sqrt(planned)) / 8))
  const steps = Math.max(1, Math.round(planned / batch))
  const tokens = steps * batch
  return { steps, batch, tokens, compute: trainingCompute(width, tokens) }
}

/** A training in progress. Same recipe, width, seed and text: same losses, to the last bit, wherever it runs. */
export class Training {
  readonly model: Model
  readonly schedule: Schedule
  /** Steps that are done. */
  done = 0
  readonly #recipe: Recipe
  readonly #text: Uint8Array
  readonly #start: number
  readonly #mean: number
  readonly #square: number

  /**
   * A seed draws the first parameters, and where in the text the run begins to read; the text goes on from its end at its
   * beginning, and no window is read twice.
   *
   * @param seed a whole number from 0
   * @throws if the text is shorter than one epoch of this width
   */
  constructor(module: WebAssembly.Module, recipe: Recipe, width: number, seed: number, text: Uint8Array) {
    this.#recipe = recipe
    this.schedule = schedule(recipe, width)
    this.#text = text
    const { tokens } = this.schedule
    const windows = text.length - WINDOW + 1
    if (tokens > windows)
      throw new RangeError(
        `width ${width} reads ${tokens} tokens of text, there are ${windows}; take a smaller width`,
      )
    const draw = random(seed * 65_537 + width)
    this.#start = Math.floor(draw() * windows)
    this.model = new Model(module, width)
    this.#mean = this.model.arena.take(this.model.size)
    this.#square = this.model.arena.take(this.model.size)
    this.model.initialise(draw)
  }

  // #region step
  /** One training step; returns its mean loss, nats a token. */
  step(): number {
    const { model } = this
    const { batch } = this.schedule
    this.#gradients().fill(0)
    let loss = 0
    for (const places of this.#passes()) {
      model.read(this.#text, places)
      model.forward(places.length)
      loss += model.loss(places.length, 1 / batch)
      model.backward(places.length)
    }
    this.#update(this.#rate())
    this.done += 1
    return loss / batch
  }
  // #endregion step

  /** The windows of this step, in passes: reader i has its own stretch of the text, and reads one window a step. */
  *#passes(): Generator<number[]> {
    const { batch, steps } = this.schedule
    const windows = this.#text.length - WINDOW + 1
    for (let first = 0; first < batch; first += PASS)
      yield Array.from(
        { length: Math.min(PASS, batch - first) },
        (_, i) => (this.#start + (first + i) * steps + this.done) % windows,
      )
  }

  /** The learning rate of this step as a share of its peak: up, then down in a straight line (Bergsma et al. 2025). */
  #rate(): number {
    const { steps } = this.schedule
    const up = Math.max(1, Math.round(this.#recipe.warmUp * steps))
    return this.done < up ? (this.done + 1) / up : (steps - this.done) / Math.max(1, steps - up)
  }

  /** Clips the gradient, then Adam: one rate for what is looked up, one for matrices. */
  #update(share: number): void {
    const { model } = this
    const { matrixRate, tableRate, clip, beta1, beta2 } = this.#recipe
    const { kernels } = model.arena
    const length = Math.sqrt(kernels.sumOfSquares(model.gradients, model.size))
    if (!Number.isFinite(length))
      throw new RangeError(
        `step ${this.done + 1} of ${this.schedule.steps}: the gradient is ${length}, not a number`,
      )
    const step = this.done + 1
    const rates = {
      table: tableRate / Math.sqrt(model.width),
      matrix: (matrixRate * Math.sqrt(this.schedule.batch / 64)) / model.width,
    }
    const ranges = [
      { from: 0, to: model.lookedUp, rate: rates.table },
      { from: model.lookedUp, to: model.size, rate: rates.matrix },
    ]
    for (const { from, to, rate } of ranges)
      kernels.adam(
        model.parameters + 4 * from,
        model.gradients + 4 * from,
        this.#mean + 4 * from,
        this.#square + 4 * from,
        to - from,
        rate * share,
        Math.min(1, clip / length),
        beta1,
        beta2,
        1 - power(beta1, step),
        1 - power(beta2, step),
      )
  }

  /** Everything that a training needs to go on: parameters and both moments, as floats. */
  checkpoint(): Float32Array {
    const { arena, parameters, size } = this.model
    const state = new Float32Array(3 * size)
    ;[parameters, this.#mean, this.#square].forEach((at, i) => state.set(arena.floats(at, size), i * size))
    return state
  }

  /**
   * Goes on from a checkpoint after `done` steps.
   * @throws if the checkpoint belongs to another width
   */
  resume(done: number, state: Float32Array): void {
    const { arena, parameters, size } = this.model
    if (state.length !== 3 * size)
      throw new RangeError(`the checkpoint holds ${state.length} floats, this model needs ${3 * size}`)
    ;[parameters, this.#mean, this.#square].forEach((at, i) =>
      arena.floats(at, size).set(state.subarray(i * size, (i + 1) * size)),
    )
    this.done = done
  }

  #gradients(): Float32Array {
    return this.model.arena.floats(this.model.gradients, this.model.size)
  }
}

/** The mean loss of a model on a text, nats a token, over all of its windows. */
export function evaluate(model: Model, text: Uint8Array): number {
  // A pass is of whole fours.
  const windows = Math.floor((text.length - WINDOW + 1) / 4) * 4
  let loss = 0
  for (let first = 0; first < windows; first += PASS) {
    const count = Math.min(PASS, windows - first)
    model.read(
      text,
      Array.from({ length: count }, (_, i) => first + i),
    )
    model.forward(count)
    loss += model.loss(count)
  }
  return loss / windows
}

/** base^exponent by multiplication, which every machine rounds alike (Math.pow needn't). */
function power(base: number, exponent: number): number {
  let result = 1
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square)
    if (left % 2) result *= square
  return result
}
