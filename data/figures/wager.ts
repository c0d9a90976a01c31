import type { ShownPlan } from '../../ladder/shown'
import shown from './ladder/stage.json' with { type: 'json' }

const { rungs, heldOut } = shown as unknown as ShownPlan

/** A wager that was rehearsed and committed: nine small models and the large one, of one seed. */
export interface CommittedWager {
  seed: number
  /** The small runs: FLOP, and nats a token. */
  rungs: readonly { compute: number; loss: number }[]
  predicted: number
  band: readonly [low: number, high: number]
  /** Once the large run is trained. */
  loss?: number
  inside?: boolean
  /** (predicted − actual)/actual. */
  error?: number
  /** A line of what the large model wrote, of each kind of text. */
  samples?: Record<string, string>
  /** When its forecast was committed, ISO 8601. */
  registered?: string
}

/** The rehearsed wagers, as `npm run ladder -- reveal stage` wrote them. */
export const committedWagers = heldOut.flatMap(
  ({ seed, loss, samples, registered, forecasts: [forecast] }): CommittedWager[] =>
    forecast
      ? [
          {
            seed,
            rungs: forecast.fitted ?? [],
            predicted: forecast.predicted,
            band: forecast.band,
            loss,
            inside: forecast.miss?.inside,
            error: forecast.miss?.error,
            samples,
            registered: registered?.date,
          },
        ]
      : [],
)

/** FLOP of the small runs in ascending order, and of the large one. */
export const wagerComputes = {
  rungs: rungs.map(({ compute }) => compute),
  large: heldOut[0]?.compute ?? NaN,
}
