// How the law did within a ladder: its own larger runs, forecast from the smaller ones.

import { bisector } from 'd3-array'
import { forecast } from './forecast'
import { holds, type Band } from './posterior'
import { byCompute, fewestComputes, relativeError, type FitOptions, type Run } from './power-law'
import type { Warning } from './table-messages'

/** The shares of a run's compute from which it is forecast. */
const BELOW = [0.1, 0.01] as const

/** The most computes that are back-tested, the largest among them, so that thousands of runs come to an end. */
const MOST = 12

/** One of the ladder's own computes, forecast from those far below it. */
export interface BackTest {
  /** The runs at or below this share of its compute were fitted. */
  below: (typeof BELOW)[number]
  compute: number
  /** Its run's name; null where it has none, or where several runs share the compute. */
  run: string | null
  /** Number of distinct computes that were fitted. */
  fitted: number
  predicted: number
  interval: Band
  /** The loss there, the mean of the runs that share the compute. */
  actual: number
  /** (predicted − actual)/actual. */
  error: number
  /** Whether the 95 % band held it. */
  inside: boolean
}

/**
 * Forecasts each of a ladder's own larger computes from the runs at or below 1/10 of it, and from those at or below
 * 1/100, as far as enough are left for a law; in ascending order of compute, first all from 1/10.
 *
 * @param runs those that aren't held out
 */
export function backTest(runs: readonly Run[], options: FitOptions = {}): BackTest[] {
  const groups = byCompute(runs)
  const countUpTo = (limit: number) => upTo(groups, limit)
  const needed = fewestComputes(options)
  return BELOW.flatMap((below) => {
    const targets = groups.filter(({ compute }) => countUpTo(below * compute) >= needed)
    return thinned(targets, MOST).map(({ compute, loss: actual, losses }) => {
      const limit = below * compute
      const fitted = countUpTo(limit)
      const { at } = forecast(
        runs.filter((run) => run.compute <= limit),
        options,
      )
      const { predicted, band } = at(compute)
      return {
        below,
        compute,
        run: (losses.length === 1 && runs.find((run) => run.compute === compute)?.run) || null,
        fitted,
        predicted,
        interval: band,
        actual,
        error: relativeError(predicted, actual),
        inside: holds(band[95], actual),
      }
    })
  })
}

/** How many of the groups, in ascending order of compute, lie at or below a limit. */
const upTo = bisector(({ compute }: { compute: number }) => compute).right

/** At most so many of them, evenly spread, the last among them. */
const thinned = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, k) => all[Math.round(((k + 1) / most) * all.length) - 1] as T)

/**
 * A warning if the ladder seems to bend: if of its last two computes, forecast from 1/10, or of the forecasts of the last
 * one from 1/10 and from 1/100, the first is missed outside its 50 % band and the second further to the same side,
 * outside its 95 % band.
 *
 * Of simulated straight ladders with the assumed noise it warns falsely of 1 to 3 in 100. Of ladders whose exponent doubles in
 * the middle it finds a third where c is fitted and three in five where c is given; of those whose exponent halves there,
 * an eighth and two thirds. A bend above all runs can't be seen in them.
 */
export function bendOf(tests: readonly BackTest[]): Warning[] {
  const from = (share: number) => tests.filter(({ below }) => below === share)
  const [near, far] = [from(0.1), from(0.01)]
  const last = near.at(-1)
  const pairs = [
    [near.at(-2), last],
    [last, far.at(-1)],
  ] as const
  const worst = pairs.find(([one, other]) => one && other && isGrowing(one, other))?.[1]
  return worst ? [{ code: 'bend', compute: worst.compute, below: worst.below, error: worst.error }] : []
}

function isGrowing(one: BackTest, other: BackTest): boolean {
  const isFurther = one.error > 0 === other.error > 0 && Math.abs(other.error) > Math.abs(one.error)
  return !holds(one.interval[50], one.actual) && isFurther && !other.inside
}
