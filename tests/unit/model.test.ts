import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../ladder/kernels'
import { Matrix, multiply } from '../../ladder/matrix'
import { Model, matrixParameters, SEEN, trainingCompute } from '../../ladder/model'
import { random } from '../../ladder/random'
import { VOCABULARY } from '../../ladder/tokens'

const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))
const ROWS = 40

/** So many tokens, frequent and rare ones. */
function tokens(count: number, draw = random(99)): Uint8Array {
  return Uint8Array.from({ length: count }, () => draw() ** 2 * VOCABULARY)
}

/** A model whose parameters are all moved off zero, where most of the gradients would vanish. */
function perturbed(width: number): Model {
  const model = new Model(module, width)
  const draw = random(width)
  model.initialise(draw)
  const parameters = model.arena.floats(model.parameters, model.size)
  for (const index of trueParameters(model))
    parameters[index] = (parameters[index] ?? 0) + 0.6 * (draw() - 0.5)
  return model
}

/** Where a model keeps its parameters; what lies between is padding. */
function trueParameters({ width, size, lookedUp }: Model): number[] {
  const d = Math.ceil(width / 8) * 8
  const wide = Math.ceil((4 * width) / 8) * 8
  const used: number[] = []
  let at = 0
  const block = (rows: number, columns: number, trueRows: number, trueColumns: number) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, at++)
        if (row < trueRows && column < trueColumns) used.push(at)
  }
  block(SEEN * VOCABULARY, d, SEEN * VOCABULARY, width)
  block(1, VOCABULARY, 1, VOCABULARY)
  expect(at).toBe(lookedUp)
  block(d, wide, width, 4 * width)
  block(wide, d, 4 * width, width)
  block(d, VOCABULARY, width, VOCABULARY)
  expect(at).toBe(size)
  return used
}

const places = Array.from({ length: ROWS }, (_, i) => 11 * i)

function lossOf(model: Model): number {
  model.forward(ROWS)
  return model.loss(ROWS, 1 / ROWS) / ROWS
}

describe('the gradient', () => {
  it.each([3, 5, 8, 11])('of a model of width %i is that of finite differences', (width) => {
    const model = perturbed(width)
    const draw = random(99)
    model.read(tokens(500), places)
    const parameters = model.arena.floats(model.parameters, model.size)
    const gradients = model.arena.floats(model.gradients, model.size)
    lossOf(model)
    model.backward(ROWS)
    const used = trueParameters(model)
    // Along random directions, since one parameter moves the loss by less than a float can tell. The matrices are a small
    // part of all parameters, and have parts of their own.
    const matrices = used.filter((index) => index >= model.lookedUp - VOCABULARY)
    const parts = [used, matrices].flatMap((all) =>
      Array.from({ length: 8 }, (_, k) =>
        all.slice(Math.floor((all.length * k) / 8), Math.floor((all.length * (k + 1)) / 8)),
      ),
    )
    parts.forEach((part, trial) => {
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
    })
  })

  it('of the padding is zero', () => {
    const model = perturbed(11)
    model.read(tokens(500), places)
    lossOf(model)
    model.backward(ROWS)
    const gradients = model.arena.floats(model.gradients, model.size).slice()
    expect(gradients.some((gradient) => gradient !== 0)).toBe(true)
    for (const index of trueParameters(model)) gradients[index] = 0
    expect(gradients.every((gradient) => gradient === 0)).toBe(true)
  })
})

describe('the model', () => {
  it('starts from a uniform guess', () => {
    const model = new Model(module, 9)
    model.initialise(random(1))
    model.read(tokens(500), places)
    expect(lossOf(model)).toBeCloseTo(Math.log(VOCABULARY), 5)
  })

  it('sees its sixteen tokens, not the one that is asked for, and nothing before', () => {
    const model = perturbed(12)
    const logits = (text: Uint8Array) => {
      model.read(text, [20, 21, 22, 23])
      model.forward(4)
      return model.logits(0).slice()
    }
    const text = tokens(100)
    const whole = logits(text)
    const changed = (at: number) => logits(text.with(at, (text[at] as number) ^ 1))
    expect(changed(19)).toEqual(whole)
    for (let at = 20; at < 20 + SEEN; at++) expect(changed(at)).not.toEqual(whole)
    expect(changed(20 + SEEN)).toEqual(whole)
  })

  it('counts compute as 6·N·D', () => {
    expect(matrixParameters(8)).toBe(8 * 64 + 8 * 224)
    expect(trainingCompute(8, 1000)).toBe(6 * (8 * 64 + 8 * 224) * 1000)
  })
})

describe('a product of matrices', () => {
  const arena = new Arena(module)
  const matrix = (rows: number, columns: number) => new Matrix(arena.take(rows * columns), rows, columns)
  const [a, b, c] = [matrix(8, 24), matrix(24, 16), matrix(8, 16)]

  it('is that of its rows and columns, transposed or not', () => {
    const draw = random(5)
    const fill = ({ at, rows, columns }: Matrix) => {
      const to = arena.floats(at, rows * columns)
      to.forEach((_, i) => (to[i] = draw() - 0.5))
    }
    const of = ({ at, rowStep, columnStep, rows, columns }: Matrix, row: number, column: number) =>
      arena.floats(at, rows * columns)[row * rowStep + column * columnStep] as number
    const check = (p: Matrix, q: Matrix, into: Matrix) => {
      multiply(arena, into, p, q)
      for (let i = 0; i < p.rows; i++)
        for (let j = 0; j < q.columns; j++) {
          let sum = 0
          for (let k = 0; k < p.columns; k++) sum += of(p, i, k) * of(q, k, j)
          expect(of(into, i, j)).toBeCloseTo(sum, 5)
        }
    }
    ;[a, b].forEach(fill)
    check(a, b, c)
    check(b.transposed, a.transposed, matrix(16, 8))
    const [at, bt] = [matrix(24, 8), matrix(16, 24)]
    ;[at, bt].forEach(fill)
    check(at.transposed, bt.transposed, c)
  })

  it('of shapes that do not fit is refused', () => {
    expect(() => multiply(arena, c, a, b.transposed)).toThrow('8 × 24 times 16 × 24 is no 8 × 16')
    expect(() => multiply(arena, c.transposed, b.transposed, a.transposed)).toThrow('16 × 24 times 24 × 8')
  })
})
