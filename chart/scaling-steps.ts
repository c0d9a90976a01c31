import { done } from './progress'
import type { ViewName } from './views'

/** What comes with each click of the chart; a number between two of them is on the way from one to the other. */
export const STEP = {
  /** The small models. */
  dots: 1,
  fit: 2,
  /** The room's guess. */
  guess: 3,
  /** The curve through the empty decades. */
  curve: 4,
  /** The axes move to the target. */
  target: 5,
  band: 6,
  /** The line of the report. */
  dashed: 7,
  /** The run, and how far each answer is from it. */
  run: 8,
  /** L − c on a log scale. */
  straight: 9,
  /** The handle that takes the largest small models away. */
  removal: 10,
} as const

/** How many clicks there are. */
export const STEPS = STEP.removal

/** The view that the axes show when so many steps are done. */
export function viewAt(step: number): ViewName {
  if (step < STEP.target) return 'full'
  if (step < STEP.straight) return 'target'
  return step < STEP.removal ? 'straight' : 'removal'
}

/** How much of each thing is there, from 0 to 1. */
export interface Shown {
  dots: number
  dotsName: number
  fit: number
  fitName: number
  guess: number
  /** Says where the small models will stand, before they do. */
  ladderName: number
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
  removal: number
}

export const NOTHING: Shown = {
  dots: 0,
  dotsName: 0,
  fit: 0,
  fitName: 0,
  guess: 0,
  ladderName: 0,
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
  removal: 0,
}

/** What is there at any progress: most things come with one step and go with another. */
export function shownAt(progress: number): Shown {
  const from = (step: number) => done(progress, step)
  const until = (step: number) => 1 - done(progress, step)
  return {
    dots: from(STEP.dots),
    dotsName: from(STEP.dots) * until(STEP.target),
    fit: from(STEP.fit),
    fitName: from(STEP.fit) * until(STEP.target),
    guess: from(STEP.guess) * until(STEP.straight),
    ladderName: until(STEP.dots),
    targetName: until(STEP.curve),
    curve: from(STEP.curve),
    forecastName: from(STEP.curve) * until(STEP.target),
    field: from(STEP.curve) * until(STEP.target) + from(STEP.straight),
    fieldName: from(STEP.curve) * until(STEP.target) + from(STEP.straight),
    open: from(STEP.curve) * until(STEP.run),
    rows: from(STEP.target) * until(STEP.straight),
    band: from(STEP.band),
    bandNames: from(STEP.band) * until(STEP.straight),
    dashed: from(STEP.dashed) * until(STEP.straight),
    run: from(STEP.run),
    runName: from(STEP.straight),
    misses: from(STEP.run) * until(STEP.straight),
    straight: from(STEP.straight) * until(STEP.removal),
    removal: from(STEP.removal),
  }
}
