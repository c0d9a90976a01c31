import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { claim } from '../../data/claims'
import { kinds } from '../../data/claim'
import { referenceKeys } from '../../deck/claims-page'
import type { DeckSlide } from '../../deck/slides'
import { MOST_PLACES, ROOM, sourceLine, widthOf } from '../../deck/source-line'
import { loadDeck } from '../../tools/deck'

let deck: DeckSlide[]
let numberOf: (key: string) => number
beforeAll(async () => {
  deck = await loadDeck(resolve('slides.md'))
  const keys = referenceKeys(deck.flatMap(({ claims }) => claims))
  numberOf = (key) => keys.indexOf(key) + 1
})

const line = (ids: string[], lead = '') => sourceLine(ids, numberOf, lead)

describe('the source line', () => {
  it('has room for what stands on it, on every slide', () => {
    for (const { claims, lead, layout, title } of deck.filter(({ layout }) => layout !== 'cover')) {
      const entries = line(claims, lead)
      const places = entries.flatMap(({ shown }) =>
        shown
          .replace(/（[^）]*）/g, '')
          .split('；')
          .filter(Boolean),
      )
      expect(places.length, title).toBeLessThanOrEqual(MOST_PLACES)
      const text = entries.map(
        ({ number, shown, known }) => `[${number}]${'*'.repeat(known.length)}${shown && `  ${shown}`}`,
      )
      const signs = new Set(entries.flatMap(({ known }) => known))
      expect(widthOf([lead, ...text, ...signs].join(' ')), `${layout}: ${title}`).toBeLessThanOrEqual(
        ROOM + 2,
      )
    }
  })

  it('names every source and, for its tooltip, every place', () => {
    for (const { claims } of deck) {
      const entries = line(claims)
      for (const { source, also } of claims.map(claim))
        for (const one of [source, also])
          for (const place of one?.place.split('；') ?? [])
            expect(entries.find(({ key }) => key === one?.key)?.places).toContain(place.replace(/）$/, ''))
    }
  })

  it('says how each number is known that isn’t printed', () => {
    for (const { claims, title } of deck) {
      const entries = line(claims)
      for (const { kind, source } of claims.map(claim)) {
        if (kind === 'printed' || !source) continue
        const entry = entries.find(({ key }) => key === source.key)
        expect(`${entry?.shown} ${entry?.known.join()}`, title).toContain(kinds[kind].name)
      }
    }
  })

  it('leaves places out where other words need the room, those that are read or computed last', () => {
    const ids = ['mcq-base', 'disallowed-rate-gpt4', 'red-team-experts', 'rlhf-steers', 'exams-gain']
    const [report] = line(ids)
    expect(report?.shown).toContain('图 9，第 14 页（读图）')
    const [crowded, post] = line(ids, '占'.repeat(31))
    expect(crowded?.shown).toBe('图 9，第 14 页（读图）等')
    expect(crowded?.known).toEqual(['另行计算'])
    expect(crowded?.places).toContain('附录 B 表 8，第 28 页')
    expect(post?.shown).toBe('')
  })
})
