import { least } from 'd3-array'
import { area, curveMonotoneX, line } from 'd3-shape'
import { distinctComputes } from '../law/power-law'
import { forecastOf, mostRemoved } from './scaling-forecast'
import type { Label } from './labels'
import { significant3 } from '../data/numbers'
import {
  along,
  BANDS,
  curveStart,
  isInside,
  polyline,
  round,
  type Scene,
  type ScalingState,
  type Stroke,
} from './scene'
import { NOTHING, shownAt, STEP, viewAt, type Shown } from './scaling-steps'
import { descriptionOf, findingOf, titlesOf } from './alt-text'
import { labelsOf } from './labels-of'
import { axesBetween, viewOf, type Axes, type Layout, type Tick, type ViewName } from './views'

/** A handle that is moved by hand, as a slider is described. */
export interface HandleState {
  x: number
  y: number
  min: number
  max: number
  now: number
  /** What one arrow key and one page key move. */
  step: number
  page: number
  label: string
  text: string
}

/** All that is drawn, in units of the view box. */
export interface Figure {
  width: number
  height: number
  /** Type size of the labels. */
  size: number
  /** The finding, and the values behind it, in words. */
  title: string
  description: string
  axes: Axes
  titles: (Tick & { axis: 'x' | 'y' })[]
  /** The decades without a run. */
  field: { x: number; width: number; opacity: number }
  bands: { share: 50 | 80 | 95; d: string }[]
  /** Cut off at the plot's edges. */
  lines: Stroke[]
  /** Not cut off. */
  guides: Stroke[]
  /** Small models, one dot each in one path: thousands are drawn as quickly as nine. */
  kept: string
  taken: string
  /** The open ring at the forecast. */
  open: { x: number; y: number; opacity: number }
  /** The rings round the run, and round the other held-out ones. */
  rings: { x: number; y: number; opacity: number }[]
  /** The guess; `beyond` is −1 where it lies above the plot, 1 where below. */
  guess?: { x: number; y: number; opacity: number; beyond: -1 | 0 | 1 }
  labels: Label[]
  guessHandle?: HandleState
  removalHandle?: HandleState
  /** The loss to guess at a height of the plot. */
  lossAt: (y: number) => number
  /** How many computes are taken away when the handle stands at x. */
  removedAt: (x: number) => number
}

/** On a slide: the content box of a `finding` slide. */
const SLIDE: Layout = {
  width: 848,
  height: 350,
  size: 19,
  left: 44,
  right: 844,
  top: 34,
  bottom: 296,
  beside: 472,
}
/** Finished and without labels, beside code. */
const COMPACT: Layout = {
  width: 234,
  height: 320,
  size: 19,
  left: 26,
  right: 228,
  top: 26,
  bottom: 270,
  beside: 228,
}
/** The two views of a printed page, side by side. */
const PRINT_FULL: Layout = { ...SLIDE, size: 16, width: 290, left: 30, right: 286, beside: 286 }
const PRINT_TARGET: Layout = { ...SLIDE, size: 16, width: 540, right: 536, beside: 196 }

/** The chart at any progress. */
export function scalingFigure(state: ScalingState): Figure {
  const step = Math.floor(state.progress)
  return draw(state, SLIDE, viewAt(step), viewAt(step + 1), state.progress - step, shownAt(state.progress))
}

/** All of the data with the finished curve and the run, without labels: for a place beside code. */
export function compactFigure(state: Omit<ScalingState, 'progress'>): Figure {
  const shown = { ...NOTHING, dots: 1, fit: 1, curve: 1, field: 1, run: 1 }
  const names = { ...state.names, line: undefined }
  return draw({ ...state, names, progress: STEP.run }, COMPACT, 'full', 'full', 0, shown)
}

/** What a printed page shows in place of the moving chart: the full view and the view of the target. */
export function printFigures(state: Omit<ScalingState, 'progress'>): [full: Figure, target: Figure] {
  const all = { ...state, progress: STEP.run }
  const full = { ...shownAt(STEP.curve), guess: 0, open: 0, forecastName: 0, run: 1, runName: 1 }
  return [
    draw(all, PRINT_FULL, 'full', 'full', 0, full),
    draw(all, PRINT_TARGET, 'target', 'target', 0, shownAt(STEP.run)),
  ]
}

