import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { launch } from '../../scripts/browser'
import { loadDeck } from '../../scripts/check'
import { serveStage, type Served } from './serve'
import { openPage, place, settled, walk } from './stage'

// A machine in the room sees the talk at an address that is no secure context: plain http, and not localhost.
const HOST = 'talk.test'

let browser: Browser
let talk: Served
let url: string
beforeAll(async () => {
  talk = await serveStage()
  url = talk.url.replace('127.0.0.1', HOST)
  browser = await launch({ args: [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`] })
})
afterAll(async () => {
  await browser?.close()
  await talk?.close()
})

it('the whole deck works where the browser holds the address for insecure', async () => {
  const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
  const live: string[] = []
  const states = await walk(page, url, async (at) => {
    if ((await page.locator('#slideshow .ladder:visible').count()) > 0) live.push(at)
  })
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  const { length } = await loadDeck(resolve('slides.md'))
  expect(states.at(-1)?.split(':')[0]).toBe(String(length))

  const [no, clicks] = live[0]?.split(':') ?? []
  await page.goto(`${url}${no}?clicks=${clicks}`)
  await settled(page)
  const ladder = page.locator('#slideshow .ladder:visible')
  await ladder.getByRole('button', { name: '现场训练' }).click()
  await ladder.and(page.locator('[data-phase="done"]')).waitFor({ timeout: 120_000 })
  expect(messages).toEqual([])
  await close()
})

it('a window there follows the presenter, and does not lead him', async () => {
  const { page: presenter, close } = await openPage(browser)
  await presenter.goto(`${url}presenter/10?clicks=1`)
  await settled(presenter)
  const room = await presenter.context().newPage()
  await room.goto(url)
  await expect.poll(() => place(room), { timeout: 60_000 }).toBe('10:1')
  await settled(room)
  await room.keyboard.press('ArrowRight')
  await expect.poll(() => place(room), { timeout: 60_000 }).toBe('10:2')
  await presenter.keyboard.press('ArrowRight')
  await presenter.keyboard.press('ArrowRight')
  await expect.poll(() => place(room), { timeout: 60_000 }).toBe('10:3')
  expect(place(presenter)).toBe('10:3')
  await close()
})
