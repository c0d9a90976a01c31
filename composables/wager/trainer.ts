import { useEventListener } from '@vueuse/core'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { hasRoomFor, SCOPE } from '../../ladder/browser-store'
import kernels from '../../ladder/kernels/kernels.wasm?url'
import type { Failure, PageNews, PageOrder, PageProgress } from '../../ladder/page-worker'
import slice from '../../ladder/slice/mixture.tokens.gz?url'
import { isServed } from '../served'
import { useHandMoved, windowName } from '../windows'
import { act, rememberWager, wager } from './memory'
import { doubtful, type Registration } from './state'

// Trains what the wager needs: the small models in the window in which that was pressed, the large one in the background of
// whichever window of this browser holds the lock, so that a closed, reloaded or crashed window loses at most half a minute.

const LOCK = `${SCOPE}wager`
const BROWSER = `${SCOPE}browser`
const OWN = `${SCOPE}own-wager`

/** How far the large run is, as the window that trains it says. */
export const useProgress = () => useHandMoved<({ id: string } & PageProgress) | null>('wager:progress', null)

/** This browser's name; this window's only, where nothing can be stored. */
export const browser = ((): { name: string; isKept: boolean } => {
  const fresh = () => Math.random().toString(36).slice(2)
  try {
    const name = localStorage.getItem(BROWSER) ?? fresh()
    localStorage.setItem(BROWSER, name)
    // Where it is blocked or full, the page keeps it in memory in its place: index.html.
    return { name, isKept: localStorage instanceof Storage && localStorage.getItem(BROWSER) === name }
  } catch {
    return { name: fresh(), isKept: false }
  }
})()

/** Whether the windows of this browser can agree on which of them trains: at an address without encryption they can't. */
export const canAgree = 'locks' in navigator && (navigator.locks as LockManager | undefined) !== undefined

/** Whether the browser has room for a checkpoint, as far as somebody has tried. */
export const hasRoom = shallowRef<boolean>()

/** Whether small models are being trained in this window. */
export const busy = shallowRef(false)

/** Tries whether the browser keeps as much as a checkpoint weighs. */
export async function tryRoom(): Promise<void> {
  if (hasRoom.value !== undefined) return
  const { wagerPlan } = await import('../../ladder/wager-plan')
  hasRoom.value = await hasRoomFor(wagerPlan.checkpointBytes)
}

const WHY: Record<Failure | 'changed' | 'worker', string> = {
  worker: '后台线程起不来',
  server: '服务器没有回答',
  missing: '服务器上没有语料',
  changed: '网页换过了，请重新载入',
  damaged: '取来的文件不完整',
  kernels: '浏览器不许用 WebAssembly',
  run: '中途出错',
}

/** Why something isn't trained, in words for the slide; the browser's own words follow in brackets. */
const failure = (why: keyof typeof WHY, message = '') =>
  new Error(`${WHY[why]}${message && `（${message}）`}`)

/** A worker that fulfils one order, until it ends or is called off. @throws with the reason in Chinese */
function work(order: PageOrder, hear: (news: PageNews) => void, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../../ladder/page-worker.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void) => {
      worker.terminate()
      settle()
    }
    signal?.addEventListener('abort', () => end(resolve))
    worker.addEventListener('error', ({ message }) => end(() => reject(failure('worker', message))))
    worker.addEventListener('message', ({ data }: MessageEvent<PageNews>) => {
      if (data.kind === 'failed') return end(() => reject(failure(data.why, data.message)))
      hear(data)
      if (data.kind === 'done' || data.kind === 'rungs-done') end(resolve)
    })
    worker.postMessage(order)
  })
}

/** What every order needs; the plan comes only when something is to be trained. */
async function supplies() {
  if (typeof WebAssembly === 'undefined') throw failure('kernels')
  const { wagerPlan } = await import('../../ladder/wager-plan').catch(async (error: Error) => {
    throw failure((await isServed()) ? 'changed' : 'server', error.message)
  })
  const there = (address: string) => new URL(address, location.href).href
  return {
    plan: wagerPlan,
    sources: { slice: there(slice), kernels: there(kernels), recipe: wagerPlan.recipe },
  }
}

