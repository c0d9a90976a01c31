import { runsOf, type Plan } from './plan'
import { missOf, rungResults, type Miss, type Registered } from './forecasts'
import type { RunRecord } from './records'

/** A run as the deck shows it, in training or done. */
export interface ShownRun {
  width: number
  /** FLOP of the whole run. */
  compute: number
  steps: number
  /** Steps done and the mean training loss since the point before, nats a token. */
  curve: [step: number, loss: number][]
  /** On the validation text, nats a token, once it is done; the mean of its seeds for a committed rung. */
  loss?: number
  /** The first lines that the model wrote under the title 春望. */
  poem?: string
}

/** A registered forecast and what came of it. */
export interface ShownForecast extends Miss {
  /** Which rungs were fitted, as a share of the held-out run's compute. */
  name: string
  rungs: number
  /** Compute of the held-out run over the largest fitted one. */
  ratio: number
  predicted: number
  /** The 95 % band. */
  band: [low: number, high: number]
}

/** The experiment as the deck shows it: `data/figures/ladder.json`. */
export interface ShownLadder {
  rungs: (ShownRun & { seeds: number })[]
  heldOut: ShownRun
  /** Trained after the held-out run, between the rungs and it. */
  afterwards: ShownRun[]
  forecasts: ShownForecast[]
  /** When the forecasts were registered, before the held-out run began: a commit's date. */
  registered: string
}

/** The first words of a poem without line breaks, to the last stop that finds room. */
export function firstLine(poem: string, room = 13): string {
  const words = Array.from(poem.replace(/\s+/g, '')).slice(0, room).join('')
  return /^.{4,}\p{Script=Han}[，。]/u.exec(words)?.[0] ?? words
}

/**
 * What the deck shows of a finished experiment; curves and poems are those of seed 1.
 * @throws if a run of the plan is missing
 */
export function shownLadder(
  plan: Plan,
  records: readonly RunRecord[],
  { forecasts }: Registered,
  heldOut: RunRecord,
): ShownLadder {
  const shown = ({ width, compute, curve, loss, poem }: RunRecord): ShownRun => ({
    width,
    compute,
    steps: curve.at(-1)?.[0] ?? 0,
    curve,
    loss,
    poem: firstLine(poem),
  })
  return {
    rungs: rungResults(plan, records).map(({ width, loss, losses }) => {
      const first = records.find((run) => run.width === width && run.seed === 1)
      if (!first) throw new Error(`width ${width} has no run of seed 1`)
      return { ...shown(first), loss, seeds: losses.length }
    }),
    // Its lines have seven characters: a couplet, on two lines.
    heldOut: { ...shown(heldOut), poem: firstLine(heldOut.poem, 16).replace(/，/, '，\n') },
    afterwards: runsOf(plan.afterwards).flatMap(({ width, seed }) =>
      records.filter((run) => run.width === width && run.seed === seed).map(shown),
    ),
    forecasts: forecasts.map((each) => ({
      name: each.name,
      rungs: each.rungs.length,
      ratio: each.ratio,
      predicted: each.predicted,
      band: each.interval[95],
      ...missOf(each, heldOut.loss),
    })),
    registered: heldOut.registration?.date ?? '',
  }
}
