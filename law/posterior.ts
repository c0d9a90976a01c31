// How far a forecast by the law may be off: the posterior of the law given the runs, on a grid of b and c, and the
// band that it predicts for a run. Sums over the cells of the grid, no random numbers.

import { min } from 'd3-array'
import {
  EXPONENT,
  RUN_NOISE,
  observe,
  predict,
  type FitOptions,
  type Law,
  type Point,
  type Runs,
} from './power-law'

/** One cell of the grid: a law and its probability. */
interface Cell {
  a: number
  b: number
  c: number
  /** Standard deviation of a at this b and c, for the assumed noise. */
  aError: number
  /** Factor by which the residuals from this law correct the assumed noise. */
  scale: number
  /** Probability of the cell; all weights add up to 1. */
  weight: number
}

/** The posterior of the law, ready for any number of targets. */
export interface Posterior {
  cells: Cell[]
  c0: number
  /** Assumed run-to-run noise, as a share of the loss. */
  noise: number
  /** Degrees of freedom of the t-distribution that each cell predicts. */
  dof: number
}

/** Where a run's loss lies with a probability of 50, 80 and 95 %, in the unit of the loss. */
export type Band = Record<50 | 80 | 95, [low: number, high: number]>

/** Whether an interval holds a loss; its ends belong to it. */
export const holds = ([low, high]: readonly [low: number, high: number], loss: number) =>
  low <= loss && loss <= high

/** How many runs the assumed noise is worth, when the scatter of the runs says otherwise. */
const PRIOR_DOF = 3

/**
 * The grid: its cells along b and along c, and what is left out: along c what lies below a thousandth of a column's
 * peak, along b what lies below a ten-thousandth of the grid's. Quantiles come within 1 % of the 95 % band's width of
 * those on 400 × 200 cells, mostly within 0.5 %.
 */
const GRID = { b: 48, c: 10, reach: 1e-3, negligible: 1e-4 } as const

/**
 * The posterior of a, b, c and the noise, given the runs.
 *
 * Prior: even in ln |b| over {@link EXPONENT}, in c from 0 to the smallest loss, and in a; the noise variance
 * is the assumed one, learnt from three runs (scaled inverse χ²). a and the noise are integrated in closed form
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., section 14.2); b and c are summed over a grid, which is laid anew
 * over the cells that matter, since a long ladder leaves a hundredth of the prior's range.
 *
 * @throws RangeError where {@link observe} does
 */
export function posterior(runs: Runs, options: FitOptions = {}): Posterior {
  const { points, c0, c } = observe(runs, options)
  const dof = PRIOR_DOF + points.length - 1
  const leastLoss = min(points, ({ loss }) => loss) ?? Infinity
  const rangeOfC: Range = c === undefined ? [0, leastLoss] : [c, c]
  let [low, high] = [Math.log(EXPONENT.min), Math.log(EXPONENT.max)]
  for (let round = 1; ; round++) {
    const step = (high - low) / GRID.b
    const nodes = Array.from({ length: GRID.b }, (_, k) => -Math.exp(low + (k + 0.5) * step))
    const cells = normalise(nodes.flatMap((b) => column(b, points, rangeOfC, dof)))
    const steepness = cells.map(({ b }) => Math.log(-b))
    const [from, to] = [Math.min(...steepness) - step, Math.max(...steepness) + step]
    if (to - from > (high - low) / 2 || round === 20)
      return { cells, c0, noise: options.noise ?? RUN_NOISE, dof }
    ;[low, high] = [Math.max(low, from), Math.min(high, to)]
  }
}

type Range = [low: number, high: number]

/** A cell whose weight is still a logarithm, up to a constant. */
type RawCell = Omit<Cell, 'weight'> & { logWeight: number }

