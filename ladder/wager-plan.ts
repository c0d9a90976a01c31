import { matrixParameters, SEEN } from './model'
import { plan } from './plans/stage'
import { VOCABULARY } from './tokens'

/** Width of the large run. */
const large = plan.heldOut.map(({ width }) => width)[0] as number

/** What a page trains: the plan of the rehearsed wagers, with a seed that the room calls. */
export const wagerPlan = {
  recipe: plan.recipe,
  widths: plan.rungs.map(({ width }) => width),
  large,
  /** Seconds between checkpoints. */
  every: 30,
  /** What a checkpoint weighs: three floats for each parameter, those that are looked up among them. */
  checkpointBytes: 12 * (matrixParameters(large) + SEEN * VOCABULARY * large),
}
