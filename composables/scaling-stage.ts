import { computed, ref, shallowRef, toRaw } from 'vue'
import { stageTables, type StageTable } from '../data/stage-tables'
import { checkSize, readRunTable, RunTableError, type RunTable } from '../snippets/run-table'
import { runTable } from './run-tables'
import { useHandMoved } from './windows'

/** The most runs that are handed from one window to another, and so the most that the stage draws. */
export const MOST_RUNS = 10_000

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
  const words = computed(() => wordsOf(toRaw(choice.value), table.value, stageRunName(table.value)))

  /** Why the last file wasn't taken. */
  const message = ref<string>()
  /** Whether the warnings about the table are open. */
  const warned = shallowRef(false)

  function put(next: Choice) {
    message.value = undefined
    choice.value = next
    warned.value = table.value.warnings.length > 0
  }

  async function read(file: File) {
    try {
      checkSize(file.size, file.name)
      const parsed = readRunTable(new Uint8Array(await file.arrayBuffer()), file.name)
      const { length } = parsed.runs
      if (length > MOST_RUNS)
        throw new RunTableError(
          { file: file.name },
          `${length} runs`,
          `at most ${MOST_RUNS} on the stage`,
          'keep one row a run',
        )
      if (!parsed.runs.some(({ heldOut }) => heldOut))
        throw new RunTableError(
          { file: file.name, column: 'held_out' },
          'no held-out run',
          'at least one',
          'write true for the run to be predicted',
        )
      put(parsed)
    } catch (error) {
      if (!(error instanceof RunTableError)) throw error
      message.value = error.message
    }
  }

  return {
    table,
    words,
    message,
    warned,
    /** The shipped table that stands there; empty for a dropped file. */
    shippedKey: computed(() => (typeof choice.value === 'string' ? choice.value : '')),
    isInitial: computed(() => choice.value === initial),
    /** The room's guess of this table's run; undefined until somebody moved the handle. */
    guess: computed<number | undefined>({
      get: () => guesses.value[table.value.name],
      set: (loss) => (guesses.value = { ...guesses.value, [table.value.name]: loss ?? 0 }),
    }),
    /** How many of this table's largest computes are taken away. */
    removed: computed<number>({
      get: () => removals.value[table.value.name] ?? 0,
      set: (count) => (removals.value = { ...removals.value, [table.value.name]: count }),
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

function stageRunName({ runs }: RunTable) {
  const heldOut = runs.filter(({ heldOut }) => heldOut)
  return heldOut.reduce<(typeof runs)[number] | undefined>(
    (best, run) => (best && best.compute >= run.compute ? best : run),
    undefined,
  )?.run
}
