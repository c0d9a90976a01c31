import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { loadCheckpoint, saveCheckpoint } from './checkpoints'
import { readCorpus, sliceOf } from './corpus'
import { drive } from './drive'
import type { Job } from './plan'
import type { PoemsRecord, RunRecord } from './records'
import { LadderRun, meanLoss } from './run'
import type { Recipe } from './training'

/** What a thread is given once. */
export interface ThreadData {
  /** Folder of the checkpoints. */
  checkpoints: string
  corpus: string
  /** Tokens of the training text that are used; all if left out. */
  slice?: number
  kernels: string
  recipe: Recipe
  /** What a checkpoint must be made of. */
  of: string
  /** Seconds between checkpoints. */
  every: number
}

/** A run, and how many poems it is to write. */
export interface Order extends Job {
  poems: number
}

/** A run as a thread hands it back. */
export type Trained = Omit<RunRecord, 'versions' | 'registration'> & Pick<PoemsRecord, 'poems'>

/** What a thread tells: how far it is, or what it finished. */
export type News =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; trained: Trained }
  | { kind: 'failed'; message: string }

const { checkpoints, corpus: file, slice, kernels, recipe, of, every } = workerData as ThreadData
const whole = readCorpus(readFileSync(file), file)
const corpus = slice === undefined ? whole : sliceOf(whole, slice)
const module = new WebAssembly.Module(readFileSync(kernels))
const tell = (news: News) => parentPort?.postMessage(news)

async function train({ poems, ...job }: Order): Promise<Trained> {
  const run = new LadderRun(module, recipe, job.width, job.seed, corpus)
  const saved = loadCheckpoint(checkpoints, job, of)
  if (saved) run.resume(saved.checkpoint)
  const seconds = await drive(run, {
    seconds: saved?.seconds ?? 0,
    every,
    tell: (share) => tell({ kind: 'progress', share }),
    save: (checkpoint, seconds) => saveCheckpoint(checkpoints, job, of, seconds, checkpoint),
  })
  const { compute, tokens } = run.training.schedule
  const losses = run.losses()
  return {
    ...job,
    compute,
    tokens,
    loss: meanLoss(losses),
    losses,
    curve: run.curve,
    seconds: Number(seconds.toFixed(2)),
    samples: run.samples(),
    poems: run.poems(poems),
  }
}

parentPort?.on('message', (order: Order) => {
  train(order).then(
    (trained) => tell({ kind: 'done', trained }),
    (error: unknown) =>
      tell({
        kind: 'failed',
        message: `width ${order.width}, seed ${order.seed}: ${(error as Error).message}`,
      }),
  )
})
