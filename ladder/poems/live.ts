// The ladder in a browser's own thread: the same code as on the command line, with the slice of the corpus.

import { readCorpus } from './corpus'
import { LadderRun } from './run'
import { firstLine, type ShownRun } from './shown'
import type { Recipe } from './train'

/** What the thread is asked to train, one width after the other. */
export interface LiveOrder {
  recipe: Recipe
  widths: readonly number[]
  seed: number
  /** Addresses of the kernels and the slice of the corpus. */
  kernels: string
  corpus: string
}

/** What the thread tells. */
export type LiveNews = { kind: 'run'; run: ShownRun } | { kind: 'done' } | { kind: 'failed'; message: string }

/** Milliseconds between two pieces of news. */
const PAUSE = 150

const tell = (news: LiveNews) => self.postMessage(news)

async function load(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  return response.arrayBuffer()
}

async function train({ recipe, widths, seed, kernels, corpus: address }: LiveOrder) {
  const [code, text] = await Promise.all([load(kernels), load(address)])
  const module = await WebAssembly.compile(code)
  const corpus = readCorpus(new Uint8Array(text), address)
  for (const width of widths) {
    const run = new LadderRun(module, recipe, width, seed, corpus)
    const { compute, steps } = run.training.schedule
    let told = performance.now()
    while (!run.isDone) {
      run.step()
      if (performance.now() - told < PAUSE) continue
      told = performance.now()
      tell({ kind: 'run', run: { width, compute, steps, curve: run.curve } })
    }
    tell({ kind: 'run', run: { width, compute, steps, curve: run.curve } })
    const loss = run.loss()
    tell({ kind: 'run', run: { width, compute, steps, curve: run.curve, loss, poem: firstLine(run.poem()) } })
  }
  tell({ kind: 'done' })
}

self.addEventListener('message', ({ data }: MessageEvent<LiveOrder>) => {
  train(data).catch((error: unknown) => tell({ kind: 'failed', message: String(error) }))
})
