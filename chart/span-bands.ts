import { max, min } from 'd3-array'
import { expectedBand } from '../law/posterior'
import { predict, type Law } from '../law/power-law'
import { linear } from './scales'
import { percent, signedPercent } from '../law/numbers'
import type { Tick } from './views'

/** What is compared: this many runs, evenly spaced in the logarithm of their compute. */
export const RUNS = 8
/** How far the target lies beyond the largest run. */
const RATIO = 10_000
/** Their spans, in decades. */
const SPANS = [1, 2, 3, 4, 5, 6, 7] as const

/** What runs of a span let one expect at the target. */
export interface SpanBand {
  span: number
  /** The ends of the 95 % band as shares above or below the true loss. */
  low: number
  high: number
}

/**
 * The 95 % band that the deck's law gives {@link RATIO} times beyond {@link RUNS} runs, by their span:
 * what can be expected before any run is trained, without random numbers (see `expectedBand`).
 *
 * @param law what the runs truly follow
 * @param target compute of the target, in the unit of the law
 */
export function spanBands(law: Law, target: number): SpanBand[] {
  const loss = predict(law, target)
  return SPANS.map((span) => {
    const computes = Array.from(
      { length: RUNS },
      (_, k) => (target / RATIO) * 10 ** (span * (k / (RUNS - 1) - 1)),
    )
    const [low, high] = expectedBand(law, computes, target)[95]
    return { span, low: low / loss - 1, high: high / loss - 1 }
  })
}

export interface SpanFigure {
  width: number
  height: number
  axes: { left: number; right: number; top: number; bottom: number; xTicks: Tick[]; yTicks: Tick[] }
  /** Where the true loss lies. */
  zero: number
  bars: { span: number; x: number; top: number; bottom: number; width: string }[]
  /** Where the runs of the stage stand among them. */
  mark: { x: number; y: number; span: string }
}

/**
 * The bands as bars side by side.
 *
 * @param span of the runs that are pointed out, in decades
 */
export function spanFigure(bands: readonly SpanBand[], span: number): SpanFigure {
  const [width, height, left, right, top, bottom] = [440, 272, 52, 438, 30, 218]
  const x = linear([0.5, 7.5], [left, right])
  const lowest = min([0, ...bands.map(({ low }) => low)]) ?? 0
  const highest = max([0, ...bands.map(({ high }) => high)]) ?? 0
  const y = linear([lowest - 0.13, highest + 0.08], [bottom, top])
  const tick = (at: number, text: string): Tick => ({ at, text, opacity: 1 })
  return {
    width,
    height,
    axes: {
      left,
      right,
      top,
      bottom,
      xTicks: bands.map(({ span }) => tick(x(span), String(span))),
      yTicks: y.ticks(4).map((share) => tick(y(share), share === 0 ? '真值' : signedPercent(share))),
    },
    zero: y(0),
    bars: bands.map(({ span, low, high }) => ({
      span,
      x: x(span),
      top: y(high),
      bottom: y(low),
      width: percent(high - low),
    })),
    mark: { x: x(span), y: bottom, span: span.toFixed(1) },
  }
}
