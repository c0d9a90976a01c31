import { textOf, type Corpus } from './corpus'
import { random } from '../random'
import { write } from './sample'
import { evaluate, Training, type Recipe } from './train'

/** Points of a loss curve. */
const CURVE = 60

/** What every model is asked to go on with: the title of a poem by Du Fu. */
export const PROMPT = '春望\n'

/** Characters of a poem of eight lines, and a few more. */
const POEM = 50

/** A run in progress, as both Node and a browser drive it. */
export class LadderRun {
  readonly training: Training
  /** Steps done and the mean training loss since the point before, nats a token. */
  curve: [step: number, loss: number][] = []
  /** The losses since the last point. */
  #sum = 0
  #count = 0
  readonly #corpus: Corpus
  readonly #seed: number

  /** @throws if the corpus is too short for this width and seed */
  constructor(module: WebAssembly.Module, recipe: Recipe, width: number, seed: number, corpus: Corpus) {
    this.#corpus = corpus
    this.#seed = seed
    this.training = new Training(module, recipe, width, seed, corpus.vocabulary, textOf(corpus.train))
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

  /** The loss on the validation text, nats a token. */
  loss(): number {
    return evaluate(this.training.model, textOf(this.#corpus.validation))
  }

  /** What the model writes under the title the title 春望. */
  poem(temperature = 0.8): string {
    const { model } = this.training
    return write(model, this.#corpus.characters, PROMPT, POEM, temperature, random(this.#seed))
  }

  /** Everything that {@link resume} needs, beside the same recipe, width, seed and corpus. */
  checkpoint(): Checkpoint {
    const { done } = this.training
    return { done, curve: this.curve, sum: this.#sum, count: this.#count, state: this.training.checkpoint() }
  }

  /**
   * Goes on from a checkpoint, to the same loss as without a break.
   * @throws if it belongs to another width or vocabulary
   */
  resume({ done, curve, sum, count, state }: Checkpoint): void {
    this.training.resume(done, state)
    this.curve = curve
    this.#sum = sum
    this.#count = count
  }
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
