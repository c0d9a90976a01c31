// The law L(C) = a·(C/c0)^b + c: loss against training compute, with an irreducible loss c.
// Plain TypeScript, so that the slides, the command line and the tests run the same lines.

/** One training run. */
export interface Run {
  /** Training compute; any unit, the same for all runs. */
  compute: number
  /** Final loss; any unit, the same for all runs. */
  loss: number
  /** The run's name. */
  run?: string
  /** True for a run that is to be predicted, and so must not be fitted. */
  heldOut?: boolean
}

/** What a law is fitted to, in any order. */
export type Runs = readonly Pick<Run, 'compute' | 'loss'>[]

/** L(C) = a·(C/c0)^b + c with a, c ≥ 0 in the unit of the loss, b < 0, and c0 in the unit of the compute. */
export interface Law {
  a: number
  b: number
  c: number
  c0: number
}

/** What is known about the runs beside their numbers. */
export interface FitOptions {
  /** Run-to-run noise s: standard deviation of a run's loss, as a share of the loss. */
  noise?: number
  /** Reading error: standard deviation in the unit of the loss, where losses were read off a figure. */
  readingError?: number
  /** Irreducible loss, where it is given and not fitted (0: a pure power law). */
  c?: number
}

/**
 * Run-to-run noise s as a share of the loss: 0.7 %.
 *
 * Seeds alone move published losses by 0.02 to 0.4 %, but runs also stray from the law because no recipe suits every
 * size equally well. On 170 held-out runs of 17 public ladders the 95 % band covered 86 % with s = 0.35 %, 89 % with
 * 0.5 % and 95 % with 0.7 %. It was chosen by those ladders; for a new one it is an assumption.
 */
export const RUN_NOISE = 0.007

/** The range of |b| that is searched. */
export const EXPONENT = { min: 0.01, max: 1 } as const

/** Whether a compute or a loss is one: above 0, and far from where squares overflow. */
export function isPlausible(value: number): boolean {
  return value >= 1e-40 && value <= 1e40
}

/** One compute: u = ln(C/c0), the mean loss there, and weight = 1/variance of the loss. */
export interface Point {
  u: number
  loss: number
  weight: number
}

/** The runs as the least-squares problem sees them. */
export interface Observations {
  /** In ascending order of compute. */
  points: Point[]
  /** Geometric mean of the computes, so that u = 0 in their middle. */
  c0: number
  /** The irreducible loss, if it is given. */
  c: number | undefined
}

/** Computes that differ by no more than this share are one: a millionth. */
export const SAME_COMPUTE = 1e-6

/**
 * One run for each compute, in ascending order, with the mean loss of those that share it; computes within
 * {@link SAME_COMPUTE} of each other are one. Sorted first, so that the order of the runs can't change a bit of what follows.
 */
export function byCompute(runs: Runs): { compute: number; loss: number; losses: number[] }[] {
  const groups: { compute: number; losses: number[] }[] = []
  for (const { compute, loss } of [...runs].sort((p, q) => p.compute - q.compute || p.loss - q.loss)) {
    const group = groups.at(-1)
    if (group && compute <= group.compute * (1 + SAME_COMPUTE)) group.losses.push(loss)
    else groups.push({ compute, losses: [loss] })
  }
  return groups.map(({ compute, losses }) => ({ compute, loss: mean(losses), losses }))
}

/** The smallest compute of each group of runs that are one to the law, in ascending order. */
export const distinctComputes = (runs: Runs): number[] => byCompute(runs).map(({ compute }) => compute)

/** The most points that a law is fitted to: beyond them neighbours are merged, since they tell nothing new. */
export const MOST_POINTS = 300

/** Groups of neighbouring computes, in equal steps of log C: their middle, mean loss, and how many computes they stand for. */
function merged(
  groups: { compute: number; loss: number }[],
): { compute: number; loss: number; count: number }[] {
  if (groups.length <= MOST_POINTS) return groups.map((group) => ({ ...group, count: 1 }))
  const logs = groups.map(({ compute }) => Math.log(compute))
  const [low, high] = [logs[0] as number, logs.at(-1) as number]
  const bins = new Map<number, { logs: number[]; losses: number[] }>()
  groups.forEach(({ loss }, k) => {
    const log = logs[k] as number
    const at = Math.min(MOST_POINTS - 1, Math.floor(((log - low) / (high - low)) * MOST_POINTS))
    const bin = bins.get(at) ?? { logs: [], losses: [] }
    bins.set(at, bin)
    bin.logs.push(log)
    bin.losses.push(loss)
  })
  return [...bins.values()].map(({ logs, losses }) => ({
    compute: Math.exp(mean(logs)),
    loss: mean(losses),
    count: losses.length,
  }))
}

