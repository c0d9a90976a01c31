import { CLICKS_MAX } from '@slidev/client/constants.ts'
import { getSlide, getSlidePath } from '@slidev/client/logic/slides.ts'
import { computed, shallowReactive, type ComputedRef, type WritableComputedRef } from 'vue'
import type { RouteLocationNormalized, Router } from 'vue-router'
import { SCOPE } from '../ladder/browser-store'

// All windows show the same slide and click, and what is moved by hand is the same in all of them. Each window keeps the
// whole state and tells the others what it changes; of two changes the later one wins, in whatever order they arrive.
// Windows of one browser talk directly, without a server; the development server passes the talk on to other machines.

interface Entry {
  value: unknown
  /**
   * A Lamport clock: later than all that the writing window knew of; 0 for what a window remembers from before a reload,
   * −1 for the first slide of one that was asked for none.
   */
  at: number
  /** Who wrote it. Of two changes at the same time the presenter's wins: it is the later one in the alphabet. */
  by: string
}

interface Place {
  page: number
  clicks: number
}

/**
 * A new window asks what the others show, each of them answers with the whole state; then each change is told. An
 * audience window that was opened at a slide's address says so, for it may not have heard yet that a presenter is open.
 */
type Message =
  | { ask: string }
  | { answer: string; isPresenter: boolean; entries: [key: string, Entry][] }
  | { entries: [key: string, Entry][]; isOpening?: boolean }

const PLACE = 'place'
/** Begins the keys of what is only ever added. */
const ADDED = '+'
const STORAGE = SCOPE
/** How long a new window waits for another one's answer before its first slide, in milliseconds; a later one counts, too. */
const PATIENCE = 200

/** Held by each window that shows the talk, as long as it is there. */
const ALIVE = `${SCOPE}alive`

/** Whether another window may answer: where locks tell, one that is there; the development server's windows may be elsewhere. */
async function areOthersAlive(): Promise<boolean> {
  if (import.meta.hot) return true
  if (!channel) return false
  try {
    const { held = [] } = await navigator.locks.query()
    navigator.locks.request(ALIVE, { mode: 'shared' }, () => new Promise(() => {})).catch(() => undefined)
    return held.some(({ name }) => name === ALIVE)
  } catch {
    return true
  }
}

/** This window's name; it has another one after a reload. */
export const windowName = Math.random().toString(36).slice(2)

const state = shallowReactive(new Map<string, Entry>())
let clock = 0
let isPresenter = false
const signature = () => `${isPresenter ? 'presenter' : 'audience'} ${windowName}`

/** Does something with the storage; where that is forbidden or full, the state lives in memory only. */
function inStorage(action: (storage: Storage) => void) {
  try {
    action(sessionStorage)
  } catch {
    // Another window may know what this one will have forgotten after a reload.
  }
}

// The slide and click stand in the address.
inStorage((storage) => {
  for (const [name, text] of Object.entries(storage) as [string, string][])
    if (name.startsWith(STORAGE))
      state.set(name.slice(STORAGE.length), { value: JSON.parse(text) as unknown, at: 0, by: '' })
})

const isLater = (entry: Omit<Entry, 'value'>, known: Entry | undefined) =>
  !known || entry.at > known.at || (entry.at === known.at && entry.by > known.by)

/** Takes an entry over if it is later than the one that is known. */
function take(key: string, entry: Entry) {
  if (!isLater(entry, state.get(key))) return
  state.set(key, entry)
  clock = Math.max(clock, entry.at)
  if (key !== PLACE) inStorage((storage) => storage.setItem(STORAGE + key, JSON.stringify(entry.value)))
}

/** Windows of the public site, which has no presenter, go each their own way. */
const channel =
  typeof BroadcastChannel === 'undefined' || !__SLIDEV_FEATURE_PRESENTER__
    ? undefined
    : new BroadcastChannel(SCOPE)

function send(message: Message) {
  // As in Slidev, an audience window moves the others on the speaker's own machine only.
  if (!('ask' in message || isPresenter || ['localhost', '127.0.0.1'].includes(location.hostname))) return
  const text = JSON.stringify(message)
  channel?.postMessage(text)
  import.meta.hot?.send('talk', text)
}

function write(key: string, value: unknown) {
  const known = state.get(key)
  if (known && JSON.stringify(known.value) === JSON.stringify(value)) return
  insist(key, value)
}

/** Writes a value later than all that is known, also where it is the same, or at another time. */
function insist(key: string, value: unknown, at = clock + 1, isOpening?: boolean) {
  const entry = { value, at, by: signature() }
  take(key, entry)
  send({ entries: [[key, entry]], isOpening })
}

/**
 * A value that the speaker moves by hand, the same in all windows: a window opened later or reloaded shows it too.
 *
 * @param key names the value, unique in the deck
 * @param initial what it is until somebody moves it; must survive JSON
 */
