import { computed, ref, shallowRef, toRaw } from 'vue'
import { stageTables, type StageTable } from '../data/stage-tables'
import { warningsOf } from '../chart/stage-forecast'
import { checkSize, largestTarget, readRunTable, RunTableError, type RunTable } from '../law/run-table'
import { describeWarning, type Fault } from '../law/table-messages'
import { runTable } from '../chart/shipped-tables'
import { useHandMoved } from './windows'

/** The most runs that are handed from one window to another, and so the most that the stage draws. */
const MOST_RUNS = 10_000

/** Shipped tables that can be picked. */
export const shippedTables = Object.entries(stageTables).map(([key, { name }]) => ({ key, name }))

/** A table as it is shared between windows: a shipped one by its key, or the parsed rows of a dropped file. */
type Choice = string | RunTable

const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** How a table is spoken of: a shipped one in Chinese, another one by its own header. */
function wordsOf(choice: Choice, table: RunTable, run: string | undefined): StageTable {
  const known = typeof choice === 'string' ? stageTables[choice] : undefined
  return (
    known ?? {
      name: short(table.name, 24),
      run: short(run ?? '目标', 10),
      compute: short(table.computeLabel ?? '训练算力', 32),
      loss: short(table.lossLabel ?? '损失', 40),
      source: short(table.source ?? table.name, 60),
    }
  )
}

/**
 * What the speaker does to the stage by hand: which table stands on it, the room's guess, the runs taken away. The same
 * in all windows. A dropped file is read here, in the browser, and its rows go to no other machine.
 *
 * @param initial the table that stands there at first, by its name in `data/runs/`
 */
export function useScalingStage(initial: string) {
  const choice = useHandMoved<Choice>(`stage:${initial}:table`, initial)
  const guesses = useHandMoved<Record<string, number>>(`stage:${initial}:guess`, {})
  const removals = useHandMoved<Record<string, number>>(`stage:${initial}:removed`, {})
  const shipped = new Map<string, RunTable>()

  const table = computed(() => {
    // A reactive proxy would make every look at a run slow.
    const chosen = toRaw(choice.value)
    if (typeof chosen !== 'string') return chosen
    const parsed = shipped.get(chosen) ?? runTable(chosen)
    shipped.set(chosen, parsed)
    return parsed
  })
  const words = computed(() => wordsOf(toRaw(choice.value), table.value, largestTarget(table.value)?.run))

  /** What guesses and removals are kept under; the name of a file could be that of a shipped table. */
  const key = computed(() => (typeof choice.value === 'string' ? choice.value : 'file'))

  /** Why the last file wasn't taken. */
  const message = ref<string>()
  /** What one should know of the table, in Chinese. */
  const warnings = computed(() => warningsOf(table.value).map((warning) => describeWarning(warning, 'zh')))
  /** Whether the warnings about the table are open. */
  const warned = shallowRef(false)

  function put(next: Choice) {
    message.value = undefined
    choice.value = next
    // What was moved belonged to the file before.
    if (typeof next !== 'string') {
      guesses.value = without(guesses.value, key.value)
      removals.value = without(removals.value, key.value)
    }
    warned.value = warnings.value.length > 0
  }

  function refuse(file: string, fault: Fault) {
    message.value = new RunTableError({ file }, fault).chinese
  }

  /**
   * Takes what was picked or dropped: one file with a table, or it says why not.
   *
   * @param folder whether the first of them is a folder
   */
  async function read(files: readonly File[], folder = false) {
    const [file] = files
    if (!file) return
    if (files.length > 1) return refuse(file.name, { code: 'several-files', count: files.length })
    if (folder) return refuse(file.name, { code: 'folder' })
    try {
      checkSize(file.size, file.name)
      const bytes = new Uint8Array(await file.arrayBuffer())
      const parsed = readRunTable(bytes, file.name, { holdOutLargest: true })
      const { length } = parsed.runs
      if (length > MOST_RUNS)
        return refuse(file.name, { code: 'too-many-runs', runs: length, most: MOST_RUNS })
      put(parsed)
    } catch (error) {
      if (error instanceof RunTableError) message.value = error.chinese
      // The file was moved, removed or changed since it was picked, or may not be read.
      else if (error instanceof DOMException) refuse(file.name, { code: 'unreadable', reason: error.name })
      else throw error
    }
  }

  return {
    table,
    words,
    message,
    warnings,
    warned,
    /** The shipped table that stands there; empty for a dropped file. */
    shippedKey: computed(() => (typeof choice.value === 'string' ? choice.value : '')),
    isInitial: computed(() => choice.value === initial),
    /** The room's guess of this table's run; undefined until somebody moved the handle. */
    guess: computed<number | undefined>({
      get: () => guesses.value[key.value],
      set: (loss) => (guesses.value = { ...guesses.value, [key.value]: loss ?? 0 }),
    }),
    /** How many of this table's largest computes are taken away. */
    removed: computed<number>({
      get: () => removals.value[key.value] ?? 0,
      set: (count) => (removals.value = { ...removals.value, [key.value]: count }),
    }),
    touched: computed(
      () =>
        choice.value !== initial ||
        Object.keys(guesses.value).length > 0 ||
        Object.values(removals.value).some((count) => count > 0),
    ),
    put,
    read,
    /** Everything as it was before a hand touched it. */
    reset() {
      put(initial)
      guesses.value = {}
      removals.value = {}
    },
  }
}

const without = <Value>(all: Record<string, Value>, key: string) =>
  Object.fromEntries(Object.entries(all).filter(([other]) => other !== key))
