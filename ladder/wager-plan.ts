import { plan } from './plans/stage'

/** What a page trains: the plan of the rehearsed wagers, with a seed that the room calls. */
export const wagerPlan = {
  recipe: plan.recipe,
  widths: plan.rungs.map(({ width }) => width),
  /** Width of the large run. */
  large: plan.heldOut.map(({ width }) => width)[0] as number,
  /** Seconds between checkpoints. */
  every: 30,
}
