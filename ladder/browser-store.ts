import { createStore, get, set } from 'idb-keyval'

/** Begins the name of all that this deck keeps in a browser, or tells its other windows: another deck has another one. */
export const SCOPE = `gpt4-talk${import.meta.env.BASE_URL}`

const store = createStore(SCOPE, 'kept')

/** What the browser has kept under a key; undefined where there is nothing, or nothing can be stored. */
export async function recall<T>(key: string): Promise<T | undefined> {
  try {
    return await get<T>(key, store)
  } catch {
    return undefined
  }
}

/** Keeps a value in the browser. @returns whether it did: it may be full, or forbid it */
export async function keep(key: string, value: unknown): Promise<boolean> {
  try {
    await set(key, value, store)
    return true
  } catch {
    return false
  }
}

/** Whether the browser keeps so many bytes, by writing them and reading them back. */
export async function hasRoomFor(bytes: number): Promise<boolean> {
  const key = 'room'
  const isKept = await keep(key, new Uint8Array(bytes))
  const found = await recall<Uint8Array>(key)
  // An empty one is as good as none.
  await keep(key, undefined)
  return isKept && found?.byteLength === bytes
}
