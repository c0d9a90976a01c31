import { useNav } from '@slidev/client'
import { computed, type ComputedRef, type Ref } from 'vue'
import { wagerForecast, wagerResult, type Rung, type WagerForecast } from '../../chart/wager'
import { committedWagers } from '../../data/figures/wager'
import { act, isRemembered, wager as shared } from './memory'
import { doubtful, EMPTY, wagerOf, type Registration, type Training, type Wager } from './state'
import { browser, busy, canAgree, hasRoom, own, trainRungs, tryRoom, useProgress } from './trainer'

/** What came of the wager so far. */
export type Standing = 'never' | 'running' | 'stopped' | 'inside' | 'outside'

/** What would end the training: a reload where nothing, or no checkpoint, is kept; else closing the window that registered. */
export type Danger = 'forgotten' | 'from-the-start' | 'close'

/** The wager, as slides show and move it. */
export function useWager(): {
  wager: ComputedRef<Wager>
  /** Whether it is an earlier talk's, which is looked at: it is not gone on with. */
  isPast: ComputedRef<boolean>
  /** The small models of the seed that was called, as far as they are trained here. */
  training: ComputedRef<Training | undefined>
  /** The small models that count: those trained here with the seed that was called, or the committed ones. */
  rungs: ComputedRef<{ rungs: readonly Rung[]; here: boolean; isDone: boolean }>
  forecast: ComputedRef<WagerForecast | undefined>
  standing: ComputedRef<Standing>
  /** Undefined also where this window hasn't heard yet how far it is. */
  progress: ComputedRef<{ share: number; left?: number; isPaused: boolean } | undefined>
  /** An earlier registration that can be looked at; and one that may be this talk's. */
  past: ComputedRef<Registration | undefined>
  inDoubt: ComputedRef<Registration | undefined>
  busy: Readonly<Ref<boolean>>
  hasRoom: Readonly<Ref<boolean | undefined>>
  danger: ComputedRef<Danger | undefined>
  call: (seed: number) => void
  guess: (loss: number) => void
  trainRungs: () => Promise<void>
  tryRoom: () => Promise<void>
  register: () => void
  callOff: () => void
  /** Goes on with whatever has stopped. */
  goOn: () => void
  reveal: () => void
  showPast: () => void
  resume: () => void
  putAside: () => void
} {
  const told = useProgress()
  const { isPrintMode } = useNav()
  const committed = committedWagers[0]
  const lookedAt = computed(() => {
    const { earlier, looked } = shared.value
    return earlier.find(({ registration }) => looked !== undefined && registration?.id === looked)
  })
  /** On paper nothing was called or trained. */
  const wager = computed<Wager>(() => {
    if (isPrintMode.value) return EMPTY
    return lookedAt.value ? wagerOf(shared.value, lookedAt.value) : shared.value
  })
  const isPast = computed(() => !isPrintMode.value && lookedAt.value !== undefined)
  const training = computed(() => {
    const { seed, trainings } = wager.value
    return seed === null ? undefined : trainings[seed]
  })

  const rungs = computed(() => {
    const { registration } = wager.value
    if (registration) return { rungs: registration.rungs, here: registration.here, isDone: true }
    const { rungs = [], window, seconds } = training.value ?? {}
    if (window || seconds !== undefined) return { rungs, here: true, isDone: seconds !== undefined }
    return { rungs: committed?.rungs ?? [], here: false, isDone: true }
  })
  const forecast = computed(() => {
    if (wager.value.registration) return wager.value.registration.forecast
    return rungs.value.isDone && rungs.value.rungs.length > 0 ? wagerForecast(rungs.value.rungs) : undefined
  })
  const standing = computed<Standing>(() => {
    const { registration, outcome, stopped } = wager.value
    if (!registration) return 'never'
    if (outcome) return wagerResult(registration.forecast, outcome.loss).inside ? 'inside' : 'outside'
    return stopped || isPast.value ? 'stopped' : 'running'
  })
  const ofThis = (action: 'call-off' | 'go-on' | 'reveal') => {
    const id = wager.value.registration?.id
    if (id !== undefined && !isPast.value) act({ do: action, id })
  }
  const ofAnother = (action: 'look' | 'resume' | 'put-aside', registration: Registration | undefined) => {
    if (registration) act({ do: action, id: registration.id })
  }
  const past = computed(() => shared.value.earlier.at(-1)?.registration)
  const inDoubt = computed(() => doubtful(shared.value))

  return {
    wager,
    isPast,
    training,
    rungs,
    forecast,
    standing,
    progress: computed(() => {
      const { registration, outcome } = wager.value
      if (!registration) return undefined
      if (outcome) return { share: 1, left: 0, isPaused: false }
      return told.value?.id === registration.id ? told.value : undefined
    }),
    past,
    inDoubt,
    busy,
    hasRoom,
    danger: computed(() => {
      if (!browser.isKept || !isRemembered.value) return 'forgotten'
      const isKept =
        told.value === null || told.value.id !== wager.value.registration?.id || told.value.isKept
      const isFull = hasRoom.value === false || !isKept || (globalThis.indexedDB as unknown) === undefined
      return isFull ? 'from-the-start' : canAgree ? undefined : 'close'
    }),
    call(seed) {
      if (!shared.value.registration) act({ do: 'call', seed })
    },
    guess(loss) {
      if (!shared.value.registration) act({ do: 'guess', loss })
    },
    trainRungs,
    tryRoom,
    register() {
      const { seed, registration, guess } = shared.value
      if (seed === null || registration || !forecast.value) return
      const at = Date.now()
      const id = `${browser.name}-${at}`
      own(id)
      const { rungs: all, here } = rungs.value
      act({
        do: 'register',
        registration: {
          ...{ id, at, seed, rungs: all, here, guess },
          forecast: forecast.value,
          home: browser.name,
        },
      })
    },
    callOff() {
      if (isPast.value) act({ do: 'look' })
      else ofThis('call-off')
    },
    goOn: () => (wager.value.registration ? ofThis('go-on') : void trainRungs()),
    reveal: () => ofThis('reveal'),
    showPast: () => ofAnother('look', past.value),
    resume: () => ofAnother('resume', inDoubt.value),
    putAside: () => ofAnother('put-aside', inDoubt.value),
  }
}
