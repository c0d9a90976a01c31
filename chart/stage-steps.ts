import { done } from './progress'
import type { ViewName } from './views'

/**
 * The clicks of the stage: 1 the small models, 2 the fit, 3 the room's guess, 4 the curve through the empty decades, 5 the
 * axes move to the target, 6 the band, 7 the report's line, 8 the run and the misses, 9 L − c on a log scale, 10 the
 * ladder's handle.
 */
export const STEPS = 10

/** The view that the axes show when so many steps are done. */
export function viewAt(step: number): ViewName {
  return step < 5 ? 'full' : step < 9 ? 'target' : step < 10 ? 'straight' : 'ladder'
}

/** How much of each thing is there, from 0 to 1. */
export interface Shown {
  dots: number
  dotsName: number
  fit: number
  fitName: number
  guess: number
  /** Says where the target is, before the field has a name. */
  targetName: number
  curve: number
  forecastName: number
  field: number
  fieldName: number
  open: number
  /** The rows beside the view of the target. */
  rows: number
  band: number
  bandNames: number
  dashed: number
  run: number
  runName: number
  misses: number
  straight: number
  ladder: number
}

export const NOTHING: Shown = {
  dots: 0,
  dotsName: 0,
  fit: 0,
  fitName: 0,
  guess: 0,
  targetName: 0,
  curve: 0,
  forecastName: 0,
  field: 0,
  fieldName: 0,
  open: 0,
  rows: 0,
  band: 0,
  bandNames: 0,
  dashed: 0,
  run: 0,
  runName: 0,
  misses: 0,
  straight: 0,
  ladder: 0,
}

/** What is there at any progress: most things come with one step and go with another. */
export function shownAt(progress: number): Shown {
  const from = (step: number) => done(progress, step)
  const until = (step: number) => 1 - done(progress, step)
  return {
    dots: from(1),
    dotsName: from(1) * until(5),
    fit: from(2),
    fitName: from(2) * until(5),
    guess: from(3) * until(9),
    targetName: from(3) * until(4),
    curve: from(4),
    forecastName: from(4) * until(5),
    field: from(4) * until(5) + from(9),
    fieldName: from(4) * until(5) + from(9),
    open: from(4) * until(8),
    rows: from(5) * until(9),
    band: from(6),
    bandNames: from(6) * until(9),
    dashed: from(7) * until(9),
    run: from(8),
    runName: from(9),
    misses: from(8) * until(9),
    straight: from(9) * until(10),
    ladder: from(10),
  }
}
