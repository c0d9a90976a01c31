import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { launch } from '../../scripts/browser'
import type { DeckSlide } from '../../deck/slides'
import { loadDeck } from '../../scripts/check'
import { serveStage, type Served } from './serve'
import { openPage, place, settled, tap, walk } from './stage'

// A machine in the room sees the talk at an address that is no secure context: plain http, and not localhost.
const HOST = 'talk.test'

let browser: Browser
let deck: DeckSlide[]
let talk: Served
let url: string
beforeAll(async () => {
  deck = await loadDeck(resolve('slides.md'))
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
  const states = await walk(page, url, async () => {})
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  expect(states.at(-1)?.split(':')[0]).toBe(deck.at(-1)?.route)
  expect(messages).toEqual([])
  await close()
})

it('a window there follows the presenter, and does not lead him', async () => {
  const no = deck.find(({ note }) => (note.match(/\[click\]/g) ?? []).length >= 3)?.no ?? 0
  const { page: presenter, close } = await openPage(browser)
  await presenter.goto(`${url}presenter/${no}?clicks=1`)
  await settled(presenter)
  const room = await presenter.context().newPage()
  await room.goto(url)
  await expect.poll(() => place(room)).toBe(`${no}:1`)
  await settled(room)
  await tap(room, 'ArrowRight')
  await expect.poll(() => place(room)).toBe(`${no}:2`)
  await tap(presenter, 'ArrowRight')
  await tap(presenter, 'ArrowRight')
  await expect.poll(() => place(room)).toBe(`${no}:3`)
  expect(place(presenter)).toBe(`${no}:3`)
  await close()
})
