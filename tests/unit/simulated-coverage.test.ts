import { describe, expect, it } from 'vitest'
import { band, expectedBand, posterior } from '../../law/posterior'
import { EXPONENT, predict, RUN_NOISE, type Law } from '../../law/power-law'

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

interface Setting {
  seed: number
  readingError?: number
  /** Whether the irreducible loss is given rather than fitted. */
  given?: boolean
  /** Whether each ladder has its own noise, drawn from the prior of the noise. */
  unknownNoise?: boolean
}

/**
 * The share of simulated runs that fall into the band of their ladder, in percent. The true law is drawn from the prior
 * that the band assumes: ln |b| even over the searched range, c even from 0 to the smallest loss (which is 1). Ladders
 * of 5 to 10 runs, evenly spread over 2 to 7 decades; targets 3 to 10,000 times above, evenly in the logarithm; the
 * noise is the assumed 0.7 %, or 0.7 % times √(3/χ²) with three degrees of freedom.
 */
function coverage({ seed, readingError = 0, given = false, unknownNoise = false }: Setting, ladders: number) {
  const random = uniform(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const within = { 50: 0, 80: 0, 95: 0 }
  for (let k = 0; k < ladders; k++) {
    const c = random()
    const law: Law = { a: 1 - c, b: -EXPONENT.min * (EXPONENT.max / EXPONENT.min) ** random(), c, c0: 1 }
    const runs = 5 + Math.floor(6 * random())
    const decades = 2 + 5 * random()
    const target = 3 * (10_000 / 3) ** random()
    const noise =
      RUN_NOISE * (unknownNoise ? Math.sqrt(3 / (normal() ** 2 + normal() ** 2 + normal() ** 2)) : 1)
    const lossOf = (compute: number) => predict(law, compute) * (1 + noise * normal())
    const ladder = Array.from({ length: runs }, (_, place) => {
      const compute = 10 ** (decades * (place / (runs - 1) - 1))
      return { compute, loss: lossOf(compute) + readingError * normal() }
    })
    const intervals = band(posterior(ladder, { readingError, ...(given && { c }) }), target)
    const loss = lossOf(target)
    for (const level of [50, 80, 95] as const) {
      const [low, high] = intervals[level]
      if (low < loss && loss < high) within[level] += 100 / ladders
    }
  }
  return within
}

describe('on simulated ladders the 95 % band covers 93 to 97 % of the runs', () => {
  it.each<[string, Setting]>([
    ['with the assumed noise', { seed: 1 }],
    ['with a noise that is not known', { seed: 2, unknownNoise: true }],
    ['with losses read off a figure, to 1 % of the smallest', { seed: 3, readingError: 0.01 }],
    ['with c given and a noise that is not known', { seed: 4, given: true, unknownNoise: true }],
  ])('%s', (name, setting) => {
    const within = coverage(setting, 1500)
    const [half, most, nearlyAll] = [within[50], within[80], within[95]].map(
      (share) => `${share.toFixed(1)} %`,
    )
    console.log(`${name}: the 50, 80 and 95 % bands cover ${half}, ${most} and ${nearlyAll}`)
    expect(within[95]).toBeGreaterThan(93)
    expect(within[95]).toBeLessThan(97)
    expect(Math.abs(within[80] - 80)).toBeLessThan(4)
    expect(Math.abs(within[50] - 50)).toBeLessThan(4)
  })
})

describe('the band expected of a ladder', () => {
  it.each<[number, number, number]>([
    [8, 3, 1e3],
    [8, 6, 1e4],
    [5, 2, 100],
  ])('is as wide as the simulated ones on average: %d runs, %d decades, ×%d', (count, decades, target) => {
    const random = uniform(count)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const law: Law = { a: 0.4, b: -0.1, c: 0.6, c0: 1 }
    const computes = Array.from({ length: count }, (_, k) => 10 ** (decades * (k / (count - 1) - 1)))
    const ladders = 300
    let mean = 0
    for (let k = 0; k < ladders; k++) {
      const runs = computes.map((compute) => ({
        compute,
        loss: predict(law, compute) * (1 + RUN_NOISE * normal()),
      }))
      const [low, high] = band(posterior(runs), target)[95]
      mean += (high - low) / ladders
    }
    const [low, high] = expectedBand(law, computes, target)[95]
    expect(Math.abs((high - low) / mean - 1)).toBeLessThan(0.1)
  })
})
