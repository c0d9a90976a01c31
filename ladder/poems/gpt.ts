import { Arena, type Kernels } from './kernels'
import type { Text } from './corpus'
import type { Random } from '../random'

/** Tokens that a model sees at once. */
export const CONTEXT = 64

/** Blocks of attention and MLP; only the width grows. */
export const LAYERS = 2

/** Whole characters before the current token whose embeddings are added at the input. */
const HISTORY = 4

/** Embedding tables: one for the current token, one for each character of the history. */
const TABLES = 1 + HISTORY

/** The most frequent characters have a row of their own in a table; a rarer one takes its high token's. */
const COMMON = 2048

/** Channels of a full attention head. */
const HEAD = 8

/** Sequences of one forward and backward pass; a larger batch is several passes, so that activations stay in the cache. */
export const MICRO_BATCH = 4

/** Rows are padded with zeros to this many floats, so that odd widths run through the same kernels. */
const padded = (channels: number) => Math.ceil(channels / 8) * 8

/** Channels of each head: d/8 heads, rounded up, share the d channels as evenly as they go. One rule for every width. */
export function headSizes(width: number): number[] {
  const heads = Math.ceil(width / HEAD)
  return Array.from({ length: heads }, (_, head) => Math.floor((width + head) / heads))
}

/**
 * Parameters that multiply matrices: per layer query, key, value and output (4·d²) and the MLP (8·d²), and the output head
 * (V·d). Embeddings are looked up, not multiplied, and don't count (Kaplan et al. 2020, section 2.1).
 */
export function matrixParameters(width: number, vocabulary: number): number {
  return LAYERS * 12 * width * width + vocabulary * width
}

/** Training compute in FLOP, C = 6·N·D (Kaplan et al. 2020, section 2.1; attention scores aren't counted). */
export function trainingCompute(width: number, vocabulary: number, tokens: number): number {
  return 6 * matrixParameters(width, vocabulary) * tokens
}

interface Layer {
  /** d × 3·inner: queries, keys and values, eight slots a head. */
  qkv: number
  /** inner × d. */
  out: number
  /** d × 4d. */
  up: number
  /** 4d × d. */
  down: number
}

/** What the forward pass of one layer keeps for the backward pass. */
interface Kept {
  before: number
  normed: number
  factors: number
  qkv: number
  attention: number
  mixed: number
  between: number
  normed2: number
  factors2: number
  hidden: number
  active: number
}

/**
 * A GPT of two pre-norm layers (RMSNorm without gain, causal attention, MLP of width 4d with ReLU², untied head with a
 * bias), whose input adds the embeddings of the current token and of the last four characters to a learned position, so
 * that a tiny model needn't spend its attention on n-grams. Backward passes are written out by hand;
 * `tests/unit/gpt.test.ts` checks them against finite differences.
 */
export class Gpt {
  readonly arena: Arena
  /** Address and length of all parameters, and of their gradients in the same order. */
  readonly parameters: number
  readonly gradients: number
  readonly size: number
  /** Parameters up to here are looked up (embeddings and the head's bias), after it matrices. */
  readonly embeddingSize: number

