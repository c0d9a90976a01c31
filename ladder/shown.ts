import { missOf, rungResults, type Forecast, type Miss, type Registered } from './forecasts'
import { rungRuns, type Job, type Plan } from './plan'
import { nameOf, type RunRecord } from './records'

/** A rung as the deck shows it. */
export interface ShownRung {
  width: number
  /** FLOP. */
  compute: number
  /** Mean over its seeds, nats a token. */
  loss: number
  /** Standard deviation over them; null for one. */
  spread: number | null
  seeds: number
  /** What the first seed wrote, of each kind of text. */
  samples: Record<string, string>
}

/** A held-out run as the deck shows it. */
export interface ShownHeldOut extends Job {
  /** FLOP. */
  compute: number
  /** Once it is trained. */
  loss?: number
  samples?: Record<string, string>
  /** The commit that held the forecasts before it began, and its date. */
  registered?: { commit: string; date: string }
  forecasts: (Pick<Forecast, 'name' | 'ratio' | 'law' | 'predicted' | 'byLaw' | 'noLaw' | 'lastSlope'> & {
    rungs: number
    /** The 95 % band. */
    band: [low: number, high: number]
    miss?: Miss
  })[]
}

/** An experiment as the deck shows it: `data/figures/ladder/PLAN.json`. */
export interface ShownPlan {
  rungs: ShownRung[]
  heldOut: ShownHeldOut[]
}

/**
 * What the deck shows of an experiment, as far as it is trained.
 * @throws if a rung of the plan is missing
 */
export function shownPlan(
  plan: Plan,
  records: readonly RunRecord[],
  registered: readonly Registered[],
): ShownPlan {
  const find = (job: Job) => records.find((run) => nameOf(run) === nameOf(job))
  const rungs = rungResults(plan, records)
  return {
    rungs: rungs.map(({ width, compute, loss, losses, spread }) => ({
      width,
      compute,
      loss,
      spread: losses.length > 1 ? spread : null,
      seeds: losses.length,
      samples: find({ width, seed: rungRuns(plan)[0]?.seed ?? 1 })?.samples ?? {},
    })),
    heldOut: registered.map(({ heldOut, forecasts }) => {
      const run = find(heldOut)
      return {
        ...heldOut,
        ...(run && { loss: run.loss, samples: run.samples }),
        ...(run?.registration && {
          registered: { commit: run.registration.commit, date: run.registration.date },
        }),
        forecasts: forecasts.map((each) => ({
          name: each.name,
          rungs: each.rungs.length,
          ratio: each.ratio,
          law: each.law,
          predicted: each.predicted,
          byLaw: each.byLaw,
          band: each.interval[95],
          noLaw: each.noLaw,
          lastSlope: each.lastSlope,
          ...(run && { miss: missOf(each, run.loss) }),
        })),
      }
    }),
  }
}
