import { extrapolations } from '../data/figures/extrapolations'
import { ladder } from '../data/figures/ladder'
import type { heldOut as registered } from '../data/figures/mixture'
import { DASHED_LINE } from '../data/scaling-tables'
import { holds } from '../law/posterior'
import { predict } from '../law/power-law'
import { runTable } from './shipped-tables'
import { forecastOf, missAt } from './scaling-forecast'

/** A forecast as a point: how far ahead it looked, and how far off it was. */
export interface FarForecast {
  name: string
  whose: 'public' | 'report' | 'refit' | 'first' | 'second' | 'seeds'
  /** Compute of the forecast run over the largest fitted one. */
  ratio: number
  /** |predicted − actual|/actual. */
  error: number
  /** An upper bound only. */
  atMost: boolean
  /** Written down before the run had ended. */
  before: boolean
  /** Whether the run ended in the forecast's 95 % band; undefined where none was given. */
  inside: boolean | undefined
}

const plans = import.meta.glob<{ heldOut: typeof registered }>('../data/figures/ladder/*.json', {
  eager: true,
  import: 'default',
})

/** The held-out runs of all plans, those of the talk's own apart: they differ in their seed alone. */
const heldOut = Object.entries(plans).flatMap(([file, plan]) =>
  plan.heldOut.map((run) => ({
    ...run,
    whose: file.endsWith('/stage.json') ? ('seeds' as const) : ('second' as const),
  })),
)

/** What the deck's law says of a public table's held-out run, which was known when it was asked. */
function refit(table: string, name: string): FarForecast {
  const forecast = forecastOf(runTable(table))
  const { run, to, predicted, band } = forecast
  const { loss = NaN } = run
  return {
    name,
    whose: 'refit',
    ratio: run.compute / to,
    error: Math.abs(missAt(forecast, predicted).error),
    atMost: false,
    before: false,
    inside: holds(band[95], loss),
  }
}

/** All that others have published, GPT-4 by its report's own line among them, and the deck's law on public tables. */
export function publicForecasts(): FarForecast[] {
  const gpt4 = forecastOf(runTable('gpt4-figure1'))
  const { run, to } = gpt4
  return [
    ...extrapolations.map(({ name, ratio, error, atMost = false, before }) => ({
      name,
      whose: 'public' as const,
      ratio,
      error: error / 100,
      atMost,
      before,
      inside: undefined,
    })),
    {
      name: 'GPT-4, the report’s line',
      whose: 'report',
      ratio: run.compute / to,
      error: Math.abs(missAt(gpt4, predict(DASHED_LINE, run.compute)).error),
      atMost: false,
      // The report doesn't say that the line it drew is the one that was registered.
      before: false,
      inside: undefined,
    },
    refit('gpt4-figure1', 'GPT-4, refitted'),
    refit('cerebras-gpt', 'Cerebras-GPT'),
    refit('olmo-ladder', 'OLMo 3B'),
  ]
}

/** The forecasts of the first experiment: registered, and missed. */
export const firstForecasts = (): FarForecast[] =>
  ladder.forecasts.map(({ name, ratio, error, inside }) => ({
    name,
    whose: 'first',
    ratio,
    error: Math.abs(error),
    atMost: false,
    before: true,
    inside,
  }))

/** The forecasts of every later plan, as far as their runs are trained. */
export const secondForecasts = (): FarForecast[] =>
  heldOut.flatMap(({ width, seed, forecasts, whose }) =>
    forecasts.flatMap(({ name, ratio, miss }) =>
      miss
        ? [
            {
              name: `${width}/${seed} from ${name}`,
              whose,
              ratio,
              error: Math.abs(miss.error),
              atMost: false,
              before: true,
              inside: miss.inside,
            },
          ]
        : [],
    ),
  )
