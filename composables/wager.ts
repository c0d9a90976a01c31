import { useNav } from '@slidev/client'
import { useEventListener } from '@vueuse/core'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { keep, recall } from '../ladder/browser-store'
import kernels from '../ladder/kernels/kernels.wasm?url'
import type { PageNews, PageOrder, PageRung } from '../ladder/page-worker'
import { sampleLine } from '../ladder/sample-line'
import slice from '../ladder/slice/mixture.tokens.gz?url'
import { wagerForecast, wagerResult, type Rung, type WagerForecast, type WagerResult } from '../chart/wager'
import { committedWagers } from '../data/figures/wager'
import { useHandMoved } from './windows'

// The wager: small models are trained in a window, the forecast is written down, and the large one trains in the background
// of whichever window of that browser holds the lock. What is known of it is the same in all windows, and is kept in the
// browser's storage, so that a closed, reloaded or crashed window loses at most half a minute.

/** What was written down before the large run began. Nothing of it changes afterwards. */
interface Registration {
  id: string
  /** Which registration of this talk it is, those that were called off counted, too. */
  attempt: number
  /** When, in milliseconds since 1970. */
  at: number
  seed: number
  rungs: readonly Rung[]
  /** Whether the small models were trained here, not taken from the committed ones. */
  here: boolean
  forecast: WagerForecast
  /** The room's; undefined if nobody guessed. */
  guess?: number
  /** The browser that trains; others only watch. */
  home: string
}

/** How the large run ended. */
interface Outcome {
  loss: number
  samples: Record<string, string>
  at: number
}

/** What is known of this talk's wager. */
export interface Wager {
  /** Called by the room; null before. */
  seed: number | null
  /** The small models that were trained here, and from which seed. */
  trained?: { seed: number; rungs: readonly PageRung[]; isDone: boolean; largeSeconds?: number }
  guess?: number
  /** Registrations in this talk, and when the last one was made. */
  attempts: number
  at?: number
  registration?: Registration
  outcome?: Outcome
  /** Why the large run ended without a loss. */
  stopped?: string
  /** An earlier talk's, which is looked at: it is neither gone on with nor kept as this one's. */
  isPast?: boolean
  /** This talk's, while an earlier one is looked at. */
  now?: Wager
}

/** How far the large run is. */
interface Progress {
  id: string
  share: number
  /** Seconds. */
  left: number
}

/** A talk, in milliseconds: an older wager belongs to another one. */
const TALK = 2 * 60 * 60 * 1000

const STORED = 'wager'
const LOCK = 'talk:wager'
const HOME = 'talk:home'
const OWN = 'own-wager'
const EMPTY: Wager = { seed: null, attempts: 0 }

const useShared = () => useHandMoved<Wager>('wager', EMPTY)
const useProgress = () => useHandMoved<Progress | null>('wager:progress', null)

/** This browser's name; this window's only, where nothing can be stored. */
const home = ((): { name: string; isKept: boolean } => {
  const fresh = () => Math.random().toString(36).slice(2)
  try {
    const name = localStorage.getItem(HOME) ?? fresh()
    localStorage.setItem(HOME, name)
    // Where it is blocked or full, the page keeps it in memory in its place: index.html.
    return { name, isKept: localStorage instanceof Storage && localStorage.getItem(HOME) === name }
  } catch {
    return { name: fresh(), isKept: false }
  }
})()

const has = (need: unknown) => need !== undefined

/** Whether the windows of this browser can agree on which of them trains: at an address without encryption they can't. */
const canAgree = typeof navigator !== 'undefined' && has(navigator.locks)

/** What would end the training: a reload where nothing is kept; where windows can't agree, closing the one that registered. */
const endsBy: 'reload' | 'close' | undefined =
  !home.isKept || !has(globalThis.indexedDB) ? 'reload' : canAgree ? undefined : 'close'

/** An older talk's wager that this browser has kept. */
const past = shallowRef<Wager>()

/** Whether small models are being trained in this window. */
const busy = shallowRef(false)

/** A worker that fulfils one order, until it ends or is called off. */
function work(order: PageOrder, hear: (news: PageNews) => void, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../ladder/page-worker.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void) => {
      worker.terminate()
      settle()
    }
    signal?.addEventListener('abort', () => end(resolve))
    worker.addEventListener('error', ({ message }) => end(() => reject(new Error(message || '后台线程出错'))))
    worker.addEventListener('message', ({ data }: MessageEvent<PageNews>) => {
      if (data.kind === 'failed') return end(() => reject(new Error(data.message)))
      hear(data)
      if (data.kind === 'done' || data.kind === 'rungs-done') end(resolve)
    })
    worker.postMessage(order)
  })
}

