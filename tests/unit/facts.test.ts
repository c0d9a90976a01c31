import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { claim, type ClaimId } from '../../data/claims'
import { runTable } from '../../chart/shipped-tables'
import { forecastOf, isWithinReading } from '../../chart/scaling-forecast'
import { DASHED_LINE } from '../../data/scaling-tables'
import { couplets } from '../../data/figures/mixture'
import { equivalentCompute, predict } from '../../law/power-law'
import { SEEN } from '../../ladder/model'
import { loadDeck } from '../../tools/deck'
import type { DeckSlide } from '../../deck/slides'

let deck: DeckSlide[]
beforeAll(async () => {
  deck = await loadDeck(resolve('slides.md'))
})

/** All that is shown or said, by file. */
const words = [
  'slides.md',
  ...['pages', 'data/claims', 'components/figures', 'snippets', 'docs'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(md|ts|vue|mermaid)$/.test(name))
      .map((name) => `${folder}/${name}`),
  ),
].map((file) => [file, readFileSync(file, 'utf8')] as const)

describe('what the talk says of a source', () => {
  // What the claim says, and the place that one finds it at.
  it.each<[ClaimId, key: string, place: string, says: RegExp]>([
    ['rlhf-pipeline', 'openai2023report', '系统卡第 3.1 节，第 62 页', /GPT-4 在预训练之后也分三步/],
    ['factuality-relative', 'openai2023post', 'Limitations 一节', /得分「高 40%」/],
    ['humaneval-easiest-miss', 'openai2023report', '第 3.2 节，第 2 至 4 页', /主要的例外/],
    ['palm-turned-first', 'wei2022inverse', '摘要', /PaLM/],
    ['palm-turned-first', 'openai2023report', '第 3.2 节，第 4 页', /相似/],
    ['codeforces-percentile', 'openai2023report', '表 1，第 5 页', /260 升到了 392/],
    ['cerebras-runs', 'dey2023cerebras', 'Pile 测试集上的损失', /七个模型/],
    ['red-team-experts', 'openai2023post', 'Risks & mitigations 一节', /信任与安全/],
    ['stack-rebuilt', 'openai2023post', '开头第 2 段', /^约 2021 年起/],
    ['delphi-first-attempt', 'delphi2026', 'Summary 第 1 条', /30 倍/],
    ['registration-plan', 'openai2023report', '第 3.2 节，第 4 页', /开训之前就登记.*共同目标/],
  ])('%s stands in %s, %s', (id, key, place, says) => {
    const { statement, source, also } = claim(id)
    expect(statement).toMatch(says)
    expect([source, also]).toContainEqual({ key, place })
    expect(deck.filter(({ claims }) => claims.includes(id)).map(({ title }) => title)).not.toEqual([])
  })

  it.each([
    ['the steps of GPT-4’s alignment are published (System Card, 3.1)', /GPT-4 的细节没有公布/],
    ['the 40 % are of the score, not of the errors', /指错误|指这个|才是那个数|错误少了/],
    ['the easiest bucket is the main exception, not the only one', /只有最容易的一档/],
    ['PaLM had turned before GPT-4', /谁都会说 GPT-4 更差|有些能力预测不了/],
    ['of the eight exams only the percentile stood still', /一点没动|原地不动|>没动</],
    ['the report says that large runs aren’t tuned, not that there was one', /只训一次|只能训练一次/],
    ['the paper forecasts no jobs', /受影响的是任务，不是饭碗/],
    ['“the past two years” is no date', /(?<!约 )2021 年起/],
    ['many of the largest small model’s words are made up', /几乎个个是词/],
    ['the last point of the couplets falls', /一路慢慢升/],
    ['that the loss was forecast accurately is what OpenAI says', /OpenAI 提前算准了/],
    ['both lie within the reading error', /碰巧更准/],
  ])('%s', (_, refuted) => {
    expect(words.filter(([, text]) => refuted.test(text)).map(([file]) => file)).toEqual([])
  })
})

describe('the reading error of Figure 1', () => {
  const table = runTable('gpt4-figure1')
  const forecast = forecastOf(table)
  const { law, run, predicted } = forecast
  const loss = run.loss as number
  const readingError = table.readingError as number

  it('is worth what the claims say, of the loss and of the compute', () => {
    const { value, statement } = claim('reading-error-share')
    expect(value).toBe(`±${((100 * readingError) / loss).toFixed(1)}%`)
    expect(statement).toContain(`${equivalentCompute(law, loss + readingError, loss).toFixed(1)} 倍算力`)
  })

  it('leaves the report’s own line off by what the claim says', () => {
    const line = predict(DASHED_LINE, run.compute)
    const both = Math.SQRT2 * readingError
    const { value, statement } = claim('dashed-line-miss')
    expect(value).toBe(`±${((100 * both) / loss).toFixed(1)}%`)
    expect(statement).toContain(`偏高约 ${(100 * (line / loss - 1)).toFixed(1)}%`)
    const [least, most] = [line - both, line + both].map((from) => equivalentCompute(law, from, loss))
    expect(statement).toContain(`${least?.toFixed(1)} 到 ${most?.toFixed(0)} 倍算力`)
  })

  it('is larger than the miss of the deck’s forecast, but not than that of the report’s line', () => {
    expect(isWithinReading(table, forecast, predicted)).toBe(true)
    expect(isWithinReading(table, forecast, predict(DASHED_LINE, run.compute))).toBe(false)
    expect(claim('reading-error-share').statement).toContain('本讲拟合的偏差比这还小')
    // A table that was not read off a figure has none.
    const exact = runTable('cerebras-gpt')
    const known = forecastOf(exact)
    expect(isWithinReading(exact, known, known.run.loss as number)).toBe(false)
  })
})

it('the small models are told for what they are', () => {
  expect(claim('small-model-kind').statement).toContain(`最近 ${SEEN} 个词元`)
  expect(claim('small-model-kind').statement).toContain('不是 Transformer')
  const shown = deck.filter(({ claims }) => claims.includes('small-model-kind'))
  expect(shown.map(({ note }) => note).join()).toContain('不是 Transformer')
  expect(readFileSync('docs/runbook.zh.md', 'utf8')).toContain('不是 Transformer')
})

it('what the report plans to register is said where the talk ends', () => {
  const last = deck.filter(({ seconds = 0 }) => seconds > 0).at(-1)
  expect(last?.claims).toContain('registration-plan')
  expect(last?.note).toMatch(/报告.*登记.*整个领域/)
})

it('the couplets’ last point lies below the one before, as the notes say', () => {
  const shares = couplets?.written.map(({ sentences, regular }) => regular / sentences) ?? []
  expect(shares.at(-1)).toBeLessThan(shares.at(-2) as number)
  const slide = deck.find(({ content }) => content.includes('<Figure name="couplets"'))
  expect(slide?.note).toContain('最大的一个反而低一点')
})

it('no note and no line of the runbook names a slide by its number or by its place: both shift', () => {
  const notes = deck.map(({ title, note }) => [title, note] as const)
  const runbook = readFileSync('docs/runbook.zh.md', 'utf8')
    .split('\n')
    .map((line, index) => [`docs/runbook.zh.md:${index + 1}`, line] as const)
  const numbered = /第\s*[\d零一二三四五六七八九十百]+\s*页|[上下前后]一?页/
  expect([...notes, ...runbook].filter(([, text]) => numbered.test(text))).toEqual([])
})
