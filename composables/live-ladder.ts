import { computed, onMounted, onUnmounted, watch } from 'vue'
import corpus from '../ladder/poems/slice/poems.bin?url'
import kernels from '../ladder/poems/kernels/kernels.wasm?url'
import type { LiveNews, LiveOrder } from '../ladder/poems/live'
import { plan } from '../ladder/poems/plan'
import type { ShownRun } from '../ladder/poems/shown'
import { useHandMoved, windowName } from './windows'

/** Rungs that a laptop trains in well under half a minute. */
export const LIVE_WIDTHS = plan.rungs.map(({ width }) => width).filter((width) => width <= 22)

/** `committed`: nobody has pressed the button, the committed results stand there. */
type Phase = 'committed' | 'running' | 'stopped' | 'done' | 'failed'

interface Live {
  phase: Phase
  /** The window that trains; the others show what it tells. */
  owner: string
  runs: ShownRun[]
  message?: string
}

const COMMITTED: Live = { phase: 'committed', owner: '', runs: [] }
// One thread a window, however often its slide is drawn.
let worker: Worker | undefined

function end() {
  worker?.terminate()
  worker = undefined
}

/**
 * Small rungs, trained in a thread of the window in which somebody presses the button; all windows show them as they
 * come. A window that is closed or reloaded while it trains ends its training.
 */
export function useLiveLadder() {
  const live = useHandMoved<Live>('ladder:live', COMMITTED)
  const runsHere = () => live.value.phase === 'running' && live.value.owner === windowName
  const stop = () => (live.value = { ...live.value, phase: 'stopped' })

  function hear(news: LiveNews) {
    if (news.kind === 'run') {
      const others = live.value.runs.filter(({ width }) => width !== news.run.width)
      live.value = { ...live.value, runs: [...others, news.run] }
      return
    }
    end()
    live.value =
      news.kind === 'done'
        ? { ...live.value, phase: 'done' }
        : { ...live.value, phase: 'failed', message: news.message }
  }

  function start() {
    end()
    live.value = { phase: 'running', owner: windowName, runs: [] }
    const own = new Worker(new URL('../ladder/poems/live.ts', import.meta.url), { type: 'module' })
    worker = own
    own.onmessage = ({ data }: MessageEvent<LiveNews>) => worker === own && hear(data)
    own.onerror = ({ message }) => worker === own && hear({ kind: 'failed', message })
    const order: LiveOrder = {
      recipe: plan.recipe,
      widths: LIVE_WIDTHS,
      seed: 1,
      kernels: new URL(kernels, location.href).href,
      corpus: new URL(corpus, location.href).href,
    }
    own.postMessage(order)
  }

  // Stopped or started anew, here or in another window.
  watch(runsHere, (here) => !here && end())
  // What runs here ends with the window, and the others don't wait for it.
  const leave = () => runsHere() && stop()
  onMounted(() => addEventListener('pagehide', leave))
  onUnmounted(() => removeEventListener('pagehide', leave))

  return {
    phase: computed(() => live.value.phase),
    runs: computed(() => live.value.runs),
    message: computed(() => live.value.message),
    start,
    stop,
    /** Back to the committed results. */
    reset: () => (live.value = COMMITTED),
  }
}
