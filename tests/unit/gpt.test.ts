import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CONTEXT, Gpt, headSizes, matrixParameters, MICRO_BATCH, trainingCompute } from '../../ladder/poems/gpt'
import { textOf, vocabularyOf } from '../../ladder/poems/corpus'
import { random } from '../../ladder/random'

const module = new WebAssembly.Module(readFileSync('ladder/poems/kernels/kernels.wasm'))
const CHARACTERS = 2500
const VOCABULARY = vocabularyOf(CHARACTERS)
/** Rows of an embedding table: tokens and the 2,048 most frequent characters. */
const ROWS = VOCABULARY + 2048

/** So many characters, frequent and rare ones. */
function characters(count: number, draw = random(99)): number[] {
  return Array.from({ length: count }, () => Math.floor(draw() ** 2 * CHARACTERS))
}

/** A model whose parameters are all moved off zero, where half of the gradients would vanish. */
function perturbed(width: number): Gpt {
  const model = new Gpt(module, width, VOCABULARY)
  const draw = random(width)
  model.initialise(draw)
  const parameters = model.arena.floats(model.parameters, model.size)
  for (const index of trueParameters(width))
    parameters[index] = (parameters[index] ?? 0) + 0.6 * (draw() - 0.5)
  return model
}

/** Where a model of this width keeps its parameters; what lies between is padding. */
function trueParameters(width: number): number[] {
  const d = Math.ceil(width / 8) * 8
  const wide = Math.ceil((4 * width) / 8) * 8
  const columns = Math.ceil(VOCABULARY / 8) * 8
  const heads = headSizes(width)
  const inner = 8 * heads.length
  const used: number[] = []
  let at = 0
  const block = (rows: boolean[], cells: boolean[]) => {
    rows.forEach((row) => cells.forEach((cell) => (row && cell && used.push(at), (at += 1))))
  }
  const first = (count: number, of: number) => Array.from({ length: of }, (_, i) => i < count)
  const slots = heads.flatMap((size) => first(size, 8))
  block(first(CONTEXT + 5 * ROWS, CONTEXT + 5 * ROWS), first(width, d))
  block([true], first(VOCABULARY, columns))
  for (let layer = 0; layer < 2; layer++) {
    block(first(width, d), [...slots, ...slots, ...slots])
    block(slots, first(width, d))
    block(first(width, d), first(4 * width, wide))
    block(first(4 * width, wide), first(width, d))
  }
  block(first(width, d), first(VOCABULARY, columns))
  expect(at).toBe(new Gpt(module, width, VOCABULARY).size)
  expect(inner).toBe(slots.length)
  return used
}

function lossOf(model: Gpt): number {
  model.forward(MICRO_BATCH)
  return model.loss(MICRO_BATCH, 1 / (MICRO_BATCH * CONTEXT)) / (MICRO_BATCH * CONTEXT)
}

describe('the gradient', () => {
  it.each([3, 5, 8, 11, 16])('of a model of width %i is that of finite differences', (width) => {
    const model = perturbed(width)
    const draw = random(99)
    model.read(textOf(characters(500)), [0, 100, 300, 700])
    const parameters = model.arena.floats(model.parameters, model.size)
    const gradients = model.arena.floats(model.gradients, model.size)
    lossOf(model)
    model.backward(MICRO_BATCH)
    const used = trueParameters(width)
    // Along random directions, since one parameter moves the loss by less than a float can tell.
    for (let trial = 0; trial < 8; trial++) {
      const from = Math.floor((used.length * trial) / 8)
      const part = used.slice(from, Math.floor((used.length * (trial + 1)) / 8))
      // A gradient that was forgotten is zero: its parameters must move, too.
      const direction = part.map(
        (index) => (Math.sign(gradients[index] ?? 0) || Math.sign(draw() - 0.5)) * (0.5 + draw()),
      )
      const expected = part.reduce((sum, index, i) => sum + (gradients[index] ?? 0) * (direction[i] ?? 0), 0)
      const before = parameters.slice()
      const step = 1e-3 / Math.max(1, Math.sqrt(part.length / 50))
      const shifted = (by: number) => {
        parameters.set(before)
        part.forEach((index, i) => (parameters[index] = (before[index] ?? 0) + by * (direction[i] ?? 0)))
        return lossOf(model)
      }
      const slope =
        (8 * (shifted(step) - shifted(-step)) - (shifted(2 * step) - shifted(-2 * step))) / (12 * step)
      parameters.set(before)
      expect(Math.abs(slope - expected) / Math.abs(expected), `part ${trial}`).toBeLessThan(2e-3)
    }
  })

  it('of the padding is zero', () => {
    const model = perturbed(11)
    model.read(textOf(characters(500)), [0, 100, 300, 700])
    lossOf(model)
    model.backward(MICRO_BATCH)
    const gradients = model.arena.floats(model.gradients, model.size).slice()
    for (const index of trueParameters(11)) gradients[index] = 0
    expect(gradients.every((gradient) => gradient === 0)).toBe(true)
  })
})

describe('the model', () => {
  it('starts from a uniform guess', () => {
    const model = new Gpt(module, 9, VOCABULARY)
    model.initialise(random(1))
    model.read(textOf(characters(500)), [0, 6, 10, 2])
    expect(lossOf(model)).toBeCloseTo(Math.log(VOCABULARY), 5)
  })

  it('does not look ahead', () => {
    const model = perturbed(12)
    const text = characters(100)
    const logits = (token: number) => {
      model.read(textOf(text), [0])
      model.forward(1)
      return model.logits(token).slice()
    }
    // Tokens 20 and 21 are character 10: its first token is known while the second is asked for.
    const [even, odd] = [logits(20), logits(21)]
    text.fill(7, 11)
    expect(logits(21)).toEqual(odd)
    text[10] = ((text[10] ?? 0) & ~127) | 5
    expect(logits(20)).toEqual(even)
    expect(logits(21)).not.toEqual(odd)
    text[6] = 20
    expect(logits(20)).not.toEqual(even)
  })

  it('shares its channels evenly among heads of at most eight', () => {
    for (let width = 1; width <= 200; width++) {
      const sizes = headSizes(width)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(width)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(8)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }
  })

  it('counts compute as 6·N·D', () => {
    expect(matrixParameters(8, 231)).toBe(24 * 64 + 8 * 231)
    expect(trainingCompute(8, 231, 1000)).toBe(6 * (24 * 64 + 8 * 231) * 1000)
  })
})
