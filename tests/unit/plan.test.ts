import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { chapters } from '../../data/chapters'
import { claim } from '../../data/claims'
import { loadDeck } from '../../scripts/check'
import type { DeckSlide } from '../../deck/slides'
import { widthOf } from '../../deck/source-line'

let deck: DeckSlide[]
beforeAll(async () => {
  deck = await loadDeck(resolve('slides.md'))
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

describe('the plan', () => {
  it('fills the planned duration exactly', () => {
    const [, minutes] = /^duration: (\d+)min$/m.exec(readFileSync('slides.md', 'utf8')) ?? []
    expect(
      sum(deck.map(({ seconds = 0 }) => seconds)),
      'the slides’ seconds add up to the headmatter’s duration',
    ).toBe(Number(minutes) * 60)
  })

  it.each(chapters.map(({ file, seconds }) => [file, seconds] as const))(
    'gives %s its %i seconds',
    (file, seconds) => {
      const own = deck.filter(({ chapter }) => chapter?.file === file)
      expect(own.length).toBeGreaterThan(0)
      expect(
        sum(own.map(({ seconds = 0 }) => seconds)),
        `the seconds of its slides in pages/${file}.md add up to those in data/chapters.ts: change the one or the other`,
      ).toBe(seconds)
    },
  )

  it('keeps the main path to at most 32 slides', () => {
    expect(
      deck.filter(({ chapter }) => !chapter?.appendix).length,
      'put a slide more in the appendix, or take one out',
    ).toBeLessThanOrEqual(32)
  })

  it('fits into 20 minutes without the slides that say so; what was written down and what came of it stay', () => {
    const kept = deck.filter(({ skipIn20Minutes }) => !skipIn20Minutes)
    expect(sum(kept.map(({ seconds = 0 }) => seconds))).toBeLessThanOrEqual(20 * 60)
    const skipped = deck.filter(({ skipIn20Minutes }) => skipIn20Minutes)
    expect(skipped.filter(({ seconds }) => seconds === 0)).toEqual([])
    expect(skipped.map(({ chapter }) => chapter?.file)).not.toContain('01-opening')
    expect(skipped.map(({ chapter }) => chapter?.file)).not.toContain('10-reveal')
    expect(skipped.map(({ content }) => content).join()).not.toContain('<ScalingChart table="gpt4-figure1"')
  })

  it('has titles of one line, with room for an engine that sets it some pixels longer', () => {
    // 848 px at 29 px a character.
    const framed = deck.filter(({ layout }) => ['finding', 'beside', 'code'].includes(layout))
    expect(framed.map(({ title }) => title).filter((title) => widthOf(title) > 28)).toEqual([])
  })

  it('has notes that fill the planned time: calm speech is 3 to 4 characters a second', () => {
    const rates = deck
      .filter(({ seconds = 0 }) => seconds > 0)
      .map(({ title, note, seconds = 0 }) => {
        // A Chinese character is a syllable; a Latin word counts as two.
        const spoken = note.replace(/\[click(?::\d+)?\]/g, '').replace(/[A-Za-z][\w.-]*/g, '字字')
        return { title, rate: (spoken.match(/[\p{Script=Han}\d]/gu) ?? []).length / seconds }
      })
    expect(
      rates.filter(({ rate }) => rate < 2.5 || rate > 4.2),
      'below 2.5 or above 4.2 characters a second: change the notes or the seconds',
    ).toEqual([])
  })
})

describe('the timeline diagrams', () => {
  const read = (name: string) =>
    readFileSync(`snippets/${name}.mermaid`, 'utf8')
      .split('\n')
      .filter((line) => /^ {2}\S/.test(line) && !/^\s*acc/.test(line))
      .map((line) => line.trim().split(/\s*:\s+/))

  /** The claims on the slide of a diagram. */
  const claimsBeside = (name: string) =>
    deck.find(({ content }) => content.includes(`snippets/${name}.mermaid`))?.claims.map(claim) ?? []
  const eventsBeside = (name: string) => claimsBeside(name).filter(({ id }) => id.startsWith('event-'))
  /** Month and day that an event's claim states. */
  const dateOf = ({ value = '', statement }: { value?: string; statement: string }) => {
    const [, month = NaN, day = NaN] = /^(\d+) 月 (\d+) 日$/.exec(value)?.map(Number) ?? []
    expect(statement).toContain(`2023 年 ${month} 月 ${day} 日`)
    return { month, day }
  }
  const numerals = '零一二三四五六七八九十'
  const numeral = (count: number) => (count > 10 ? `十${numerals[count - 10]}` : numerals[count])

  it('the two months hold the events that the claims state, in order, each in the column of its date', () => {
    const drawn = read('two-months').flatMap(([period = '', ...names]) =>
      names.map((name) => ({ period, name })),
    )
    const events = eventsBeside('two-months')
    expect(events).toHaveLength(drawn.length)
    for (const [index, { period, name }] of drawn.entries()) {
      const event = events[index]
      if (!event) continue
      for (const word of name.replace('M365', 'Microsoft').split(' ')) expect(event.statement).toContain(word)
      const { month, day } = dateOf(event)
      const [, monthOf, from, to = from] = /^(\d+) 月(?: (\d+)(?:–(\d+))? 日)?$/.exec(period) ?? []
      expect(month, name).toBe(Number(monthOf))
      if (from) {
        expect(day, name).toBeGreaterThanOrEqual(Number(from))
        expect(day, name).toBeLessThanOrEqual(Number(to))
      }
    }
    const times = events.map(dateOf).map(({ month, day }) => Date.UTC(2023, month - 1, day))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(claim('timeline-count').value).toBe(`${numeral(events.length)}件事`)
    const weeks = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 86_400_000 / 7
    expect(claim('timeline-span').value).toBe(`${numeral(weeks)}周`)
  })

  it('the launch day holds exactly the events of 14 March, each with its organisation', () => {
    const events = eventsBeside('two-months').filter(({ value }) => value === '3 月 14 日')
    const drawn = read('launch-day')
    expect(eventsBeside('launch-day')).toEqual(events)
    expect(drawn).toHaveLength(events.length)
    for (const [index, [name = '', organisation = '']] of drawn.entries())
      for (const word of [...name.split(' '), organisation]) expect(events[index]?.statement).toContain(word)
    expect(claim('launch-day-count').value).toBe(`${numeral(events.length)}件事`)
  })

  it('the road to GPT-4 says when, as the claims do', () => {
    const steps = read('road-to-gpt4')
    const claims = claimsBeside('road-to-gpt4')
    expect(claims).toHaveLength(steps.length)
    for (const [index, [when = '']] of steps.entries())
      expect(claims[index]?.statement).toContain(when.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1 年 $2 月 $3 日'))
  })
})
