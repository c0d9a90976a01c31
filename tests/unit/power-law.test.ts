import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import { describe, expect, it } from 'vitest'
import {
  byCompute,
  computeFor,
  equivalentCompute,
  fit,
  MOST_POINTS,
  observe,
  predict,
  relativeError,
  RUN_NOISE,
  type FitOptions,
  type Law,
  type Runs,
} from '../../law/power-law'
import { fitOptions, fittedRuns, parseRunTable } from '../../law/run-table'

/** A ladder of computes: ends 2 to 7 decades apart, 4 to 12 runs, no two closer than 0.02 decades. */
const computes = fc
  .record({
    start: fc.double({ min: -12, max: 24, noNaN: true }),
    span: fc.double({ min: 2, max: 7, noNaN: true }),
    inner: fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 2, maxLength: 10 }),
  })
  .map(({ start, span, inner }) => ({ start, span, places: [0, ...inner.toSorted((p, q) => p - q), 1] }))
  .filter(({ span, places }) => places.every((x, k) => k === 0 || (x - (places[k - 1] ?? 0)) * span >= 0.02))
  .map(({ start, span, places }) => places.map((x) => 10 ** (start + x * span)))

/** A law whose smallest loss on the ladder is `smallest`, of which `share` is irreducible. */
const ladder = fc
  .record({
    computes,
    b: fc.double({ min: 0.02, max: 0.6, noNaN: true }).map((b) => -b),
    share: fc.oneof(fc.constant(0), fc.constant(0.9), fc.double({ min: 0, max: 0.9, noNaN: true })),
    smallest: fc.double({ min: 0.01, max: 100, noNaN: true }),
  })
  .map(({ computes, b, share, smallest }) => {
    const largest = computes.at(-1) ?? NaN
    const law: Law = { a: smallest * (1 - share), b, c: smallest * share, c0: largest }
    return {
      law,
      smallest,
      largest,
      runs: computes.map((compute) => ({ compute, loss: predict(law, compute) })),
    }
  })

const shuffledLadder = ladder.chain(({ runs, ...rest }) =>
  fc.record({ runs: fc.shuffledSubarray(runs, { minLength: runs.length }), rest: fc.constant(rest) }),
)

/** A number between −1 and 1 that differs from place to place. */
const jitter = (k: number) => (1e4 * Math.sin(k + 1)) % 1

/** Losses off by up to ±amount, as a share of the loss, by the digits of a sine rather than by chance. */
const shaken = (runs: Runs, amount: number) =>
  runs.map(({ compute, loss }, k) => ({ compute, loss: loss * (1 + amount * jitter(k)) }))

/** The law with its reference compute moved to c0, which changes a alone. */
const seenFrom = ({ a, b, c, c0 }: Law, reference: number): Law => ({
  a: a * (reference / c0) ** b,
  b,
  c,
  c0: reference,
})

const close = (value: number, expected: number, tolerance: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))

const table = (name: string) => parseRunTable(readFileSync(`data/runs/${name}.csv`, 'utf8'), `${name}.csv`)

