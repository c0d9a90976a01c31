import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claims } from '../../data/claims'
import { copyTalk } from '../copy'
import { browser, deck } from '../opened'
import { serveLive, type Served } from '../../tools/serve'
import { openPage, place, tap } from '../../tools/page'

const WAIT = { timeout: 90_000 }
/** The deck, in a folder in which it may be edited. */
let folder: string
let talk: Served

beforeAll(async () => {
  folder = copyTalk()
  talk = await serveLive('slides.md', folder)
})
afterAll(async () => {
  await talk?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('has the page of claims', async () => {
  const { page, messages, close } = await openPage(browser)
  await page.goto(`${talk.url}claims/`)
  expect(await page.locator('main ul > li').count()).toBe(claims.length)
  expect(messages).toEqual([])
  await close()
})

it('an edit of the shown slide, with a new claim, is shown at the same click', async () => {
  const slide = deck.find(({ content }) => content.includes('<ScalingChart'))
  if (!slide) throw new Error('no slide shows <ScalingChart>')
  const { page, messages, close } = await openPage(browser)
  page.setDefaultTimeout(WAIT.timeout)
  await page.goto(`${talk.url}${slide.no}?clicks=3`)
  const shown = page.locator(`#slideshow > [data-slidev-no="${slide.no}"]`)
  await shown.locator('[data-ready]').first().waitFor()

  const data = join(folder, 'data/claims/04-scaling.ts')
  const claims = readFileSync(data, 'utf8')
  const [record = ''] = /^ {2}\{\n {4}id: '[\s\S]*?^ {2}\},\n/m.exec(claims) ?? []
  writeFileSync(data, claims.replace(record, record.replace(/id: '.*'/, "id: 'brand-new'") + record))
  const file = join(folder, slide.file)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('<ScalingChart', '<p>新句<Claim id="brand-new" /></p>\n\n<ScalingChart'))

  await shown.getByText('新句').waitFor()
  await tap(page, 'ArrowRight')
  await expect.poll(() => place(page), WAIT).toBe(`${slide.no}:4`)
  await page.reload()
  await shown.getByText('新句').waitFor()
  await expect.poll(() => place(page), WAIT).toBe(`${slide.no}:4`)
  expect((await fetch(`${talk.url}claims/`).then((page) => page.text())).includes('id="brand-new"')).toBe(
    true,
  )
  expect(messages.filter((message) => message.startsWith('uncaught') || message.startsWith('5'))).toEqual([])
  await close()
})
