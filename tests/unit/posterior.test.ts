import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { band, expectedBand, median, posterior, shareBelow, type Band } from '../../law/posterior'
import {
  byCompute,
  EXPONENT,
  fit,
  predict,
  RUN_NOISE,
  type FitOptions,
  type Law,
  type Runs,
} from '../../law/power-law'
import { fitOptions, fittedRuns, parseRunTable } from '../../law/run-table'

interface Case {
  runs: Runs
  options: FitOptions
  target: number
}

function shipped(name: string): Case {
  const table = parseRunTable(readFileSync(`data/runs/${name}.csv`, 'utf8'), name)
  const target = table.runs.find(({ heldOut }) => heldOut)?.compute ?? NaN
  return { runs: fittedRuns(table), options: fitOptions(table), target }
}

/** A number between −1 and 1 that differs from place to place. */
const jitter = (k: number) => (1e4 * Math.sin(k + 1)) % 1

/** A ladder over so many decades up to compute 1, its losses off by up to 1 %. */
function ladder(law: Law, count: number, decades: number): Runs {
  return Array.from({ length: count }, (_, k) => {
    const compute = 10 ** (decades * (k / (count - 1) - 1))
    return { compute, loss: predict(law, compute) * (1 + 0.01 * jitter(k)) }
  })
}

const law: Law = { a: 0.4, b: -0.1, c: 0.6, c0: 1 }
const width = (band: Band, level: 50 | 80 | 95) => band[level][1] - band[level][0]

/** Student's distribution function (Abramowitz & Stegun 26.7.3 and 26.7.4). */
function student(t: number, dof: number): number {
  const angle = Math.atan(t / Math.sqrt(dof))
  const cos2 = Math.cos(angle) ** 2
  const odd = dof % 2
  let term = odd ? Math.cos(angle) : 1
  let sum = 0
  for (let k = odd ? 3 : 2; k <= dof; k += 2) {
    sum += term
    term *= ((k - 1) / k) * cos2
  }
  const inner = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
  return (1 + inner) / 2
}

/** The probability that the loss at the target lies below x, summed over the whole prior on a plain, fine grid. */
function probabilityBelow({ runs, options, target }: Case, bounds: number[]): number[] {
  const { noise = RUN_NOISE, readingError = 0, c: given } = options
  const logC0 = runs.reduce((sum, { compute }) => sum + Math.log(compute), 0) / runs.length
  const points = runs.map(({ compute, loss }) => {
    return { u: Math.log(compute) - logC0, loss, weight: 1 / ((noise * loss) ** 2 + readingError ** 2) }
  })
  const dof = runs.length + 2
  const [nodesB, nodesC] = [600, given === undefined ? 600 : 1]
  const largestC = Math.min(...runs.map(({ loss }) => loss))
  let total = 0
  const below = bounds.map(() => 0)
  for (let i = 0; i < nodesB; i++) {
    const b = -EXPONENT.min * (EXPONENT.max / EXPONENT.min) ** ((i + 0.5) / nodesB)
    const rows = points.map((point) => ({ ...point, f: Math.exp(b * point.u) }))
    const ff = rows.reduce((sum, { f, weight }) => sum + weight * f * f, 0)
    const f = Math.exp(b * (Math.log(target) - logC0))
    for (let j = 0; j < nodesC; j++) {
      const c = given ?? (largestC * (j + 0.5)) / nodesC
      const a = rows.reduce((sum, row) => sum + row.weight * row.f * (row.loss - c), 0) / ff
      const squares = rows.reduce((sum, row) => sum + row.weight * (row.loss - c - a * row.f) ** 2, 3)
      const weight = squares ** (-dof / 2) / Math.sqrt(ff)
      const mean = a * f + c
      const deviation = Math.sqrt((squares / dof) * ((noise * mean) ** 2 + f ** 2 / ff))
      total += weight
      bounds.forEach((bound, k) => {
        below[k] = (below[k] ?? 0) + weight * student((bound - mean) / deviation, dof)
      })
    }
  }
  return below.map((sum) => sum / total)
}

