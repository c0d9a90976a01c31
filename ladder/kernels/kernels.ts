/**
 * The arithmetic of the small language models, in AssemblyScript with WebAssembly's fixed-width SIMD. WebAssembly defines
 * every one of these operations to the last bit, so a run ends with the same loss in Node, in a browser and on any
 * processor. Addresses are bytes, strides and sizes are elements; every row is padded with zeros to a multiple of 8, so
 * that no kernel has edges.
 */

/** Eight columns of a matrix, packed; it lies before the caller's memory. */
const panel: usize = (__heap_base + 15) & ~15
const longest = 4096

/** Where the memory that belongs to the caller begins. */
export function heapBase(): usize {
  return panel + longest * 32
}

/**
 * C = A·B, or C += A·B. A is m × k, B is k × n, C is m × n with rows one after the other; rows and columns of A and B may
 * stride freely, so a transposed matrix costs nothing. m is a multiple of 4, n of 8, k at most 4096.
 */
export function multiply(
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32,
  m: i32, n: i32, k: i32, add: bool,
): void {
  const aStep = (<usize>aColumn) << 2
  const aNext = (<usize>aRow) << 2
  const cNext = (<usize>cRow) << 2
  for (let j = 0; j < n; j += 8) {
    pack(b + ((<usize>(j * bColumn)) << 2), bRow, bColumn, k)
    for (let i = 0; i < m; i += 4) {
      let row0 = a + <usize>i * aNext
      let row1 = row0 + aNext
      let row2 = row1 + aNext
      let row3 = row2 + aNext
      let c00 = f32x4.splat(0), c01 = c00
      let c10 = c00, c11 = c00
      let c20 = c00, c21 = c00
      let c30 = c00, c31 = c00
      let p = panel
      const end = panel + ((<usize>k) << 5)
      while (p < end) {
        const b0 = v128.load(p)
        const b1 = v128.load(p, 16)
        let x = v128.load32_splat(row0)
        c00 = f32x4.add(c00, f32x4.mul(x, b0))
        c01 = f32x4.add(c01, f32x4.mul(x, b1))
        x = v128.load32_splat(row1)
        c10 = f32x4.add(c10, f32x4.mul(x, b0))
        c11 = f32x4.add(c11, f32x4.mul(x, b1))
        x = v128.load32_splat(row2)
        c20 = f32x4.add(c20, f32x4.mul(x, b0))
        c21 = f32x4.add(c21, f32x4.mul(x, b1))
        x = v128.load32_splat(row3)
        c30 = f32x4.add(c30, f32x4.mul(x, b0))
        c31 = f32x4.add(c31, f32x4.mul(x, b1))
        row0 += aStep
        row1 += aStep
        row2 += aStep
        row3 += aStep
        p += 32
      }
      let out = c + <usize>i * cNext + ((<usize>j) << 2)
      if (add) {
        c00 = f32x4.add(c00, v128.load(out))
        c01 = f32x4.add(c01, v128.load(out, 16))
        c10 = f32x4.add(c10, v128.load(out + cNext))
        c11 = f32x4.add(c11, v128.load(out + cNext, 16))
        c20 = f32x4.add(c20, v128.load(out + 2 * cNext))
        c21 = f32x4.add(c21, v128.load(out + 2 * cNext, 16))
        c30 = f32x4.add(c30, v128.load(out + 3 * cNext))
        c31 = f32x4.add(c31, v128.load(out + 3 * cNext, 16))
      }
      v128.store(out, c00)
      v128.store(out, c01, 16)
      out += cNext
      v128.store(out, c10)
      v128.store(out, c11, 16)
      out += cNext
      v128.store(out, c20)
      v128.store(out, c21, 16)
      out += cNext
      v128.store(out, c30)
      v128.store(out, c31, 16)
    }
  }
}

/** Copies 8 columns of a matrix into one dense panel, so that the inner loop reads it in order. */
function pack(b: usize, bRow: i32, bColumn: i32, k: i32): void {
  let p = panel
  const rowStep = (<usize>bRow) << 2
  if (bColumn == 1) {
    for (let i = 0; i < k; i++) {
      v128.store(p, v128.load(b))
      v128.store(p, v128.load(b, 16), 16)
      b += rowStep
      p += 32
    }
    return
  }
  const columnStep = (<usize>bColumn) << 2
  for (let column = 0; column < 8; column++) {
    let from = b + <usize>column * columnStep
    let to = panel + ((<usize>column) << 2)
    for (let i = 0; i < k; i++) {
      f32.store(to, f32.load(from))
      from += rowStep
      to += 32
    }
  }
}

