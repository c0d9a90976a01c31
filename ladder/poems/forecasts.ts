import { band, posterior, type Band } from '../../law/posterior'
import { equivalentCompute, fit, predict, relativeError, type Law } from '../../law/power-law'
import type { ForecastRule, Plan } from './plan'
import type { RunRecord } from './records'
import { schedule } from './train'

/** The forecasts as they are written down before the held-out run is trained. */
export interface Registered {
  heldOut: { width: number; seed: number; compute: number }
  forecasts: Forecast[]
}

/** One forecast of the held-out run. */
export interface Forecast extends ForecastRule {
  /** Widths of the rungs that were fitted. */
  rungs: number[]
  /** Compute of the held-out run over the largest fitted one. */
  ratio: number
  /** L(C) = a·(C/c0)^b + c, nats a token. */
  law: Law
  predicted: number
  interval: Band
  /** Loss of the largest fitted rung: the forecast of one who knows no law. */
  baseline: number
}

/** One point of the ladder: the mean of a width's seeds. */
export interface RungResult {
  width: number
  compute: number
  loss: number
  losses: number[]
  /** Standard deviation over the seeds; NaN for one. */
  spread: number
}

/**
 * The rungs of a plan in ascending order, each as the mean of its seeds.
 * @throws if a run of the plan is missing
 */
export function rungResults({ rungs }: Plan, records: readonly RunRecord[]): RungResult[] {
  const ascending = [...rungs].sort((p, q) => p.width - q.width)
  return ascending.map(({ width, seeds }) => {
    const runs = records.filter((run) => run.width === width && run.seed <= seeds)
    const [first] = runs
    if (!first || runs.length < seeds)
      throw new Error(
        `width ${width}: found ${runs.length} of ${seeds} runs, expected all of them; train them with \`npm run ladder -- train\``,
      )
    const losses = runs.sort((p, q) => p.seed - q.seed).map(({ loss }) => loss)
    const loss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    const squares = losses.reduce((sum, each) => sum + (each - loss) ** 2, 0)
    return { width, compute: first.compute, loss, losses, spread: Math.sqrt(squares / (losses.length - 1)) }
  })
}

/**
 * Forecasts the held-out run by every rule of the plan, from rungs only.
 *
 * @param vocabulary number of different tokens, which the held-out run's compute depends on
 * @throws if a run of the plan is missing, or too few rungs lie low enough for a rule
 */
export function forecast(plan: Plan, records: readonly RunRecord[], vocabulary: number): Registered {
  const rungs = rungResults(plan, records)
  const { width, seed } = plan.heldOut
  const { compute } = schedule(plan.recipe, width, vocabulary)
  const forecasts = plan.forecasts.map((rule) => {
    const fitted = rungs.filter((rung) => rung.compute <= rule.below * compute)
    const largest = fitted.at(-1)
    const options = rule.c === undefined ? {} : { c: rule.c }
    if (!largest || fitted.length < 4)
      throw new Error(
        `forecast ${rule.name}: found ${fitted.length} rungs low enough, expected at least 4; add smaller rungs to the plan`,
      )
    const law = fit(fitted, options)
    return {
      ...rule,
      rungs: fitted.map(({ width }) => width),
      ratio: compute / largest.compute,
      law,
      predicted: predict(law, compute),
      interval: band(posterior(fitted, options), compute),
      baseline: largest.loss,
    }
  })
  return { heldOut: { width, seed, compute }, forecasts }
}

/** What came of a forecast. */
export interface Miss {
  /** (predicted − actual)/actual. */
  error: number
  /** Compute the law needs for the actual loss over that for the predicted one. */
  compute: number
  /** Part of the drop from the largest fitted rung to the held-out run that was predicted. */
  share: number
  /** The error of one who knows no law. */
  baselineError: number
  /** Whether the run lies in the 95 % band. */
  inside: boolean
}

/** How far a forecast was off. */
export function missOf({ law, predicted, interval, baseline }: Forecast, actual: number): Miss {
  const [low, high] = interval[95]
  return {
    error: relativeError(predicted, actual),
    compute: equivalentCompute(law, predicted, actual),
    share: (baseline - predicted) / (baseline - actual),
    baselineError: relativeError(baseline, actual),
    inside: actual >= low && actual <= high,
  }
}

/** The ladder as a run table, which the chart and `npm run forecast` read. */
export function runTableOf(rungs: readonly RungResult[], heldOut: RunRecord): string {
  return [
    '# source: this repository, ladder/results/poems/runs.jsonl; each rung is the mean of its seeds',
    '# compute: training compute, FLOP (6·N·D, N = matrix parameters)',
    '# loss: cross-entropy on held-out classical Chinese poems, nats a token (two tokens a character)',
    '# law: c=0',
    'compute,loss,run,held_out',
    ...rungs.map(({ width, compute, loss }) => `${compute},${loss.toFixed(5)},d = ${width},false`),
    `${heldOut.compute},${heldOut.loss.toFixed(5)},d = ${heldOut.width},true`,
    '',
  ].join('\n')
}
