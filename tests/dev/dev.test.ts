import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claims } from '../../data/claims'
import type { DeckSlide } from '../../deck/slides'
import { loadDeck } from '../../tools/deck'
import { numbersIn } from '../../tools/numbers-in-text'
import { openPage, place, settled, tap } from '../../tools/page'
import { serveLive, type Served } from '../../tools/serve'
import { agree, at, newContext } from '../browser/agree'
import { copyTalk } from '../copy'
import { browser, clicksOf } from '../opened'
import { look, type Seen } from '../walk/look'

// One development server, of a chapter of the talk and of slides that break the rules.

let folder: string
let talk: Served
let deck: DeckSlide[]
let context: BrowserContext
beforeAll(async () => {
  folder = copyTalk(['01-opening.md'])
  cpSync('tests/fixtures/faulty.md', join(folder, 'pages/faulty.md'))
  appendFileSync(join(folder, 'slides.md'), '\n---\nsrc: ./pages/faulty.md\n---\n')
  deck = await loadDeck(join(folder, 'slides.md'))
  talk = await serveLive('slides.md', folder)
  context = await newContext()
})
afterAll(async () => {
  await context?.close()
  await talk?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Its last slides are the faulty ones. */
const faulty = (which: number) => deck.length - 5 + which

describe('who looks at a slide sees', () => {
  async function see(path: string): Promise<Seen & { messages: string[] }> {
    const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
    await page.goto(talk.url + path)
    await settled(page)
    const seen = await page.evaluate(look)
    await close()
    return { ...seen, messages }
  }

  it('a number without a source', async () => {
    const { free } = await see(`${faulty(1)}`)
    const numbers = free.flatMap(numbersIn).map(({ text }) => text)
    expect(numbers.sort()).toEqual(['42', '三成', '九个', '万分之一'].sort())
  })

  it('text outside the slide, under 14 px, and over the bottom line', async () => {
    const { outside, small } = await see(`${faulty(2)}`)
    expect(small.join()).toContain('这一行太小')
    expect(outside.join()).toContain('伸到幻灯片外面')
    expect(outside.join()).toContain('压在页脚上')
  })

  it('a number in a diagram', async () => {
    const { diagrams } = await see(`${faulty(3)}?clicks=1`)
    expect(diagrams.flatMap(numbersIn).map(({ value }) => value)).toEqual(['82'])
  })

  it('a diagram that Mermaid refuses', async () => {
    const { errors, messages } = await see(`${faulty(4)}`)
    expect(errors.join()).toContain('Parse error on line')
    expect(messages.join()).toContain("A diagram can't be drawn")
  })

  it('a mark in a title, a mark over two lines and a source line that runs into the page’s number', async () => {
    const { marks } = await see(`${faulty(5)}`)
    expect(marks.sort()).toEqual(['〔标题里的〕', '〔断成两行的〕', '占'.repeat(70)].sort())
  })
})

it('has the page of claims', async () => {
  const { page, messages, close } = await openPage(browser)
  await page.goto(`${talk.url}claims/`)
  expect(await page.locator('main ul > li').count()).toBe(claims.length)
  expect(messages).toEqual([])
  await close()
})

/** A slide with some clicks. */
const example = () => {
  const slide = deck.find((slide) => clicksOf(slide) >= 3)
  if (!slide) throw new Error('no slide has three clicks')
  return slide
}

/** Writes something below its title. */
function addToExample(html: string) {
  const { file, content } = example()
  const [title = ''] = content.split('\n').filter((line) => line.startsWith('# '))
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toContain(title)
  writeFileSync(join(folder, file), text.replace(title, `${title}\n\n${html}`))
}

it('an edit of the shown slide, with a new claim, is shown at the same click', async () => {
  const { no } = example()
  const { page, messages, close } = await openPage(browser)
  await page.goto(`${talk.url}${no}?clicks=2`)
  await settled(page)
  const data = join(folder, 'data/claims/04-scaling.ts')
  const records = readFileSync(data, 'utf8')
  const [record = ''] = /^ {2}\{\n {4}id: '[\s\S]*?^ {2}\},\n/m.exec(records) ?? []
  writeFileSync(data, records.replace(record, record.replace(/id: '.*'/, "id: 'brand-new'") + record))
  addToExample('<p>又一句<Claim id="brand-new" /></p>')
  await page.locator('#slideshow').getByText('又一句').first().waitFor()
  await tap(page, 'ArrowRight')
  await expect.poll(() => place(page)).toBe(`${no}:3`)
  await page.reload()
  await page.locator('#slideshow').getByText('又一句').first().waitFor()
  await expect.poll(() => place(page)).toBe(`${no}:3`)
  expect(await (await fetch(`${talk.url}claims/`)).text()).toContain('id="brand-new"')
  expect(messages.filter((message) => message.startsWith('uncaught') || message.startsWith('5'))).toEqual([])
  await close()
})

it('windows follow each other, also of another browser, and still do when the server was gone and an edit was made', async () => {
  const { no } = example()
  const other = await newContext()
  const [presenter, audience, far] = [await context.newPage(), await context.newPage(), await other.newPage()]
  const show = (clicks: number, ...pages: Page[]) => agree(pages, at(`${no}:${clicks}`), deck)
  await presenter.goto(`${talk.url}presenter/${no}?clicks=1`)
  for (const page of [audience, far]) await page.goto(talk.url)
  await show(1, presenter, audience, far)
  await tap(presenter, 'ArrowRight')
  await show(2, presenter, audience, far)
  await other.close()
  const port = Number(new URL(talk.url).port)
  await talk.close()
  await tap(presenter, 'ArrowRight')
  await show(3, presenter, audience)
  // Vite reloads every window when its server is back.
  const back = [presenter, audience].map((page) => page.waitForEvent('load'))
  talk = await serveLive('slides.md', folder, port)
  await Promise.all(back)
  await show(3, presenter, audience)
  addToExample('<p>新句</p>')
  for (const page of [presenter, audience])
    await page.locator('#slideshow').getByText('新句').first().waitFor()
  await tap(presenter, 'ArrowLeft')
  await show(2, presenter, audience)
})