/** The cells of one exponent: evenly spaced in c over the part of its range that matters. */
function column(b: number, points: Point[], [lowest, highest]: Range, dof: number): RawCell[] {
  let [w, wf, wff, wy] = [0, 0, 0, 0]
  for (const { u, loss, weight } of points) {
    const f = Math.exp(b * u)
    w += weight
    wf += weight * f
    wff += weight * f * f
    wy += weight * loss
  }
  // The best line loss = a·f + c; with another c, and the best a for it, the sum of squares grows as (c − bestC)².
  let [ff, fy, least] = [0, 0, 0]
  for (const { u, loss, weight } of points) {
    const f = Math.exp(b * u) - wf / w
    ff += weight * f * f
    fy += weight * f * (loss - wy / w)
  }
  const bestA = fy / ff
  const bestC = (wy - bestA * wf) / w
  for (const { u, loss, weight } of points) least += weight * (loss - bestA * Math.exp(b * u) - bestC) ** 2
  const growth = (w * ff) / wff
  const squares = (c: number) => PRIOR_DOF + least + growth * (c - bestC) ** 2

  const peak = squares(Math.min(Math.max(bestC, lowest), highest))
  const reach = Math.sqrt((peak * GRID.reach ** (-2 / dof) - PRIOR_DOF - least) / growth)
  const low = Math.max(lowest, bestC - reach)
  const high = Math.min(highest, bestC + reach)
  const given = lowest === highest
  return Array.from({ length: given ? 1 : GRID.c }, (_, k) => {
    const c = given ? lowest : low + ((k + 0.5) / GRID.c) * (high - low)
    return {
      a: bestA + ((bestC - c) * wf) / wff,
      b,
      c,
      aError: 1 / Math.sqrt(wff),
      scale: Math.sqrt(squares(c) / dof),
      logWeight: Math.log(given ? 1 : high - low) - Math.log(wff) / 2 - (dof / 2) * Math.log(squares(c)),
    }
  })
}

/** Turns log weights into weights that add up to 1, without the negligible cells. */
function normalise(cells: RawCell[]): Cell[] {
  const top = Math.max(...cells.map(({ logWeight }) => logWeight))
  const kept = cells
    .map(({ logWeight, ...cell }) => ({ ...cell, weight: Math.exp(logWeight - top) }))
    .filter(({ weight }) => weight > GRID.negligible)
  const total = kept.reduce((sum, { weight }) => sum + weight, 0)
  return kept.map((cell) => ({ ...cell, weight: cell.weight / total }))
}

/**
 * Where a run at a compute will end, by the posterior: quantiles of the mixture of all cells' predictions. Each cell
 * predicts a t-distribution about its law's loss, as wide as one run's noise and the error of a together.
 *
 * @example
 * const runs = [1e18, 1e19, 1e20, 1e21].map((compute) => ({ compute, loss: 2 * (compute / 1e18) ** -0.1 + 1 }))
 * const { 50: half, 95: most } = band(posterior(runs), 1e22)
 * most[0] < half[0] && half[1] < most[1] // => true
 */
// #region band
export function band(p: Posterior, compute: number): Band {
  // 各格的预测按概率混合，取分位数
  const at = quantiles(p, compute)
  return {
    50: [at(0.25), at(0.75)],
    80: [at(0.1), at(0.9)],
    95: [at(0.025), at(0.975)],
  }
}
// #endregion band

/**
 * The forecast of a run at a compute: the median of what {@link band} gives the quantiles of, so that it lies in every
 * band. On 170 held-out runs of public ladders, on simulated ladders and on the held-out runs in `data/runs/` it missed
 * by less than the least-squares law did, the more so the further ahead. Where c is fitted though none is there, it lies
 * too high, since the prior of c is even: who knows that c is 0 fixes it.
 */
export function median(p: Posterior, compute: number): number {
  return quantiles(p, compute)(0.5)
}

/** The probability that a run at a compute ends below a loss: {@link band} and {@link median} are its inverse. */
export const shareBelow = (p: Posterior, compute: number, loss: number): number =>
  mixtureAt(p, compute).at(loss).below

/** The quantile function of the posterior's prediction for a run at a compute. */
const quantiles = (p: Posterior, compute: number) => mixtureAt(p, compute).quantile

/** What the posterior predicts for a run at a compute. */
function mixtureAt({ cells, c0, noise, dof }: Posterior, compute: number): Mixture {
  const parts = cells.map((cell) => {
    const f = (compute / c0) ** cell.b
    const mean = cell.a * f + cell.c
    // 一次训练的噪声，加上 a 自己的误差
    const sd = Math.hypot(noise * mean, cell.aError * f)
    return { mean, sd: cell.scale * sd, weight: cell.weight }
  })
  return mixture(parts, dof)
}