/**
 * x[t] = Σ_k tables[k][token of lag k], `width` floats a row. A window is the `lags` tokens that are seen, one byte each,
 * oldest first, and the one that is asked for; each table has `vocabulary` rows.
 */
export function embed(
  x: usize, tables: usize, windows: usize,
  rows: i32, lags: i32, vocabulary: i32, width: i32,
): void {
  const row = (<usize>width) << 2
  const table = <usize>vocabulary * row
  for (let t = 0; t < rows; t++) {
    memory.fill(x, 0, row)
    let from = tables
    for (let lag = lags - 1; lag >= 0; lag--) {
      const entry = from + <usize>load<u8>(windows + <usize>lag) * row
      for (let i: usize = 0; i < row; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(entry + i)))
      from += table
    }
    x += row
    windows += <usize>(lags + 1)
  }
}

/** The gradient of `embed`: adds dx to the rows that were read. */
export function embedBackward(
  dx: usize, dTables: usize, windows: usize,
  rows: i32, lags: i32, vocabulary: i32, width: i32,
): void {
  const row = (<usize>width) << 2
  const table = <usize>vocabulary * row
  for (let t = 0; t < rows; t++) {
    let to = dTables
    for (let lag = lags - 1; lag >= 0; lag--) {
      const entry = to + <usize>load<u8>(windows + <usize>lag) * row
      for (let i: usize = 0; i < row; i += 16) v128.store(entry + i, f32x4.add(v128.load(entry + i), v128.load(dx + i)))
      to += table
    }
    dx += row
    windows += <usize>(lags + 1)
  }
}

/** Every row of x becomes the row at `bias`. */
export function fillRows(x: usize, bias: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2
  for (let t = 0; t < rows; t++) {
    memory.copy(x, bias, row)
    x += row
  }
}

/** The gradient of `fillRows`: adds every row of dx to the row at `dBias`. */
export function fillRowsBackward(dx: usize, dBias: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2
  for (let t = 0; t < rows; t++) {
    for (let i: usize = 0; i < row; i += 16) v128.store(dBias + i, f32x4.add(v128.load(dBias + i), v128.load(dx + i)))
    dx += row
  }
}

/** y = x / √(mean x² + ε) over the `size` channels of each row; keeps the factor of each row for the gradient. */
export function rmsNorm(x: usize, y: usize, factors: usize, rows: i32, width: i32, size: i32): void {
  const row = (<usize>width) << 2
  for (let t = 0; t < rows; t++) {
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < row; i += 16) {
      const v = v128.load(x + i)
      squares = f32x4.add(squares, f32x4.mul(v, v))
    }
    const factor: f32 = 1 / sqrt<f32>(sum(squares) / <f32>size + 1e-6)
    f32.store(factors + ((<usize>t) << 2), factor)
    const f = f32x4.splat(factor)
    for (let i: usize = 0; i < row; i += 16) v128.store(y + i, f32x4.mul(v128.load(x + i), f))
    x += row
    y += row
  }
}

/** dx += the gradient of `rmsNorm` for dy. */
export function rmsNormBackward(x: usize, dy: usize, factors: usize, dx: usize, rows: i32, width: i32, size: i32): void {
  const row = (<usize>width) << 2
  for (let t = 0; t < rows; t++) {
    const factor = f32.load(factors + ((<usize>t) << 2))
    let products = f32x4.splat(0)
    for (let i: usize = 0; i < row; i += 16) products = f32x4.add(products, f32x4.mul(v128.load(x + i), v128.load(dy + i)))
    const f = f32x4.splat(factor)
    const g = f32x4.splat((factor * factor * factor * sum(products)) / <f32>size)
    for (let i: usize = 0; i < row; i += 16) {
      const along = f32x4.sub(f32x4.mul(f, v128.load(dy + i)), f32x4.mul(g, v128.load(x + i)))
      v128.store(dx + i, f32x4.add(v128.load(dx + i), along))
    }
    x += row
    dy += row
    dx += row
  }
}

/** y = max(x, 0)². */
export function squaredRelu(x: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const bytes = (<usize>count) << 2
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = f32x4.max(v128.load(x + i), zero)
    v128.store(y + i, f32x4.mul(v, v))
  }
}

