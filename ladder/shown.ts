import type { Couplets } from './couplets'
import { missOf, rungResults, type Forecast, type Miss, type Registered } from './forecasts'
import type { Job, Plan } from './plan'
import { nameOf, type RunRecord } from './records'
import { sampleLine } from './sample-line'

/** A rung as the deck shows it. */
interface ShownRung {
  width: number
  /** FLOP. */
  compute: number
  /** Mean over its seeds, nats a token. */
  loss: number
  /** Standard deviation over them; null for one. */
  spread: number | null
  seeds: number
  /** A line of what the first seed wrote, of each kind of text: on the smallest, the middle and the largest rung. */
  samples?: Record<string, string>
}

/** A held-out run as the deck shows it. */
interface ShownHeldOut extends Job {
  /** FLOP. */
  compute: number
  /** Once it is trained. */
  loss?: number
  /** A line of what it wrote, of each kind of text. */
  samples?: Record<string, string>
  /** The commit that held the forecasts before it began, and its date. */
  registered?: { commit: string; date: string }
  forecasts: (Pick<Forecast, 'name' | 'ratio' | 'law' | 'predicted' | 'byLaw' | 'noLaw' | 'lastSlope'> & {
    rungs: number
    /** The 95 % band. */
    band: [low: number, high: number]
    /** The rungs themselves, where each held-out run has its own. */
    fitted?: { compute: number; loss: number }[]
    miss?: Miss
  })[]
}

/** An experiment as the deck shows it: `data/figures/ladder/PLAN.json`. */
export interface ShownPlan {
  rungs: ShownRung[]
  heldOut: ShownHeldOut[]
  /** How regular the poems are that the models wrote, and those of the validation text; where any were written. */
  couplets?: { written: (Couplets & { width: number; compute: number })[]; real: Couplets }
}

const linesOf = ({ samples }: RunRecord) =>
  Object.fromEntries(Object.entries(samples).map(([kind, text]) => [kind, sampleLine(kind, text)]))

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
    rungs: rungs.map(({ width, compute, loss, losses, spread }, i) => {
      const first = find({ width, seed: plan.firstSeed })
      const isTold = [0, Math.floor(rungs.length / 2), rungs.length - 1].includes(i)
      return {
        width,
        compute,
        loss,
        spread: losses.length > 1 ? spread : null,
        seeds: losses.length,
        ...(isTold && first && { samples: linesOf(first) }),
      }
    }),
    heldOut: registered.map(({ heldOut, forecasts }) => {
      const run = find(heldOut)
      return {
        ...heldOut,
        ...(run && { loss: run.loss, samples: linesOf(run) }),
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
          ...(plan.forecast?.from === 'own seed' && {
            fitted: each.rungs.map(({ compute, loss }) => ({ compute, loss })),
          }),
          ...(run && { miss: missOf(each, run.loss) }),
        })),
      }
    }),
  }
}
