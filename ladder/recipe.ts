import type { Recipe } from './training'

/** How every width is trained. */
export const RECIPE: Recipe = {
  tokensPerParameter: 50,
  batchScale: 0.4736,
  matrixRate: 0.24,
  tableRate: 0.8,
  warmUp: 0.05,
  beta1: 0.9,
  beta2: 0.98,
  clip: 1,
}
