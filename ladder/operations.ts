import type { Arena } from './kernels'
import { multiply, type Matrix } from './matrix'

/** A matrix, and the gradient of the loss by each of its numbers. */
export interface Variable {
  value: Matrix
  gradient: Matrix
}

/** One operation on the first `rows` rows of a batch; what it does to gradients stands beside it. */
export interface Operation {
  forward(rows: number): void
  /** Adds to the gradients of parameters; what it does to those of its inputs, each operation says. */
  backward(rows: number): void
}

/** x = Σ E_k[token of lag k]: each lag has a table of embeddings; windows are the tokens that are seen and the one asked for. */
export function embed(
  { kernels }: Arena,
  tables: Variable,
  windows: number,
  lags: number,
  x: Variable,
): Operation {
  const width = x.value.columns
  const vocabulary = tables.value.rows / lags
  return {
    forward(rows) {
      kernels.embed(x.value.at, tables.value.at, windows, rows, lags, vocabulary, width)
    },
    backward(rows) {
      kernels.embedBackward(x.gradient.at, tables.gradient.at, windows, rows, lags, vocabulary, width)
    },
  }
}

/** y = x·W, or y += x·W; backward writes the gradient of x. */
export function linear(arena: Arena, x: Variable, w: Variable, y: Variable, add = false): Operation {
  return {
    forward(rows) {
      multiply(arena, y.value.top(rows), x.value.top(rows), w.value, add)
    },
    backward(rows) {
      multiply(arena, w.gradient, x.value.top(rows).transposed, y.gradient.top(rows), true)
      multiply(arena, x.gradient.top(rows), y.gradient.top(rows), w.value.transposed)
    },
  }
}

/**
 * y = x/√(mean x² + ε), row by row, without a gain (Zhang & Sennrich 2019, equation 4); backward adds to the gradient of x.
 *
 * @param size channels of a row that aren't padding
 */
export function rmsNorm(arena: Arena, x: Variable, y: Variable, size: number): Operation {
  const { kernels } = arena
  const { rows: most, columns } = x.value
  const factors = arena.take(most)
  return {
    forward(rows) {
      kernels.rmsNorm(x.value.at, y.value.at, factors, rows, columns, size)
    },
    backward(rows) {
      kernels.rmsNormBackward(x.value.at, y.gradient.at, factors, x.gradient.at, rows, columns, size)
    },
  }
}

/** y = max(x, 0)² (So et al. 2021, section 4); x and y share one gradient, which backward turns from that of y into that of x. */
export function squaredRelu({ kernels }: Arena, x: Variable, y: Variable): Operation {
  const { columns } = x.value
  return {
    forward(rows) {
      kernels.squaredRelu(x.value.at, y.value.at, rows * columns)
    },
    backward(rows) {
      kernels.squaredReluBackward(x.value.at, y.gradient.at, rows * columns)
    },
  }
}

/** y = x, where a sum begins; x and y share one gradient, so that backward has nothing to do. */
export function begin(arena: Arena, x: Variable, y: Variable): Operation {
  const { columns } = x.value
  return {
    forward(rows) {
      arena.floats(y.value.at, rows * columns).set(arena.floats(x.value.at, rows * columns))
    },
    backward() {},
  }
}

/** Every row of y is the bias, where a sum begins. */
export function beginWithBias({ kernels }: Arena, bias: Variable, y: Variable): Operation {
  const { columns } = y.value
  return {
    forward(rows) {
      kernels.fillRows(y.value.at, bias.value.at, rows, columns)
    },
    backward(rows) {
      kernels.fillRowsBackward(y.gradient.at, bias.gradient.at, rows, columns)
    },
  }
}
