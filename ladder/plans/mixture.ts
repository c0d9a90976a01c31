import type { Plan } from '../plan'
import { RECIPE } from '../recipe'

/** The second experiment: a mixture of three kinds of text. */
export const plan: Plan = {
  what: 'poems, English and code, a third each: two held-out runs',
  corpus: 'mixture',
  text: 'whole',
  recipe: RECIPE,
  firstSeed: 1,
  rungs: [
    { width: 3, seeds: 16 },
    { width: 4, seeds: 16 },
    { width: 5, seeds: 16 },
    { width: 6, seeds: 16 },
    { width: 7, seeds: 16 },
    { width: 8, seeds: 16 },
    { width: 9, seeds: 16 },
    { width: 10, seeds: 16 },
    { width: 12, seeds: 16 },
    { width: 14, seeds: 16 },
    { width: 16, seeds: 16 },
    { width: 20, seeds: 6 },
    { width: 24, seeds: 6 },
    { width: 28, seeds: 4 },
    { width: 32, seeds: 4 },
    { width: 40, seeds: 3 },
    { width: 48, seeds: 3 },
    { width: 64, seeds: 3 },
    { width: 72, seeds: 3 },
  ],
  heldOut: [
    { width: 168, seed: 1001 },
    { width: 256, seed: 1001 },
  ],
  forecast: {
    from: 'means',
    lowest: 5,
    lowestReason: '',
    c: 0,
    cReason: '',
    rules: [
      { name: '1/100', below: 1 / 100 },
      { name: '1/1,000', below: 1 / 1000 },
      { name: '1/10,000', below: 1 / 10_000 },
    ],
  },
  expected: '',
}