/** How many distinct computes a law needs. */
export const fewestComputes = ({ c }: FitOptions): number => (c === undefined ? 4 : 3)

/** The runs without those of the `count` largest distinct computes. */
export function withoutLargest<One extends Runs[number]>(
  runs: readonly One[],
  count: number,
): readonly One[] {
  const below = count > 0 ? (distinctComputes(runs).at(-count) ?? 0) : Infinity
  return runs.filter(({ compute }) => compute < below)
}

/**
 * Prepares runs for the fit: those at one compute count once, each compute weighs 1/((s·L)² + reading error²). Beyond
 * {@link MOST_POINTS} computes a point stands for several, and weighs as much as they do.
 *
 * @throws RangeError if a compute or loss isn't between 1e-40 and 1e40, if there are fewer than four distinct computes
 * (three where c is given), if c is negative, or if neither noise nor reading error is above 0
 */
export function observe(
  runs: Runs,
  { noise = RUN_NOISE, readingError = 0, c }: FitOptions = {},
): Observations {
  for (const { compute, loss } of runs) {
    if (!isPlausible(compute) || !isPlausible(loss)) {
      throw new RangeError(`a law can't be fitted to a compute of ${compute} and a loss of ${loss}`)
    }
  }
  const distinct = byCompute(runs)
  const needed = fewestComputes({ c })
  if (distinct.length < needed) {
    throw new RangeError(`a law needs ${needed} distinct computes, found ${distinct.length}`)
  }
  const logC0 = mean(distinct.map(({ compute }) => Math.log(compute)))
  const points = merged(distinct).map(({ compute, loss, count }) => {
    const weight = count / ((noise * loss) ** 2 + readingError ** 2)
    return { u: Math.log(compute) - logC0, loss, weight }
  })
  if (!points.every(({ weight }) => weight > 0 && weight < Infinity) || !((c ?? 0) >= 0)) {
    throw new RangeError(
      `a law can't be fitted with noise ${noise}, reading error ${readingError} and c = ${c}`,
    )
  }
  return { points, c0: Math.exp(logC0), c }
}

function mean(values: number[]) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Fits the law by weighted least squares, a ≥ 0 and c ≥ 0. Deterministic: no starting point, no random number.
 *
 * Method: variable projection (Golub & Pereyra 1973, SIAM J. Numer. Anal. 10:413). For a given exponent the model is
 * linear in a and c, so that only b is left to search. Losses that rise give the flat law a = 0.
 *
 * @throws RangeError if a compute or loss isn't between 1e-40 and 1e40, if there are fewer than four distinct computes
 * (three where c is given), if c is negative, or if neither noise nor reading error is above 0
 * @example
 * const runs = [1e18, 1e19, 1e20, 1e21].map((compute) => ({ compute, loss: 2 * (compute / 1e18) ** -0.1 + 1 }))
 * const law = fit(runs)
 * law.b.toFixed(3) // => '-0.100'
 * predict(law, 1e22).toFixed(4) // => '1.7962'
 */
// #region fit
export function fit(runs: Runs, options?: FitOptions): Law {
  const observed = observe(runs, options)
  // 只需搜索 b：网格找到谷底，再求导数的零点
  const [low, high] = valley((b) => squares(b, observed))
  const b = root((b) => derivative(b, observed), low, high)
  const { a, c } = solve(b, observed)
  return { a, b, c, c0: observed.c0 }
}

/** 给定 b，令 x = e^(bu)：损失 = a·x + c，一条直线 */
function solve(b: number, { points, c }: Observations) {
  const x = ({ u }: Point) => Math.exp(b * u)
  const line = regress(points, x, c)
  return line.c < 0 ? regress(points, x, 0) : line
}
// #endregion fit

type Value = (point: Point) => number

const lossOf: Value = ({ loss }) => loss

/** Weighted least squares of loss = a·x + c with a ≥ 0; c is kept if it is given. */
function regress(points: Point[], x: Value, c?: number) {
  const [x0, y0] = c === undefined ? centroid(points, x, lossOf) : [0, c]
  const a = Math.max(0, slope(points, x, lossOf, x0, y0))
  return { a, c: y0 - a * x0 }
}

function centroid(points: Point[], x: Value, y: Value): [number, number] {
  let [total, x0, y0] = [0, 0, 0]
  for (const point of points) {
    total += point.weight
    x0 += point.weight * x(point)
    y0 += point.weight * y(point)
  }
  return [x0 / total, y0 / total]
}

