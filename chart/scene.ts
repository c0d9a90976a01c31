import { predict, type Law } from '../law/power-law'
import type { RunTable } from '../law/run-table'
import type { ScalingForecast } from './scaling-forecast'
import { logSpace } from './scales'
import type { Shown } from './scaling-steps'
import type { Axes, Layout, ViewName } from './views'

// What the scaling figure draws from, and the few forms that its lines and its words both need.

/** How a table is spoken of. */
export interface Names {
  /** The run to be predicted. */
  run: string
  /** Titles of the axes. */
  compute: string
  loss: string
  /** A line that the table's source draws itself. */
  line?: Law | undefined
}

/** Numbers that the words quote, by the ids of their claims. */
export type Quoted = Readonly<Record<'dashed-line-loss' | 'reading-error' | 'noise-prior', string>>

/** Everything that the figure depends on. */
export interface ScalingState {
  table: RunTable
  names: Names
  /** Without it these numbers are computed here, as all others are. */
  quoted?: Quoted
  /** The steps done, 0 to {@link STEPS}. */
  progress: number
  /** The loss that the room guesses, undefined until somebody moves the handle. */
  guess?: number | undefined
  /** How many of the largest computes were taken away by hand; seen from the last step on. */
  removed?: number
}

/** Anything drawn with a line. */
export interface Stroke {
  kind: 'curve' | 'forecast' | 'dashed' | 'guide' | 'leader' | 'target' | 'error'
  d: string
  opacity: number
}

/** What is being drawn: the numbers, where the axes stand, and how much of each thing is there. */
export interface Scene {
  state: ScalingState
  layout: Layout
  from: ViewName
  to: ViewName
  /** How far the axes are on the way from one view to the other. */
  t: number
  axes: Axes
  shown: Shown
  forecast: ScalingForecast
  removed: number
  /** The loss that the guess's handle stands at; untouched, that of the largest small model, which no law is needed for. */
  guess: number
  touched: boolean
}

/** Whether a run stands in the plot. */
export function isInside(
  { compute, loss }: { compute: number; loss: number },
  { x, y, ...edge }: Axes,
): boolean {
  const [across, down] = [x(compute), y(loss)]
  return (
    across >= edge.left - 0.5 && across <= edge.right + 0.5 && down >= edge.top - 8 && down <= edge.bottom + 8
  )
}

export const round = (value: number) => Math.round(value * 100) / 100

/** A path through places. */
export const polyline = (places: readonly (readonly [x: number, y: number])[]) =>
  places.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('')

/** Places along a law between two computes, as far as they are in view. */
export function along(law: Law, begin: number, end: number, { x, y }: Axes): [x: number, y: number][] {
  const [lowest, highest] = x.domain() as [number, number]
  const [low, high] = [Math.max(begin, lowest), Math.min(end, highest)]
  if (low >= high) return []
  return logSpace(low, high, 90).map((compute) => [x(compute), y(predict(law, compute))])
}

/** Places along the forecast, close enough to each other for a label to be held against them. */
export const alongForecast = ({ curve }: ScalingForecast, { x, y }: Axes): [x: number, y: number][] =>
  curve.flatMap(({ compute, predicted }, k) => {
    const next = curve[k + 1]
    const here: [number, number] = [x(compute), y(predicted)]
    if (!next) return [here]
    const there: [number, number] = [x(next.compute), y(next.predicted)]
    return [0, 0.25, 0.5, 0.75].map((way): [number, number] => [
      here[0] + way * (there[0] - here[0]),
      here[1] + way * (there[1] - here[1]),
    ])
  })

/** Where the fitted curve begins: a little before the smallest run. */
export const curveStart = ({ from, run }: ScalingForecast) => from * (from / run.compute) ** 0.025

/** The shares of the band, the widest first, so that the narrower ones lie upon it. */
export const BANDS = [95, 80, 50] as const
