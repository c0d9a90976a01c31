import type { Text } from './corpus'
import { CONTEXT, Gpt, MICRO_BATCH, matrixParameters, trainingCompute } from './gpt'
import { random } from '../random'

/** What a width fixes: tokens, batch and learning rate follow from it. */
export interface Recipe {
  /** Training tokens for every matrix parameter. */
  tokensPerParameter: number
  /** Sequences of a batch are `batchScale`·√tokens, at least one. */
  batchScale: number
  /**
   * Learning rate of the matrices is `matrixRate`·√batch/width: ∝ 1/width (Yang et al. 2022, arXiv:2203.03466, table 3)
   * and ∝ √batch (Malladi et al. 2022, arXiv:2205.10287), both for Adam.
   */
  matrixRate: number
  /** Learning rate of the embeddings, the same for every width. */
  embeddingRate: number
  /** Share of the steps in which the learning rates rise; then they fall in a straight line to zero. */
  warmUp: number
  weightDecay: number
  beta1: number
  beta2: number
  /** The gradient is made at most this long. */
  clip: number
}

/** What one run is: everything here follows from recipe, width and vocabulary. */
export interface Schedule {
  steps: number
  /** Sequences of a step. */
  batch: number
  /** Training tokens: steps · batch · CONTEXT. */
  tokens: number
  /** FLOP. */
  compute: number
}

/** Tokens, batch and compute of a width. */
export function schedule(recipe: Recipe, width: number, vocabulary: number): Schedule {
  const planned = recipe.tokensPerParameter * matrixParameters(width, vocabulary)
  const batch = Math.max(1, Math.round(recipe.batchScale * Math.sqrt(planned)))
  const steps = Math.max(1, Math.round(planned / (batch * CONTEXT)))
  const tokens = steps * batch * CONTEXT
  return { steps, batch, tokens, compute: trainingCompute(width, vocabulary, tokens) }
}

/** A training in progress. Same recipe, width, seed and text: same losses, to the last bit, wherever it runs. */
export class Training {
  readonly model: Gpt
  readonly schedule: Schedule
  /** Steps that are done. */
  done = 0
  readonly #recipe: Recipe
  readonly #text: Text
  readonly #start: number
  readonly #mean: number
  readonly #square: number

  /**
   * Seed s reads the s-th stretch of as many tokens as the run needs, so that seeds differ in text as well as in first
   * parameters.
   * @param seed 1, 2, 3 …
   * @throws if the text is too short for this seed
   */
  constructor(
    module: WebAssembly.Module,
    recipe: Recipe,
    width: number,
    seed: number,
    vocabulary: number,
    text: Text,
  ) {
    this.#recipe = recipe
    this.schedule = schedule(recipe, width, vocabulary)
    this.#text = text
    this.#start = (seed - 1) * this.schedule.tokens
    const needed = this.#start + this.schedule.tokens + 1
    if (needed > text.length)
      throw new RangeError(
        `width ${width}, seed ${seed} needs ${needed} tokens of text, there are ${text.length}; take a smaller seed or width`,
      )
    this.model = new Gpt(module, width, vocabulary)
    this.#mean = this.model.arena.take(this.model.size)
    this.#square = this.model.arena.take(this.model.size)
    this.model.initialise(random(seed * 65_537 + width))
  }

  // #region step
  /** One training step; returns its mean loss, nats a token. */
  step(): number {
    const { model } = this
    const tokens = this.schedule.batch * CONTEXT
    this.#gradients().fill(0)
    let loss = 0
    for (const starts of this.#batch()) {
      model.read(this.#text, starts)
      model.forward(starts.length)
      loss += model.loss(starts.length, 1 / tokens)
      model.backward(starts.length)
    }
    this.#update(this.#rate())
    this.done += 1
    return loss / tokens
  }
  // #endregion step

  /** Where the sequences of this step start: as many parallel readers as the batch has sequences, in passes. */
  *#batch(): Generator<number[]> {
    const { batch, steps } = this.schedule
    for (let first = 0; first < batch; first += MICRO_BATCH)
      yield Array.from(
        { length: Math.min(MICRO_BATCH, batch - first) },
        (_, i) => this.#start + ((first + i) * steps + this.done) * CONTEXT,
      )
  }

  /** The learning rate of this step as a share of its peak: up, then down in a straight line (Bergsma et al. 2025). */
  #rate(): number {
    const { steps } = this.schedule
    const up = Math.max(1, Math.round(this.#recipe.warmUp * steps))
    return this.done < up ? (this.done + 1) / up : (steps - this.done) / Math.max(1, steps - up)
  }

  /** Clips the gradient, then AdamW: one rate for embeddings, one for matrices. */
  #update(share: number): void {
    const { model } = this
    const recipe = this.#recipe
    const { kernels } = model.arena
    const length = Math.sqrt(kernels.sumOfSquares(model.gradients, model.size))
    if (!Number.isFinite(length))
      throw new RangeError(
        `step ${this.done + 1} of ${this.schedule.steps}: the gradient is ${length}, not a number`,
      )
    const clip = Math.min(1, recipe.clip / length)
    const step = this.done + 1
    const ranges = [
      { from: 0, to: model.embeddingSize, rate: recipe.embeddingRate, decay: 0 },
      {
        from: model.embeddingSize,
        to: model.size,
        rate: (recipe.matrixRate * Math.sqrt(this.schedule.batch)) / model.width,
        decay: recipe.weightDecay,
      },
    ]
    for (const { from, to, rate, decay } of ranges)
      kernels.adamW(
        model.parameters + 4 * from,
        model.gradients + 4 * from,
        this.#mean + 4 * from,
        this.#square + 4 * from,
        to - from,
        rate * share,
        decay,
        clip,
        recipe.beta1,
        recipe.beta2,
        1 - power(recipe.beta1, step),
        1 - power(recipe.beta2, step),
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
   * @throws if the checkpoint belongs to another width or vocabulary
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

/** The mean loss of a model on a text, nats a token, in windows that don't overlap; a rest that fills none isn't read. */
export function evaluate(model: Gpt, text: Text): number {
  const windows = Math.floor((text.length - 1) / CONTEXT)
  let loss = 0
  for (let first = 0; first < windows; first += MICRO_BATCH) {
    const count = Math.min(MICRO_BATCH, windows - first)
    model.read(
      text,
      Array.from({ length: count }, (_, i) => (first + i) * CONTEXT),
    )
    model.forward(count)
    loss += model.loss(count)
  }
  return loss / (windows * CONTEXT)
}

/** base^exponent by multiplication, which every machine rounds alike (Math.pow needn't). */
function power(base: number, exponent: number): number {
  let result = 1
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square)
    if (left % 2) result *= square
  return result
}
