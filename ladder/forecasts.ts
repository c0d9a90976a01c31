import {
  forecast as forecastBy,
  missOf as missBy,
  naive,
  type Miss as LawMiss,
  type Naive,
} from '../law/forecast'
import { holds, type Band } from '../law/posterior'
import { predict, relativeError, type Law } from '../law/power-law'
import { rungRuns, type ForecastRule, type Job, type Plan } from './plan'
import { nameOf, type RunRecord } from './records'
import { schedule } from './training'

/** The forecasts of one held-out run, as they are written down before it is trained. */
export interface Registered {
  heldOut: Job & { compute: number }
  /** Rungs are fitted from this width on. */
  lowest: number
  lowestReason: string
  /** The irreducible loss is kept at this value. */
  c: number
  cReason: string
  /** What else the numbers below depend on. */
  method: string
  expected: string
  forecasts: Forecast[]
}

/** One forecast of a held-out run. */
export interface Forecast extends ForecastRule, Naive {
  /** The rungs that were fitted: width, compute, and the loss that was fitted. */
  rungs: { width: number; compute: number; loss: number; seeds: number }[]
  /** Compute of the held-out run over the largest fitted one. */
  ratio: number
  /** L(C) = a·(C/c0)^b + c, nats a token. */
  law: Law
  /** The point forecast: the posterior's median. */
  predicted: number
  /** What the law, fitted by least squares, says there. */
  byLaw: number
  interval: Band
}

/** A part of every registration, word for word; `law/` was called `snippets/` then. */
const METHOD =
  'every rung counts once, with the mean loss of its seeds and a noise of 0.7 % of it; point forecast and band are the quantiles 50 % and 2.5 to 97.5 % of the posterior of snippets/posterior.ts, the law is the weighted least-squares fit of snippets/power-law.ts'

/** One point of the ladder. */
export interface RungResult {
  width: number
  compute: number
  /** The mean of its seeds. */
  loss: number
  losses: number[]
  /** Standard deviation over the seeds; NaN for one. */
  spread: number
}

/**
 * The rungs of a plan in ascending order, each as the mean of its seeds.
 * @param seed only this one, if it is given
 * @throws if a run of the plan is missing
 */
export function rungResults(plan: Plan, records: readonly RunRecord[], seed?: number): RungResult[] {
  const jobs = rungRuns(plan).filter((job) => seed === undefined || job.seed === seed)
  const widths = [...new Set(jobs.map(({ width }) => width))].sort((p, q) => p - q)
  return widths.map((width) => {
    const runs = jobs
      .filter((job) => job.width === width)
      .map((job) => {
        const run = records.find((run) => run.width === width && run.seed === job.seed)
        if (run) return run
        throw new Error(`${nameOf(job)}: not trained yet; train the rungs with \`npm run ladder -- train\``)
      })
    const losses = runs.map(({ loss }) => loss)
    const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length
    const squares = losses.reduce((sum, each) => sum + (each - loss) ** 2, 0)
    const compute = runs[0]?.compute ?? NaN
    return { width, compute, loss, losses, spread: Math.sqrt(squares / (losses.length - 1)) }
  })
}

/**
 * Forecasts every held-out run by every rule of the plan, from rungs only.
 *
 * @throws if a run of the plan is missing, or too few rungs lie low enough for a rule
 */
export function forecast(plan: Plan, records: readonly RunRecord[]): Registered[] {
  return plan.heldOut.map((job) => forecastOf(plan, records, job))
}

function forecastOf(plan: Plan, records: readonly RunRecord[], job: Job): Registered {
  const { forecast: how, expected } = plan
  if (!how) throw new Error('the plan forecasts nothing')
  const { from, lowest, lowestReason, c, cReason } = how
  const rungs = rungResults(plan, records, from === 'own seed' ? job.seed : undefined).filter(
    ({ width }) => width >= lowest,
  )
  const { compute } = schedule(plan.recipe, job.width)
  const forecasts = how.rules.flatMap((rule): Forecast[] => {
    const fitted = rungs.filter((rung) => rung.compute <= rule.below * compute)
    const largest = fitted.at(-1)
    // Five rungs at least: on fewer, the slope is noise.
    if (!largest || fitted.length < 5) return []
    const { law, at } = forecastBy(fitted, { c })
    const { predicted, band } = at(compute)
    return [
      {
        ...rule,
        rungs: fitted.map(({ width, compute, loss, losses }) => ({
          width,
          compute,
          loss,
          seeds: losses.length,
        })),
        ratio: compute / largest.compute,
        law,
        predicted,
        byLaw: predict(law, compute),
        interval: band,
        ...naive(fitted, compute),
      },
    ]
  })
  if (forecasts.length === 0)
    throw new Error(`${nameOf(job)}: no rule finds five rungs low enough; add smaller rungs to the plan`)
  return {
    heldOut: { ...job, compute },
    lowest,
    lowestReason,
    c,
    cReason,
    method: METHOD,
    expected,
    forecasts,
  }
}

/** What came of a forecast. */
export interface Miss extends LawMiss {
  /** Part of the drop from the largest fitted rung to the held-out run that was predicted. */
  share: number
  /** The error of one who knows no law. */
  noLawError: number
  /** The error of one who continues the last slope. */
  lastSlopeError: number
  /** Whether the run lies in the 95 % band. */
  inside: boolean
}

/** How far a forecast was off. */
export function missOf({ law, predicted, interval, noLaw, lastSlope }: Forecast, actual: number): Miss {
  return {
    ...missBy(law, predicted, actual),
    share: (noLaw - predicted) / (noLaw - actual),
    noLawError: relativeError(noLaw, actual),
    lastSlopeError: relativeError(lastSlope, actual),
    inside: holds(interval[95], actual),
  }
}