/** Slope of the regression line through (x0, y0); by deviations, since raw moments lose digits where x hardly varies. */
function slope(points: Point[], x: Value, y: Value, x0: number, y0: number) {
  let [xx, xy] = [0, 0]
  for (const point of points) {
    const dx = x(point) - x0
    xx += point.weight * dx * dx
    xy += point.weight * dx * (y(point) - y0)
  }
  return xy / xx
}

/** Weighted sum of squared residuals at the best a and c for an exponent b. */
function squares(b: number, observed: Observations) {
  const { a, c } = solve(b, observed)
  let sum = 0
  for (const { u, loss, weight } of observed.points) sum += weight * (loss - a * Math.exp(b * u) - c) ** 2
  return sum
}

/**
 * Half the derivative of {@link squares} in b: −a·Σ weight·residual·u·e^(bu). The residuals are orthogonal to e^(bu)
 * and, where c is free, to 1; u·e^(bu) is nearly a combination of these two when b is small, so only its remainder
 * enters (Kaufman 1975, BIT 15:49). Without that, rounding would hide the root from the ninth digit on.
 */
function derivative(b: number, observed: Observations) {
  const { points } = observed
  const { a, c } = solve(b, observed)
  const x: Value = ({ u }) => Math.exp(b * u)
  const y: Value = (point) => point.u * x(point)
  const [x0, y0] = c === (observed.c ?? 0) ? [0, 0] : centroid(points, x, y)
  const k = slope(points, x, y, x0, y0)
  let sum = 0
  for (const point of points) {
    const f = x(point)
    sum -= point.weight * (point.loss - a * f - c) * (point.u * f - y0 - k * (f - x0))
  }
  return a * sum
}

/** The nodes b of the search, from steep to flat, evenly spaced in ln |b|. */
const NODES = Array.from({ length: 48 }, (_, k) => -EXPONENT.max * (EXPONENT.min / EXPONENT.max) ** (k / 47))

/** The neighbours of the node at which f is least. */
function valley(f: (b: number) => number): [number, number] {
  let [least, best] = [Infinity, 0]
  NODES.forEach((b, k) => {
    const value = f(b)
    if (value < least) [least, best] = [value, k]
  })
  const last = NODES.length - 1
  return [NODES[Math.max(0, best - 1)] ?? NaN, NODES[Math.min(last, best + 1)] ?? NaN]
}

/** Where an f that rises through 0 between low and high does so, to the last digits; the nearer end, if it doesn't. */
function root(f: (x: number) => number, low: number, high: number): number {
  let [fLow, fHigh] = [f(low), f(high)]
  if (fLow >= 0) return low
  if (fHigh <= 0) return high
  // False position, which halves the value at an end that stays twice (Illinois method: Dowell & Jarratt 1971).
  for (let stayed = 0; ;) {
    const x = high - (fHigh * (high - low)) / (fHigh - fLow)
    if (!(x > low && x < high)) return x
    const fx = f(x)
    if (fx < 0) {
      if (stayed > 0) fHigh /= 2
      ;[low, fLow, stayed] = [x, fx, 1]
    } else {
      if (stayed < 0) fLow /= 2
      ;[high, fHigh, stayed] = [x, fx, -1]
    }
  }
}

/** The law's loss at a compute, in the unit of the loss; the compute in the unit of the fitted runs. */
// #region predict
export function predict(law: Law, compute: number): number {
  const { a, b, c, c0 } = law
  return a * (compute / c0) ** b + c
}
// #endregion predict

/**
 * The compute at which the law reaches a loss, in the unit of the fitted runs.
 * Infinity at or below the irreducible loss.
 */
export function computeFor({ a, b, c, c0 }: Law, loss: number): number {
  return loss <= c ? Infinity : c0 * ((loss - c) / a) ** (1 / b)
}

/** (predicted − actual)/actual: positive where the run did better than predicted. */
export function relativeError(predicted: number, actual: number): number {
  return (predicted - actual) / actual
}

/**
 * A miss as a factor of compute: how many times the compute at which the law gives `predicted` it takes to give
 * `actual`. Above 1 where the run did better than predicted, Infinity where it fell to the irreducible loss or below.
 * For small misses its logarithm is (predicted − actual)/(|b|·(L − c)).
 */
export function equivalentCompute({ b, c }: Law, predicted: number, actual: number): number {
  return actual <= c ? Infinity : ((actual - c) / (predicted - c)) ** (1 / b)
}