/** What every order needs; the plan comes only when something is to be trained. */
async function supplies() {
  const { wagerPlan } = await import('../ladder/wager-plan')
  const there = (address: string) => new URL(address, location.href).href
  return {
    plan: wagerPlan,
    sources: { slice: there(slice), kernels: there(kernels), recipe: wagerPlan.recipe },
  }
}

/** Trains the large run that is registered, and tells the other windows. */
async function trainLarge(registration: Registration, signal: AbortSignal) {
  const shared = useShared()
  const progress = useProgress()
  const { id, seed } = registration
  const isCurrent = () => shared.value.registration?.id === id
  let told = 0
  function hear(news: PageNews) {
    if (!isCurrent()) return
    if (news.kind === 'progress' && (Date.now() - told >= 1000 || news.share === 1)) {
      told = Date.now()
      progress.value = { id, share: news.share, left: Math.round(news.left) }
    }
    if (news.kind === 'done') {
      const { loss, samples } = news
      shared.value = { ...shared.value, outcome: { loss, samples, at: Date.now() } }
    }
  }
  try {
    const { plan, sources } = await supplies()
    if (signal.aborted || shared.value.outcome) return
    const job = { width: plan.large, seed }
    await work({ ...sources, kind: 'large', id, every: plan.every, job }, hear, signal)
  } catch (error) {
    if (isCurrent()) shared.value = { ...shared.value, stopped: (error as Error).message }
  }
}

/**
 * Ties a window to the wager: once a window. It takes over what this browser has kept, and trains what is registered
 * whenever no other window of this browser does.
 *
 * @param isShowing whether the window shows the talk to somebody, in which case alone it trains
 */
export function joinWager(isShowing: Ref<boolean>): void {
  const shared = useShared()

  const isOld = ({ at = Date.now() }: Wager) => at < Date.now() - TALK
  /** One that was called off has nothing to show. */
  const remember = (kept: Wager) => {
    if (kept.registration) past.value ??= kept
  }
  const { trained, isPast } = shared.value
  if (isPast) remember(shared.value)
  else if (isOld(shared.value)) {
    remember(shared.value)
    shared.value = EMPTY
  } else if (trained && !trained.isDone)
    // This window may have been training them; a window that still is says so again.
    shared.value = { ...shared.value, trained: undefined }
  void recall<Wager>(STORED).then((kept) => {
    if (!kept) return
    if (isOld(kept)) remember(kept)
    else if (shared.value.attempts === 0) shared.value = kept
  })

  watch(shared, (now) => {
    if (now.attempts > 0 && !now.isPast) void keep(STORED, now)
  })

  const due = computed(() => {
    const { registration, outcome, stopped, isPast } = shared.value
    const isOwn = canAgree || (registration && sessionStorage.getItem(OWN) === registration.id)
    const isOurs = registration?.home === home.name && isOwn && !isPast
    return isShowing.value && isOurs && !outcome && !stopped ? registration.id : undefined
  })
  watch(
    due,
    (id, _, onCleanup) => {
      const { registration } = shared.value
      if (!id || !registration) return
      const controller = new AbortController()
      onCleanup(() => controller.abort())
      const { signal } = controller
      const train = () => trainLarge(registration, signal)
      // A window that holds a lock isn't frozen in the background, and leaves it to another one however it ends.
      // Where locks are refused, this window's name is its own: no other one trains.
      if (canAgree)
        navigator.locks.request(LOCK, { signal }, train).catch(() => {
          if (!signal.aborted) return train()
        })
      else void train()
    },
    { immediate: true },
  )

  // The others wait for what a closed window no longer trains.
  useEventListener(window, 'pagehide', () => {
    if (busy.value) shared.value = { ...shared.value, trained: undefined }
  })
}

/** What came of the wager so far. */
export type Standing = 'never' | 'running' | 'stopped' | 'inside' | 'outside'