function draw(
  state: ScalingState,
  layout: Layout,
  from: ViewName,
  to: ViewName,
  t: number,
  shown: Shown,
): Figure {
  const { table, names } = state
  // All runs are there until the handle is.
  const removed = shown.removal > 0 ? Math.min(state.removed ?? 0, mostRemoved(table)) : 0
  const forecast = forecastOf(table, removed)
  const view = (name: ViewName) => viewOf(name, table, layout, names.line)
  const axes = axesBetween(view(from), view(to), t, layout)
  const { runs, run, predicted } = forecast
  const scene: Scene = {
    state,
    layout,
    from,
    to,
    t,
    axes,
    shown,
    forecast,
    removed,
    guess: state.guess ?? runs.at(-1)?.loss ?? predicted,
    touched: state.guess !== undefined,
  }
  const { x, y } = axes
  const { labels, guides } = labelsOf(scene)
  const visible = runs.slice(0, Math.ceil(shown.dots * runs.length)).filter((run) => isInside(run, axes))
  const start = Math.max(axes.left, x(forecast.to))
  return {
    width: layout.width,
    height: layout.height,
    size: layout.size,
    title: findingOf(state, forecast),
    description: descriptionOf(state, forecast),
    axes,
    titles: titlesOf(names, from, to, t, axes),
    field: { x: start, width: Math.max(0, x(run.compute) - start), opacity: shown.field },
    bands: shown.band > 0 ? bandsOf(scene) : [],
    lines: linesOf(scene).filter(({ d, opacity }) => d && opacity > 0),
    guides: guides.filter(({ opacity }) => opacity > 0),
    kept: dots(
      visible.filter(({ compute }) => compute <= forecast.to),
      axes,
    ),
    taken: dots(
      visible.filter(({ compute }) => compute > forecast.to),
      axes,
    ),
    open: {
      x: x(run.compute),
      y: y(predicted),
      opacity: run.loss === undefined ? Math.max(shown.open, shown.run) : shown.open,
    },
    rings: table.runs
      .filter((run) => run.heldOut && isInside(run, axes))
      .map(({ compute, loss }) => ({ x: x(compute), y: y(loss), opacity: shown.run })),
    labels,
    ...guessOf(scene, view('full').y),
    ...removalHandleOf(scene),
  }
}

const dots = (runs: readonly { compute: number; loss: number }[], { x, y }: Axes) =>
  runs.map(({ compute, loss }) => `M${round(x(compute))},${round(y(loss))}h.01`).join('')

/** The curves, each drawn as far as its step has come. */
function linesOf({ state, axes, shown, forecast }: Scene): Stroke[] {
  const { law, to, run } = forecast
  const start = curveStart(forecast)
  const drawn = (low: number, high: number, share: number) =>
    polyline(along(law, low, low * (high / low) ** share, axes))
  const lines: Stroke[] = [
    // Where it is to be seen straight, the law runs on to the target: the forecast beside it needn't be.
    {
      kind: 'curve',
      d: drawn(start, to * (run.compute / to) ** shown.straight, shown.fit),
      opacity: Math.ceil(shown.fit),
    },
    { kind: 'forecast', d: forecastLine(forecast, shown.curve, axes), opacity: Math.ceil(shown.curve) },
  ]
  const { line } = state.names
  if (line)
    lines.push({
      kind: 'dashed',
      d: polyline(along(line, start, run.compute, axes)),
      opacity: shown.dashed,
    })
  return lines
}

