import { backTest, bendOf, type BackTest } from '../law/back-test'
import { forecaster, type Prediction } from '../law/forecast'
import { byCompute, equivalentCompute, relativeError, type Law, type Run } from '../law/power-law'
import { fitOptions, fittedRuns, targetsOf, type RunTable, type Target } from '../law/run-table'
import type { Warning } from '../law/table-messages'
import { logSpace } from './scales'

/** What the deck's law says about a table's largest held-out run: every number that the stage shows. */
export interface Forecast extends Prediction {
  /** The runs that are not held out, in ascending order of compute. */
  ladder: readonly Run[]
  /** Those of them that the law was fitted to; the others were taken away by hand. */
  kept: readonly Run[]
  /** The run to be predicted: the held-out one with the largest compute; without a loss where it isn't trained yet. */
  run: Target
  law: Law
  /** Smallest and largest compute of the kept runs. */
  from: number
  to: number
  /** The forecast along the curve, from the largest kept run to the target. */
  curve: (Prediction & { compute: number })[]
}

/** How far a prediction is from the run's loss. */
export interface Miss {
  /** (predicted − actual)/actual. */
  error: number
  /** Factor of compute, by the deck's law; NaN where the prediction lies at or below the law's irreducible loss. */
  compute: number
}

/** The smallest compute of each rung: runs whose computes are one to the law are one rung. */
export const rungsOf = (ladder: readonly Run[]) => byCompute(ladder).map(({ compute }) => compute)

const ladderOf = (table: RunTable) => fittedRuns(table).sort((p, q) => p.compute - q.compute)

/** The held-out run that a table puts on the stage: the one with the largest compute, if there is one. */
export function stageRun(table: RunTable): Target | undefined {
  return targetsOf(table).reduce<Target | undefined>(
    (best, run) => (best && best.compute >= run.compute ? best : run),
    undefined,
  )
}

/** How many of the largest computes can be taken away before a law can't be fitted any more. */
export function mostRemoved(table: RunTable): number {
  return rungsOf(fittedRuns(table)).length - (table.fixedC === undefined ? 4 : 3)
}

/** A function of a table and a number, computed once for each. */
function once<Value>(make: (table: RunTable, count: number) => Value) {
  const made = new WeakMap<RunTable, Map<number, Value>>()
  return (table: RunTable, count = 0): Value => {
    const known = made.get(table) ?? new Map<number, Value>()
    made.set(table, known)
    let value = known.get(count)
    if (value === undefined) known.set(count, (value = make(table, count)))
    return value
  }
}

/**
 * Fits a table's law without its `removed` largest computes and forecasts the held-out run; the same numbers as
 * `npm run forecast -- FILE --fit-below C` gives, with C the smallest compute taken away. Computed once a state.
 *
 * @throws RangeError if too few computes are left, or if the table has no held-out run
 */
export const forecastOf = once((table: RunTable, removed): Forecast => {
  const run = stageRun(table)
  if (!run) throw new RangeError(`${table.name} has no held-out run to forecast`)
  const ladder = ladderOf(table)
  const below = rungsOf(ladder).at(-removed) as number
  const kept = removed > 0 ? ladder.filter(({ compute }) => compute < below) : ladder
  const { law, at } = forecaster(kept, fitOptions(table))
  const to = kept.at(-1)?.compute as number
  return {
    ladder,
    kept,
    run,
    law,
    from: kept[0]?.compute as number,
    to,
    ...at(run.compute),
    curve: logSpace(to, run.compute, 24).map((compute) => ({ compute, ...at(compute) })),
  }
})

/** How the law did within a table's ladder, computed once a state. */
export const backTestOf = once((table: RunTable, removed): BackTest[] =>
  backTest(forecastOf(table, removed).kept, fitOptions(table)),
)

/** All that one should know before trusting a table's forecast. */
export const warningsOf = (table: RunTable): Warning[] => [...table.warnings, ...bendOf(backTestOf(table))]

/** How far a loss that was predicted for the run is off; NaN where it isn't trained yet. */
export function missOf({ law, run: { loss = NaN } }: Forecast, predicted: number): Miss {
  return {
    error: relativeError(predicted, loss),
    compute: predicted > law.c ? equivalentCompute(law, predicted, loss) : NaN,
  }
}

const spreads = new WeakMap<Forecast, number>()

/** The width of the 95 % band as a share of the forecast. */
export const widthOf = ({ band, predicted }: Pick<Forecast, 'band' | 'predicted'>) =>
  (band[95][1] - band[95][0]) / predicted

/**
 * The width of the 95 % band, as a share of the forecast, that the same number of computes would give if they were
 * spread over the whole ladder, its two ends among them, as evenly as its runs allow.
 */
export function widthAtFullSpan(table: RunTable, forecast: Forecast): number {
  let width = spreads.get(forecast)
  if (width === undefined) {
    const all = rungsOf(forecast.ladder)
    const count = rungsOf(forecast.kept).length
    const chosen = new Set(
      Array.from({ length: count }, (_, k) => Math.round((k * (all.length - 1)) / (count - 1))),
    )
    let rung = -1
    const runs = forecast.ladder.filter(({ compute }) => {
      while (compute >= (all[rung + 1] ?? Infinity)) rung++
      return chosen.has(rung)
    })
    width = widthOf(forecaster(runs, fitOptions(table)).at(forecast.run.compute))
    spreads.set(forecast, width)
  }
  return width
}
