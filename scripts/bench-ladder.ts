import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readCorpus, sliceOf, writeCorpus } from '../ladder/corpus'
import { SLICE_FILE } from '../ladder/prepare'
import { RECIPE } from '../ladder/recipe'
import { Training } from '../ladder/training'
import { launch } from '../tools/browser'
import { bringLadder } from '../tools/ladder-page'

// Speed of the experiment: training steps by width, in Node and in Chromium, in one run.

const WIDTHS = [5, 8, 16, 32, 64, 168, 256]
const slice = sliceOf(readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE), 2_000_000)
const kernels = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))

/** A width, and a recipe for which the text is long enough; batches are as large as the whole recipe's. */
const settings = WIDTHS.map((width) => {
  const parameters = 8 * width ** 2 + 224 * width
  const tokensPerParameter = Math.min(RECIPE.tokensPerParameter, 1.9e6 / parameters)
  const batchScale = RECIPE.batchScale * Math.sqrt(RECIPE.tokensPerParameter / tokensPerParameter)
  return { width, recipe: { ...RECIPE, tokensPerParameter, batchScale } }
})

/** GFLOP/s (6·N·tokens) of the fastest of five stretches of at least 400 ms; a function of its own, since a page runs it. */
function speed(training: Training): number {
  const { compute, steps } = training.schedule
  let best = 0
  for (let round = 0; round < 5 && training.done < steps; round++) {
    const [from, began] = [training.done, performance.now()]
    while (performance.now() - began < 400 && training.done < steps) training.step()
    best = Math.max(best, ((training.done - from) * compute) / steps / (performance.now() - began) / 1e6)
  }
  return best
}

const browser = await launch()
const page = await browser.newPage()
await bringLadder(page)
const there = await page.evaluate(
  ({ settings, text, speed }) => {
    const { ladder, kernels } = window
    const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))
    const { train } = ladder.readCorpus(bytes, 'slice')
    const measure = new Function(`return ${speed}`)() as (training: unknown) => number
    return settings.map(({ width, recipe }) => measure(new ladder.Training(kernels, recipe, width, 1, train)))
  },
  { settings, text: Buffer.from(writeCorpus(slice)).toString('base64'), speed: speed.toString() },
)
await browser.close()

console.log('Training, one thread, GFLOP/s (6·N·tokens):')
console.table(
  settings.map(({ width, recipe }, i) => ({
    width,
    Node: Number(speed(new Training(kernels, recipe, width, 1, slice.train)).toFixed(1)),
    Chromium: Number(there[i]?.toFixed(1)),
  })),
)
