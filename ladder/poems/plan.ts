import type { Recipe } from './train'

/** One width, trained from several seeds. */
export interface Rung {
  width: number
  /** Seeds 1 … seeds. */
  seeds: number
}

/** A forecast that is written down before the held-out run is trained. */
export interface ForecastRule {
  name: string
  /** Rungs whose compute is at most this share of the held-out run's are fitted. */
  below: number
  /** The irreducible loss is kept at this value; left out, it is fitted. */
  c?: number
  /** Why c is kept. */
  reason?: string
}

/** The whole experiment: what is trained, how, and what is forecast before the large run. */
export interface Plan {
  recipe: Recipe
  rungs: Rung[]
  /** The one run that no forecast may see. */
  heldOut: { width: number; seed: number }
  forecasts: ForecastRule[]
  /** Trained only after the held-out run, to see where the law broke; in no forecast and in no table. */
  afterwards: Rung[]
}

const NO_FLOOR =
  'over the whole ladder the slope in log-log grows rather than flattens, so its rungs cannot tell an irreducible loss from none'

/** The experiment of the talk. */
export const plan: Plan = {
  recipe: {
    tokensPerParameter: 50,
    batchScale: 0.0074,
    matrixRate: 0.16,
    embeddingRate: 0.2,
    warmUp: 0.05,
    weightDecay: 0.1,
    beta1: 0.9,
    beta2: 0.98,
    clip: 1,
  },
  rungs: [
    { width: 3, seeds: 16 },
    { width: 4, seeds: 8 },
    { width: 5, seeds: 8 },
    { width: 6, seeds: 8 },
    { width: 7, seeds: 8 },
    { width: 9, seeds: 8 },
    { width: 11, seeds: 8 },
    { width: 16, seeds: 8 },
    { width: 22, seeds: 8 },
    { width: 32, seeds: 3 },
    { width: 42, seeds: 2 },
  ],
  heldOut: { width: 152, seed: 1 },
  forecasts: [
    { name: '1/100', below: 1 / 100, c: 0, reason: NO_FLOOR },
    { name: '1/1,000', below: 1 / 1000, c: 0, reason: NO_FLOOR },
    { name: '1/10,000', below: 1 / 10_000, c: 0, reason: NO_FLOOR },
  ],
  afterwards: [
    { width: 64, seeds: 1 },
    { width: 96, seeds: 1 },
  ],
}

/**
 * Looks a plan over before anything is trained.
 * @throws if it names a rung twice, or something in it can't be trained
 */
export function checkPlan({ rungs, heldOut, afterwards }: Plan): void {
  const place = 'ladder/plan.ts'
  const widths = new Set<number>()
  for (const { width, seeds } of [...rungs, ...afterwards]) {
    if (!isCount(width) || !isCount(seeds))
      throw new RangeError(
        `${place}: found a rung of width ${width} with ${seeds} seeds, expected whole numbers from 1`,
      )
    if (widths.has(width))
      throw new RangeError(
        `${place}: found the rung of width ${width} twice, expected it once; add up its seeds`,
      )
    widths.add(width)
  }
  if (widths.has(heldOut.width))
    throw new RangeError(
      `${place}: found width ${heldOut.width} both among the rungs and held out, expected it in one place; a run that is fitted can't be predicted`,
    )
}

/** The runs of some rungs. */
export const runsOf = (rungs: readonly Rung[]) =>
  rungs.flatMap(({ width, seeds }) => Array.from({ length: seeds }, (_, i) => ({ width, seed: i + 1 })))

const isCount = (value: number) => Number.isSafeInteger(value) && value > 0