/** The wager, as slides show and move it. */
export function useWager(): {
  wager: ComputedRef<Wager>
  /** The small models that count: those trained here with the seed that was called, or the committed ones. */
  rungs: ComputedRef<{ rungs: readonly Rung[]; here: boolean; isDone: boolean }>
  forecast: ComputedRef<WagerForecast | undefined>
  standing: ComputedRef<Standing>
  /** Undefined also where this window hasn't heard yet how far it is. */
  progress: ComputedRef<{ share: number; left: number } | undefined>
  past: Readonly<Ref<Wager | undefined>>
  busy: Readonly<Ref<boolean>>
  endsBy: 'reload' | 'close' | undefined
  call: (seed: number) => void
  guess: (loss: number) => void
  trainRungs: () => Promise<void>
  register: () => void
  callOff: () => void
  goOn: () => void
  showPast: () => void
} {
  const shared = useShared()
  const told = useProgress()
  const { isPrintMode } = useNav()
  const committed = committedWagers[0]
  /** On paper nothing was called or trained. */
  const wager = computed(() => (isPrintMode.value ? EMPTY : shared.value))

  const rungs = computed(() => {
    const { registration, trained } = wager.value
    if (registration) return { rungs: registration.rungs, here: registration.here, isDone: true }
    if (trained) return { rungs: trained.rungs, here: true, isDone: trained.isDone }
    return { rungs: committed?.rungs ?? [], here: false, isDone: true }
  })
  const forecast = computed(() => {
    if (wager.value.registration) return wager.value.registration.forecast
    return rungs.value.isDone && rungs.value.rungs.length > 0 ? wagerForecast(rungs.value.rungs) : undefined
  })
  const standing = computed<Standing>(() => {
    const { registration, outcome, stopped, isPast } = wager.value
    if (!registration) return 'never'
    if (outcome) return wagerResult(registration.forecast, outcome.loss).inside ? 'inside' : 'outside'
    return stopped || isPast ? 'stopped' : 'running'
  })

  return {
    wager,
    rungs,
    forecast,
    standing,
    progress: computed(() => {
      const { registration, outcome } = wager.value
      if (!registration) return undefined
      if (outcome) return { share: 1, left: 0 }
      return told.value?.id === registration.id ? told.value : undefined
    }),
    past,
    busy,
    endsBy,
    call(seed) {
      const { trained, registration } = shared.value
      if (registration) return
      const isKept = trained?.seed === seed && trained.isDone
      shared.value = { ...shared.value, seed, trained: isKept ? trained : undefined }
    },
    guess(loss) {
      if (!shared.value.registration) shared.value = { ...shared.value, guess: loss }
    },
    async trainRungs() {
      const { seed, registration } = shared.value
      if (seed === null || registration || busy.value) return
      busy.value = true
      const controller = new AbortController()
      const isCurrent = () => shared.value.seed === seed && !shared.value.registration
      const put = (trained: Omit<NonNullable<Wager['trained']>, 'seed'>) => {
        if (isCurrent()) shared.value = { ...shared.value, trained: { seed, ...trained } }
        else controller.abort()
      }
      try {
        const { plan, sources } = await supplies()
        const done: PageRung[] = []
        put({ rungs: [], isDone: false })
        if (controller.signal.aborted) return
        const jobs = plan.widths.map((width) => ({ width, seed }))
        await work(
          { ...sources, kind: 'rungs', jobs, large: { width: plan.large, seed } },
          (news) => {
            if (news.kind === 'rung') {
              done.push(news.rung)
              put({ rungs: [...done], isDone: false })
            }
            if (news.kind === 'rungs-done')
              put({ rungs: [...done], isDone: true, largeSeconds: news.seconds })
          },
          controller.signal,
        )
      } catch {
        // The committed ones stand in.
        if (isCurrent()) shared.value = { ...shared.value, trained: undefined }
      } finally {
        busy.value = false
      }
    },
    register() {
      const { seed, registration, guess, attempts } = shared.value
      if (seed === null || registration || !forecast.value) return
      const at = Date.now()
      const id = `${home.name}-${at}`
      sessionStorage.setItem(OWN, id)
      shared.value = {
        ...shared.value,
        attempts: attempts + 1,
        at,
        outcome: undefined,
        stopped: undefined,
        registration: {
          id,
          attempt: attempts + 1,
          at,
          seed,
          rungs: rungs.value.rungs,
          here: rungs.value.here,
          forecast: forecast.value,
          guess,
          home: home.name,
        },
      }
    },
    callOff() {
      if (shared.value.isPast) shared.value = shared.value.now ?? EMPTY
      else shared.value = { ...shared.value, registration: undefined, outcome: undefined, stopped: undefined }
    },
    goOn() {
      shared.value = { ...shared.value, stopped: undefined }
    },
    showPast() {
      if (past.value && !shared.value.isPast)
        shared.value = { ...past.value, isPast: true, now: shared.value }
    },
  }
}

/** What the reveal shows: this talk's wager, or where none was made the first of the rehearsed ones. */
export interface Revealed {
  /** When it was written down, in milliseconds since 1970. */
  at: number
  seed: number
  rungs: readonly Rung[]
  /** Whether they were trained on the stage. */
  here: boolean
  forecast: WagerForecast
  guess?: number
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
        at: Date.parse(registered),
        seed,
        rungs,
        here: false,
        forecast,
        loss,
        samples,
        result: wagerResult(forecast, loss),
      }
    }),
  }
}
