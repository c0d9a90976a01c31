import type { Plan } from './plan'
import { RECIPE } from './recipe'

/** A plan for one kind of text alone, to compare its slopes with the mixture's. */
export const alone = (corpus: 'code' | 'english' | 'poems'): Plan => ({
  what: `${corpus} alone: where its loss falls fast, and where slowly`,
  corpus,
  text: 'whole',
  recipe: RECIPE,
  firstSeed: 1,
  rungs: [
    { width: 4, seeds: 8 },
    { width: 6, seeds: 8 },
    { width: 9, seeds: 8 },
    { width: 14, seeds: 8 },
    { width: 20, seeds: 4 },
    { width: 32, seeds: 3 },
    { width: 48, seeds: 2 },
    { width: 72, seeds: 2 },
  ],
  heldOut: [],
  expected:
    'an S in log C for each text, steepest at another compute: code above 1e10, English near 1e11, poems beyond 1e12',
})
