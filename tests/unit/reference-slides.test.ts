import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { claims } from '../../data/claims'
import references from '../../data/references.json' with { type: 'json' }
import { checkDeck } from '../../scripts/check'
import { loadDeck } from '../../tools/deck'
import { referenceKeys } from '../../deck/claims-page'
import { referenceRoute, referenceSlide, withReferenceSlides } from '../../deck/reference-slides'

const PAGE = readFileSync('pages/11-appendix.md', 'utf8').split('\n')
const parts = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, part = '1'] = /<ReferenceList(?: :part="(\d+)")? \/>/.exec(line) ?? [undefined, '0']
    return part === '0' ? [] : [Number(part)]
  })

it.each([
  [1, [1]],
  [14, [1]],
  [15, [1, 2]],
  [28, [1, 2]],
  [29, [1, 2, 3]],
  [57, [1, 2, 3, 4, 5]],
])('%i references stand on the slides %j', (count, slides) => {
  const lines = withReferenceSlides(PAGE, count)
  expect(parts(lines)).toEqual(slides)
  expect(referenceSlide(count)).toBe(slides.length)
  for (const slide of slides) expect(lines).toContain(`routeAlias: ${referenceRoute(slide)}`)
})

it('the slides after them stay', () => {
  const before = ['---', 'routeAlias: references', '---', '', '<ReferenceList />', '']
  const after = ['---', 'layout: fact', '---', '', '# 后面一页']
  const lines = withReferenceSlides([...before, ...after], 29)
  expect(lines.slice(0, before.length)).toEqual(before)
  expect(lines.slice(-after.length)).toEqual(after)
  expect(withReferenceSlides(after, 29)).toEqual(after)
})

it('the talk has as many reference slides as its references need', async () => {
  const slides = await loadDeck(resolve('slides.md'))
  const keys = referenceKeys(slides.flatMap((slide) => slide.claims))
  const on = slides.flatMap(({ content }) => parts(content.split('\n')))
  expect(on).toEqual(Array.from({ length: referenceSlide(keys.length) }, (_, index) => index + 1))
})

it('a deck that comes to cite more than its slides hold gets further ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'talk-references-'))
  try {
    // One claim a reference: as many references as the talk's own data has.
    const ids = references.flatMap(({ id }) => claims.find(({ source }) => source?.key === id)?.id ?? [])
    const cited = referenceKeys(ids).length
    const slide = (header: string, body: string) =>
      `---\n${header}\nseconds: 1\n---\n\n# 一页\n\n${body}\n\n<!-- 说明。 -->\n`
    const deck = (count: number) => {
      const pages = ids.slice(0, count).map((id) => slide('layout: fact', `<Claim id="${id}" statement />`))
      writeFileSync(join(folder, 'pages/all.md'), pages.join('\n'))
      return loadDeck(join(folder, 'slides.md'))
    }
    mkdirSync(join(folder, 'pages'))
    writeFileSync(
      join(folder, 'slides.md'),
      `---\ntitle: 讲稿\nhide: true\n---\n\n---\nsrc: ./pages/all.md\n---\n\n${slide('routeAlias: references', '<ReferenceList />')}`,
    )
    for (const count of [3, 14, 15, cited]) {
      const slides = await deck(count)
      const needed = referenceSlide(referenceKeys(slides.flatMap((one) => one.claims)).length)
      expect(slides.filter(({ content }) => content.includes('<ReferenceList'))).toHaveLength(needed)
      const problems = await checkDeck(join(folder, 'slides.md'))
      // What else this small deck leaves out is another matter.
      expect(problems.filter(({ message }) => message.includes('citation marks'))).toEqual([])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
