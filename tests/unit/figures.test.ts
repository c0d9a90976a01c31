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
import { type ClaimId, claim } from '../../data/claims'
import { benchmarks } from '../../data/figures/benchmarks'
import { exams } from '../../data/figures/exams'
import { exposure, paperPoints } from '../../data/figures/exposure'
import { factuality } from '../../data/figures/factuality'
import type { FigureData } from '../../data/figures/figure-data'
import { hindsight } from '../../data/figures/hindsight'
import { GPT35_ENGLISH, mmluLanguages } from '../../data/figures/mmlu-languages'
import { calibration, multipleChoice } from '../../data/figures/rlhf'
import { incorrectBehaviour, toxicGenerations } from '../../data/figures/safety'
import { truthfulqa } from '../../data/figures/truthfulqa'
import { loadDeck } from '../../scripts/check'
import { numbersIn } from '../../scripts/numbers'
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

  const row = <Row extends object, Key extends keyof Row>(
    { rows }: FigureData<Row>,
    key: Key,
    value: Row[Key],
  ) => {
    const found = rows.find((row) => row[key] === value)
    if (!found) throw new Error(`no row with ${String(key)} ${String(value)}`)
    return found
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const gains = exams.rows.map(({ gpt35, gpt4 }) => gpt4 - gpt35)
  const averages = {
    base: mean(multipleChoice.rows.map(({ base }) => base)),
    rlhf: mean(multipleChoice.rows.map(({ rlhf }) => rlhf)),
    v4: mean(factuality.rows.map(({ v4 }) => v4)),
    gpt4: mean(factuality.rows.map(({ gpt4 }) => gpt4)),
  }
  const translated = mmluLanguages.rows.filter(({ language }) => language !== '英语')
  const agreements: [ClaimId, number][] = [
    ['exams-figure-count', exams.rows.length],
    ['exams-gain', gains.filter((gain) => gain > 0).length],
    ['exams-tied', gains.filter((gain) => gain === 0).length],
    ['exams-loss', gains.filter((gain) => gain < 0).length],
    ['bar-percentile-gpt4', row(exams, 'exam', '律师资格考试').gpt4],
    ['bar-percentile-gpt35', row(exams, 'exam', '律师资格考试').gpt35],
    ['mcq-exams', multipleChoice.rows.length],
    ['mcq-ups', multipleChoice.rows.filter(({ base, rlhf }) => rlhf > base).length],
    ['mcq-downs', multipleChoice.rows.filter(({ base, rlhf }) => rlhf < base).length],
    ['mcq-base', averages.base],
    ['mcq-rlhf', averages.rlhf],
    ['ap-micro-base', row(multipleChoice, 'exam', 'AP 微观经济').base],
    ['ap-micro-rlhf', row(multipleChoice, 'exam', 'AP 微观经济').rlhf],
    ['amc12-base', row(multipleChoice, 'exam', 'AMC 12').base],
    ['amc12-rlhf', row(multipleChoice, 'exam', 'AMC 12').rlhf],
    ['hindsight-ada', row(hindsight, 'model', 'ada').accuracy],
    ['hindsight-babbage', row(hindsight, 'model', 'babbage').accuracy],
    ['hindsight-curie', row(hindsight, 'model', 'curie').accuracy],
    ['hindsight-gpt35', row(hindsight, 'model', 'GPT-3.5').accuracy],
    ['hindsight-gpt4', row(hindsight, 'model', 'GPT-4').accuracy],
    ['disallowed-rate-davinci', row(incorrectBehaviour, 'model', 'text-davinci-003').disallowed],
    ['disallowed-rate-gpt35', row(incorrectBehaviour, 'model', 'GPT-3.5 Turbo').disallowed],
    ['disallowed-rate-gpt4', row(incorrectBehaviour, 'model', 'GPT-4').disallowed],
    ['sensitive-rate-davinci', row(incorrectBehaviour, 'model', 'text-davinci-003').sensitive],
    ['sensitive-rate-gpt35', row(incorrectBehaviour, 'model', 'GPT-3.5 Turbo').sensitive],
    ['sensitive-rate-gpt4', row(incorrectBehaviour, 'model', 'GPT-4').sensitive],
    ['toxicity-gpt35', row(toxicGenerations, 'model', 'GPT-3.5').toxic],
    ['toxicity-gpt4', row(toxicGenerations, 'model', 'GPT-4').toxic],
    ['factuality-categories', factuality.rows.length],
    ['factuality-mean-gpt35', averages.v4],
    ['factuality-mean-gpt4', averages.gpt4],
    ['factuality-mean-gap', averages.gpt4 - averages.v4],
    ['exposure-workers-10', row(paperPoints, 'threshold', 10).workers],
    ['exposure-workers-50', row(paperPoints, 'threshold', 50).workers],
    ['exposure-recomputed-10', row(exposure, 'threshold', 10).humanBeta],
    ['benchmarks-count', benchmarks.rows.length],
    ['benchmarks-lost', benchmarks.rows.filter(({ gpt4, best }) => gpt4 < best).length],
    ['mmlu-english', row(mmluLanguages, 'language', '英语').accuracy],
    ['mmlu-mandarin', row(mmluLanguages, 'language', '汉语').accuracy],
    ['mmlu-gpt35-english', GPT35_ENGLISH],
    ['mmlu-languages', translated.length],
    ['mmlu-languages-above', translated.filter(({ accuracy }) => accuracy > GPT35_ENGLISH).length],
    ['truthfulqa-rlhf', row(truthfulqa, 'family', 'GPT-4').rlhf],
    ['truthfulqa-gpt35', row(truthfulqa, 'family', 'GPT-3.5').rlhf],
  ]
  it.each(agreements)('agree with the claim %s', (id, value) => {
    const [stated] = numbersIn(claim(id).value + (claim(id).unit ?? ''))
    const decimals = stated?.value.split('.')[1]?.length ?? 0
    expect(value.toFixed(decimals)).toBe(Number(stated?.value).toFixed(decimals))
  })
})
