import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LARGE, wagerForecast, wagerResult } from '../../chart/wager'
import { claim } from '../../data/claims'
import { committedWagers, wagerComputes } from '../../data/figures/wager'
import type { Registered } from '../../ladder/forecasts'
import { matrixParameters } from '../../ladder/model'
import { schedule } from '../../ladder/training'
import { wagerPlan } from '../../ladder/wager-plan'

const registered = JSON.parse(readFileSync('ladder/results/stage/forecasts.json', 'utf8')) as Registered[]

it('the page forecasts as the command line registered, from the same rungs', () => {
  expect(committedWagers).toHaveLength(registered.length)
  for (const [index, wager] of committedWagers.entries()) {
    const forecast = wagerForecast(wager.rungs)
    const [there] = registered[index]?.forecasts ?? []
    expect(forecast.predicted).toBeCloseTo(there?.predicted ?? NaN, 10)
    expect(forecast.band[0]).toBeCloseTo(there?.interval[95][0] ?? NaN, 10)
    expect(forecast.band[1]).toBeCloseTo(there?.interval[95][1] ?? NaN, 10)
    expect(forecast.noLaw).toBeCloseTo(there?.noLaw ?? NaN, 10)
    expect(forecast.lastSlope).toBeCloseTo(there?.lastSlope ?? NaN, 10)
  }
})

it('a result is the miss that the records tell', () => {
  for (const { rungs, loss, error = NaN, inside } of committedWagers) {
    if (loss === undefined) continue
    const result = wagerResult(wagerForecast(rungs), loss)
    expect(result.error).toBeCloseTo(error, 10)
    expect(result.inside).toBe(inside)
  }
})

it('the page trains what the plan of the rehearsals says', () => {
  expect(wagerPlan.widths.map((width) => schedule(wagerPlan.recipe, width).compute)).toEqual(
    wagerComputes.rungs,
  )
  expect(schedule(wagerPlan.recipe, wagerPlan.large).compute).toBe(LARGE)
})

it('the caveat beside it holds the numbers of the plan', () => {
  const { statement } = claim('wager-caveat')
  const largest = wagerComputes.rungs.at(-1) ?? NaN
  expect(Math.log10(largest / (wagerComputes.rungs[0] ?? NaN))).toBeCloseTo(1.5, 1)
  expect(statement).toContain('一个半数量级')
  expect(statement).toContain(`${Math.round(matrixParameters(wagerPlan.large) / 1e4)} 万个矩阵参数`)
})