describe('fit', () => {
  it('recovers a, b and c from noise-free losses to 1e-9', () => {
    fc.assert(
      fc.property(shuffledLadder, ({ runs, rest: { law, smallest } }) => {
        const fitted = fit(runs)
        close(fitted.b, law.b, 1e-9)
        close(seenFrom(fitted, law.c0).a, law.a, 1e-9)
        // c goes down to 0, so its error counts in units of the smallest loss; and in its own where it is a share of it.
        expect(Math.abs(fitted.c - law.c)).toBeLessThanOrEqual(1e-9 * smallest)
        if (law.c > 0.01 * smallest) close(fitted.c, law.c, 1e-9)
      }),
      { numRuns: 2000 },
    )
  })

  it('does so where the losses bend least: two decades, b = -0.02, 90 % irreducible, the runs at the ends', () => {
    for (let start = -5; start < 25; start += 0.1) {
      const runs = [0, 0.05, 1.97, 2].map((x) => {
        return { compute: 10 ** (start + x), loss: 0.9 + 0.1 * 10 ** (-0.02 * (x - 2)) }
      })
      const fitted = fit(runs)
      close(fitted.b, -0.02, 1e-9)
      close(fitted.c, 0.9, 1e-9)
    }
  })

  it('recovers a and b as well where c is given, from three computes on', () => {
    fc.assert(
      fc.property(ladder, ({ runs, law, largest }) => {
        const three = [...runs.slice(0, 2), ...runs.slice(-1)]
        const fitted = fit(three, { c: law.c })
        expect(fitted.c).toBe(law.c)
        close(fitted.b, law.b, 1e-9)
        close(predict(fitted, largest), predict(law, largest), 1e-9)
      }),
    )
  })

  it('does not depend on the order of the runs, to the last bit', () => {
    const noisy = ladder.map(({ runs }) => shaken(runs, 0.01))
    const pairs = noisy.chain((runs) =>
      fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })),
    )
    fc.assert(
      fc.property(pairs, ([runs, shuffled]) => {
        expect(fit(shuffled)).toEqual(fit(runs))
      }),
    )
  })

  it('does not depend on the units of compute and loss', () => {
    const factor = fc.double({ min: -8, max: 8, noNaN: true }).map((x) => 10 ** x)
    fc.assert(
      fc.property(ladder, factor, factor, ({ runs, largest, smallest }, k, m) => {
        const noisy = shaken(runs, 0.001)
        const law = fit(noisy, { readingError: 0.01 * smallest })
        const scaled = fit(
          noisy.map(({ compute, loss }) => ({ compute: k * compute, loss: m * loss })),
          { readingError: 0.01 * smallest * m },
        )
        close(scaled.c0, k * law.c0, 1e-9)
        close(predict(scaled, 100 * k * largest), m * predict(law, 100 * largest), 1e-9)
      }),
    )
  })

  it('counts several runs at one compute once, as their mean', () => {
    const runs = table('cerebras-gpt').runs
    const [first, ...others] = runs
    if (!first) throw new Error('no runs')
    const split = [0.9, 1, 1.1].map((share) => ({ ...first, loss: share * first.loss }))
    const [once, thrice] = [fit(runs), fit([...others, ...split])]
    close(thrice.b, once.b, 1e-9)
    close(thrice.c, once.c, 1e-9)
    // 1.1e21 FLOP and 1.1e21 FLOP counted another way are one compute, too.
    expect(
      byCompute([...others, ...split.map((run, k) => ({ ...run, compute: run.compute * (1 + 3e-7 * k) }))]),
    ).toHaveLength(7)
  })

  it.each<[string, FitOptions]>([
    ['gpt4-figure1', { readingError: 0.02 }],
    ['gpt4-figure2', { readingError: 0.02, c: 0 }],
    ['cerebras-gpt', {}],
    ['olmo-ladder', { noise: 0.002, readingError: 0.001 }],
  ])('leaves no better law nearby: %s', (name, options) => {
    const runs = fittedRuns(table(name))
    const { noise = RUN_NOISE, readingError = 0 } = options
    const misfit = (law: Law) =>
      runs.reduce((sum, { compute, loss }) => {
        return sum + (loss - predict(law, compute)) ** 2 / ((noise * loss) ** 2 + readingError ** 2)
      }, 0)
    const law = fit(runs, options)
    const step = fc.double({ min: -0.05, max: 0.05, noNaN: true })
    fc.assert(
      fc.property(step, step, step, (da, db, dc) => {
        const other = { ...law, a: law.a * (1 + da), b: law.b * (1 + db), c: law.c * (1 + dc) }
        expect(misfit(other)).toBeGreaterThanOrEqual(misfit(law) * (1 - 1e-12))
      }),
      { numRuns: 1000 },
    )
  })

  // In u = ln(C/c0) and with small steps; the library's defaults differentiate with steps of 0.1. Residuals are divided
  // by their deviation here, since its option `weights` weighs the steps and their acceptance differently.
  it.each(['gpt4-figure1', 'cerebras-gpt', 'olmo-ladder'])('agrees with Levenberg–Marquardt: %s', (name) => {
    const runs = fittedRuns(table(name))
    const law = fit(runs, fitOptions(table(name)))
    const points = runs.map(({ compute, loss }) => {
      const deviation = Math.hypot(RUN_NOISE * loss, table(name).readingError ?? 0)
      return { u: Math.log(compute / law.c0), loss, deviation }
    })
    const { parameterValues } = levenbergMarquardt(
      { x: points.map((_, k) => k), y: points.map(({ loss, deviation }) => loss / deviation) },
      ([a = NaN, b = NaN, c = NaN]) =>
        (k) => {
          const { u, deviation } = points[k] ?? { u: NaN, deviation: NaN }
          return (a * Math.exp(b * u) + c) / deviation
        },
      {
        initialValues: [1, -0.1, 1],
        gradientDifference: 1e-6,
        centralDifference: true,
        errorTolerance: 0,
        maxIterations: 100,
      },
    )
    const [a = NaN, b = NaN, c = NaN] = parameterValues
    close(law.a, a, 1e-7)
    close(law.b, b, 1e-7)
    close(law.c, c, 1e-7)
  })

  it('finds the law of the Cerebras-GPT paper', () => {
    const paper: Law = { a: 1, b: -0.0737, c: 0.5066, c0: 5.984e22 }
    const { runs } = table('cerebras-gpt')
    for (const { compute, loss } of runs)
      expect(Math.abs(relativeError(predict(paper, compute), loss))).toBeLessThan(0.011)
    const law = fit(runs.map(({ compute }) => ({ compute, loss: predict(paper, compute) })))
    close(law.b, paper.b, 1e-9)
    close(law.c, paper.c, 1e-9)
    close(computeFor(law, 1 + paper.c), paper.c0, 1e-9)
  })

  it('forecasts GPT-4 from the figures of its report', () => {
    const figure1 = table('gpt4-figure1')
    const law = fit(fittedRuns(figure1), fitOptions(figure1))
    expect(law.b).toBeCloseTo(-0.12, 3)
    expect(law.c).toBeCloseTo(0.985, 3)
    expect(predict(law, 1)).toBeCloseTo(1.273, 3)
    const figure2 = table('gpt4-figure2')
    expect(predict(fit(fittedRuns(figure2), fitOptions(figure2)), 1)).toBeCloseTo(0.265, 3)
  })

  it('never has a negative c, and a flat law where losses rise', () => {
    const computes = [1, 10, 100, 1000, 10000]
    // Steeper and steeper in log–log: no irreducible loss fits.
    const bent = fit(computes.map((compute, k) => ({ compute, loss: 4 - 0.2 * k ** 1.5 })))
    expect(bent.c).toBe(0)
    expect(bent.a).toBeGreaterThan(0)
    const rising = fit(computes.map((compute, k) => ({ compute, loss: 2 + k })))
    expect(rising.a).toBe(0)
    expect(predict(rising, 1e9)).toBe(rising.c)
    expect(rising.c).toBeGreaterThan(2)
    expect(rising.c).toBeLessThan(6)
  })

  it('refuses what no law can be fitted to', () => {
    const runs = [1, 10, 100, 1000].map((compute) => ({ compute, loss: 1 + 1 / compute }))
    expect(() => fit(runs.slice(1))).toThrow('a law needs 4 distinct computes, found 3')
    expect(() => fit([...runs.slice(1), ...runs.slice(1)])).toThrow(RangeError)
    expect(() => fit(runs.slice(2), { c: 0 })).toThrow('a law needs 3 distinct computes, found 2')
    expect(() => fit(runs, { c: -1 })).toThrow(RangeError)
    expect(() => fit(runs, { c: NaN })).toThrow(RangeError)
    expect(() => fit(runs, { noise: 0 })).toThrow(RangeError)
    for (const loss of [0, -1, NaN, Infinity, 1e-300]) {
      expect(() => fit([...runs, { compute: 1e5, loss }])).toThrow(RangeError)
      expect(() => fit([...runs, { compute: loss, loss: 1 }])).toThrow(RangeError)
    }
  })
})

