import type { Checkpoint, LadderRun } from './run'

/** What somebody who waits for a run wants to know and to keep. */
export interface Driven {
  /** Seconds that were spent on the run before. */
  seconds: number
  /** Seconds between checkpoints. */
  every: number
  /** Hears now and then how far it is. */
  tell: (share: number) => void
  /** Keeps a checkpoint, with the seconds spent until then. */
  save: (checkpoint: Checkpoint, seconds: number) => void | Promise<void>
}

/** Milliseconds between two words on how far a run is. */
const TELL = 200

/**
 * Trains a run to its end, as Node's threads and a page's worker both do; a last checkpoint is kept before its validation,
 * which takes a while, too.
 *
 * @returns the seconds spent on it in all, without the saving
 * @throws where a step does
 */
export async function drive(run: LadderRun, { seconds, every, tell, save }: Driven): Promise<number> {
  const { training } = run
  let since = performance.now()
  let told = since
  let savedAt = seconds
  const clock = () => {
    const now = performance.now()
    seconds += (now - since) / 1000
    since = now
  }
  while (!run.isDone) {
    run.step()
    const now = performance.now()
    if (now - told < TELL) continue
    told = now
    clock()
    tell(training.done / training.schedule.steps)
    if (seconds - savedAt < every) continue
    await save(run.checkpoint(), seconds)
    savedAt = seconds
    since = performance.now()
  }
  clock()
  if (seconds > every) await save(run.checkpoint(), seconds)
  return seconds
}
