import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { renderToString } from '@vue/server-renderer'
import { type Component, createSSRApp } from 'vue'
import { parse } from 'vue/compiler-sfc'
import { beforeAll, describe, expect, it } from 'vitest'
import BenchmarksPlot from '../../components/BenchmarksPlot.vue'
import ExamsPlot from '../../components/ExamsPlot.vue'
import ExposurePlot from '../../components/ExposurePlot.vue'
import FactualityPlot from '../../components/FactualityPlot.vue'
import HindsightPlot from '../../components/HindsightPlot.vue'
import LadderLivePlot from '../../components/LadderLivePlot.vue'
import MmluLanguagesPlot from '../../components/MmluLanguagesPlot.vue'
import RlhfPlot from '../../components/RlhfPlot.vue'
import SafetyPlot from '../../components/SafetyPlot.vue'
import TruthfulQaPlot from '../../components/TruthfulQaPlot.vue'
import { benchmarks } from '../../data/figures/benchmarks'
import { exams } from '../../data/figures/exams'
import { exposure, paperPoints } from '../../data/figures/exposure'
import { factuality } from '../../data/figures/factuality'
import type { FigureData } from '../../data/figures/figure-data'
import { hindsight } from '../../data/figures/hindsight'
import { mmluLanguages } from '../../data/figures/mmlu-languages'
import { calibration, multipleChoice } from '../../data/figures/rlhf'
import { incorrectBehaviour, toxicGenerations } from '../../data/figures/safety'
import { truthfulqa } from '../../data/figures/truthfulqa'
import { loadDeck } from '../../scripts/check'
import type { DeckSlide } from '../../setup/deck'
import references from '../../data/references.json' with { type: 'json' }

const FOLDER = 'tests/unit/figures'
/** Every figure, its file and how many clicks it takes. */
const figures: [name: string, plot: Component, file: string, steps: number][] = [
  ['exams', ExamsPlot, 'ExamsPlot', 3],
  ['hindsight', HindsightPlot, 'HindsightPlot', 2],
  ['rlhf', RlhfPlot, 'RlhfPlot', 3],
  ['safety', SafetyPlot, 'SafetyPlot', 2],
  ['exposure', ExposurePlot, 'ExposurePlot', 2],
  ['factuality', FactualityPlot, 'FactualityPlot', 1],
  ['benchmarks', BenchmarksPlot, 'BenchmarksPlot', 0],
  ['mmlu-languages', MmluLanguagesPlot, 'MmluLanguagesPlot', 0],
  ['truthfulqa', TruthfulQaPlot, 'TruthfulQaPlot', 0],
  ['ladder', LadderLivePlot, 'LadderLivePlot', 2],
]

const styleOf = (file: string) =>
  parse(readFileSync(`components/${file}.vue`, 'utf8'))
    .descriptor.styles.map(({ content }) => content)
    .join('')

/** A figure at a step as a file that a browser shows as the slide does, in the light scheme. */
async function draw(plot: Component, file: string, progress: number): Promise<string> {
  const svg = await renderToString(createSSRApp(plot, { progress }))
  const tokens = /:root \{[\s\S]*?\n\}/.exec(readFileSync('styles/tokens.css', 'utf8'))?.[0] ?? ''
  const style = `<style>\n${tokens}\n${styleOf('chart/ChartFrame')}${styleOf(file)}</style>`
  return svg
    .replace(/ data-v-[0-9a-f]{8}/g, '')
    .replace(/<!--.*?-->/g, '')
    .replace(/ progress="[^"]*"/, '')
    .replace(/ data-(ready|axis|datum)(?=[\s>])/g, ' data-$1=""')
    .replace('viewbox=', 'viewBox=')
    .replace('preserveaspectratio=', 'preserveAspectRatio=')
    .replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace(/(<svg[^>]*>)/, `$1\n${style}\n`)
    .replace(/(<(?:g|path|line|circle|rect|text|desc)\b)/g, '\n$1')
    .concat('\n')
}

let deck: DeckSlide[]
beforeAll(async () => {
  deck = await loadDeck('slides.md')
})

describe.each(figures)('the figure %s', (name, plot, file, steps) => {
  it.each(Array.from({ length: steps + 1 }, (_, step) => step))('is what it was at step %i', async (step) => {
    const drawn = await draw(plot, file, step)
    const committed = `figures/${name}-${step}.svg`
    const beside = `${FOLDER}/${name}-${step}-changed.svg`
    rmSync(beside, { force: true })
    const before = `${FOLDER}/${name}-${step}.svg`
    if (existsSync(before) && readFileSync(before, 'utf8') !== drawn) writeFileSync(beside, drawn)
    await expect(drawn).toMatchFileSnapshot(committed)
    // Reached only where it matches, or where `vitest -u` has just taken the new one over.
    rmSync(beside, { force: true })
  })

  it('stands on a slide that cites every claim it shows', async () => {
    const tag = new RegExp(`<${file.replace(/Plot$/, '')}\\b`)
    const slide = deck.find(({ content }) => tag.test(content))
    const shown = [...(await draw(plot, file, steps)).matchAll(/data-claim="([^"]+)"/g)].map(([, id]) => id)
    expect(slide?.claims).toEqual(expect.arrayContaining(shown))
  })
})

describe('the tables', () => {
  const tables: [string, FigureData<object>][] = Object.entries({
    benchmarks,
    calibration,
    exams,
    exposure,
    factuality,
    hindsight,
    incorrectBehaviour,
    mmluLanguages,
    multipleChoice,
    paperPoints,
    toxicGenerations,
    truthfulqa,
  })
  it.each(tables)('%s cites a reference of the deck', (_, { source }) => {
    expect(references.map(({ id }) => id)).toContain(source.key)
  })
})