interface Part {
  mean: number
  sd: number
  weight: number
}

interface Mixture {
  at: (loss: number) => { below: number; density: number }
  quantile: (share: number) => number
}

/** The distribution function of a mixture of t-distributions, its slope, and its inverse. */
function mixture(parts: Part[], dof: number): Mixture {
  const table = studentTable(dof)
  // Columns of numbers, since a band along a curve spends its time in the loop below.
  const means = new Float64Array(parts.map(({ mean }) => mean))
  const rates = new Float64Array(parts.map(({ sd }) => PER_UNIT / sd))
  const weights = new Float64Array(parts.map(({ weight }) => weight))
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0)
  const sd = Math.sqrt(
    parts.reduce((sum, part) => sum + part.weight * (part.sd ** 2 + (part.mean - mean) ** 2), 0),
  )
  function at(x: number): { below: number; density: number } {
    let below = 0
    let density = 0
    for (let i = 0; i < means.length; i++) {
      const z = (x - (means[i] as number)) * (rates[i] as number) + REACH * PER_UNIT
      const k = Math.max(0, Math.min(Math.floor(z), table.length - 2))
      const left = table[k] as number
      const rise = (table[k + 1] as number) - left
      below += (weights[i] as number) * (left + Math.max(0, Math.min(z - k, 1)) * rise)
      density += (weights[i] as number) * (rates[i] as number) * rise
    }
    return { below, density }
  }
  function quantile(share: number): number {
    // Newton's method in log odds, in which the distribution is nearly a line; between bounds, so that it can't stray.
    const goal = Math.log(share / (1 - share))
    let [low, high, x] = [mean - REACH * sd, mean + REACH * sd, mean + (goal * sd) / 1.8]
    for (let round = 0; round < 100; round++) {
      const { below, density } = at(x)
      if (below > share) high = x
      else low = x
      const step = ((goal - Math.log(below / (1 - below))) * below * (1 - below)) / density
      const next = x + step > low && x + step < high ? x + step : (low + high) / 2
      const last = Math.abs(next - x) < 1e-4 * sd
      x = next
      if (last) break
    }
    // On a flat tail a short step, or many of them, lead nowhere: then the bounds are halved.
    for (let round = 0; round < 100; round++) {
      const { below } = at(x)
      if (Math.abs(below - share) <= TOLERANCE) break
      if (below > share) high = x
      else low = x
      x = (low + high) / 2
    }
    return x
  }
  return { at, quantile }
}

/** How far the distribution function at a quantile may lie from its share. */
const TOLERANCE = 1e-6
const REACH = 32
const PER_UNIT = 64
const tables = new Map<number, Float64Array>()

/** Student's distribution function from −REACH to REACH, PER_UNIT values a unit, by Simpson's rule. */
function studentTable(dof: number): Float64Array {
  const known = tables.get(dof)
  if (known) return known
  const density = (z: number) => Math.exp((-(dof + 1) / 2) * Math.log1p(z ** 2 / dof))
  const table = new Float64Array(2 * REACH * PER_UNIT + 1)
  let sum = 0
  for (let k = 1; k < table.length; k++) {
    const z = k / PER_UNIT - REACH
    sum += density(z - 1 / PER_UNIT) + 4 * density(z - 0.5 / PER_UNIT) + density(z)
    table[k] = sum
  }
  tables.set(
    dof,
    table.map((value) => value / sum),
  )
  return studentTable(dof)
}

/**
 * The band that a ladder can be expected to give, before any of its runs is trained: the posterior of the law's own
 * losses at these computes, with the sum of squares that noise leaves on average once a, b and c are fitted: n − 3
 * times its variance. Each cell then holds n + squares, which noise-free losses give with the noise raised by √(n/3).
 *
 * @throws RangeError where {@link observe} does
 */
export function expectedBand(law: Law, computes: readonly number[], target: number, noise = RUN_NOISE): Band {
  const runs = computes.map((compute) => ({ compute, loss: predict(law, compute) }))
  const raised = noise * Math.sqrt(runs.length / PRIOR_DOF)
  return band(posterior(runs, { noise: raised }), target)
}