export function useHandMoved<T>(key: string, initial: T): WritableComputedRef<T> {
  return computed({
    get() {
      const entry = state.get(key)
      return entry ? (entry.value as T) : initial
    },
    set: (value) => write(key, value),
  })
}

/**
 * Values that windows add under a name, the same ones in all of them: what two windows add at once is kept, both.
 *
 * @param name names the collection, unique in the deck
 * @returns the values, an array that is a new one only when something was added; how to add one under a key that no
 * other window uses, or the same value in each; and how to add what was remembered, unless the key is known
 */
export function useAdded<T>(name: string): {
  all: ComputedRef<readonly T[]>
  add: (key: string, value: T) => void
  restore: (key: string, value: T) => void
} {
  const prefix = `${ADDED}${name} `
  return {
    all: computed<readonly T[]>((before) => {
      const now = [...state].filter(([key]) => key.startsWith(prefix)).map(([, { value }]) => value as T)
      return before?.length === now.length && now.every((value, i) => value === before[i]) ? before : now
    }),
    add: (key, value) => write(prefix + key, value),
    restore: (key, value) => state.has(prefix + key) || write(prefix + key, value),
  }
}

/**
 * Brings a new window to where the others are, then keeps them together. The presenter leads: a presenter opened at a
 * slide's address takes all windows there, an audience window only if no presenter is open; a reloaded window comes to
 * where the others are.
 *
 * @returns when the first slide to be shown is known
 */
export async function joinOtherWindows(router: Router): Promise<void> {
  const route = () => router.currentRoute.value
  const isShowing = ({ name, query }: RouteLocationNormalized) =>
    (name === 'play' || name === 'presenter') && !('print' in query)
  /** Undefined where no slide has that address: Slidev then goes to one that has. */
  function placeOf({ params, query }: RouteLocationNormalized): Place | undefined {
    // A slide stands at its number or at a name of its own.
    const page = getSlide(params.no as string)?.no
    return page === undefined ? undefined : { page, clicks: Number(query.clicks) || 0 }
  }
  async function follow() {
    const place = state.get(PLACE)?.value as Place | undefined
    const slide = place && getSlide(place.page)
    if (!slide || !isShowing(route())) return
    // Also where this window is there already: it may be on its way to somewhere else.
    await router.replace({
      path: getSlidePath(slide, isPresenter),
      query: { ...route().query, clicks: place.clicks || undefined },
    })
  }

  await router.isReady()
  if (!isShowing(route())) return
  isPresenter = route().name === 'presenter'
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  /** Somebody asked for this slide; after a reload its number merely still stands in the address. */
  const isAskedFor = navigation?.type === 'navigate' && !route().redirectedFrom

  let isNew = true
  let isAnswered = false
  let isLed = false
  await new Promise<void>((resolve) => {
    function hear(text: string) {
      const message = JSON.parse(text) as Message
      if ('ask' in message) {
        if (!isNew && isShowing(route())) send({ answer: message.ask, isPresenter, entries: [...state] })
        return
      }
      if ('answer' in message) {
        if (message.answer !== windowName) return
        // What the others show counts more than what this window remembers.
        if (!isAnswered)
          for (const [key, { at }] of state)
            if (at <= 0 && !key.startsWith(ADDED)) {
              state.delete(key)
              inStorage((storage) => storage.removeItem(STORAGE + key))
            }
        isAnswered = true
        isLed ||= message.isPresenter
      }
      const before = state.get(PLACE)
      for (const [key, entry] of message.entries) take(key, entry)
      if (isNew) {
        if (isLed || (isAnswered && (isPresenter || !isAskedFor))) resolve()
      } else if (state.get(PLACE) !== before) {
        // On a busy machine an answer comes after its time: who leads is the same.
        const isLate = 'answer' in message ? isAskedFor : message.isOpening
        if (isPresenter && isLate && before) insist(PLACE, before.value)
        else void follow()
      }
    }
    channel?.addEventListener('message', ({ data }) => hear(data as string))
    import.meta.hot?.on('talk', hear)
    send({ ask: windowName })
    void areOthersAlive().then((are) => (are ? setTimeout(resolve, PATIENCE) : resolve()))
  })
  isNew = false

  router.afterEach((to, _, failure) => {
    if (failure || !isShowing(to)) return
    isPresenter = to.name === 'presenter'
    const place = placeOf(to)
    // Slidev asks for the last click of a slide that isn't mounted yet by a number that no slide has, then corrects it.
    if (place && place.clicks < CLICKS_MAX) write(PLACE, place)
  })
  const place = placeOf(route())
  const leads = isAskedFor && (isPresenter || !isLed)
  const at = leads ? clock + 1 : route().redirectedFrom ? -1 : 0
  if (place && isLater({ at, by: signature() }, state.get(PLACE)))
    insist(PLACE, place, at, leads && !isPresenter)
  else await follow()
}
