import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scalingTables } from '../../data/scaling-tables'
import { backTest, bendOf } from '../../law/back-test'
import { forecast } from '../../law/forecast'
import { EXPONENT, predict, RUN_NOISE, type Law } from '../../law/power-law'
import { fitOptions, fittedRuns, parseRunTable } from '../../law/run-table'

/** Uniform random numbers in [0, 1) from a seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The share of simulated ladders that are said to bend, in percent, and its standard error. Laws, ladders and noise as in
 * the coverage of the band; above the middle of the ladder the exponent is `factor` times that below.
 */
function warned(seed: number, ladders: number, factor: number, given: boolean) {
  const random = uniform(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let count = 0
  for (let k = 0; k < ladders; k++) {
    const c = random()
    const law: Law = { a: 1 - c, b: -EXPONENT.min * (EXPONENT.max / EXPONENT.min) ** random(), c, c0: 1 }
    const runs = 5 + Math.floor(6 * random())
    const decades = 2 + 5 * random()
    const ladder = Array.from({ length: runs }, (_, place) => {
      const at = decades * (place / (runs - 1) - 1)
      const knee = -decades / 2
      const straight = at <= knee ? at : knee + factor * (at - knee)
      return { compute: 10 ** at, loss: predict(law, 10 ** straight) * (1 + RUN_NOISE * normal()) }
    })
    count += bendOf(backTest(ladder, given ? { c } : {})).length
  }
  const share = count / ladders
  return { share: 100 * share, error: 100 * Math.sqrt((share * (1 - share)) / ladders) }
}

const shipped = (name: string) => parseRunTable(readFileSync(`data/runs/${name}.csv`, 'utf8'), name)

describe('the back-test', () => {
  it.each(Object.keys(scalingTables))('forecasts the larger runs of %s from those far below', (name) => {
    const table = shipped(name)
    const runs = fittedRuns(table)
    const options = fitOptions(table)
    const tests = backTest(runs, options)
    for (const { below, compute, fitted, predicted, interval, actual, error, inside } of tests) {
      const smaller = runs.filter((run) => run.compute <= below * compute)
      const { predicted: expected, band } = forecast(smaller, options).at(compute)
      const run = runs.find((run) => run.compute === compute)
      expect(smaller).toHaveLength(fitted)
      expect([predicted, interval, actual]).toEqual([expected, band, run?.loss])
      expect(error).toBe((predicted - actual) / actual)
      expect(inside).toBe(band[95][0] <= actual && actual <= band[95][1])
    }
    const least = options.c === undefined ? 4 : 3
    for (const below of [0.1, 0.01]) {
      const possible = runs.filter(
        ({ compute }) => runs.filter((run) => run.compute <= below * compute).length >= least,
      )
      const done = tests.filter((test) => test.below === below).map(({ compute }) => compute)
      expect(done).toEqual(possible.map(({ compute }) => compute))
    }
  })

  it('names no run where several share its compute, also within a millionth', () => {
    const ladder = [1, 10, 100, 1000, 1e4, 1e5].map((compute, k) => ({
      compute,
      loss: 4 - k / 3,
      run: `r${k}`,
    }))
    const named = (runs: typeof ladder) => backTest(runs).find(({ compute }) => compute === 1e5)?.run
    expect(named(ladder)).toBe('r5')
    expect(named([...ladder, { compute: 1e5 * (1 + 1e-8), loss: 2.3, run: 'again' }])).toBeNull()
  })

  it('never looks at a held-out run', () => {
    const computes = backTest(fittedRuns(shipped('poems')), { c: 0 }).map(({ compute }) => compute)
    expect(Math.max(...computes)).toBe(805790232576)
  })

  it('takes runs of one compute together, and comes to an end for thousands', () => {
    const law: Law = { a: 1, b: -0.1, c: 0.5, c0: 1 }
    const runs = Array.from({ length: 2000 }, (_, k) => {
      const compute = 10 ** ((7 * Math.floor(k / 2)) / 1000)
      return { compute, loss: predict(law, compute) * (k % 2 ? 1.001 : 0.999) }
    })
    const tests = backTest(runs)
    expect(tests).toHaveLength(24)
    expect(tests.at(-1)?.compute).toBe(runs.at(-1)?.compute)
    expect(tests.every(({ run }) => run === null)).toBe(true)
  })
})

describe('the warning of a bend', () => {
  it.each([false, true])('is false for at most 5 % of straight ladders (c given: %s)', (given) => {
    const { share, error } = warned(given ? 21 : 20, 500, 1, given)
    console.log(`straight, c given ${given}: ${share.toFixed(1)} ± ${error.toFixed(1)} %`)
    expect(share).toBeLessThanOrEqual(5)
  })

  it.each([
    [2, false, 20],
    [0.5, false, 5],
    [2, true, 40],
    [0.5, true, 40],
  ] as const)(
    'comes for ladders whose exponent is %d times as large above their middle (c given: %s)',
    (factor, given, least) => {
      const { share, error } = warned(30, 150, factor, given)
      console.log(`exponent ×${factor}, c given ${given}: ${share.toFixed(1)} ± ${error.toFixed(1)} %`)
      expect(share).toBeGreaterThan(least)
    },
  )

  it.each(Object.keys(scalingTables))('does not come for %s', (name) => {
    const table = shipped(name)
    expect(bendOf(backTest(fittedRuns(table), fitOptions(table)))).toEqual([])
  })
})
