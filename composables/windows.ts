import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { SCOPE } from '../ladder/browser-store'
import { ADDED, Agreement, type Opened, type Surroundings } from './agreement'

// Windows of one browser talk directly, without a server; the development server passes the talk on to other machines.
// Here stands nothing that an edited slide would evaluate anew: what a window knows would be lost.

/** How long a new window waits for another one's answer before its first slide, in milliseconds. */
const PATIENCE = 200

/** Held by each window that shows the talk, as long as it is there. */
const ALIVE = `${SCOPE}alive`

/** This window's name; it has another one after a reload. */
export const windowName = Math.random().toString(36).slice(2)

/** Windows of the public site, which has no presenter, go each their own way. */
const channel =
  typeof BroadcastChannel === 'undefined' || !__SLIDEV_FEATURE_PRESENTER__
    ? undefined
    : new BroadcastChannel(SCOPE)

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

/** Does something with the storage; where that is forbidden or full, the state lives in memory only. */
function inStorage<T>(action: (storage: Storage) => T): T | undefined {
  try {
    return action(sessionStorage)
  } catch {
    // Another window may know what this one will have forgotten after a reload.
    return undefined
  }
}

const remembered = inStorage((storage) =>
  (Object.entries(storage) as [string, string][])
    .filter(([name]) => name.startsWith(SCOPE))
    .map(([name, text]) => [name.slice(SCOPE.length), JSON.parse(text) as unknown] as const),
)

/** What the window can do once it has a router: see `join.ts`. */
let here: Pick<Surroundings, 'isPresenter' | 'isShowing' | 'go'> = {
  isPresenter: () => false,
  isShowing: () => false,
  go: () => Promise.resolve(),
}

const agreement = new Agreement({
  name: windowName,
  isPresenter: () => here.isPresenter(),
  isShowing: () => here.isShowing(),
  go: (place) => here.go(place),
  remembered: remembered ?? [],
  send(text, isQuestion) {
    // As in Slidev, an audience window moves the others on the speaker's own machine only.
    if (!(isQuestion || here.isPresenter() || ['localhost', '127.0.0.1'].includes(location.hostname))) return
    channel?.postMessage(text)
    import.meta.hot?.send('talk', text)
  },
  remember: (key, value) =>
    inStorage((storage) =>
      value === undefined
        ? storage.removeItem(SCOPE + key)
        : storage.setItem(SCOPE + key, JSON.stringify(value)),
    ),
})

/**
 * A value that the speaker moves by hand, the same in all windows: a window opened later or reloaded shows it too.
 *
 * @param key names the value, unique in the deck
 * @param initial what it is until somebody moves it; must survive JSON
 */
export function useHandMoved<T>(key: string, initial: T): WritableComputedRef<T> {
  return computed({
    get() {
      const entry = agreement.entries.get(key)
      return entry ? (entry.value as T) : initial
    },
    set: (value) => agreement.write(key, value),
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
      const now = [...agreement.entries]
        .filter(([key]) => key.startsWith(prefix))
        .map(([, { value }]) => value as T)
      return before?.length === now.length && now.every((value, i) => value === before[i]) ? before : now
    }),
    add: (key, value) => agreement.write(prefix + key, value),
    restore: (key, value) => agreement.entries.has(prefix + key) || agreement.write(prefix + key, value),
  }
}

/**
 * Listens to the other windows, and asks them where they are.
 *
 * @param itself what this window can do
 * @returns when it is known where to begin; then `begin` the talk, and say where it has `moved`
 */
export async function join(itself: typeof here, opened: Opened): Promise<Agreement> {
  here = itself
  channel?.addEventListener('message', ({ data }) => agreement.hear(data as string))
  import.meta.hot?.on('talk', (text: string) => agreement.hear(text))
  await new Promise<void>((resolve) => {
    void agreement.ask(opened).then(resolve)
    void areOthersAlive().then((are) => (are ? setTimeout(resolve, PATIENCE) : resolve()))
  })
  return agreement
}
