import { readFileSync } from 'node:fs'
import { renderToString } from '@vue/server-renderer'
import { createSSRApp } from 'vue'
import { expect, it } from 'vitest'
import { firstForecasts, publicForecasts, secondForecasts } from '../../chart/extrapolations'
import { forecastOf, missAt } from '../../chart/scaling-forecast'
import { runTable } from '../../chart/shipped-tables'
import Errors, { steps } from '../../components/figures/errors.vue'
import { ladder } from '../../data/figures/ladder'
import { claim } from '../../data/claims'

const draw = (progress: number, revealed = false) =>
  renderToString(createSSRApp(Errors, { progress, revealed }))
const marksIn = (svg: string, registration: string) => {
  const inner =
    new RegExp(`<g [^>]*data-registered="${registration}"[^>]*>([\\s\\S]*?)</g>`).exec(svg)?.[1] ?? ''
  return inner.match(/<path/g)?.length ?? 0
}

it('draws every forecast of ours whose run is trained, once it is revealed', async () => {
  const plans = ['mixture']
    .map(
      (name) =>
        JSON.parse(
          readFileSync(`data/figures/ladder/${name}.json`, 'utf8'),
        ) as typeof import('../../data/figures/ladder/mixture.json'),
    )
    .flatMap(({ heldOut }) =>
      heldOut.flatMap(({ forecasts }) => forecasts.map((each) => 'miss' in each && each.miss)),
    )
  const known = plans.filter(Boolean).length
  expect(known).toBeGreaterThan(0)
  expect(secondForecasts().length).toBeGreaterThanOrEqual(known)
  const svg = await draw(steps, true)
  expect(marksIn(svg, 'second')).toBe(secondForecasts().length)
  expect(marksIn(svg, 'first')).toBe(ladder.forecasts.length)
})

it('tells nothing of the second registration before the reveal, only how far ahead it looks', async () => {
  for (let step = 0; step <= steps; step++) {
    const svg = await draw(step)
    expect(svg).not.toContain('data-registered="second"')
    for (const { name } of secondForecasts()) expect(svg).not.toContain(name)
    expect(svg).toContain('留到最后揭晓')
  }
})

it('takes GPT-4 from its table, and what others published as their claims say it', () => {
  const forecast = forecastOf(runTable('gpt4-figure1'))
  const points = publicForecasts()
  const refitted = points.find(({ name }) => name === 'GPT-4, refitted')
  expect(refitted?.error).toBe(Math.abs(missAt(forecast, forecast.predicted).error))
  expect(refitted).toMatchObject({ before: false, inside: true })
  // The report doesn't say that the line it drew is the one that was registered.
  expect(points.find(({ whose }) => whose === 'report')).toMatchObject({ before: false })
  const [delphi] = points
  expect(delphi).toMatchObject({ name: 'Delphi', atMost: true, before: true, inside: undefined })
  expect(claim('delphi-error').value).toBe(`${100 * (delphi?.error ?? 0)}%`)
  for (const first of firstForecasts()) expect(first).toMatchObject({ before: true, inside: false })
})
