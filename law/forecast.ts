// From runs to a forecast: the law through them, and where a run at another compute will end. Whoever shows a forecast
// takes it from here.

import { band, median, posterior, type Band } from './posterior'
import { equivalentCompute, fit, relativeError, type FitOptions, type Law, type Runs } from './power-law'

/** Where a run will end, in the unit of the loss. */
export interface Prediction {
  /** The point forecast: the median of the posterior, so that it lies in every band. */
  predicted: number
  band: Band
}

/** What some runs say of others. */
export interface Forecast {
  /** The least-squares law: the curve through the runs. Beyond them it is no forecast. */
  law: Law
  /** The forecast of a run at a compute, in the unit of the fitted runs. */
  at: (compute: number) => Prediction
}

/**
 * Fits a law to runs and makes their forecasts.
 *
 * The point forecast is the posterior's median, not the least-squares law: on simulated runs of 3 and 6 decades, 10 to
 * 10,000 times beyond them, it misses less (mean 1.0 to 4.9 % against 1.1 to 5.8 %).
 *
 * @throws RangeError where {@link fit} does
 * @example
 * const runs = [1e18, 1e19, 1e20, 1e21].map((compute) => ({ compute, loss: 2 * (compute / 1e18) ** -0.1 + 1 }))
 * const { law, at } = forecast(runs)
 * law.c.toFixed(3) // => '1.000'
 * at(1e22).band[95][0] < at(1e22).predicted // => true
 */
export function forecast(runs: Runs, options: FitOptions = {}): Forecast {
  const law = fit(runs, options)
  const beliefs = posterior(runs, options)
  return {
    law,
    at: (compute) => ({ predicted: median(beliefs, compute), band: band(beliefs, compute) }),
  }
}

/** What those would say who fit no law. */
export interface Naive {
  /** Nothing changes any more: the largest run's loss. */
  noLaw: number
  /** The slope between the two largest runs, in logarithms, goes on. */
  lastSlope: number
}

/**
 * The forecasts of those who fit no law, in the unit of the loss.
 *
 * @param runs at least two, in ascending order of compute
 * @throws RangeError if there are fewer
 */
export function naive(runs: Runs, compute: number): Naive {
  const [before, largest] = runs.slice(-2)
  if (!before || !largest)
    throw new RangeError(`found ${runs.length} runs, expected at least two to go on from`)
  const slope = Math.log(largest.loss / before.loss) / Math.log(largest.compute / before.compute)
  return { noLaw: largest.loss, lastSlope: largest.loss * (compute / largest.compute) ** slope }
}

/** How far a prediction is from a run's loss. */
export interface Miss {
  /** (predicted − actual)/actual. */
  error: number
  /** Factor of compute, by a law; NaN where the prediction lies at or below the law's irreducible loss. */
  compute: number
}

/** How far a predicted loss is from the actual one; NaN where there is none yet. */
export function missOf(law: Law, predicted: number, actual = NaN): Miss {
  return {
    error: relativeError(predicted, actual),
    compute: predicted > law.c ? equivalentCompute(law, predicted, actual) : NaN,
  }
}
