import type { Corpus } from './corpus'
import { random } from './random'
import { poems, sample } from './sample'
import type { Kind } from './sources'
import { evaluate, Training, type Recipe } from './training'

/** Points of a loss curve. */
const CURVE = 60

/** A run in progress, as both Node and a browser drive it: steps, then the losses, then what it writes. */
export class LadderRun {
  readonly training: Training
  /** Steps done and the mean training loss since the point before, nats a token. */
  curve: [step: number, loss: number][] = []
  /** The losses since the last point. */
  #sum = 0
  #count = 0
  readonly #corpus: Corpus
  readonly #seed: number

  /** @throws if the corpus is too short for this width */
  constructor(module: WebAssembly.Module, recipe: Recipe, width: number, seed: number, corpus: Corpus) {
    this.#corpus = corpus
    this.#seed = seed
    this.training = new Training(module, recipe, width, seed, corpus.train)
  }

  get isDone(): boolean {
    return this.training.done >= this.training.schedule.steps
  }

  /**
   * One training step.
   * @throws if the loss or the gradient is no longer a number
   */
  step(): void {
    const { training } = this
    const { steps } = training.schedule
    this.#sum += training.step()
    this.#count += 1
    const { done } = training
    if (Math.floor((done * CURVE) / steps) === Math.floor(((done - 1) * CURVE) / steps)) return
    this.curve.push([done, Number((this.#sum / this.#count).toFixed(4))])
    this.#sum = this.#count = 0
  }

  /** The loss on each kind's validation text, nats a token. */
  losses(): Record<string, number> {
    const { validation } = this.#corpus
    return Object.fromEntries(
      Object.entries(validation).map(([kind, text]) => [kind, evaluate(this.training.model, text)]),
    )
  }

  /** What the model writes of each kind of text. */
  samples(): Record<string, string> {
    const { characters, validation } = this.#corpus
    const draw = random(this.#seed)
    return Object.fromEntries(
      Object.keys(validation).map((kind) => [
        kind,
        sample(this.training.model, kind as Kind, characters, draw),
      ]),
    )
  }

  /** What the model writes under the titles of so many validation poems; none if it learnt no poems. */
  poems(count: number): { title: string; poem: string }[] {
    const { characters, validation } = this.#corpus
    return validation.poems
      ? poems(this.training.model, validation.poems, characters, count, random(this.#seed))
      : []
  }

  /** Everything that {@link resume} needs, beside the same recipe, width, seed and corpus. */
  checkpoint(): Checkpoint {
    const { done } = this.training
    return { done, curve: this.curve, sum: this.#sum, count: this.#count, state: this.training.checkpoint() }
  }

  /**
   * Goes on from a checkpoint, to the same loss as without a break.
   * @throws if it belongs to another width
   */
  resume({ done, curve, sum, count, state }: Checkpoint): void {
    this.training.resume(done, state)
    this.curve = curve
    this.#sum = sum
    this.#count = count
  }
}

/** The loss of a run: the mean over its kinds of text. */
export function meanLoss(losses: Record<string, number>): number {
  const all = Object.values(losses)
  return all.reduce((sum, loss) => sum + loss, 0) / all.length
}

/** A run that was interrupted. */
export interface Checkpoint {
  /** Steps done. */
  done: number
  curve: [step: number, loss: number][]
  /** Sum and number of the losses since the last point of the curve. */
  sum: number
  count: number
  /** Parameters and moments. */
  state: Float32Array
}
