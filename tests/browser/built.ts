import { resolve } from 'node:path'
import type { Browser } from 'playwright-chromium'
import { afterAll, beforeAll } from 'vitest'
import { launch } from '../../scripts/browser'
import { loadDeck } from '../../scripts/check'
import type { DeckSlide } from '../../deck/slides'
import { serveBuilt, type Served } from './serve'

export let deck: DeckSlide[]
export let site: Served
export let browser: Browser

/** Reads the deck, serves what was built of it and starts a browser, for the tests of one file. */
export function openBuiltDeck(): void {
  beforeAll(async () => {
    deck = await loadDeck(resolve('slides.md'))
    site = await serveBuilt()
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
}
