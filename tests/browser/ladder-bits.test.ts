import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readCorpus, sliceOf, writeCorpus } from '../../ladder/corpus'
import { SLICE_FILE } from '../../ladder/prepare'
import { RECIPE } from '../../ladder/recipe'
import { LadderRun } from '../../ladder/run'
import { launch } from '../../tools/browser'
import { bringLadder } from '../../tools/ladder-page'

it('a run stopped and resumed in Chromium ends as one in Node, to the last bit', async () => {
  const slice = sliceOf(readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE), 60_000)
  const text = writeCorpus({
    ...slice,
    validation: Object.fromEntries(
      Object.entries(slice.validation).map(([kind, text]) => [kind, text.subarray(0, 2000)]),
    ),
  })
  const recipe = { ...RECIPE, tokensPerParameter: 10 }
  const order = { recipe, width: 11, seed: 7, text: Buffer.from(text).toString('base64') }

  const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))
  const run = new LadderRun(module, recipe, order.width, order.seed, readCorpus(text, 'slice'))
  while (!run.isDone) run.step()

  const browser = await launch()
  const page = await browser.newPage()
  await bringLadder(page)
  const there = await page.evaluate(({ recipe, width, seed, text }) => {
    const { ladder, kernels } = window
    const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))
    const open = () => new ladder.LadderRun(kernels, recipe, width, seed, ladder.readCorpus(bytes, 'slice'))
    const first = open()
    while (first.training.done < first.training.schedule.steps / 2) first.step()
    const run = open()
    run.resume(structuredClone(first.checkpoint()))
    while (!run.isDone) run.step()
    return { losses: run.losses(), curve: run.curve, samples: run.samples(), poems: run.poems(3) }
  }, order)
  await browser.close()

  expect(there).toEqual({
    losses: run.losses(),
    curve: run.curve,
    samples: run.samples(),
    poems: run.poems(3),
  })
})
