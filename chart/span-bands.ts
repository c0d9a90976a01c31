import { expectedBand } from '../law/posterior'
import { predict, type Law } from '../law/power-law'

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
