import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kinds, type Claim } from '../../data/claim'
import { claim, claims, type ClaimId } from '../../data/claims'
import { benchmarks } from '../../data/figures/benchmarks'
import { rowOf } from '../../data/figures/figure-data'
import { ladder } from '../../data/figures/ladder'
import { GPT35_ENGLISH, translations } from '../../data/figures/mmlu-languages'
import { averages } from '../../data/figures/rlhf'
import { incorrectBehaviour } from '../../data/figures/safety'
import references from '../../data/references.json'
import { fit } from '../../law/power-law'
import { numbersIn } from '../../tools/numbers-in-text'

/** Text without its white space: 「19 个百分点」 and 「19个百分点」 are the same. */
const bare = (text: string) => text.replace(/\s/g, '')

const sources = (record: Claim) => [record.source, record.also].filter((source) => source !== undefined)

/** A claim's value as a number. */
const number = (id: ClaimId) => {
  const value = Number(/[\d.]+/.exec(claim(id).value?.replaceAll(',', '') ?? '')?.[0])
  expect(value, id).not.toBeNaN()
  return value
}

const sensitive = (model: string) => rowOf(incorrectBehaviour, 'model', model).sensitive

/** Compute and loss of a run table's rows, the held-out run apart. */
function runs(file: string) {
  const rows = readFileSync(new URL(`../../data/runs/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(','))
    .map(([compute, loss, , heldOut]) => ({
      compute: Number(compute),
      loss: Number(loss),
      heldOut: heldOut === 'true',
    }))
  return { fitted: rows.filter((row) => !row.heldOut), heldOut: rows.filter((row) => row.heldOut) }
}

const digits = '零一二三四五六七八九十'
/** 1 to 19 as a Chinese numeral. */
const chinese = (count: number) => (count > 10 ? `十${digits.charAt(count - 10)}` : digits.charAt(count))

const corrections = (claims as readonly Claim[]).filter(({ correction }) => correction)

describe('claims', () => {
  it('have unique ids in kebab case', () => {
    const ids = claims.map((record) => record.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  it('are found by their id; a wrong id names the closest', () => {
    expect(claim('disallowed-drop').value).toBe('82%')
    expect(() => claim('disalowed-drop')).toThrow('No claim "disalowed-drop"')
    expect(() => claim('disalowed-drop')).toThrow('Did you mean "disallowed-drop"?')
    expect(() => claim('')).toThrow('No claim ""')
  })

  it.each(claims)('$id: a whole sentence that holds its own value', (record) => {
    expect(record.statement).toMatch(/。$/)
    if (record.value !== undefined) {
      const shown = bare(record.value).replace(/[^\p{L}\p{N}]/gu, '\\$&')
      // Not a part of a longer number.
      const before = /^\d/.test(shown) ? '(?<![\\d.,])' : ''
      const after = /\d$/.test(shown) ? '(?![\\d]|[.,]\\d)' : ''
      expect(bare(record.statement)).toMatch(new RegExp(before + shown + after))
    }
  })

  it.each(claims)('$id: has the sources that its kind needs, and they resolve', (record) => {
    if (kinds[record.kind].sourced) expect(record.source).toBeDefined()
    if (record.also) expect(record.source).toBeDefined()
    for (const { key, place } of sources(record)) {
      expect(references.map((item) => item.id)).toContain(key)
      expect(place).not.toBe('')
    }
  })

  it('say where a number was read off a figure', () => {
    for (const record of claims)
      if (record.kind === 'pixels') {
        expect(record.statement, record.id).toMatch(/读数|数出/)
        expect(record.source?.place, record.id).toMatch(/^图 \d/)
      }
  })

  it('correct the notes briefly, each from a source', () => {
    for (const { said, why, sources: own, source } of corrections.map(({ correction, source }) => ({
      ...correction,
      source,
    }))) {
      expect(said?.length, said).toBeGreaterThan(0)
      // A row of the table is one line.
      expect(said?.length, said).toBeLessThanOrEqual(24)
      expect(why).toMatch(/。$/)
      expect(why?.length, why).toBeLessThanOrEqual(40)
      for (const { key, place } of own ?? [source].filter((one) => one !== undefined)) {
        expect(references.map((item) => item.id)).toContain(key)
        expect(place).not.toBe('')
      }
    }
  })

  it('stand in the table of corrections, all of them, as many as its title says', () => {
    const page = readFileSync('pages/10-reveal.md', 'utf8')
    const [, listed = ''] = /<CorrectionTable claims="([^"]+)"/.exec(page) ?? []
    expect(listed.split(' ').sort()).toEqual(corrections.map(({ id }) => id).sort())
    expect(claim('corrections-count').value).toBe(`${chinese(corrections.length)}处`)
    expect(page).toContain('# 原来的笔记里，主要有<Claim id="corrections-count" />需要更正')
  })
})

describe('numbers that follow from others', () => {
  it('agree with the points of Figures 1 and 2', () => {
    const { fitted, heldOut } = runs('gpt4-figure1.csv')
    expect(claim('ladder-size').value).toBe(`${chinese(fitted.length)}个`)
    expect(claim('empty-decades').value).toBe(
      `约${chinese(Math.round(-Math.log10(fitted.at(-1)?.compute ?? 0)))}个数量级`,
    )
    expect(claim('gpt4-loss').value).toBe(`${heldOut[0]?.loss.toFixed(2)} 比特/词`)
    expect(claim('humaneval-ladder-size').value).toBe(`${chinese(runs('gpt4-figure2.csv').fitted.length)}个`)
  })

  it('agree with the first experiment', () => {
    const registered = ladder.forecasts.find(({ name }) => name === '1/1,000')
    if (!registered) throw new Error('no such forecast')
    const { rungs, ratio, predicted, band, error, share, inside } = registered
    const percent = (value: number) => (100 * Math.abs(value)).toFixed(1)
    const actual = ladder.heldOut.loss ?? NaN
    expect(claim('ladder-rungs').value).toBe(`${chinese(rungs)}个`)
    expect(number('ladder-ahead')).toBe(Math.round(ratio))
    expect(claim('ladder-predicted').value).toBe(predicted.toFixed(2))
    expect(claim('ladder-predicted').statement).toContain(band.map((end) => end.toFixed(2)).join(' 至 '))
    expect(claim('ladder-actual').value).toBe(actual.toFixed(2))
    expect(claim('ladder-actual').statement).toMatch(
      inside ? /损失是[^。]*，在登记的/ : /损失是[^。]*，不在登记的/,
    )
    expect(claim('ladder-miss').value).toBe(`${percent(error)}%`)
    expect(claim('ladder-miss').statement).toMatch(error > 0 ? /比实测高/ : /比实测低/)
    expect(claim('ladder-miss').statement).toContain(`降幅的 ${(100 * share).toFixed(0)}%`)
  })

  it('agree with the list of what was tried', () => {
    const tried = readFileSync(new URL('../../ladder/results/mixture/tried.jsonl', import.meta.url), 'utf8')
    expect(number('mixture-tried')).toBe(tried.trim().split('\n').length)
  })

  it('agree with the law that is fitted to Figure 1', () => {
    const { fitted } = runs('gpt4-figure1.csv')
    const { b } = fit(fitted, { readingError: 0.02 })
    const share = 10 ** b
    const [tens, units] = (100 * share).toFixed(0)
    expect(claim('law-discount').value).toBe(`${chinese(Number(tens))}${chinese(Number(units))}折`)
    expect(claim('law-discount').statement).toContain(b.toFixed(3).replace('-', '−'))
    expect(claim('law-discount').statement).toContain(share.toFixed(2))
  })

  // What the report prints of its tables and what was read off its figures are known apart from each other.
  it.each<[ClaimId, number]>([
    ['mcq-base', averages.base],
    ['mcq-rlhf', averages.rlhf],
    ['mmlu-languages-above', translations.filter(({ accuracy }) => accuracy > GPT35_ENGLISH).length],
    ['benchmarks-count', benchmarks.rows.length],
    ['benchmarks-lost', benchmarks.rows.filter(({ gpt4, best }) => gpt4 < best).length],
    ['sensitive-gain', 100 * ((100 - sensitive('GPT-4')) / (100 - sensitive('GPT-3.5 Turbo')) - 1)],
  ])('%s, as it is printed, is borne out by its table', (id, value) => {
    const [stated] = numbersIn(claim(id).value ?? '')
    const decimals = stated?.value.split('.')[1]?.length ?? 0
    expect(value.toFixed(decimals)).toBe(Number(stated?.value).toFixed(decimals))
  })
})

describe('references', () => {
  // Places that repeat what others published; the talk cites the item itself.
  const aggregators =
    /study\.space|aiwiki|zapier|substack|scilynk|chatpaper|centerconsulting|pith\.science|bohrium|summarizepaper|kimjy99|nojitter|semafor|superpyq|bishopphillips|alanwang|medium\.com|wikipedia|paperswithcode|huggingface|semanticscholar/
  // https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types, those in use.
  const types = new Set([
    'article',
    'article-journal',
    'article-newspaper',
    'dataset',
    'motion_picture',
    'post',
    'post-weblog',
    'software',
    'webpage',
  ])

  it('have unique ids', () => {
    expect(new Set(references.map((item) => item.id)).size).toBe(references.length)
  })

  it.each(references)('$id: a valid CSL item with title, date, language and address', (item) => {
    expect(types).toContain(item.type)
    expect(item.title.trim()).not.toBe('')
    expect(item.language).toMatch(/^(en|zh-CN)$/)
    expect(item['container-title'] ?? item.publisher).toBeTruthy()
    const date = item.issued['date-parts']
    expect(date).toHaveLength(1)
    const [year, month = 1, day = 1] = date[0] ?? []
    expect(year).toBeGreaterThanOrEqual(2020)
    const parsed = new Date(Date.UTC(year ?? 0, month - 1, day))
    expect([parsed.getUTCFullYear(), parsed.getUTCMonth() + 1, parsed.getUTCDate()]).toEqual([
      year,
      month,
      day,
    ])
    for (const author of item.author ?? [])
      expect('literal' in author ? author.literal : author.family && author.given).toBeTruthy()
    const url = new URL(item.URL)
    expect(url.protocol).toBe('https:')
    expect(url.hostname).not.toMatch(aggregators)
    if (item.DOI) expect(item.URL).toBe(`https://doi.org/${item.DOI}`)
    if (item.number) expect(item.URL).toBe(`https://arxiv.org/abs/${item.number.replace('arXiv:', '')}`)
  })
})
