import shown from './ladder.json' with { type: 'json' }

/** A registered forecast of the first experiment, and what came of it. */
interface ShownForecast {
  /** Which rungs were fitted, as a share of the held-out run's compute. */
  name: string
  rungs: number
  /** Compute of the held-out run over the largest fitted one. */
  ratio: number
  predicted: number
  /** The 95 % band. */
  band: [low: number, high: number]
  /** (predicted − actual)/actual. */
  error: number
  /** Compute the law needs for the actual loss over that for the predicted one. */
  compute: number
  /** Part of the drop from the largest fitted rung to the held-out run that was predicted. */
  share: number
  /** The error of one who knows no law. */
  baselineError: number
  inside: boolean
}

/** A run of the first experiment: compute in FLOP, loss in nats a token, curve as steps and losses. */
interface ShownRun {
  width: number
  compute: number
  steps: number
  curve: [step: number, loss: number][]
  loss: number
  poem: string
}

/** The first experiment, poems alone, as it was revealed; `ladder/results/poems/` says which code made it. */
export const ladder = shown as unknown as {
  rungs: (ShownRun & { seeds: number })[]
  heldOut: ShownRun
  /** Trained after the held-out run, between the rungs and it. */
  afterwards: ShownRun[]
  forecasts: ShownForecast[]
  /** When the forecasts were registered: a commit's date. */
  registered: string
}
