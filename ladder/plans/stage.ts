import type { Plan } from '../plan'
import { RECIPE } from '../recipe'

const SEEDS = 16

/** The whole wager of the stage, sixteen times: nine small models and the large one of the same seed, on the committed slice. */
export const plan: Plan = {
  what: 'sixteen rehearsals of the stage: nine rungs and one run of a thousand times their largest compute, a seed each',
  corpus: 'mixture',
  text: 'slice',
  recipe: RECIPE,
  firstSeed: 1001,
  rungs: [5, 6, 7, 8, 10, 12, 14, 16, 20].map((width) => ({ width, seeds: SEEDS })),
  heldOut: Array.from({ length: SEEDS }, (_, i) => ({ width: 168, seed: 1001 + i })),
  forecast: {
    from: 'own seed',
    lowest: 5,
    lowestReason: 'as in the plan `mixture`',
    c: 0,
    cReason: 'as in the plan `mixture`: nine rungs of one seed, over a decade and a half, cannot tell',
    rules: [{ name: '1/1,000', below: 1 / 1000 }],
  },
  expected:
    'From resampled rungs of the study: misses between −1.2 and +1.4 % in nine of ten, and half a band of 3.2 %, so that all or nearly all of the sixteen lie inside. Seeds share their validation text and nearly all of their training text, so that they are less than sixteen experiments',
}
