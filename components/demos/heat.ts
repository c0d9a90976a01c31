// The bar of the exam question: homogeneous, no heat source, both ends held at a temperature, in a steady state.

/** The temperatures at which the two ends are held, in °C. */
export interface Ends {
  /** At x = 0. */
  t0: number
  /** At x = L. */
  tb: number
}

/**
 * The steady temperature of the bar: T(x) = (Tb − T0)·x/L + T0, the solution of d²T/dx² = 0 with both ends given.
 *
 * @param share x/L, from 0 to 1
 * @returns the temperature in °C
 */
export const temperatureAt = (share: number, { t0, tb }: Ends): number => (tb - t0) * share + t0

/** A piece of the bar that is drawn in one shade: where it begins and ends, as shares of L, and its temperature. */
export interface Slice {
  from: number
  to: number
  temperature: number
}

/** The bar cut into `count` equal slices, each with the temperature of its middle. */
export function slices(ends: Ends, count: number): Slice[] {
  return Array.from({ length: count }, (_, index) => ({
    from: index / count,
    to: (index + 1) / count,
    temperature: temperatureAt((index + 0.5) / count, ends),
  }))
}
