// The same runs in a browser: a page's worker fetches the texts, trains, and keeps the state of the large run in the
// browser's own storage, where another worker finds it.

import { keep, recall } from './browser-store'
import { readCorpus, type Corpus } from './corpus'
import { drive } from './drive'
import type { Job } from './plan'
import { LadderRun, meanLoss, type Checkpoint } from './run'
import { Training, type Recipe } from './training'

/** What a worker is asked for, and where it finds what it needs. */
export type PageOrder = {
  /** Addresses of the training text, gzipped, and of the compiled kernels. */
  slice: string
  kernels: string
  recipe: Recipe
} & (
  | {
      kind: 'rungs'
      jobs: Job[]
      /** The run whose time is to be foretold. */
      large: Job
    }
  | {
      kind: 'large'
      job: Job
      /** Names the run: only its own checkpoint is gone on from. */
      id: string
      /** Seconds between checkpoints. */
      every: number
    }
)

/** What a worker tells. */
export type PageNews =
  | { kind: 'rung'; rung: PageRung }
  /** All rungs are trained, and how many seconds the large run will take here. */
  | { kind: 'rungs-done'; seconds: number }
  /** How far the large run is, and the seconds that are left as far as one can tell. */
  | { kind: 'progress'; share: number; left: number }
  | { kind: 'done'; loss: number; samples: Record<string, string>; seconds: number }
  | { kind: 'failed'; message: string }

/** A small run, trained in a page. */
export interface PageRung {
  width: number
  /** FLOP. */
  compute: number
  /** Nats a token. */
  loss: number
}

/** Where the checkpoint of the large run lies in the browser's storage. */
export const CHECKPOINT = 'wager:checkpoint'

interface Kept {
  id: string
  seconds: number
  checkpoint: Checkpoint
}

/** Seconds of the large run's training from which its time is foretold. */
const TIMED = 1

const tell = (news: PageNews) => postMessage(news)

/** The bytes at an address; some servers unpack a gzipped file on their own. @throws if it isn't there */
async function fetchUnpacked(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(unpacked).arrayBuffer())
}

async function fulfil(order: PageOrder): Promise<void> {
  const { recipe } = order
  const [module, corpus] = await Promise.all([
    fetchUnpacked(order.kernels).then((bytes) => WebAssembly.compile(bytes)),
    fetchUnpacked(order.slice).then((bytes) => readCorpus(bytes, order.slice)),
  ])
  if (order.kind === 'large') return large(module, recipe, corpus, order)
  for (const { width, seed } of order.jobs) {
    const run = new LadderRun(module, recipe, width, seed, corpus)
    while (!run.isDone) run.step()
    const { compute } = run.training.schedule
    tell({ kind: 'rung', rung: { width, compute, loss: meanLoss(run.losses()) } })
  }
  tell({ kind: 'rungs-done', seconds: foretold(module, recipe, corpus, order.large) })
}

/** How many seconds a run will take, by its first ones. */
function foretold(module: WebAssembly.Module, recipe: Recipe, corpus: Corpus, { width, seed }: Job): number {
  const training = new Training(module, recipe, width, seed, corpus.train)
  const { steps } = training.schedule
  const began = performance.now()
  const passed = () => (performance.now() - began) / 1000
  while (training.done < steps && passed() < TIMED) training.step()
  return (passed() * steps) / training.done
}

async function large(
  module: WebAssembly.Module,
  recipe: Recipe,
  corpus: Corpus,
  { job, id, every }: { job: Job; id: string; every: number },
): Promise<void> {
  const run = new LadderRun(module, recipe, job.width, job.seed, corpus)
  // Without storage it starts anew.
  const kept = await recall<Kept>(CHECKPOINT)
  if (kept?.id === id) run.resume(kept.checkpoint)
  const { training } = run
  const from = training.done
  const began = performance.now()
  const progress = (share: number) => {
    const perStep = (performance.now() - began) / 1000 / Math.max(1, training.done - from)
    tell({ kind: 'progress', share, left: perStep * (training.schedule.steps - training.done) })
  }
  const seconds = await drive(run, {
    seconds: kept?.id === id ? kept.seconds : 0,
    every,
    tell: progress,
    save: (checkpoint, seconds) => keep(CHECKPOINT, { id, seconds, checkpoint } satisfies Kept),
  })
  progress(1)
  tell({ kind: 'done', loss: meanLoss(run.losses()), samples: run.samples(), seconds })
}

addEventListener('message', ({ data }: MessageEvent<PageOrder>) => {
  fulfil(data).catch((error: unknown) => tell({ kind: 'failed', message: (error as Error).message }))
})