describe('what is read off a law', () => {
  it('gives the compute at which the law reaches a loss', () => {
    fc.assert(
      fc.property(ladder, fc.double({ min: -3, max: 3, noNaN: true }), ({ law }, decades) => {
        const compute = law.c0 * 10 ** decades
        close(computeFor(law, predict(law, compute)), compute, 1e-9)
      }),
    )
    const law: Law = { a: 1, b: -0.1, c: 0.5, c0: 1 }
    expect(computeFor(law, 0.5)).toBe(Infinity)
    expect(computeFor(law, 0.4)).toBe(Infinity)
  })

  it('counts a miss as a factor of compute', () => {
    const law: Law = { a: 1, b: -0.1, c: 0.5, c0: 1 }
    const [predicted, actual] = [predict(law, 1e6), predict(law, 3e6)]
    close(equivalentCompute(law, predicted, actual), 3, 1e-9)
    close(equivalentCompute(law, actual, predicted), 1 / 3, 1e-9)
    expect(equivalentCompute(law, predicted, predicted)).toBe(1)
    expect(equivalentCompute(law, predicted, 0.5)).toBe(Infinity)
    const small = 1e-4 * (predicted - law.c)
    close(
      Math.log(equivalentCompute(law, predicted, predicted - small)),
      small / (0.1 * (predicted - law.c)),
      1e-4,
    )
  })

  it('has a positive error where the run did better than predicted', () => {
    expect(relativeError(1.1, 1)).toBeCloseTo(0.1, 12)
    expect(relativeError(0.9, 1)).toBeCloseTo(-0.1, 12)
  })
})

