import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale'

/** A scale of a chart: a number of the data → a place in the SVG. */
export type Scale = ScaleContinuousNumeric<number, number>

export const linear = (domain: readonly [number, number], range: readonly [number, number]): Scale =>
  scaleLinear(domain, range)

export const log = (domain: readonly [number, number], range: readonly [number, number]): Scale =>
  scaleLog(domain, range)

/** Whole powers of ten inside a domain, at most every `every` decades. */
export function decades([low, high]: readonly [number, number], every = 1): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .filter((exponent) => exponent % every === 0)
    .map((exponent) => 10 ** exponent)
}

/** Numbers spaced evenly in their logarithm, both ends exact. */
export function logSpace(low: number, high: number, count: number): number[] {
  const step = Math.log(high / low) / (count - 1)
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low * Math.exp(i * step)))
}