/** Trains the small models of the seed that was called; what is known of them already isn't trained again. */
export async function trainRungs(): Promise<void> {
  const { seed, registration } = wager.value
  if (seed === null || registration || busy.value) return
  busy.value = true
  const controller = new AbortController()
  const isCurrent = () => wager.value.seed === seed && !wager.value.registration
  try {
    const { plan, sources } = await supplies()
    if (!isCurrent()) return
    act({ do: 'train', seed, window: windowName })
    const known = new Set(wager.value.trainings[seed]?.rungs.map(({ width }) => width))
    await work(
      {
        ...sources,
        kind: 'rungs',
        jobs: plan.widths.filter((width) => !known.has(width)).map((width) => ({ width, seed })),
        large: { width: plan.large, seed },
      },
      (news) => {
        if (!isCurrent()) controller.abort()
        else if (news.kind === 'rung') act({ do: 'rung', seed, window: windowName, rung: news.rung })
        else if (news.kind === 'rungs-done') act({ do: 'trained', seed, seconds: news.seconds })
      },
      controller.signal,
    )
    if (controller.signal.aborted) act({ do: 'leave', window: windowName })
  } catch (error) {
    act({ do: 'fail', seed, reason: (error as Error).message })
  } finally {
    busy.value = false
  }
}

/** Trains the large run that is registered, and tells the other windows. */
async function trainLarge({ id, seed }: Registration, signal: AbortSignal): Promise<void> {
  const progress = useProgress()
  let told = 0
  function hear(news: PageNews) {
    if (signal.aborted) return
    if (news.kind === 'progress' && (Date.now() - told >= 1000 || news.share === 1)) {
      told = Date.now()
      const { share, left, isPaused, isKept } = news
      progress.value = { id, share, left, isPaused, isKept }
    }
    if (news.kind === 'done') {
      const { loss, samples } = news
      act({ do: 'finish', id, outcome: { loss, samples, at: Date.now() } })
    }
  }
  try {
    const { plan, sources } = await supplies()
    if (signal.aborted) return
    const job = { width: plan.large, seed }
    await work({ ...sources, kind: 'large', id, every: plan.every, job }, hear, signal)
  } catch (error) {
    if (!signal.aborted) act({ do: 'stop', id, reason: (error as Error).message })
  }
}

/**
 * Ties a window to the wager: once a window. It takes over what this browser has kept, and trains what is registered
 * whenever no other window of this browser does.
 *
 * @param isShowing whether the window shows the talk to somebody, in which case alone it trains
 */
export function joinWager(isShowing: Ref<boolean>): void {
  // The window that trained small models may have crashed; one that still does says so again.
  for (const { window } of Object.values(wager.value.trainings)) if (window) act({ do: 'leave', window })
  void rememberWager()

  /** What is registered and not trained: this talk's, or one of which nobody has said yet whether it is. */
  const due = computed(() => {
    const { registration, outcome, stopped } = wager.value
    if (registration) return outcome || stopped ? undefined : registration
    const talk = wager.value.earlier.at(-1)
    return talk?.outcome || talk?.stopped ? undefined : doubtful(wager.value)
  })
  const ours = computed(() => {
    const isOwn = canAgree || (due.value && sessionStorage.getItem(OWN) === due.value.id)
    return isShowing.value && due.value?.home === browser.name && isOwn ? due.value.id : undefined
  })
  watch(
    ours,
    (id, _, onCleanup) => {
      const registration = due.value
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
    if (busy.value) act({ do: 'leave', window: windowName })
  })
}

/** Marks a registration as made in this window, which alone trains it where windows can't agree. */
export const own = (id: string): void => sessionStorage.setItem(OWN, id)