describe('the predictive band', () => {
  it.each<[string, Case]>([
    ['GPT-4, Figure 1', shipped('gpt4-figure1')],
    ['GPT-4, Figure 2, c = 0', shipped('gpt4-figure2')],
    ['Cerebras-GPT', shipped('cerebras-gpt')],
    ['OLMo', shipped('olmo-ladder')],
    ['four runs', { runs: ladder(law, 4, 2), options: {}, target: 100 }],
    ['a law without irreducible loss', { runs: ladder({ ...law, c: 0 }, 8, 4), options: {}, target: 1000 }],
    [
      'a law that has levelled off',
      { runs: ladder({ ...law, b: -0.5, c: 30 }, 8, 6), options: {}, target: 1000 },
    ],
    ['losses that rise', { runs: ladder({ ...law, b: 0.05 }, 6, 3), options: {}, target: 100 }],
  ])('holds the stated probability, by a sum over a plain fine grid: %s', (_, { runs, options, target }) => {
    const intervals = band(posterior(runs, options), target)
    const levels = [95, 80, 50] as const
    const bounds = [
      ...levels.map((level) => intervals[level][0]),
      ...levels.map((level) => intervals[level][1]),
    ]
    const expected = [0.025, 0.1, 0.25, 0.975, 0.9, 0.75]
    probabilityBelow({ runs, options, target }, bounds).forEach((probability, k) => {
      expect(Math.abs(probability - (expected[k] ?? NaN))).toBeLessThan(0.01)
    })
  })

  it('is the same for runs in another order, to the last bit', () => {
    const { runs, options, target } = shipped('gpt4-figure1')
    expect(band(posterior(runs.toReversed(), options), target)).toEqual(
      band(posterior(runs, options), target),
    )
  })

  it('does not depend on the units', () => {
    const { runs, target } = shipped('cerebras-gpt')
    const bits = runs.map(({ compute, loss }) => ({ compute: compute / 8.64e19, loss: loss / Math.LN2 }))
    const [ours, theirs] = [band(posterior(runs), target), band(posterior(bits), target / 8.64e19)]
    for (const level of [50, 80, 95] as const)
      for (const end of [0, 1] as const)
        expect(Math.abs((theirs[level][end] * Math.LN2) / ours[level][end] - 1)).toBeLessThan(1e-6)
  })

  it('nests, and holds the fitted curve', () => {
    for (const target of [0.01, 1, 100, 1e4]) {
      const runs = ladder(law, 8, 4)
      const intervals = band(posterior(runs), target)
      const ends = [
        intervals[95][0],
        intervals[80][0],
        intervals[50][0],
        median(posterior(runs), target),
        intervals[50][1],
        intervals[80][1],
        intervals[95][1],
      ]
      expect(ends).toEqual(ends.toSorted((p, q) => p - q))
      const forecast = predict(fit(runs), target)
      expect(forecast).toBeGreaterThan(intervals[80][0])
      expect(forecast).toBeLessThan(intervals[80][1])
    }
  })

  it('is the inverse of the distribution, and in order, however far ahead', () => {
    const ladders = fc.record({
      law: fc.record({
        a: fc.double({ min: 0.5, max: 4, noNaN: true }),
        b: fc.double({ min: -0.4, max: -0.03, noNaN: true }),
        c: fc.double({ min: 0, max: 2, noNaN: true }),
        c0: fc.constant(1),
      }),
      decades: fc.double({ min: 0.5, max: 5, noNaN: true }),
      noises: fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), { minLength: 4, maxLength: 12 }),
      ahead: fc.double({ min: 0, max: 12, noNaN: true }),
    })
    fc.assert(
      fc.property(ladders, ({ law, decades, noises, ahead }) => {
        const runs = spread(noises.length, decades).map((compute, k) => ({
          compute,
          loss: predict(law, compute) * (1 + (noises[k] ?? 0)),
        }))
        const beliefs = posterior(runs)
        const target = 10 ** ahead
        const { 50: half, 80: most, 95: nearly } = band(beliefs, target)
        const ends = [nearly[0], most[0], half[0], median(beliefs, target), half[1], most[1], nearly[1]]
        expect(ends).toEqual(ends.toSorted((p, q) => p - q))
        for (const [k, share] of [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975].entries())
          expect(Math.abs(shareBelow(beliefs, target, ends[k] ?? NaN) - share)).toBeLessThan(1e-6)
      }),
      { numRuns: 1000 },
    )
  })

  it('widens with the distance, and narrows with the span more than with the count', () => {
    const beliefs = posterior(ladder(law, 8, 4))
    const widths = [1, 10, 100, 1000].map((target) => width(band(beliefs, target), 95))
    expect(widths).toEqual(widths.toSorted((p, q) => p - q))
    const at = (count: number, decades: number) => width(expectedBand(law, spread(count, decades), 1e4), 95)
    expect(at(8, 6)).toBeLessThan(at(16, 3))
    expect(at(16, 3)).toBeLessThan(at(8, 3))
  })

  it('follows the scatter of the runs where it is not the assumed one', () => {
    const quiet = ladder(law, 10, 5).map((run) => ({ ...run, loss: predict(law, run.compute) }))
    const loud = quiet.map((run, k) => ({
      ...run,
      loss: run.loss * (1 + 0.03 * jitter(k)),
    }))
    expect(width(band(posterior(loud), 10), 95)).toBeGreaterThan(3 * width(band(posterior(quiet), 10), 95))
  })

  it('comes to an end with numbers for the wildest runs that a table may hold', () => {
    const wild = fc.double({ min: -40, max: 40, noNaN: true }).map((x) => 10 ** x)
    const runs = fc.uniqueArray(fc.record({ compute: wild, loss: wild }), {
      minLength: 4,
      maxLength: 8,
      selector: ({ compute }) => compute,
    })
    fc.assert(
      fc.property(runs, wild, (runs, target) => {
        fc.pre(byCompute(runs).length >= 4)
        const ends = Object.values(band(posterior(runs), target)).flat()
        for (const end of ends) expect(end).toSatisfy(Number.isFinite)
        expect(predict(fit(runs), target)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 500 },
    )
  })

  it('resolves a posterior far narrower than its prior', () => {
    const runs = ladder(law, 12, 7).map(({ compute }) => ({ compute, loss: predict(law, compute) }))
    const intervals = band(posterior(runs, { noise: 1e-5 }), 1e4)
    expect(width(intervals, 95)).toBeLessThan(2e-4)
    expect(intervals[50][0]).toBeLessThan(predict(law, 1e4))
    expect(intervals[50][1]).toBeGreaterThan(predict(law, 1e4))
  })
})

/** Computes evenly spread, on a log scale, over so many decades up to 1. */
const spread = (count: number, decades: number) =>
  Array.from({ length: count }, (_, k) => 10 ** (decades * (k / (count - 1) - 1)))