/** dy becomes dx: dx = 2·max(x, 0)·dy. */
export function squaredReluBackward(x: usize, dy: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const two = f32x4.splat(2)
  const bytes = (<usize>count) << 2
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(dy + i, f32x4.mul(f32x4.mul(two, f32x4.max(v128.load(x + i), zero)), v128.load(dy + i)))
}

/**
 * The sum of −ln softmax(logits)[target] over the rows, nats; the target is the last token of the row's window. Logits
 * become their gradient times `scale`.
 */
export function crossEntropy(logits: usize, windows: usize, rows: i32, lags: i32, width: i32, scale: f32): f64 {
  let loss: f64 = 0
  const row = (<usize>width) << 2
  const by = f32x4.splat(scale)
  for (let t = 0; t < rows; t++) {
    let tops = f32x4.splat(-Infinity)
    for (let i: usize = 0; i < row; i += 16) tops = f32x4.max(tops, v128.load(logits + i))
    const max = Mathf.max(
      Mathf.max(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)),
      Mathf.max(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)),
    )
    const target = logits + ((<usize>load<u8>(windows + <usize>lags)) << 2)
    const right = f32.load(target)
    const top = f32x4.splat(max)
    let total = f32x4.splat(0)
    for (let i: usize = 0; i < row; i += 16) {
      const e = exponential(f32x4.sub(v128.load(logits + i), top))
      v128.store(logits + i, e)
      total = f32x4.add(total, e)
    }
    const all = sum(total)
    loss += Math.log(<f64>all) + <f64>max - <f64>right
    const f = f32x4.mul(by, f32x4.splat(1 / all))
    for (let i: usize = 0; i < row; i += 16) v128.store(logits + i, f32x4.mul(v128.load(logits + i), f))
    f32.store(target, f32.load(target) - scale)
    logits += row
    windows += <usize>(lags + 1)
  }
  return loss
}

/** Σ x². */
export function sumOfSquares(x: usize, count: i32): f64 {
  let total: f64 = 0
  const bytes = (<usize>count) << 2
  for (let from: usize = 0; from < bytes; from += 4096) {
    let squares = f32x4.splat(0)
    const end = min(from + 4096, bytes)
    for (let i = from; i < end; i += 16) {
      const v = v128.load(x + i)
      squares = f32x4.add(squares, f32x4.mul(v, v))
    }
    total += <f64>sum(squares)
  }
  return total
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1) on one range of parameters: w −= rate·m̂ / (√v̂ + ε). The gradient is multiplied
 * by `clip` first; `correction1` and `correction2` are 1 − β₁ᵗ and 1 − β₂ᵗ.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, count: i32,
  rate: f32, clip: f32, beta1: f32, beta2: f32, correction1: f32, correction2: f32,
): void {
  const b1 = f32x4.splat(beta1)
  const c1 = f32x4.splat(1 - beta1)
  const b2 = f32x4.splat(beta2)
  const c2 = f32x4.splat(1 - beta2)
  const by = f32x4.splat(clip)
  const step = f32x4.splat(rate / correction1)
  const root = f32x4.splat(1 / sqrt<f32>(correction2))
  const small = f32x4.splat(1e-8)
  const bytes = (<usize>count) << 2
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = f32x4.mul(v128.load(g + i), by)
    const mean = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(c1, gradient))
    const square = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(c2, f32x4.mul(gradient, gradient)))
    v128.store(m + i, mean)
    v128.store(v + i, square)
    const size = f32x4.add(f32x4.mul(f32x4.sqrt(square), root), small)
    const moved = f32x4.sub(v128.load(w + i), f32x4.div(f32x4.mul(step, mean), size))
    v128.store(w + i, moved)
  }
}

/** The sum of four lanes. */
// @ts-ignore: AssemblyScript's decorator
@inline
function sum(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3)
}

/** eˣ for x ≤ 0, to about one unit in the last place; 0 below −87. Cephes' expf: 2ⁿ times a polynomial. */
// @ts-ignore: AssemblyScript's decorator
@inline
function exponential(x: v128): v128 {
  const bounded = f32x4.max(x, f32x4.splat(-87.5))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)))
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let y = f32x4.splat(1.9875691500e-4)
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  const e = f32x4.mul(y, power)
  return v128.bitselect(e, f32x4.splat(0), f32x4.gt(x, f32x4.splat(-87.4)))
}
