import type { CorpusName } from './prepare'
import type { Recipe } from './training'

/** One width, trained from several seeds. */
interface Rung {
  width: number
  /** How many seeds, from the plan's first one on. */
  seeds: number
}

/** A run. */
export interface Job {
  width: number
  seed: number
}

/** A forecast that is written down before a held-out run is trained. */
export interface ForecastRule {
  name: string
  /** Rungs whose compute is at most this share of the held-out run's are fitted. */
  below: number
}

/** A whole experiment: what is trained, how, and what is forecast before the large runs. */
export interface Plan {
  /** What it is, in a line. */
  what: string
  corpus: CorpusName
  /** `slice`: the training text is the one that stands in the repository, as in a browser. */
  text: 'whole' | 'slice'
  recipe: Recipe
  firstSeed: number
  rungs: Rung[]
  /** Runs that no forecast may see. */
  heldOut: Job[]
  /** How held-out runs are forecast; none where nothing is. */
  forecast?: {
    /** A rung is the mean of its seeds, or each held-out run is forecast from the rungs of its own seed. */
    from: 'means' | 'own seed'
    /** The smallest width that is fitted, which moves the answer. */
    lowest: number
    /** Why it is that one. */
    lowestReason: string
    /** The irreducible loss is kept at this value. */
    c: number
    /** Why. */
    cReason: string
    rules: ForecastRule[]
  }
  /** What is expected before anything large is trained. */
  expected: string
}

/**
 * Looks a plan over before anything is trained.
 * @param file for messages
 * @throws if it names a rung twice, or something in it can't be trained
 */
export function checkPlan({ rungs, heldOut, firstSeed, forecast }: Plan, file: string): void {
  const widths = new Set<number>()
  for (const { width, seeds } of rungs) {
    if (!isCount(width) || !isCount(seeds))
      throw new RangeError(
        `${file}: found a rung of width ${width} with ${seeds} seeds, expected whole numbers from 1`,
      )
    if (widths.has(width))
      throw new RangeError(
        `${file}: found the rung of width ${width} twice, expected it once; add up its seeds`,
      )
    widths.add(width)
  }
  if (!isCount(firstSeed))
    throw new RangeError(`${file}: found the first seed ${firstSeed}, expected a whole number from 1`)
  for (const { width, seed } of heldOut)
    if (!isCount(width) || !isCount(seed))
      throw new RangeError(
        `${file}: found a held-out run of width ${width} and seed ${seed}, expected whole numbers from 1`,
      )
  const both = heldOut.find(({ width }) => widths.has(width))
  if (both)
    throw new RangeError(
      `${file}: found width ${both.width} both among the rungs and held out, expected it in one place; a run that is fitted can't be predicted`,
    )
  if (heldOut.length > 0 && !forecast)
    throw new RangeError(
      `${file}: found held-out runs without a \`forecast\`, expected how they are forecast`,
    )
}

/** The runs of the rungs. */
export const rungRuns = ({ rungs, firstSeed }: Plan): Job[] =>
  rungs.flatMap(({ width, seeds }) =>
    Array.from({ length: seeds }, (_, i) => ({ width, seed: firstSeed + i })),
  )

const isCount = (value: number) => Number.isSafeInteger(value) && value > 0
