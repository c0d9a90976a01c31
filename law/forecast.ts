// From runs to a forecast: the law through them, and where a run at another compute will end. Whoever shows a forecast
// takes it from here.

import { band, median, posterior, type Band } from './posterior'
import { fit, type FitOptions, type Law, type Runs } from './power-law'

/** Where a run will end, in the unit of the loss. */
export interface Prediction {
  /** The point forecast: the median of the posterior, so that it lies in every band. */
  predicted: number
  band: Band
}

/** What a ladder of runs says. */
export interface Forecaster {
  /** The least-squares law: the curve through the runs. Beyond them it is no forecast. */
  law: Law
  /** The forecast of a run at a compute, in the unit of the fitted runs. */
  at: (compute: number) => Prediction
}

/**
 * Fits a law to runs and makes their forecasts.
 *
 * @throws RangeError where {@link fit} does
 */
export function forecaster(runs: Runs, options: FitOptions = {}): Forecaster {
  const law = fit(runs, options)
  const beliefs = posterior(runs, options)
  return {
    law,
    at: (compute) => ({ predicted: median(beliefs, compute), band: band(beliefs, compute) }),
  }
}
