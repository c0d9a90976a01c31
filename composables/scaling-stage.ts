import { computed, ref, shallowRef, toRaw, watch } from 'vue'
import { scalingTables, type ScalingTable } from '../data/scaling-tables'
import { backTestOf, forecastOf, warningsOf } from '../chart/scaling-forecast'
import { fulfil, type TableAnswer, type TableOrder } from '../chart/table-worker'
import { checkSize, largestTarget, RunTableError, type RunTable } from '../law/run-table'
import { describeWarning, type Fault } from '../law/table-messages'
import { runTable } from '../chart/shipped-tables'
import { useHandMoved } from './windows'

/** The most runs that are handed from one window to another, and so the most that the stage draws. */
const MOST_RUNS = 10_000

/** Shipped tables that can be picked. */
export const shippedTables = Object.entries(scalingTables).map(([key, { name }]) => ({ key, name }))

/** A table as it is shared between windows: a shipped one by its key, or the parsed rows of a dropped file. */
type Choice = string | RunTable

const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** How a table is spoken of: a shipped one in Chinese, another one by its own header. */
function wordsOf(choice: Choice, table: RunTable, run: string | undefined): ScalingTable {
  const known = typeof choice === 'string' ? scalingTables[choice] : undefined
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

/** Null where none starts. */
let worker: Worker | null | undefined
let asked = 0

/** Has an order fulfilled beside the page; where no worker starts, in it. */
function beside(order: TableOrder): Promise<TableAnswer> {
  const id = ++asked
  return new Promise((resolve) => {
    const here = () => resolve(fulfil(order))
    if (worker === undefined)
      try {
        worker = new Worker(new URL('../chart/table-worker.ts', import.meta.url), { type: 'module' })
      } catch {
        worker = null
      }
    if (worker === null) return here()
    const own = worker
    const controller = new AbortController()
    const { signal } = controller
    const end = (settle: () => void) => {
      controller.abort()
      settle()
    }
    own.addEventListener(
      'message',
      ({ data }: MessageEvent<[number, TableAnswer]>) => data[0] === id && end(() => resolve(data[1])),
      { signal },
    )
    own.addEventListener(
      'error',
      () => {
        worker = null
        end(here)
      },
      { signal },
    )
    own.postMessage([id, order])
  })
}

/** Computes beside the page what the figure of a table shows. */
async function prepare(table: RunTable, removed: number): Promise<void> {
  // Without any taken away it is what the warnings speak of.
  for (const count of new Set([0, removed])) {
    if (backTestOf.has(table, count)) continue
    const answer = await beside({ table, removed: count })
    if (!('forecast' in answer)) continue
    forecastOf.put(table, count, answer.forecast)
    backTestOf.put(table, count, answer.backTest)
  }
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

  function tableOf(choice: Choice): RunTable {
    if (typeof choice !== 'string') return choice
    const parsed = shipped.get(choice) ?? runTable(choice)
    shipped.set(choice, parsed)
    return parsed
  }
  /** What guesses and removals are kept under; the name of a file could be that of a shipped table. */
  const key = computed(() => (typeof choice.value === 'string' ? choice.value : 'file'))

  const removedNow = computed(() => removals.value[key.value] ?? 0)
  /** What stands on the stage: what was chosen, once its numbers are there; those of a shipped table are at once. */
  const drawn = shallowRef<{ choice: Choice; removed: number }>({ choice: initial, removed: 0 })
  let latest = 0
  watch(
    [choice, removedNow],
    async ([next, removed]) => {
      const turn = ++latest
      // A reactive proxy would make every look at a run slow.
      const chosen = toRaw(next)
      if (typeof chosen !== 'string') await prepare(chosen, removed)
      if (turn === latest) drawn.value = { choice: chosen, removed }
    },
    { immediate: true },
  )
  const table = computed(() => tableOf(drawn.value.choice))
  const words = computed(() => wordsOf(drawn.value.choice, table.value, largestTarget(table.value)?.run))

  /** Why the last file wasn't taken. */
  const message = ref<string>()
  /** What one should know of the table, in Chinese. */
  const warnings = computed(() => warningsOf(table.value).map((warning) => describeWarning(warning, 'zh')))
  /** Whether the warnings about the table are open. */
  const warned = shallowRef(false)

  let isPut = false
  function put(next: Choice) {
    isPut = true
    message.value = undefined
    choice.value = next
    // What was moved belonged to the file before.
    if (typeof next !== 'string') {
      guesses.value = without(guesses.value, key.value)
      removals.value = without(removals.value, key.value)
    }
  }
  watch(drawn, () => {
    if (isPut) warned.value = warnings.value.length > 0
    isPut = false
  })

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
      const answer = await beside({ bytes, name: file.name })
      if ('fault' in answer) message.value = new RunTableError(answer.place, answer.fault).chinese
      if (!('table' in answer)) return
      const { length } = answer.table.runs
      if (length > MOST_RUNS)
        return refuse(file.name, { code: 'too-many-runs', runs: length, most: MOST_RUNS })
      put(answer.table)
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
      get: () => drawn.value.removed,
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
