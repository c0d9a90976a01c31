import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { load } from '@slidev/parser/fs'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { claim } from '../../data/claims'
import { plannedEnds } from '../../composables/plan'
import { MINUTES } from '../../deck/minutes'
import { loadDeck } from '../../tools/deck'
import type { DeckSlide } from '../../deck/slides'
import { widthOf } from '../../deck/source-line'

let deck: DeckSlide[]
beforeAll(async () => {
  // All slides, also where the headmatter plans a talk that hides some.
  vi.stubEnv(MINUTES, '30')
  deck = await loadDeck(resolve('slides.md'))
  vi.unstubAllEnvs()
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

describe('the plan', () => {
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

  it('tells the presenter when each slide is to end', () => {
    const ends = plannedEnds(deck)
    expect(ends.at(-1)).toBe(30 * 60)
    expect(ends[1]).toBe((deck[0]?.seconds ?? 0) + (deck[1]?.seconds ?? 0))
  })

  it.each([
    ['a command says 20 minutes', () => vi.stubEnv(MINUTES, '20'), undefined],
    ['its headmatter does', () => undefined, '20min'],
  ])(
    'is without the slides that say so where %s, references and duration included',
    async (_, tell, duration) => {
      const folder = mkdtempSync(join(tmpdir(), 'talk-short-'))
      try {
        for (const name of ['slides.md', 'pages', 'components', 'layouts', 'snippets', 'data', 'law'])
          cpSync(name, join(folder, name), { recursive: true })
        const entry = join(folder, 'slides.md')
        if (duration)
          writeFileSync(
            entry,
            readFileSync(entry, 'utf8').replace(/^duration: .*$/m, `duration: ${duration}`),
          )
        tell()
        const { slides, headmatter } = await load(
          { roots: [folder], userRoot: folder, allowedRoots: [folder] } as never,
          entry,
        )
        expect(slides.filter(({ frontmatter }) => frontmatter.skipIn20Minutes)).toEqual([])
        expect(slides.length).toBeLessThan(deck.length)
        expect(headmatter.duration).toBe('20min')
        expect(slides.filter(({ content }) => content.includes('<ReferenceList')).length).toBeGreaterThan(0)
      } finally {
        vi.unstubAllEnvs()
        rmSync(folder, { recursive: true })
      }
    },
  )

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
  /** The periods of a timeline: when, and its events, each by its lines. */
  const read = (name: string) =>
    readFileSync(`snippets/${name}.mermaid`, 'utf8')
      .split('\n')
      .filter((line) => /^ {2}\S/.test(line) && !/^\s*acc/.test(line))
      .map((line) => {
        const [when = '', ...events] = line.trim().split(/\s*:\s+/)
        return { when, events: events.map((event) => event.split('<br>')) }
      })

  /** The claims on the slide of a diagram. */
  const claimsBeside = (name: string) =>
    deck.find(({ content }) => content.includes(`snippets/${name}.mermaid`))?.claims.map(claim) ?? []
  /** Month and day that an event's claim states. */
  const dateOf = ({ value = '', statement }: { value?: string; statement: string }) => {
    const [, month = NaN, day = NaN] = /^(\d+) 月 (\d+) 日$/.exec(value)?.map(Number) ?? []
    expect(statement).toContain(`2023 年 ${month} 月 ${day} 日`)
    return { month, day }
  }
  /** The one event whose claim says all these words. */
  const eventOf = (words: readonly string[]) => {
    const events = claimsBeside('two-months').filter(({ id }) => id.startsWith('event-'))
    const found = events.filter(({ statement }) => words.every((word) => statement.includes(word)))
    expect(
      found.map(({ id }) => id),
      words.join(' '),
    ).toHaveLength(1)
    return found[0] as (typeof events)[number]
  }
  const numerals = '零一二三四五六七八九十'
  const numeral = (count: number) => (count > 10 ? `十${numerals[count - 10]}` : numerals[count])

  it('the calendar holds the events that the claims state, in order, each with its organisation and in the column of its date', () => {
    const drawn = read('two-months').flatMap(({ when, events }) =>
      events.map(([name = '', organisation = '']) => ({
        when,
        words: [
          ...name.replace('M365', 'Microsoft').split(' '),
          // Behind a dot: how open it was; 「等」: not alone.
          ...(organisation.split(' · ')[0] ?? '').replace(/ 等$/, '').split(' '),
        ],
      })),
    )
    const events = drawn.map(({ words }) => eventOf(words))
    expect(new Set(events).size).toBe(drawn.length)
    expect(claimsBeside('two-months').filter(({ id }) => id.startsWith('event-'))).toHaveLength(drawn.length)
    for (const [index, { when, words }] of drawn.entries()) {
      const { month, day } = dateOf(events[index] as (typeof events)[number])
      const [, monthOf = '3', from, until = from, on] =
        /^(?:(\d+) 月)? ?(?:(\d+)(?:–(\d+))? 日(起)?)?$/.exec(when) ?? []
      // 「起」: from that day on, in the same month.
      const to = on ? 31 : until
      expect(month, words.join()).toBe(Number(monthOf))
      if (from) {
        expect(day, words.join()).toBeGreaterThanOrEqual(Number(from))
        expect(day, words.join()).toBeLessThanOrEqual(Number(to))
      }
    }
    const times = events.map(dateOf).map(({ month, day }) => Date.UTC(2023, month - 1, day))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(claim('timeline-count').value).toBe(`${numeral(events.length)}件事`)
    const weeks = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 86_400_000 / 7
    expect(claim('timeline-span').value).toBe(`${numeral(weeks)}周`)
    const sameDay = events.filter(({ value }) => value === claim('event-gpt4').value)
    expect(claim('launch-day-count').value).toBe(`${numeral(sameDay.length)}件`)
  })

  it('the calendar says how open each thing of the day was, as its claim does', () => {
    const [day] = read('two-months').filter(({ events }) => events.some(([name]) => name === 'GPT-4'))
    const said = day?.events.flatMap(([name = '', line = '']) => {
      const [, openness] = line.split(' · ')
      return openness ? [{ name, openness }] : []
    })
    expect(said).toEqual([
      { name: 'GPT-4', openness: '只开放文本' },
      { name: 'PaLM API', openness: '限私测' },
      { name: 'Claude', openness: '限获批者' },
    ])
    expect(claim('launch-text-only').statement).toContain('文本')
    expect(claim('event-palm-api').statement).toContain('仅限私测')
    expect(claim('event-claude').statement).toContain('获批')
  })

  it('the road to GPT-4 says when and what, as the claims do', () => {
    const steps = read('road-to-gpt4')
    const said = {
      '约 2021 年起': ['stack-rebuilt', '重建', '深度学习栈', '两年', '超级计算机', 'Azure'],
      '约 2022 年初': ['test-run', '试运行', 'GPT-3.5', '修复', '缺陷', '改进', '理论基础'],
      '2022 年 8 月': ['training-finished', '完成训练', 'GPT-4'],
      此后: ['alignment-months', '反复对齐', '6 个月', '对抗测试', 'ChatGPT'],
      '2023 年 3 月 14 日': ['event-gpt4', 'OpenAI', 'GPT-4'],
    } as const
    expect(steps.map(({ when }) => when)).toEqual(Object.keys(said))
    const beside = claimsBeside('road-to-gpt4').map(({ id }) => id)
    for (const [when, [id, ...words]] of Object.entries(said)) {
      expect(beside).toContain(id)
      const { statement } = claim(id)
      if (when !== '此后') expect(statement).toContain(when)
      for (const word of words) expect(statement).toContain(word)
    }
    const drawn = steps.flatMap(({ events }) => events.flat()).join(' ')
    for (const word of ['迄今最好', '远非完美']) {
      expect(drawn).toContain(word)
      expect(claim('alignment-aspects').statement).toContain(word)
    }
  })
})
