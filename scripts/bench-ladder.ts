import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { preview } from 'vite'
import { readCorpus, textOf } from '../ladder/corpus'
import { plan } from '../ladder/plan'
import { SLICE_FILE } from '../ladder/prepare'
import { Training } from '../ladder/train'
import { launch } from './browser'
import { loadDeck } from './check'

// Speed of the experiment: training steps by width in Node, and the live slide in a browser, in one run.

const corpus = readCorpus(readFileSync(SLICE_FILE), SLICE_FILE)
const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))

/** FLOP a second of the fastest of five stretches of training, each of at least `stretch` milliseconds. */
function speed(width: number, stretch = 400): number {
  // A recipe for large widths would need more text than the slice holds.
  const recipe = { ...plan.recipe, tokensPerParameter: Math.min(50, 1e6 / (24 * width ** 2 + 226 * width)) }
  const training = new Training(module, recipe, width, 1, corpus.vocabulary, textOf(corpus.train))
  const { compute, steps } = training.schedule
  let best = 0
  for (let round = 0; round < 5 && training.done < steps; round++) {
    const [from, began] = [training.done, performance.now()]
    while (performance.now() - began < stretch && training.done < steps) training.step()
    best = Math.max(best, ((training.done - from) * compute) / steps / ((performance.now() - began) / 1000))
  }
  return best
}

const widths = [8, 16, 24, 42, 128]
console.log('Training in Node, one thread, GFLOP/s (6·N·tokens):')
console.table(widths.map((width) => ({ width, 'GFLOP/s': Number((speed(width) / 1e9).toFixed(1)) })))

const slide = (await loadDeck(resolve('slides.md'))).find(({ content }) => content.includes('<LadderLive'))
const server = await preview({
  configFile: false,
  logLevel: 'silent',
  preview: { port: 0, host: '127.0.0.1', open: false },
})
const address = server.httpServer.address()
const port = typeof address === 'object' ? address?.port : undefined
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
await page.goto(`http://127.0.0.1:${port}/${slide?.no}`)
const figure = page.locator('#slideshow .ladder:visible')
await figure.waitFor()
await page.evaluate(() => {
  const long: number[] = []
  Object.assign(window, { long })
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  })
})
const began = performance.now()
await figure.getByRole('button', { name: '现场训练' }).click()
await page.waitForFunction(() => document.querySelector('#slideshow .ladder[data-phase="done"]'), undefined, {
  timeout: 300_000,
})
const seconds = (performance.now() - began) / 1000
const long = await page.evaluate(() => (window as unknown as { long: number[] }).long)
console.log(
  `Live slide in Chromium, one thread: nine rungs with their validation in ${seconds.toFixed(1)} s; ` +
    `${long.length} tasks over 50 ms on the page meanwhile, the longest ${Math.round(Math.max(0, ...long))} ms`,
)
await browser.close()
await server.close()
