import { computed, reactive, watch, type WritableComputedRef } from 'vue'
import type { Router } from 'vue-router'

// Slidev moves the other windows when one of them moves, but a window that is opened later, or reloaded, hears nothing
// until the next move. So every window tells the server what it shows, and a new one asks for it before it is mounted.
// The built site has no server and no presenter: there the hand-moved state stays in its window.

type Hand = Record<string, unknown>

interface WindowState {
  role: 'presenter' | 'audience'
  page: number
  clicks: number
  hand: Hand
}

const STORAGE = 'talk:hand'

/** What the speaker has moved by hand, by the figure's key. */
const hand = reactive<Hand>(JSON.parse(sessionStorage.getItem(STORAGE) ?? '{}'))

const remember = () => sessionStorage.setItem(STORAGE, JSON.stringify(hand))

function take(values: Hand) {
  for (const key of Object.keys(hand)) if (!(key in values)) Reflect.deleteProperty(hand, key)
  Object.assign(hand, values)
  remember()
}

/**
 * A value that the speaker moves by hand, the same in all windows: a window opened later or reloaded shows it too.
 *
 * @param key names the value, unique in the deck
 * @param initial what it is until somebody moves it; must survive JSON
 */
export function useHandMoved<T>(key: string, initial: T): WritableComputedRef<T> {
  return computed({
    get: () => (key in hand ? (hand[key] as T) : initial),
    set(value) {
      hand[key] = value
      remember()
      import.meta.hot?.send('talk:hand', { key, value })
    },
  })
}

/**
 * Brings a new window to where the others are. The presenter's window leads; one that was opened with a slide in its
 * address stays there, unless a presenter is showing another one or it was merely reloaded.
 */
export async function joinOtherWindows(router: Router): Promise<void> {
  const { pathname, search } = location
  const isPresenter = /^\/presenter(\/\d*)?$/.test(pathname)
  const isAudience = /^\/\d*$/.test(pathname)
  if (!(isPresenter || isAudience) || new URLSearchParams(search).has('print')) return

  const others = (await (await fetch('/__talk/state')).json()) as WindowState[]
  const [newest] = others
  if (!newest) return
  take(newest.hand)

  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const free = !/\d$/.test(pathname) || navigation?.type === 'reload'
  const leader = others.find(({ role }) => role === 'presenter')
  const to = free ? (leader ?? newest) : isAudience ? leader : undefined
  if (!to) return
  await router.isReady()
  await router.replace({
    path: `${isPresenter ? '/presenter' : ''}/${to.page}`,
    query: { ...router.currentRoute.value.query, clicks: to.clicks || undefined },
  })
}

/** Tells the server what this window shows, whenever that changes, and takes over what other windows move by hand. */
export function shareWindow(state: () => Omit<WindowState, 'hand'> | undefined): void {
  const { hot } = import.meta
  if (!hot) return
  const tell = () => {
    const shown = state()
    if (shown) hot.send('talk:state', { ...shown, hand })
  }
  watch([state, hand], tell, { immediate: true, deep: true })
  hot.on('vite:ws:connect', tell)
  hot.on('talk:hand', ({ key, value }: { key: string; value: unknown }) => {
    hand[key] = value
    remember()
  })
}