  readonly #kernels: Kernels
  readonly #d: number
  readonly #inner: number
  readonly #wide: number
  readonly #columns: number
  readonly #heads: number[]
  readonly #positions: number
  readonly #tables: number
  readonly #layers: Layer[]
  readonly #rows: number
  readonly #bias: number
  readonly #head: number
  readonly #kept: Kept[]
  readonly #last: number
  readonly #normed: number
  readonly #factors: number
  readonly #logits: number
  readonly #context: number
  readonly #targets: number
  readonly #gradient: {
    residual: number
    narrow: number
    wide: number
    qkv: number
    mixed: number
    scores: number
  }

  /** @param vocabulary number of different tokens */
  constructor(
    module: WebAssembly.Module,
    readonly width: number,
    readonly vocabulary: number,
  ) {
    const arena = new Arena(module)
    this.arena = arena
    this.#kernels = arena.kernels
    this.#heads = headSizes(width)
    const d = (this.#d = padded(width))
    const inner = (this.#inner = this.#heads.length * HEAD)
    const wide = (this.#wide = padded(4 * width))
    const columns = (this.#columns = padded(vocabulary))
    const tableRows = (this.#rows = vocabulary + COMMON)

    let size = 0
    const place = (count: number) => (size += count) - count
    const positions = place(CONTEXT * d)
    const tables = place(TABLES * tableRows * d)
    const bias = place(columns)
    this.embeddingSize = size
    const layers = Array.from({ length: LAYERS }, () => ({
      qkv: place(d * 3 * inner),
      out: place(inner * d),
      up: place(d * wide),
      down: place(wide * d),
    }))
    const head = place(d * columns)
    this.size = size
    this.parameters = arena.take(size)
    this.gradients = arena.take(size)
    const at = (offset: number) => this.parameters + 4 * offset
    this.#positions = at(positions)
    this.#tables = at(tables)
    this.#bias = at(bias)
    this.#layers = layers.map((layer) => ({
      qkv: at(layer.qkv),
      out: at(layer.out),
      up: at(layer.up),
      down: at(layer.down),
    }))
    this.#head = at(head)

    const rows = MICRO_BATCH * CONTEXT
    this.#kept = layers.map(() => ({
      before: arena.take(rows * d),
      normed: arena.take(rows * d),
      factors: arena.take(rows),
      qkv: arena.take(rows * 3 * inner),
      attention: arena.take(MICRO_BATCH * this.#heads.length * CONTEXT * CONTEXT),
      mixed: arena.take(rows * inner),
      between: arena.take(rows * d),
      normed2: arena.take(rows * d),
      factors2: arena.take(rows),
      hidden: arena.take(rows * wide),
      active: arena.take(rows * wide),
    }))
    this.#last = arena.take(rows * d)
    this.#normed = arena.take(rows * d)
    this.#factors = arena.take(rows)
    this.#logits = arena.take(rows * columns)
    this.#context = arena.take(rows * TABLES)
    this.#targets = arena.take(rows)
    this.#gradient = {
      residual: arena.take(rows * d),
      narrow: arena.take(rows * d),
      wide: arena.take(rows * wide),
      qkv: arena.take(rows * 3 * inner),
      mixed: arena.take(rows * inner),
      scores: arena.take(CONTEXT * CONTEXT),
    }
  }

  /**
   * Draws the parameters: embeddings so that their sum has variance 1, matrices with variance 1/fan-in, and zeros where a
   * layer writes to the residual stream or to the logits.
   */
  initialise(random: Random): void {
    const d = this.width
    this.#draw(random, this.#positions, CONTEXT, this.#d, d, EMBEDDING_VARIANCE)
    this.#draw(random, this.#tables, TABLES * this.#rows, this.#d, d, EMBEDDING_VARIANCE)
    for (const layer of this.#layers) {
      for (let part = 0; part < 3; part++)
        this.#heads.forEach((size, head) =>
          this.#draw(
            random,
            layer.qkv + 4 * (part * this.#inner + head * HEAD),
            d,
            3 * this.#inner,
            size,
            1 / d,
          ),
        )
      this.#draw(random, layer.up, d, this.#wide, 4 * d, 1 / d)
    }
  }

  /** Uniform numbers of a given variance in the first `columns` of each row. */
  #draw(random: Random, at: number, rows: number, stride: number, columns: number, variance: number): void {
    const to = this.arena.floats(at, (rows - 1) * stride + columns)
    const half = Math.sqrt(3 * variance)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) to[row * stride + column] = (2 * random() - 1) * half
  }

  /**
   * Sets the text of a pass. Sequence i of at most `MICRO_BATCH` reads tokens starts[i] … starts[i] + CONTEXT − 1 and is
   * asked for the token after each of them. It sees nothing before its start, which must be even: a character's first token.
   */
  read(text: Text, starts: readonly number[]): void {
    const context = this.arena.integers(this.#context, starts.length * CONTEXT * TABLES)
    const targets = this.arena.integers(this.#targets, starts.length * CONTEXT)
    starts.forEach((start, sequence) => {
      for (let t = 0; t < CONTEXT; t++) {
        const row = sequence * CONTEXT + t
        const token = start + t
        context[row * TABLES] = text.token(token)
        // An odd token ends its character, which is then the last whole one.
        const next = (token + 1) >> 1
        for (let back = 1; back <= HISTORY; back++)
          context[row * TABLES + back] = 2 * (next - back) < start ? NOTHING : this.#rowOf(text, next - back)
        targets[row] = text.token(token + 1)
      }
    })
  }

  #rowOf(text: Text, character: number): number {
    const rank = text.rank(character)
    return rank < COMMON ? this.vocabulary + rank : text.token(2 * character)
  }

  /** The logits of the sequences that were read. */
  forward(sequences: number): void {
    const k = this.#kernels
    const [d, inner, wide] = [this.#d, this.#inner, this.#wide]
    const rows = sequences * CONTEXT
    const first = this.#kept[0]?.before ?? this.#last
    k.embed(first, this.#positions, this.#tables, this.#context, rows, CONTEXT, TABLES, this.#rows, d)
    this.#layers.forEach((layer, index) => {
      const kept = this.#keptOf(index)
      k.rmsNorm(kept.before, kept.normed, kept.factors, rows, d, this.width)
      k.multiply(kept.normed, d, 1, layer.qkv, 3 * inner, 1, kept.qkv, 3 * inner, rows, 3 * inner, d, false)
      this.#attend(kept, sequences)
      this.#copy(kept.between, kept.before, rows * d)
      k.multiply(kept.mixed, inner, 1, layer.out, d, 1, kept.between, d, rows, d, inner, true)

      k.rmsNorm(kept.between, kept.normed2, kept.factors2, rows, d, this.width)
      k.multiply(kept.normed2, d, 1, layer.up, wide, 1, kept.hidden, wide, rows, wide, d, false)
      k.squaredRelu(kept.hidden, kept.active, rows * wide)
      const after = this.#kept[index + 1]?.before ?? this.#last
      this.#copy(after, kept.between, rows * d)
      k.multiply(kept.active, wide, 1, layer.down, d, 1, after, d, rows, d, wide, true)
    })
    k.rmsNorm(this.#last, this.#normed, this.#factors, rows, d, this.width)
    const columns = this.#columns
    k.embed(this.#logits, this.#bias, 0, 0, rows, 1, 0, 0, columns)
    k.multiply(this.#normed, d, 1, this.#head, columns, 1, this.#logits, columns, rows, columns, d, true)
  }

  /** The summed loss in nats of the sequences that were read; logits become probabilities minus targets, times `scale`. */
  loss(sequences: number, scale = 1): number {
    const rows = sequences * CONTEXT
    return this.#kernels.crossEntropy(
      this.#logits,
      this.#targets,
      rows,
      this.vocabulary,
      this.#columns,
      scale,
    )
  }

  /** Adds the gradient of the loss of a pass to the gradients; follows `forward` and `loss`. */
  backward(sequences: number): void {
    const k = this.#kernels
    const [d, inner, wide, columns] = [this.#d, this.#inner, this.#wide, this.#columns]
    const rows = sequences * CONTEXT
    const { residual, narrow, wide: dHidden, qkv: dQkv, mixed: dMixed } = this.#gradient
    const gradientOf = (parameter: number) => parameter - this.parameters + this.gradients

    k.embedBackward(this.#logits, gradientOf(this.#bias), 0, 0, rows, 1, 0, 0, columns)
    k.multiply(
      this.#normed,
      1,
      d,
      this.#logits,
      columns,
      1,
      gradientOf(this.#head),
      columns,
      d,
      columns,
      rows,
      true,
    )
    k.multiply(this.#logits, columns, 1, this.#head, 1, columns, narrow, d, rows, d, columns, false)
    this.arena.floats(residual, rows * d).fill(0)
    k.rmsNormBackward(this.#last, narrow, this.#factors, residual, rows, d, this.width)

    for (let index = LAYERS - 1; index >= 0; index--) {
      const layer = this.#layerAt(index)
      const kept = this.#keptOf(index)
      k.multiply(kept.active, 1, wide, residual, d, 1, gradientOf(layer.down), d, wide, d, rows, true)
      k.multiply(residual, d, 1, layer.down, 1, d, dHidden, wide, rows, wide, d, false)
      k.squaredReluBackward(kept.hidden, dHidden, rows * wide)
      k.multiply(kept.normed2, 1, d, dHidden, wide, 1, gradientOf(layer.up), wide, d, wide, rows, true)
      k.multiply(dHidden, wide, 1, layer.up, 1, wide, narrow, d, rows, d, wide, false)
      k.rmsNormBackward(kept.between, narrow, kept.factors2, residual, rows, d, this.width)

      k.multiply(kept.mixed, 1, inner, residual, d, 1, gradientOf(layer.out), d, inner, d, rows, true)
      k.multiply(residual, d, 1, layer.out, 1, d, dMixed, inner, rows, inner, d, false)
      this.#attendBackward(kept, sequences)
      k.multiply(
        kept.normed,
        1,
        d,
        dQkv,
        3 * inner,
        1,
        gradientOf(layer.qkv),
        3 * inner,
        d,
        3 * inner,
        rows,
        true,
      )
      k.multiply(dQkv, 3 * inner, 1, layer.qkv, 1, 3 * inner, narrow, d, rows, d, 3 * inner, false)
      k.rmsNormBackward(kept.before, narrow, kept.factors, residual, rows, d, this.width)
    }
    k.embedBackward(
      residual,
      gradientOf(this.#positions),
      gradientOf(this.#tables),
      this.#context,
      rows,
      CONTEXT,
      TABLES,
      this.#rows,
      d,
    )
  }

  /** The logits of the token after token `t` of the first sequence that was read; follows `forward`, `loss` ends it. */
  logits(t: number): Float32Array {
    return this.arena.floats(this.#logits + 4 * t * this.#columns, this.vocabulary)
  }

  /** softmax(Q·transpose(K) / √size)·V, head by head (Vaswani et al. 2017, equation 1), without a look ahead. */
  #attend(kept: Kept, sequences: number): void {
    const k = this.#kernels
    const row = 3 * this.#inner
    this.#eachHead(sequences, (sequence, head, size) => {
      const { query, key, value, scores, mixed } = this.#slots(kept, sequence, head)
      k.multiply(query, row, 1, key, 1, row, scores, CONTEXT, CONTEXT, CONTEXT, HEAD, false)
      k.causalSoftmax(scores, CONTEXT, 1 / Math.sqrt(size))
      k.multiply(scores, CONTEXT, 1, value, row, 1, mixed, this.#inner, CONTEXT, HEAD, CONTEXT, false)
    })
  }

  /** The gradients of queries, keys and values. */
  #attendBackward(kept: Kept, sequences: number): void {
    const k = this.#kernels
    const row = 3 * this.#inner
    const inner = this.#inner
    const { scores: dScores } = this.#gradient
    const shiftQkv = this.#gradient.qkv - kept.qkv
    const shiftMixed = this.#gradient.mixed - kept.mixed
    this.#eachHead(sequences, (sequence, head, size) => {
      const { query, key, value, scores, mixed } = this.#slots(kept, sequence, head)
      const dMixed = mixed + shiftMixed
      k.multiply(scores, 1, CONTEXT, dMixed, inner, 1, value + shiftQkv, row, CONTEXT, HEAD, CONTEXT, false)
      k.multiply(dMixed, inner, 1, value, 1, row, dScores, CONTEXT, CONTEXT, CONTEXT, HEAD, false)
      k.causalSoftmaxBackward(scores, dScores, CONTEXT, 1 / Math.sqrt(size))
      k.multiply(dScores, CONTEXT, 1, key, row, 1, query + shiftQkv, row, CONTEXT, HEAD, CONTEXT, false)
      k.multiply(dScores, 1, CONTEXT, query, row, 1, key + shiftQkv, row, CONTEXT, HEAD, CONTEXT, false)
    })
  }

  #eachHead(sequences: number, visit: (sequence: number, head: number, size: number) => void): void {
    for (let sequence = 0; sequence < sequences; sequence++)
      this.#heads.forEach((size, head) => visit(sequence, head, size))
  }

  #slots(kept: Kept, sequence: number, head: number) {
    const query = kept.qkv + 4 * (sequence * CONTEXT * 3 * this.#inner + head * HEAD)
    return {
      query,
      key: query + 4 * this.#inner,
      value: query + 8 * this.#inner,
      scores: kept.attention + 4 * (sequence * this.#heads.length + head) * CONTEXT * CONTEXT,
      mixed: kept.mixed + 4 * (sequence * CONTEXT * this.#inner + head * HEAD),
    }
  }

  #copy(to: number, from: number, count: number): void {
    this.arena.floats(to, count).set(this.arena.floats(from, count))
  }

  #keptOf(index: number): Kept {
    const kept = this.#kept[index]
    if (!kept) throw new RangeError(`layer ${index} of ${LAYERS}`)
    return kept
  }

  #layerAt(index: number): Layer {
    const layer = this.#layers[index]
    if (!layer) throw new RangeError(`layer ${index} of ${LAYERS}`)
    return layer
  }
}

/** A position and the rows of all tables add up to variance 1. */
const EMBEDDING_VARIANCE = 1 / (TABLES + 1)

/** The row of a character before the start of a sequence: in the tables of the history no character has it. */
const NOTHING = 0
