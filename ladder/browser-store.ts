import { get, set } from 'idb-keyval'

/** What the browser has kept under a key; undefined where there is nothing, or nothing can be stored. */
export async function recall<T>(key: string): Promise<T | undefined> {
  try {
    return await get<T>(key)
  } catch {
    return undefined
  }
}

/** Keeps a value in the browser, as far as it lets one. */
export async function keep(key: string, value: unknown): Promise<void> {
  try {
    await set(key, value)
  } catch {
    // A reload then ends what another browser would go on with; whoever shows it says so.
  }
}
