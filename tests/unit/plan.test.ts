import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { chapters } from '../../data/chapters'
import { timelineEvents } from '../../data/timeline'
import { loadDeck } from '../../scripts/check'
import type { DeckSlide } from '../../setup/deck'

let deck: DeckSlide[]
beforeAll(async () => {
  deck = await loadDeck(resolve('slides.md'))
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

describe('the plan', () => {
  it('fills the planned duration exactly', () => {
    const [, minutes] = /^duration: (\d+)min$/m.exec(readFileSync('slides.md', 'utf8')) ?? []
    expect(sum(deck.map(({ seconds = 0 }) => seconds))).toBe(Number(minutes) * 60)
  })

  it.each(chapters.map(({ file, seconds }) => [file, seconds] as const))(
    'gives %s its %i seconds',
    (file, seconds) => {
      const own = deck.filter(({ chapter }) => chapter?.file === file)
      expect(own.length).toBeGreaterThan(0)
      expect(sum(own.map(({ seconds = 0 }) => seconds))).toBe(seconds)
    },
  )

  it('keeps the main path to at most 32 slides', () => {
    expect(deck.filter(({ chapter }) => !chapter?.appendix).length).toBeLessThanOrEqual(32)
  })

  it('has notes that fill the planned time: calm speech is 3 to 4 characters a second', () => {
    const rates = deck
      .filter(({ seconds = 0 }) => seconds > 0)
      .map(({ no, note, seconds = 0 }) => {
        // A Chinese character is a syllable; a Latin word counts as two.
        const spoken = note.replace(/\[click(?::\d+)?\]/g, '').replace(/[A-Za-z][\w.-]*/g, '字字')
        return { no, rate: (spoken.match(/[\p{Script=Han}\d]/gu) ?? []).length / seconds }
      })
    expect(rates.filter(({ rate }) => rate < 2.5 || rate > 4.2)).toEqual([])
  })
})

describe('the timeline diagrams', () => {
  const read = (name: string) =>
    readFileSync(`snippets/${name}.mermaid`, 'utf8')
      .split('\n')
      .filter((line) => /^ {2}\S/.test(line) && !/^\s*acc/.test(line))
      .map((line) => line.trim().split(/\s*:\s+/))

  it('the two months hold exactly the eleven events, in order, each in the column of its date', () => {
    const drawn = read('two-months').flatMap(([period = '', ...names]) =>
      names.map((name) => ({ period, name })),
    )
    expect(timelineEvents).toHaveLength(11)
    expect(drawn.map(({ name }) => name)).toEqual(timelineEvents.map(({ name }) => name))
    for (const [index, { date }] of timelineEvents.entries()) {
      const [, month, day] = date.split('-').map(Number)
      const [, monthOf, from, to] =
        /^(\d+) 月(?: (\d+)(?:–(\d+))? 日)?$/.exec(drawn[index]?.period ?? '') ?? []
      expect(Number(monthOf), date).toBe(month)
      if (from) {
        expect(day, date).toBeGreaterThanOrEqual(Number(from))
        expect(day, date).toBeLessThanOrEqual(Number(to ?? from))
      }
    }
  })

  it('the launch day holds exactly the events of 14 March, each with its organisation', () => {
    const events = timelineEvents.filter(({ date }) => date === '2023-03-14')
    const drawn = read('launch-day')
    expect(drawn.map(([name]) => name)).toEqual(events.map(({ name }) => name))
    for (const [index, { organisations }] of events.entries())
      expect(drawn[index]?.[1]).toContain(organisations[0])
  })
})
