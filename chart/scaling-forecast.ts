import { backTest, bendOf, type BackTest } from '../law/back-test'
import { forecast, missOf, type Miss, type Prediction } from '../law/forecast'
import { distinctComputes, fewestComputes, withoutLargest, type Law, type Run } from '../law/power-law'
import { fitOptions, fittedRuns, largestTarget, type RunTable, type Target } from '../law/run-table'
import type { Warning } from '../law/table-messages'
import { logSpace } from './scales'

/** What the deck's law says about a table's largest held-out run: every number that the chart shows. */
export interface ScalingForecast extends Prediction {
  /** The runs that are not held out, in ascending order of compute. */
  runs: readonly Run[]
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

/** How many of the largest computes can be taken away before a law can't be fitted any more. */
export function mostRemoved(table: RunTable): number {
  return distinctComputes(fittedRuns(table)).length - fewestComputes(fitOptions(table))
}

/** A function of a table and a number, computed once for each. */
function once<Value>(make: (table: RunTable, count: number) => Value) {
  const made = new WeakMap<RunTable, Map<number, Value>>()
  const knownOf = (table: RunTable) => {
    const known = made.get(table) ?? new Map<number, Value>()
    made.set(table, known)
    return known
  }
  const of = (table: RunTable, count = 0): Value => {
    const known = knownOf(table)
    let value = known.get(count)
    if (value === undefined) known.set(count, (value = make(table, count)))
    return value
  }
  /** Takes over what was computed elsewhere. */
  const put = (table: RunTable, count: number, value: Value) => void knownOf(table).set(count, value)
  const has = (table: RunTable, count: number) => knownOf(table).has(count)
  return Object.assign(of, { put, has })
}

/**
 * Fits a table's law without its `removed` largest computes and forecasts the held-out run; the same numbers as
 * `npm run forecast -- FILE --fit-below C` gives, with C the smallest compute taken away. Computed once a state.
 *
 * @throws RangeError if too few computes are left, or if the table has no held-out run
 */
export const forecastOf = once((table: RunTable, removed): ScalingForecast => {
  const run = largestTarget(table)
  if (!run) throw new RangeError(`${table.name} has no held-out run to forecast`)
  const runs = fittedRuns(table).sort((p, q) => p.compute - q.compute)
  const kept = withoutLargest(runs, removed)
  const { law, at } = forecast(kept, fitOptions(table))
  const to = kept.at(-1)?.compute as number
  return {
    runs,
    kept,
    run,
    law,
    from: kept[0]?.compute as number,
    to,
    ...at(run.compute),
    curve: logSpace(to, run.compute, 24).map((compute) => ({ compute, ...at(compute) })),
  }
})

/** How the law did within a table, computed once a state. */
export const backTestOf = once((table: RunTable, removed): BackTest[] =>
  backTest(forecastOf(table, removed).kept, fitOptions(table)),
)

/** All that one should know before trusting a table's forecast. */
export const warningsOf = (table: RunTable): Warning[] => [...table.warnings, ...bendOf(backTestOf(table))]

/** How far a loss that was predicted for the run is off. */
export const missAt = ({ law, run }: ScalingForecast, predicted: number): Miss =>
  missOf(law, predicted, run.loss)

/** Whether a predicted loss is nearer to the run's than that was read: which of the two is lower can't be told then. */
export const isWithinReading = (
  { readingError = 0 }: RunTable,
  { run: { loss = NaN } }: ScalingForecast,
  predicted: number,
) => Math.abs(predicted - loss) < readingError

const spreads = new WeakMap<ScalingForecast, number>()

/** The width of the 95 % band as a share of the forecast. */
export const widthOf = ({ band, predicted }: Pick<ScalingForecast, 'band' | 'predicted'>) =>
  (band[95][1] - band[95][0]) / predicted

/**
 * The width of the 95 % band, as a share of the forecast, that the same number of computes would give if they were
 * spread over all runs, its two ends among them, as evenly as its runs allow.
 */
export function widthAtFullSpan(table: RunTable, shown: ScalingForecast): number {
  let width = spreads.get(shown)
  if (width === undefined) {
    const all = distinctComputes(shown.runs)
    const count = distinctComputes(shown.kept).length
    const chosen = new Set(
      Array.from({ length: count }, (_, k) => Math.round((k * (all.length - 1)) / (count - 1))),
    )
    let group = -1
    const runs = shown.runs.filter(({ compute }) => {
      while (compute >= (all[group + 1] ?? Infinity)) group++
      return chosen.has(group)
    })
    width = widthOf(forecast(runs, fitOptions(table)).at(shown.run.compute))
    spreads.set(shown, width)
  }
  return width
}
