import type { ShownPlan } from '../../ladder/shown'
import { slopesOf, type Slope } from '../../ladder/slopes'
import mixture from './ladder/mixture.json' with { type: 'json' }
import code from './ladder/only-code.json' with { type: 'json' }
import english from './ladder/only-english.json' with { type: 'json' }
import poems from './ladder/only-poems.json' with { type: 'json' }

/** The second experiment, as `npm run ladder -- reveal` wrote it. */
const experiment = mixture as unknown as ShownPlan

/** The held-out runs with their forecasts, those that aren't trained yet among them. */
export const heldOut = experiment.heldOut

/** The small models of which it is told what they wrote, a line of each kind of text; the smallest first. */
export const told = experiment.rungs.flatMap(({ width, loss, samples }) =>
  samples === undefined ? [] : [{ width, loss, samples }],
)

/** The mixture at the widths at which each text was learnt alone, then its held-out runs as far as they are trained. */
const rungs = experiment.rungs.filter(({ width }) => english.rungs.some((rung) => rung.width === width))
const trained = heldOut.flatMap(({ compute, loss }) =>
  loss === undefined ? [] : [{ compute, loss, spread: null, seeds: 1 }],
)

/** What a slope of the mixture ends at: a rung that a forecast was fitted to, one that none was, or a run trained after they were registered. */
export const mixtureEnds = [
  ...rungs.map(({ compute }) =>
    heldOut[0]?.forecasts.some(({ ratio }) => compute * ratio <= (heldOut[0]?.compute ?? 0) * (1 + 1e-9))
      ? ('fitted' as const)
      : ('left out' as const),
  ),
  ...trained.map(() => 'after' as const),
].slice(1)

/** Each text alone, and the mixture at the same widths and where it went on: how fast the loss falls. */
export const slopes: Record<'code' | 'english' | 'poems' | 'mixture', Slope[]> = {
  code: slopesOf((code as unknown as ShownPlan).rungs),
  english: slopesOf((english as unknown as ShownPlan).rungs),
  poems: slopesOf((poems as unknown as ShownPlan).rungs),
  mixture: slopesOf([...rungs, ...trained]),
}

/** How regular the poems of the mixture's models are, in ascending order of compute, and the real ones beside them. */
export const couplets = experiment.couplets