/** The forecast as far as a share of the way to the target, and as far as it is in view. */
function forecastLine({ curve, to, run }: Scene['forecast'], share: number, { x, y }: Axes): string {
  const begin = Math.max(to, x.domain()[0] ?? to)
  const end = to * (run.compute / to) ** share
  if (begin >= end) return ''
  const between = (compute: number) => {
    const next = Math.max(
      1,
      curve.findIndex((point) => point.compute >= compute),
    )
    const [p, q] = [curve[next - 1], curve[next]]
    if (!p || !q) return []
    const way = Math.log(compute / p.compute) / Math.log(q.compute / p.compute)
    return [{ compute, predicted: p.predicted + way * (q.predicted - p.predicted) }]
  }
  const inner = curve.filter(({ compute }) => compute > begin && compute < end)
  return (
    line<{ compute: number; predicted: number }>()
      .x(({ compute }) => round(x(compute)))
      .y(({ predicted }) => round(y(predicted)))
      .curve(curveMonotoneX)([...between(begin), ...inner, ...between(end)]) ?? ''
  )
}

/** The band, opening from the forecast. */
function bandsOf({ axes: { x, y }, shown, forecast }: Scene): Figure['bands'] {
  const { curve } = forecast
  const edge = (loss: number, predicted: number) => {
    const middle = y(predicted)
    return round(middle + (y(loss) - middle) * shown.band)
  }
  return BANDS.map((share) => ({
    share,
    d:
      area<(typeof curve)[number]>()
        .x(({ compute }) => round(x(compute)))
        .y0(({ predicted, band }) => edge(band[share][0], predicted))
        .y1(({ predicted, band }) => edge(band[share][1], predicted))
        .curve(curveMonotoneX)(curve) ?? '',
  }))
}

/** The guess and its handle, which can be moved until the run is shown. */
function guessOf(
  { state, axes, shown, forecast, guess, touched }: Scene,
  [lowest, highest]: readonly [number, number],
): Pick<Figure, 'guess' | 'guessHandle' | 'lossAt'> {
  const step = 10 ** Math.floor(Math.log10((highest - lowest) / 500) + 0.3)
  const snap = (loss: number) => {
    const within = Math.min(highest, Math.max(lowest + step, loss))
    return Number((Math.round(within / step) * step).toPrecision(12))
  }
  const lossAt = (y: number) => snap(axes.lossAt(y))
  const open = state.progress > STEP.guess - 0.5 && state.progress <= STEP.dashed
  if (shown.guess === 0 || !(touched || open)) return { lossAt }
  const wanted = axes.y(guess)
  const place = {
    x: axes.x(forecast.run.compute),
    y: Math.min(axes.bottom, Math.max(axes.top, wanted)),
  }
  return {
    lossAt,
    guess: {
      ...place,
      opacity: shown.guess,
      beyond: wanted < axes.top - 0.01 ? -1 : wanted > axes.bottom + 0.01 ? 1 : 0,
    },
    ...(open && {
      guessHandle: {
        ...place,
        min: snap(lowest),
        max: snap(highest),
        now: snap(guess),
        step,
        page: 10 * step,
        label: `猜 ${state.names.run} 的损失`,
        text: touched ? significant3(guess) : `还没有猜，停在最大的小模型 ${significant3(guess)}`,
      },
    }),
  }
}

/** The handle that takes the largest small models away. */
function removalHandleOf({
  state: { table },
  axes: { x, y },
  shown,
  forecast: { runs, kept, from, to },
  removed,
}: Scene): Pick<Figure, 'removalHandle' | 'removedAt'> {
  const computes = distinctComputes(runs)
  const most = mostRemoved(table)
  const removedAt = (place: number) => {
    const nearest = least(computes.slice(-most - 1), (compute) => Math.abs(x(compute) - place)) ?? 0
    return computes.length - 1 - computes.indexOf(nearest)
  }
  if (shown.removal < 1 || most === 0) return { removedAt }
  const max = computes.length
  return {
    removedAt,
    removalHandle: {
      x: x(to),
      y: y(kept.at(-1)?.loss ?? 0),
      min: max - most,
      max,
      now: max - removed,
      step: 1,
      page: 2,
      label: '留下几个小模型',
      text: `留下 ${kept.length} 个，跨 ${Math.log10(to / from).toFixed(1)} 个数量级`,
    },
  }
}
