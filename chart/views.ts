import { max, min } from 'd3-array'
import { predict, type Law } from '../law/power-law'
import type { RunTable } from '../law/run-table'
import { forecastOf } from './scaling-forecast'
import { computeTick, significant3 } from '../data/numbers'
import { decades, linear, log, type Scale } from './scales'

// Which part of the data the chart's axes show. The chart moves from one view to the next; between two views of one kind
// the ends of the axes move, between a linear and a logarithmic axis every place moves on its own straight way.

/** Where a chart draws, in units of its view box: the plot's edges, and how far right the words beside it reach. */
export interface Layout {
  width: number
  height: number
  /** Type size of the words in the plot. */
  size: number
  left: number
  right: number
  top: number
  bottom: number
  /** Right edge of the plot where the words stand beside it, in the view of the target. */
  beside: number
}

/** All runs; two decades before the target; L − c on a log scale; L on a log scale. */
export type ViewName = 'full' | 'target' | 'straight' | 'removal'

interface View {
  x: [low: number, high: number]
  right: number
  y: [low: number, high: number]
  /** What is subtracted from a loss before its logarithm is taken; undefined where the axis is linear. */
  shift?: number
}

/** A tick at a place, as visible as its view is; wholly where that isn't said. */
export interface Tick {
  at: number
  text: string
  opacity?: number
}

/** The axes between two views. */
export interface Axes {
  x: Scale
  /** Place of a loss. */
  y: (loss: number) => number
  /** Loss at a place; only where both views are linear. */
  lossAt: (y: number) => number
  left: number
  right: number
  top: number
  bottom: number
  xTicks: Tick[]
  yTicks: Tick[]
}

/** The least that an axis of losses spans, as a share of the largest. */
const LEAST_SPAN = 0.01

/**
 * The part of the data that a view shows. It is set by all runs, so that taking runs away moves the curve
 * and not the axes.
 *
 * - full: all runs and the forecast, with a margin of 5 % of the decades and 10 % of the losses.
 * - target: the two decades that end at the target; in height the 95 % band there, the curve, the run and the report's
 *   line, with 25 % of their span below and 40 % above (where guesses lie), rounded outwards to a tick.
 * - straight: L − c on a log scale, from the lower end of the band to the smallest model.
 * - removal: L on a log scale, down to half of what is expected at the target, where the band of few runs ends; room for names
 *   above.
 */
export function viewOf(name: ViewName, table: RunTable, layout: Layout, line?: Law): View {
  const forecast = forecastOf(table)
  const { runs, run, law, predicted, band, from } = forecast
  const span = Math.log10(run.compute / from)
  const x: [number, number] = [from * 10 ** (-0.053 * span), run.compute * 10 ** (0.06 * span)]
  const ends = run.loss === undefined ? [predicted] : [run.loss, predicted]
  const losses = runs.map(({ loss }) => loss)
  const highest = max(losses) ?? 0
  const lowest = min([...losses, ...ends]) ?? 0
  const { right } = layout
  if (name === 'full') {
    // Losses that don't differ still need an axis with a height.
    const margin = 0.1 * Math.max(highest - lowest, LEAST_SPAN * highest)
    return { x, right, y: [Math.max(0, lowest - margin), highest + margin] }
  }
  if (name === 'removal') {
    const least = Math.min(...ends) / 2
    return { x, right, y: [least, highest * (highest / least) ** 0.15], shift: 0 }
  }
  if (name === 'straight') {
    const values = [...ends, band[95][0], highest].map((loss) => loss - law.c)
    // Rounding alone parts a flat law from its losses.
    const above = values.filter((value) => value > LEAST_SPAN * highest)
    const high = Math.max(LEAST_SPAN * highest, ...above)
    const low = Math.min(high / (1 + LEAST_SPAN), ...above)
    const margin = (high / low) ** 0.06
    return { x, right, y: [low / margin, high * margin], shift: law.c }
  }
  const start = run.compute / 100
  const bands = forecast.curve.filter(({ compute }) => compute >= start).flatMap(({ band }) => band[95])
  const seen = [...bands, ...ends, predict(law, start)]
  if (line) seen.push(predict(line, start), predict(line, run.compute))
  const [low, high] = [Math.min(...seen), Math.max(...seen)]
  const y = linear([Math.max(0, low - 0.25 * (high - low)), high + 0.4 * (high - low)], [0, 1]).nice(6)
  return { x: [start, run.compute], right: layout.beside, y: y.domain() as [number, number] }
}

