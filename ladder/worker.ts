import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { loadCheckpoint, saveCheckpoint } from './checkpoints'
import { readCorpus } from './corpus'
import type { RunRecord } from './records'
import { LadderRun } from './run'
import type { Recipe } from './train'

/** What a thread is given once. */
export interface ThreadData {
  cache: string
  corpus: string
  kernels: string
  recipe: Recipe
  /** What a checkpoint must be made of. */
  of: string
  /** Seconds between checkpoints. */
  every: number
}

/** What a thread is asked to train. */
export interface Job {
  width: number
  seed: number
}

/** What a thread tells: how far it is, or what it finished. */
export type News =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; record: Omit<RunRecord, 'versions' | 'registration'> }
  | { kind: 'failed'; message: string }

const { cache, corpus: corpusPath, kernels, recipe, of, every } = workerData as ThreadData
const corpus = readCorpus(readFileSync(corpusPath), corpusPath)
const module = new WebAssembly.Module(readFileSync(kernels))
const tell = (news: News) => parentPort?.postMessage(news)

function train({ width, seed }: Job): Omit<RunRecord, 'versions' | 'registration'> {
  const run = new LadderRun(module, recipe, width, seed, corpus)
  const { schedule } = run.training
  const saved = loadCheckpoint(cache, width, seed, of)
  if (saved) run.resume(saved.checkpoint)
  let seconds = saved?.seconds ?? 0
  let since = performance.now()
  let told = since
  const clock = () => {
    const now = performance.now()
    seconds += (now - since) / 1000
    since = now
  }
  let savedAt = seconds
  while (!run.isDone) {
    run.step()
    const now = performance.now()
    if (now - told < 200) continue
    told = now
    clock()
    tell({ kind: 'progress', share: run.training.done / schedule.steps })
    if (seconds - savedAt < every) continue
    saveCheckpoint(cache, width, seed, of, seconds, run.checkpoint())
    savedAt = seconds
    since = performance.now()
  }
  clock()
  // The validation takes a while, too.
  if (seconds > every) saveCheckpoint(cache, width, seed, of, seconds, run.checkpoint())
  const { compute, tokens } = schedule
  const rounded = Number(seconds.toFixed(2))
  return {
    width,
    seed,
    compute,
    tokens,
    loss: run.loss(),
    curve: run.curve,
    seconds: rounded,
    poem: run.poem(),
  }
}

parentPort?.on('message', (job: Job) => {
  try {
    tell({ kind: 'done', record: train(job) })
  } catch (error) {
    tell({ kind: 'failed', message: `width ${job.width}, seed ${job.seed}: ${(error as Error).message}` })
  }
})
