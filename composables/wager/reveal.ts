import { computed, type ComputedRef } from 'vue'
import { wagerForecast, wagerResult, type WagerResult } from '../../chart/wager'
import { committedWagers } from '../../data/figures/wager'
import { sampleLine } from '../../ladder/sample-line'
import type { Registration } from './state'
import { useWager, type Standing } from './use-wager'

/** What the reveal shows: this talk's wager, or where none was made the first of the rehearsed ones. */
export interface Revealed extends Omit<Registration, 'id' | 'attempt' | 'home'> {
  /** Once the large run is done: its loss, when, and a line of each kind of text that it wrote. */
  loss?: number
  doneAt?: number
  samples?: Record<string, string>
  result?: WagerResult
}

/** What the reveal has to show, and where the wager stands. */
export function useReveal(): {
  standing: ComputedRef<Standing>
  revealed: ComputedRef<Revealed | undefined>
  share: ComputedRef<number | undefined>
} {
  const { wager, standing, progress } = useWager()
  return {
    standing,
    share: computed(() => progress.value?.share),
    revealed: computed<Revealed | undefined>(() => {
      const { registration, outcome } = wager.value
      if (registration) {
        const { at, seed, rungs, here, forecast, guess } = registration
        return {
          ...{ at, seed, rungs, here, forecast, guess },
          ...(outcome && {
            loss: outcome.loss,
            doneAt: outcome.at,
            samples: Object.fromEntries(
              Object.entries(outcome.samples).map(([kind, text]) => [kind, sampleLine(kind, text)]),
            ),
            result: wagerResult(forecast, outcome.loss),
          }),
        }
      }
      const rehearsed = committedWagers.find(({ loss }) => loss !== undefined)
      if (!rehearsed) return undefined
      const { seed, rungs, loss = NaN, samples, registered = '' } = rehearsed
      const forecast = wagerForecast(rungs)
      return {
        ...{ seed, rungs, loss, samples, forecast },
        at: Date.parse(registered),
        here: false,
        result: wagerResult(forecast, loss),
      }
    }),
  }
}
