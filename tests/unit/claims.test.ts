import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Claim, ClaimKind } from '../../data/claim'
import { claim, claims, type ClaimId } from '../../data/claims'
import { plan } from '../../ladder/poems/plan'
import references from '../../data/references.json'
import { ladder } from '../../data/figures/ladder'
import { road, timelineEvents, timelineGroups } from '../../data/timeline'

const withoutSource: readonly ClaimKind[] = ['computed', 'illustrative', 'opinion']

/** Text without its white space: 「19 个百分点」 and value 「19」 with unit 「个百分点」 are the same. */
const bare = (text: string) => text.replace(/\s/g, '')

const sources = (record: Claim) => [record.source, record.also].filter((source) => source !== undefined)

/** A claim's value as a number. */
const number = (id: ClaimId) => {
  const value = Number(claim(id).value?.replace(/[约,]/g, '').replace('−', '-'))
  expect(value, id).not.toBeNaN()
  return value
}

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

describe('claims', () => {
  it('have unique ids in kebab case', () => {
    const ids = claims.map((record) => record.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  it('are found by their id; a wrong id names the closest', () => {
    expect(claim('disallowed-drop').value).toBe('82')
    expect(() => claim('disalowed-drop')).toThrow('No claim "disalowed-drop"')
    expect(() => claim('disalowed-drop')).toThrow('Did you mean "disallowed-drop"?')
    expect(() => claim('')).toThrow('No claim ""')
  })

  it.each(claims)('$id: a whole sentence that holds its own value and unit', (record) => {
    expect(record.statement).toMatch(/。$/)
    if (record.unit !== undefined) expect(record.value).toBeDefined()
    if (record.value !== undefined) {
      const shown = bare(record.value + (record.unit ?? '')).replace(/[^\p{L}\p{N}]/gu, '\\$&')
      // Not a part of a longer number.
      const before = /^\d/.test(shown) ? '(?<![\\d.,])' : ''
      const after = /\d$/.test(shown) ? '(?![\\d]|[.,]\\d)' : ''
      expect(bare(record.statement)).toMatch(new RegExp(before + shown + after))
    }
  })

  it.each(claims)('$id: has the sources that its kind needs, and they resolve', (record) => {
    if (!withoutSource.includes(record.kind)) expect(record.source).toBeDefined()
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

  it('correct the notes briefly', () => {
    const corrections = claims.flatMap((record) => record.correction ?? [])
    expect(corrections.length).toBeGreaterThanOrEqual(10)
    for (const { said, why } of corrections) {
      expect(said.length).toBeGreaterThan(0)
      expect(said.length).toBeLessThanOrEqual(45)
      expect(why).toMatch(/。$/)
      expect(why.length).toBeLessThanOrEqual(60)
    }
  })
})

describe('numbers that follow from others', () => {
  it('agree with the points of Figure 1', () => {
    const { fitted, heldOut } = runs('gpt4-figure1.csv')
    const [smallest, largest] = [fitted[0]?.compute ?? 0, fitted.at(-1)?.compute ?? 0]
    expect(claim('ladder-size').value).toBe(chinese(fitted.length))
    expect(claim('ladder-largest').value).toBe(
      `1/${(Math.round(1 / largest / 1000) * 1000).toLocaleString('en')}`,
    )
    expect(claim('ladder-span').value).toBe(`约${chinese(Math.round(Math.log10(largest / smallest)))}`)
    expect(claim('empty-decades').value).toBe(`约${chinese(Math.round(-Math.log10(largest)))}`)
    expect(claim('gpt4-loss').value).toBe(heldOut[0]?.loss.toFixed(2))
    expect(number('dashed-line-miss')).toBeCloseTo(number('dashed-line-loss') - number('gpt4-loss'), 2)
    expect(number('dashed-line-miss-percent')).toBe(
      Math.round((100 * (number('dashed-line-loss') - number('gpt4-loss'))) / number('dashed-line-loss')),
    )
  })

  it('agree with the points of Figure 2', () => {
    const { fitted, heldOut } = runs('gpt4-figure2.csv')
    const loss = heldOut[0]?.loss ?? NaN
    expect(claim('humaneval-ladder-size').value).toBe(chinese(fitted.length))
    expect(claim('humaneval-gpt4').value).toBe(loss.toFixed(2))
    expect(claim('humaneval-pass-rate').value).toBe(Math.exp(-loss).toFixed(2))
  })

  it('agree with the readings of Figures 6 and 9', () => {
    const [before, after] = [number('factuality-mean-gpt35'), number('factuality-mean-gpt4')]
    expect(number('factuality-mean-gap')).toBeCloseTo(after - before, 1)
    expect(number('factuality-mean-relative')).toBe(Math.round(100 * (after / before - 1)))
    expect(number('disallowed-drop-pixels')).toBe(
      Math.round(100 * (1 - number('disallowed-rate-gpt4') / number('disallowed-rate-gpt35'))),
    )
    expect(number('sensitive-correct-gpt35')).toBeCloseTo(100 - number('sensitive-rate-gpt35'), 1)
    expect(number('sensitive-correct-gpt4')).toBeCloseTo(100 - number('sensitive-rate-gpt4'), 1)
    expect(number('sensitive-gain')).toBe(
      Math.round(100 * (number('sensitive-correct-gpt4') / number('sensitive-correct-gpt35') - 1)),
    )
  })

  it('agree with the experiment', () => {
    const registered = ladder.forecasts.find(({ name }) => name === '1/1,000')
    if (!registered) throw new Error('no such forecast')
    const { rungs, ratio, predicted, band, error, share, baselineError, inside } = registered
    const percent = (value: number) => (100 * Math.abs(value)).toFixed(1)
    const actual = ladder.heldOut.loss ?? NaN
    expect(claim('ladder-rungs').value).toBe(chinese(rungs))
    expect(number('ladder-ahead')).toBe(Math.round(ratio))
    expect(claim('ladder-predicted').value).toBe(predicted.toFixed(2))
    expect(claim('ladder-predicted').statement).toContain(band.map((end) => end.toFixed(2)).join(' 至 '))
    expect(claim('ladder-actual').value).toBe(actual.toFixed(2))
    expect(claim('ladder-actual').statement).toMatch(
      inside ? /损失是[^。]*，在登记的/ : /损失是[^。]*，不在登记的/,
    )
    expect(claim('ladder-miss').value).toBe(percent(error))
    expect(claim('ladder-miss').statement).toMatch(error > 0 ? /比实测高/ : /比实测低/)
    expect(claim('ladder-miss').statement).toContain(`降幅的 ${(100 * share).toFixed(0)}%`)
    expect(Number(claim('ladder-baseline').value)).toBeCloseTo(100 * baselineError, 0)
    expect(number('ladder-recipe-tokens')).toBe(plan.recipe.tokensPerParameter)
  })

  it('add up', () => {
    expect(number('exams-gain') + number('exams-tied') + number('exams-loss')).toBe(
      number('exams-figure-count'),
    )
    expect(number('mcq-ups') + number('mcq-downs')).toBe(number('mcq-exams'))
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

  it('are all cited by a claim', () => {
    const cited = new Set(claims.flatMap((record) => sources(record).map((source) => source.key)))
    expect(references.map((item) => item.id).filter((id) => !cited.has(id))).toEqual([])
  })
})

describe('timeline', () => {
  it('holds its events in order of date', () => {
    const dates = timelineEvents.map((event) => event.date)
    expect(dates).toEqual([...dates].sort())
    expect(new Set(timelineEvents.map((event) => event.id)).size).toBe(timelineEvents.length)
  })

  it.each(timelineEvents)('$id: its claim states date and organisations', (event) => {
    const [year, month, day] = event.date.split('-').map(Number)
    const record = claim(event.claim)
    expect(record.value).toBe(`${month} 月 ${day} 日`)
    expect(record.statement).toContain(`${year} 年 ${month} 月 ${day} 日`)
    for (const organisation of event.organisations) expect(record.statement).toContain(organisation)
    expect(['printed', 'secondary-date']).toContain(record.kind)
  })

  it.each(timelineEvents)('$id: stands in the column of its date', (event) => {
    const [, month, day] = event.date.split('-').map(Number)
    const label = timelineGroups.find((group) => group.id === event.group)?.label ?? ''
    const [, labelMonth, first, last = first] = /^(\d+) 月(?: (\d+)(?:–(\d+))? 日)?$/.exec(label) ?? []
    expect(month).toBe(Number(labelMonth))
    if (first !== undefined) {
      expect(day).toBeGreaterThanOrEqual(Number(first))
      expect(day).toBeLessThanOrEqual(Number(last))
    }
  })

  it('has the counts and the span that the claims state', () => {
    const launchDay = timelineEvents.filter((event) => event.date === '2023-03-14')
    const days =
      (Date.parse(timelineEvents.at(-1)?.date ?? '') - Date.parse(timelineEvents[0]?.date ?? '')) / 86_400_000
    expect(claim('timeline-count').value).toBe(chinese(timelineEvents.length))
    expect(claim('launch-day-count').value).toBe(chinese(launchDay.length))
    expect(claim('timeline-span').value).toBe(chinese(days / 7))
  })

  it.each(road)('road to GPT-4, $id: its claim states when', (step) => {
    expect(claim(step.claim).statement).toContain(step.when)
  })
})
