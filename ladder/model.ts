import { Arena } from './kernels'
import { Matrix, padded } from './matrix'
import {
  begin,
  beginWithBias,
  embed,
  linear,
  rmsNorm,
  squaredRelu,
  type Operation,
  type Variable,
} from './operations'
import type { Random } from './random'
import { VOCABULARY } from './tokens'

/** Tokens that the model sees. */
export const SEEN = 16

/** Tokens of a window: those that are seen, oldest first, and the one that is asked for. */
export const WINDOW = SEEN + 1

/** Windows of one forward and backward pass; a larger batch is several passes, so that activations stay in the cache. */
export const PASS = 256

/**
 * Parameters that multiply matrices: up and down (4·d² each) and the head (V·d). Embeddings are looked up, not multiplied,
 * and don't count (Kaplan et al. 2020, section 2.1).
 */
export function matrixParameters(width: number): number {
  return 8 * width ** 2 + VOCABULARY * width
}

/** Training compute in FLOP, C = 6·N·D (Kaplan et al. 2020, section 2.1). */
export function trainingCompute(width: number, tokens: number): number {
  return 6 * matrixParameters(width) * tokens
}

/**
 * A small language model without attention. It adds up the embeddings of the last {@link SEEN} tokens, a table for each
 * lag; one MLP of width 4d adds what it makes of them; the head turns the sum into the logits of the next token:
 *
 *     x = Σ E_k[token t−k]      y = x + relu(rms(x)·U)²·D      logits = rms(y)·H + bias
 *
 * `tests/unit/model.test.ts` checks the gradients against finite differences.
 */
export class Model {
  readonly arena: Arena
  /** Address and length of all parameters, and of their gradients in the same order. */
  readonly parameters: number
  readonly gradients: number
  readonly size: number
  /** The first of them are looked up or added (tables, bias); the rest multiply. */
  readonly lookedUp: number

  readonly #operations: Operation[]
  readonly #windows: number
  readonly #tables: Matrix
  readonly #up: Matrix
  readonly #logits: Matrix
  readonly #residual: Matrix

  constructor(
    module: WebAssembly.Module,
    readonly width: number,
  ) {
    const arena = (this.arena = new Arena(module))
    const d = padded(width)
    const wide = padded(4 * width)

    this.lookedUp = (SEEN * d + 1) * VOCABULARY
    this.size = this.lookedUp + 2 * d * wide + d * VOCABULARY
    this.parameters = arena.take(this.size)
    this.gradients = arena.take(this.size)
    let placed = 0
    const parameter = (rows: number, columns: number): Variable => {
      const offset = 4 * placed
      placed += rows * columns
      return {
        value: new Matrix(this.parameters + offset, rows, columns),
        gradient: new Matrix(this.gradients + offset, rows, columns),
      }
    }
    const tables = parameter(SEEN * VOCABULARY, d)
    const bias = parameter(1, VOCABULARY)
    const up = parameter(d, wide)
    const down = parameter(wide, d)
    const head = parameter(d, VOCABULARY)

    const rows = (columns: number) => new Matrix(arena.take(PASS * columns), PASS, columns)
    const variable = (columns: number, gradient = rows(columns)): Variable => ({
      value: rows(columns),
      gradient,
    })
    const windows = arena.take(Math.ceil((PASS * WINDOW) / 4))
    const x = variable(d)
    const xNormed = variable(d)
    const hidden = variable(wide)
    const active = variable(wide, hidden.gradient)
    const y = variable(d, x.gradient)
    const yNormed = variable(d, xNormed.gradient)
    const logits = rows(VOCABULARY)
    // The loss turns logits into their gradient, in place.
    const output = { value: logits, gradient: logits }

    this.#operations = [
      embed(arena, tables, windows, SEEN, x),
      rmsNorm(arena, x, xNormed, width),
      linear(arena, xNormed, up, hidden),
      squaredRelu(arena, hidden, active),
      begin(arena, x, y),
      linear(arena, active, down, y, true),
      rmsNorm(arena, y, yNormed, width),
      beginWithBias(arena, bias, output),
      linear(arena, yNormed, head, output, true),
    ]
    this.#windows = windows
    this.#tables = tables.value
    this.#up = up.value
    this.#logits = logits
    this.#residual = x.gradient
  }

  /**
   * Draws the parameters: table k with a variance ∝ 1/(1 + k)², all tables' adding up to 1, since near tokens tell more;
   * U with 1/d; all else is zero, so that the first guess is uniform.
   */
  initialise(random: Random): void {
    const share = (lag: number) => (1 + lag) ** -2
    const all = Array.from({ length: SEEN }, (_, lag) => share(lag)).reduce((sum, each) => sum + each, 0)
    for (let lag = 0; lag < SEEN; lag++) {
      const at = this.#tables.at + 4 * lag * VOCABULARY * this.#tables.columns
      this.#draw(random, at, this.#tables.columns, [VOCABULARY, this.width], share(lag) / all)
    }
    this.#draw(random, this.#up.at, this.#up.columns, [this.width, 4 * this.width], 1 / this.width)
  }

  /** Uniform numbers of a given variance in the true rows and columns of a matrix; its padding stays zero. */
  #draw(
    random: Random,
    at: number,
    stride: number,
    [rows, columns]: [number, number],
    variance: number,
  ): void {
    const to = this.arena.floats(at, rows * stride)
    const half = Math.sqrt(3 * variance)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) to[row * stride + column] = (2 * random() - 1) * half
  }

  /** Sets the windows of a pass: at most {@link PASS} places of their first tokens in a text. */
  read(text: Uint8Array, places: readonly number[]): void {
    const to = this.arena.bytes(this.#windows, PASS * WINDOW)
    places.forEach((place, row) => to.set(text.subarray(place, place + WINDOW), row * WINDOW))
  }

  /** The logits of the first `rows` windows (a multiple of 4) that were read. */
  forward(rows: number): void {
    for (const operation of this.#operations) operation.forward(rows)
  }

  /** The summed loss of these windows, nats; logits become their gradient times `scale`. */
  loss(rows: number, scale = 1): number {
    const { kernels } = this.arena
    return kernels.crossEntropy(this.#logits.at, this.#windows, rows, SEEN, VOCABULARY, scale)
  }

  /** Adds the gradient of the loss of a pass to the gradients; follows `forward` and `loss`. */
  backward(rows: number): void {
    const { at, columns } = this.#residual
    this.arena.floats(at, rows * columns).fill(0)
    for (const operation of this.#operations.toReversed()) operation.backward(rows)
  }

  /** The logits of a window that was read; follows `forward`, `loss` ends them. */
  logits(row: number): Float32Array {
    return this.arena.floats(this.#logits.at + 4 * row * VOCABULARY, VOCABULARY)
  }
}