describe('beyond as many computes as are told apart', () => {
  const ladder = (count: number) =>
    Array.from({ length: count }, (_, k) => {
      const compute = 10 ** ((6 * k) / count)
      return { compute, loss: 2 * compute ** -0.1 + 1 + 0.003 * Math.sin(k) }
    })

  it('neighbours are one point, which weighs as much as they do', () => {
    const runs = ladder(10_000)
    const { points } = observe(runs)
    expect(points).toHaveLength(MOST_POINTS)
    const weights = (all: typeof points) => all.reduce((sum, { weight }) => sum + weight, 0)
    const each = runs.reduce((sum, { loss }) => sum + 1 / (RUN_NOISE * loss) ** 2, 0)
    expect(weights(points) / each).toBeCloseTo(1, 4)
    const law = fit(runs)
    expect(law.b).toBeCloseTo(-0.1, 3)
    expect(predict(law, 1e9)).toBeCloseTo(2 * 1e9 ** -0.1 + 1, 2)
  })

  it('steps of log C that hold no run are no points', () => {
    const far = [
      ...ladder(400),
      ...ladder(400).map(({ compute, loss }) => ({ compute: compute * 1e12, loss: loss / 2 })),
    ]
    const { points } = observe(far)
    expect(points.length).toBeLessThan(MOST_POINTS)
    expect(points.length).toBeGreaterThan(150)
  })

  it('and up to that many, each is its own, to the bit', () => {
    const runs = ladder(MOST_POINTS)
    const { points } = observe(runs)
    const middle = runs.reduce((sum, { compute }) => sum + Math.log(compute), 0) / runs.length
    expect(points).toEqual(
      runs.map(({ compute, loss }) => ({
        u: Math.log(compute) - middle,
        loss,
        weight: 1 / (RUN_NOISE * loss) ** 2,
      })),
    )
  })
})
