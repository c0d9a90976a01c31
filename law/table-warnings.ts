// What one should know of a ladder before trusting a forecast from it.

import { deviation, extent, median } from 'd3-array'
import {
  byCompute,
  EXPONENT,
  fit,
  MOST_POINTS,
  observe,
  predict,
  RUN_NOISE,
  type FitOptions,
  type Runs,
} from './power-law'
import type { Warning } from './table-messages'

/** All that the fitted runs themselves give cause for. */
export function ladderWarnings(runs: Runs, options: FitOptions): Warning[] {
  return [
    ...narrowLadder(runs),
    ...mixedUnits(runs, options),
    ...manyComputes(runs),
    ...unevenLosses(runs, options),
    ...pinnedFit(runs, options),
  ]
}

/** Decades below which a ladder is too narrow for its slope to say much. */
const NARROW = 0.5

/** A warning if the ladder spans a small part of a decade; its compute may then be a logarithm: base e, 2 or 10. */
function narrowLadder(runs: Runs): Warning[] {
  const [smallest = NaN, largest = NaN] = extent(runs, ({ compute }) => compute)
  const span = Math.log10(largest / smallest)
  if (span >= NARROW) return []
  return [{ code: 'narrow', span, isLogarithm: smallest > 3 && largest < 150 }]
}

/** A jump between neighbours that a change of units would explain. */
interface Jump {
  warning: Warning
  /** The runs as they would be in one unit. */
  mended: Runs
}

/** The least gap between neighbours' computes, in decades, that may be one between two units. */
const WIDE_GAP = 3
/** The gap that no ladder has: between units as far apart as FLOP and PF-days. */
const NO_GAP = 9
/** How far a step of the losses, in logarithms, may be from a change of nats to bits beside the steps around it. */
const NEAR_BITS = 0.1
/** How many times nearer to a law the mended runs lie at least. */
const NEARER = 3

/**
 * A warning if a part of the runs seems to be in another unit: a gap of decades in compute over which the losses hardly
 * fall, or that no ladder has, or a step by a factor of ln 2 in loss, and the runs lie much nearer to a law without it.
 */
function mixedUnits(runs: Runs, options: FitOptions): Warning[] {
  const groups = byCompute(runs)
  const steps = groups.slice(1).map(({ compute, loss }, k) => {
    const before = groups[k] as (typeof groups)[number]
    return { compute, gap: Math.log10(compute / before.compute), fall: Math.log(before.loss / loss) }
  })
  const slope = median(steps, ({ fall, gap }) => fall / gap) ?? NaN
  const usual = median(steps, ({ gap }) => gap) ?? NaN
  const jumps = steps.flatMap(({ compute, gap, fall }): Jump[] => {
    const off = fall - slope * gap
    const below = (change: (run: Runs[number]) => Runs[number]) =>
      runs.map((run) => (run.compute < compute ? change(run) : run))
    if (gap > NO_GAP || (gap > WIDE_GAP && fall < (slope * gap) / NEARER)) {
      const factor = 10 ** (gap - usual)
      const mended = below((run) => ({ ...run, compute: run.compute * factor }))
      return [{ warning: { code: 'jump-in-compute', compute, decades: gap }, mended }]
    }
    if (Math.abs(Math.abs(off) + Math.log(Math.LN2)) > NEAR_BITS) return []
    const factor = off > 0 ? Math.LN2 : 1 / Math.LN2
    const mended = below((run) => ({ ...run, loss: run.loss * factor }))
    return [{ warning: { code: 'jump-in-loss', compute, factor: 1 / factor }, mended }]
  })
  if (jumps.length === 0) return []
  const stray = strayOf(runs, options)
  const found = jumps.find(
    ({ warning, mended }) =>
      (warning.code === 'jump-in-compute' && Number(warning.decades) > NO_GAP) ||
      stray > NEARER * Math.max(1, strayOf(mended, options)),
  )
  return found ? [found.warning] : []
}

/** How far runs stray from their law: the root mean square of their residuals, in standard deviations. */
function strayOf(runs: Runs, options: FitOptions): number {
  const law = fit(runs, options)
  const { points, c0 } = observe(runs, options)
  const squares = points.reduce(
    (sum, { u, loss, weight }) => sum + weight * (loss - predict(law, c0 * Math.exp(u))) ** 2,
    0,
  )
  return Math.sqrt(squares / points.length)
}

/** A warning if so many computes are there that neighbours are fitted together. */
function manyComputes(runs: Runs): Warning[] {
  const count = byCompute(runs).length
  return count > MOST_POINTS ? [{ code: 'merged', count, most: MOST_POINTS }] : []
}

/** How many times the assumed noise runs of one compute may scatter before they are no repetitions of one run. */
const WIDE = 3

/**
 * A warning if runs of one compute scatter widely, so that their mean is no run's loss; and one if the mean at a compute
 * lies above that at the compute below, unless a wide scatter explains it.
 */
function unevenLosses(runs: Runs, { noise = RUN_NOISE, readingError = 0 }: FitOptions): Warning[] {
  const groups = byCompute(runs).map((group) => {
    const { loss, losses } = group
    const spread = deviation(losses) ?? 0
    return { ...group, spread, wide: spread > WIDE * Math.hypot(noise * loss, readingError) }
  })
  const wide = groups.filter(({ wide }) => wide)
  const rises = groups.filter((group, k) => {
    const below = groups[k - 1]
    return below && group.loss > below.loss && !group.wide && !below.wide
  })
  const warnings: Warning[] = []
  const [scattered] = wide.toSorted((p, q) => q.spread / q.loss - p.spread / p.loss)
  if (scattered) {
    const { compute, losses, spread, loss } = scattered
    const more = wide.length - 1
    warnings.push({ code: 'scatter', compute, runs: losses.length, spread: spread / loss, more })
  }
  const [first] = rises
  if (first) warnings.push({ code: 'rising', compute: first.compute, more: rises.length - 1 })
  return warnings
}

/** A warning if the fit stopped at an end of what it may search, rather than at a best value. */
function pinnedFit(runs: Runs, options: FitOptions): Warning[] {
  const { a, b, c } = fit(runs, options)
  if (a === 0) return [{ code: 'flat' }]
  const steepness = -b
  if (options.c === undefined && c === 0) return [{ code: 'c-at-zero' }]
  if (steepness > EXPONENT.max * 0.999) return [{ code: 'levelled-off', b: -EXPONENT.max }]
  if (steepness < EXPONENT.min * 1.001) return [{ code: 'hardly-falls', b: -EXPONENT.min }]
  return []
}

/**
 * A warning for each target that lies further beyond the largest fitted compute than the ladder spans, in decades, and for
 * each that doesn't lie beyond it.
 */
export function targetWarnings(runs: Runs, targets: readonly number[]): Warning[] {
  const computes = runs.map(({ compute }) => compute)
  const [smallest = Infinity, largest = -Infinity] = extent(computes)
  const span = Math.log10(largest / smallest)
  return targets.flatMap((target): Warning[] => {
    if (target <= largest) return [{ code: 'not-ahead', target, largest }]
    const ahead = Math.log10(target / largest)
    return ahead > span ? [{ code: 'far', target, ahead, span }] : []
  })
}
