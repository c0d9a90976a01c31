// The same runs in a browser: a page's worker fetches the texts, trains, and keeps the state of the large run in the
// browser's own storage, where another worker finds it.

import { keep, recall } from './browser-store'
import { readCorpus, type Corpus } from './corpus'
import { drive } from './drive'
import { Pace } from './pace'
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
  | ({ kind: 'progress' } & PageProgress)
  | { kind: 'done'; loss: number; samples: Record<string, string>; seconds: number }
  | { kind: 'failed'; why: Failure; message: string }

/** How far the large run is. */
export interface PageProgress {
  share: number
  /** Seconds, as far as one can tell. */
  left?: number
  /** Whether it was paused, so that one can't tell yet. */
  isPaused: boolean
  /** Whether the browser keeps its checkpoints. */
  isKept: boolean
}

/** What kept a worker from training. */
export type Failure = 'kernels' | 'missing' | 'damaged' | 'server' | 'run'

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

class Failed extends Error {
  readonly why: Failure
  constructor(why: Failure, message: string) {
    super(message)
    this.why = why
  }
}

/** Does something, and says why it can't be done. */
async function or<T>(why: Failure, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw error instanceof Failed ? error : new Failed(why, (error as Error).message)
  }
}

/** The bytes at an address; some servers unpack a gzipped file on their own. @throws Failed if it isn't there */
async function fetchUnpacked(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await or('server', () => fetch(address))
  if (!response.ok) throw new Failed('missing', `${address}: the server answered ${response.status}`)
  return or('damaged', async () => {
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  })
}

async function compileKernels(address: string): Promise<WebAssembly.Module> {
  const bytes = await fetchUnpacked(address)
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== '\0asm')
    throw new Failed('damaged', `${address} is no WebAssembly`)
  return or('kernels', () => WebAssembly.compile(bytes))
}

async function fulfil(order: PageOrder): Promise<void> {
  const { recipe } = order
  const [module, corpus] = await Promise.all([
    compileKernels(order.kernels),
    fetchUnpacked(order.slice).then((bytes) => or('damaged', () => readCorpus(bytes, order.slice))),
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
  const { steps } = training.schedule
  const pace = new Pace(steps)
  let isKept = true
  const progress = (share: number) => {
    const left = pace.left(performance.now(), training.done)
    tell({ kind: 'progress', share, left, isPaused: pace.isPaused, isKept })
  }
  const seconds = await drive(run, {
    seconds: kept?.id === id ? kept.seconds : 0,
    every,
    tell: progress,
    save: async (checkpoint, seconds) => {
      isKept = await keep(CHECKPOINT, { id, seconds, checkpoint } satisfies Kept)
    },
  })
  progress(1)
  tell({ kind: 'done', loss: meanLoss(run.losses()), samples: run.samples(), seconds })
}

addEventListener('message', ({ data }: MessageEvent<PageOrder>) => {
  or('run', () => fulfil(data)).catch(({ why, message }: Failed) => tell({ kind: 'failed', why, message }))
})
