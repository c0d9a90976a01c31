import { computed, shallowRef, watch } from 'vue'
import { keep, recall, SCOPE } from '../../ladder/browser-store'
import { useAdded, windowName } from '../windows'
import { byOf, EMPTY, nameOf, TALK, wagerAfter, type Action, type Done } from './state'

// What was done to the wager is the same in all windows, and is kept in two places of the browser's storage.

const STORED = 'wager'
/** The start of a server that was told to begin another talk, in milliseconds since 1970: see scripts/start.ts. */
const FRESH = /(?:^|; )talk-fresh=(\d+)/

const { all, add, restore } = useAdded<Done>('wager')
const latest = computed(() => Math.max(0, ...all.value.map(({ at }) => at)))

/** The wager as all windows know it. */
export const wager = computed(() => (all.value.length === 0 ? EMPTY : wagerAfter(all.value)))

/** Whether the browser keeps what is done. */
export const isRemembered = shallowRef(true)

/**
 * Does something to the wager, in all windows: nothing else changes it.
 *
 * @param at milliseconds since 1970
 */
export function act(action: Action, at = Math.max(Date.now(), latest.value + 1)): void {
  const done: Done = { at, by: byOf(action, windowName), action }
  add(nameOf(done), done)
}

/** What was done last belongs to an earlier talk if that is over; another one then began when it was. */
function beginWhereOver() {
  if (latest.value > 0 && latest.value + TALK < Date.now()) act({ do: 'begin' }, latest.value + TALK)
}

/** The browser's own storage, where it is one: index.html has one in memory in its place where it is blocked. */
function inLocalStorage<T>(action: (storage: Storage) => T): T | undefined {
  try {
    return localStorage instanceof Storage ? action(localStorage) : undefined
  } catch {
    return undefined
  }
}

/** Takes over what this browser has kept, and keeps what is done from now on: once a window. */
export async function rememberWager(): Promise<void> {
  beginWhereOver()
  const kept =
    inLocalStorage((storage) => JSON.parse(storage.getItem(SCOPE + STORED) ?? '[]') as Done[]) ?? []
  kept.push(...((await recall<Done[]>(STORED)) ?? []))
  // Of what only a window's last one counts of, the two may not know the same.
  for (const done of kept.sort((a, b) => b.at - a.at)) restore(nameOf(done), done)
  // In a frame without an origin there are no cookies to be asked for.
  const [, fresh] = (origin !== 'null' && FRESH.exec(document.cookie)) || []
  if (fresh) act({ do: 'begin' }, Number(fresh))
  beginWhereOver()
  watch(
    all,
    async (now) => {
      if (now.length === 0) return
      const text = JSON.stringify(now)
      const isThere = inLocalStorage((storage) => {
        storage.setItem(SCOPE + STORED, text)
        return storage.getItem(SCOPE + STORED) === text
      })
      isRemembered.value = (await keep(STORED, JSON.parse(text))) || isThere === true
    },
    { immediate: true },
  )
}
