import { band, posterior, type Band } from '../../snippets/posterior'
import { equivalentCompute, fit, predict, relativeError, type Law, type Run } from '../../snippets/power-law'
import { fitOptions, fittedRuns, type RunTable } from '../../snippets/run-table'
import { logSpace } from './scales'

/** What the deck's law says about a table's largest held-out run: every number that the stage shows. */
export interface Forecast {
  /** The runs that are not held out, in ascending order of compute. */
  ladder: readonly Run[]
  /** Those of them that the law was fitted to; the others were taken away by hand. */
  kept: readonly Run[]
  /** The run to be predicted: the held-out one with the largest compute. */
  run: Run
  law: Law
  /** Smallest and largest compute of the kept runs. */
  from: number
  to: number
  /** Predicted loss of the run. */
  predicted: number
  band: Band
  /** The band along the curve, from the largest kept run to the target. */
  curve: { compute: number; band: Band }[]
}

/** How far a prediction is from the run's loss. */
export interface Miss {
  /** (predicted − actual)/actual. */
  error: number
  /** Factor of compute, by the deck's law; NaN where the prediction lies at or below the law's irreducible loss. */
  compute: number
}

const distinct = (ladder: readonly Run[]) => [...new Set(ladder.map(({ compute }) => compute))]

const ladderOf = (table: RunTable) => fittedRuns(table).sort((p, q) => p.compute - q.compute)

/** The held-out run that a table puts on the stage: the one with the largest compute, if there is one. */
export function stageRun(table: RunTable): Run | undefined {
  return table.runs
    .filter(({ heldOut }) => heldOut)
    .reduce<Run | undefined>((best, run) => (best && best.compute >= run.compute ? best : run), undefined)
}

/** How many of the largest computes can be taken away before a law can't be fitted any more. */
export function mostRemoved(table: RunTable): number {
  return distinct(fittedRuns(table)).length - (table.fixedC === undefined ? 4 : 3)
}

const forecasts = new WeakMap<RunTable, Map<number, Forecast>>()

/**
 * Fits a table's law without its `removed` largest computes and forecasts the held-out run; the same numbers as
 * `npm run forecast -- FILE --fit-below C` gives, with C the smallest compute taken away. Computed once a state.
 *
 * @throws RangeError if too few computes are left, or if the table has no held-out run
 */
export function forecastOf(table: RunTable, removed = 0): Forecast {
  const known = forecasts.get(table) ?? new Map<number, Forecast>()
  forecasts.set(table, known)
  let forecast = known.get(removed)
  if (!forecast) known.set(removed, (forecast = compute(table, removed)))
  return forecast
}

function compute(table: RunTable, removed: number): Forecast {
  const run = stageRun(table)
  if (!run) throw new RangeError(`${table.name} has no held-out run to forecast`)
  const ladder = ladderOf(table)
  const below = distinct(ladder).at(-removed) as number
  const kept = removed > 0 ? ladder.filter(({ compute }) => compute < below) : ladder
  const options = fitOptions(table)
  const law = fit(kept, options)
  const beliefs = posterior(kept, options)
  const to = kept.at(-1)?.compute as number
  return {
    ladder,
    kept,
    run,
    law,
    from: kept[0]?.compute as number,
    to,
    predicted: predict(law, run.compute),
    band: band(beliefs, run.compute),
    curve: logSpace(to, run.compute, 24).map((compute) => ({ compute, band: band(beliefs, compute) })),
  }
}

/** How far a loss that was predicted for the run is off. */
export function missOf({ law, run }: Forecast, predicted: number): Miss {
  return {
    error: relativeError(predicted, run.loss),
    compute: predicted > law.c ? equivalentCompute(law, predicted, run.loss) : NaN,
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
    const all = distinct(forecast.ladder)
    const count = distinct(forecast.kept).length
    const chosen = new Set(
      Array.from({ length: count }, (_, k) => all[Math.round((k * (all.length - 1)) / (count - 1))]),
    )
    const runs = forecast.ladder.filter(({ compute }) => chosen.has(compute))
    const options = fitOptions(table)
    width = widthOf({
      band: band(posterior(runs, options), forecast.run.compute),
      predicted: predict(fit(runs, options), forecast.run.compute),
    })
    spreads.set(forecast, width)
  }
  return width
}