const mix = (a: number, b: number, t: number) => (t === 0 ? a : t === 1 ? b : a + (b - a) * t)

/** The axes at the share `t` of the way from one view to another. */
export function axesBetween(from: View, to: View, t: number, { left, top, bottom }: Layout): Axes {
  const right = mix(from.right, to.right, t)
  const x = log(
    [0, 1].map((end) =>
      t === 0 || t === 1
        ? (t ? to : from).x[end as 0 | 1]
        : Math.exp(mix(Math.log(from.x[end as 0 | 1]), Math.log(to.x[end as 0 | 1]), t)),
    ) as [number, number],
    [left, right],
  )
  const range = [bottom, top] as const
  const flat = linear([mix(from.y[0], to.y[0], t), mix(from.y[1], to.y[1], t)], range)
  const linearBoth = from.shift === undefined && to.shift === undefined
  const [start, end] = [placeIn(from, range), placeIn(to, range)]
  const y = (loss: number) => (linearBoth ? flat(loss) : mix(start(loss), end(loss), t))
  const ticks = (
    all: (view: View) => { value: number; text: string }[],
    place: (value: number) => number,
  ) => {
    const found = new Map<string, Tick>()
    for (const [view, opacity] of [
      [from, 1 - t],
      [to, t],
    ] as const)
      if (opacity > 0)
        for (const { value, text } of all(view)) {
          const at = place(value)
          const key = `${text} ${Math.round(at)}`
          found.set(key, { at, text, opacity: opacity + (found.get(key)?.opacity ?? 0) })
        }
    return [...found.values()]
  }
  return {
    x,
    y,
    lossAt: (place) => flat.invert(place),
    left,
    right,
    top,
    bottom,
    xTicks: ticks(xTicksOf, x).filter(({ at }) => at >= left - 0.5 && at <= right + 0.5),
    yTicks: ticks(yTicksOf, y).filter(({ at }) => at >= top - 0.5 && at <= bottom + 0.5),
  }
}

function placeIn({ y: domain, shift }: View, range: readonly [number, number]) {
  if (shift === undefined) return linear(domain, range)
  const scale = log(domain, range)
  // What lies at or below c has no logarithm: it leaves the plot at the bottom.
  return (loss: number) => scale(Math.max(loss - shift, domain[0] / 10))
}

function xTicksOf({ x, right }: View) {
  const count = Math.log10(x[1] / x[0])
  return decades(x, Math.ceil((count * 90) / right)).map((value) => ({ value, text: computeTick(value) }))
}

function yTicksOf({ y, shift }: View): { value: number; text: string }[] {
  if (shift === undefined) {
    const scale = linear(y, [0, 1])
    const format = scale.tickFormat(6)
    return scale.ticks(6).map((value) => ({ value, text: format(value) }))
  }
  const decade = Math.floor(Math.log10(y[0]))
  const all = [0, 1, 2, 3, 4].flatMap((k) => [1, 2, 5].map((digit) => digit * 10 ** (decade + k)))
  const within = all.filter((value) => value >= y[0] && value <= y[1])
  // A log axis of less than a decade has too few of these.
  const values = within.length >= 3 ? within : linear(y, [0, 1]).ticks(5)
  return values.map((value) => ({ value: value + shift, text: significant3(value).replace(/\.?0+$/, '') }))
}
