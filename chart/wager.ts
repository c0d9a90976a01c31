// What the wager forecasts, and what came of it: every number that its two slides show.

import { forecast, missOf, naive, type Miss, type Naive } from '../law/forecast'
import { holds } from '../law/posterior'
import type { Law } from '../law/power-law'
import { wagerComputes } from '../data/figures/wager'
import { logSpace } from './scales'

/** A small run, as the law sees it. */
export interface Rung {
  /** FLOP. */
  compute: number
  /** Nats a token. */
  loss: number
}

/** What some rungs say of the large run. */
export interface WagerForecast extends Naive {
  law: Law
  predicted: number
  /** The 95 % band. */
  band: readonly [low: number, high: number]
}

/** FLOP of the large run. */
export const LARGE = wagerComputes.large

/**
 * The rule of the plan `stage`: one power law with no irreducible loss through all rungs, the posterior's median and 95 %
 * band; the same numbers as the plan's own forecast gives for the same runs.
 *
 * @param rungs at least five, in ascending order of compute
 * @throws RangeError where `forecast` does
 */
export function wagerForecast(rungs: readonly Rung[], compute = LARGE): WagerForecast {
  const { law, at } = forecast(rungs, { c: 0 })
  const { predicted, band } = at(compute)
  return { law, predicted, band: band[95], ...naive(rungs, compute) }
}

/** What came of a wager. */
export interface WagerResult extends Miss {
  inside: boolean
}

/** How far a forecast was off a loss. */
export const wagerResult = ({ law, predicted, band }: WagerForecast, loss: number): WagerResult => ({
  ...missOf(law, predicted, loss),
  inside: holds(band, loss),
})

/** The forecast along the curve, from the largest rung to the large run: what is drawn between them. */
export function wagerCurve(rungs: readonly Rung[]): (Rung & { low: number; high: number })[] {
  const { at } = forecast(rungs, { c: 0 })
  const last = rungs.at(-1) as Rung
  return logSpace(last.compute, LARGE, 20).map((compute) => {
    const { predicted, band } = at(compute)
    return { compute, loss: predicted, low: band[95][0], high: band[95][1] }
  })
}

/** The time of day, by this machine's clock. @param at milliseconds since 1970 */
export const clock = (at: number): string => new Date(at).toLocaleTimeString('zh-CN', { hour12: false })

/** The day, without its year. @param at milliseconds since 1970 */
export function day(at: number): string {
  const date = new Date(at)
  return `${date.getMonth() + 1} 月 ${date.getDate()} 日`
}
