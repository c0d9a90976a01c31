import { resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-chromium'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launch } from '../../scripts/browser'
import { loadDeck } from '../../scripts/check'
import type { DeckSlide } from '../../setup/deck'
import { serveLive, type Served } from './serve'
import { place } from './stage'

let browser: Browser
let talk: Served & { printed: () => string }
let context: BrowserContext
/** A slide with several clicks. */
let chart: DeckSlide

beforeAll(async () => {
  const found = (await loadDeck(resolve('slides.md'))).find(
    ({ note }) => (note.match(/\[click\]/g) ?? []).length >= 5,
  )
  if (!found) throw new Error('no slide has five clicks')
  chart = found
  talk = await serveLive()
  browser = await launch()
})

afterAll(async () => {
  await browser?.close()
  await talk?.close()
})

beforeEach(async () => {
  context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 720 } })
  // The served deck is compiled when it is first asked for.
  context.setDefaultTimeout(90_000)
})

afterEach(async () => {
  await context.close()
})

async function open(path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(talk.url + path)
  await page.waitForSelector('#slideshow .slidev-layout:visible')
  return page
}

/** Waits until a window shows a slide and click; `within` is what the audience is promised. */
async function shows(page: Page, at: string, within = 8000) {
  const [no, clicks] = at.split(':')
  await page
    .waitForFunction(
      ([no, clicks]) => {
        const url = new URL(location.href)
        const shown = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].filter(
          (slide) => slide.checkVisibility() && slide.querySelector('.slidev-layout'),
        )
        return (
          url.pathname.endsWith(`/${no}`) &&
          (url.searchParams.get('clicks') ?? '0') === clicks &&
          shown.some((slide) => slide.dataset.slidevNo === no)
        )
      },
      [no, clicks] as const,
      { timeout: within },
    )
    .catch(() => undefined)
  expect(place(page)).toBe(at)
}

describe('npm start', () => {
  it("prints the audience's and the presenter's address", () => {
    expect(talk.printed()).toContain(talk.url)
    expect(talk.printed()).toContain(`${talk.url}presenter`)
  })

  it('shows the presenter notes, the next slide and a timer with the planned duration', async () => {
    const presenter = await open(`presenter/${chart.no}`)
    await presenter.getByText(chart.note.trim().slice(0, 12)).first().waitFor()
    await presenter.waitForFunction(
      (no) => document.querySelectorAll(`[data-slidev-no="${no + 1}"]`).length >= 1,
      chart.no,
    )
    expect(await presenter.locator('body').innerText()).toMatch(/30:00|29:5\d/)
  })
})

describe('two windows', () => {
  // One key a window: a window that follows sends Slidev's state back, and a key pressed within those milliseconds is
  // undone by the echo. A person is slower than that.
  it.each([
    ['a click', 0, 'ArrowRight', 1],
    ['a click back', 3, 'ArrowLeft', 2],
  ])('the audience follows %s', async (_, from, key, to) => {
    const presenter = await open(`presenter/${chart.no}?clicks=${from}`)
    await shows(presenter, `${chart.no}:${from}`)
    const audience = await open('')
    await shows(audience, `${chart.no}:${from}`)
    await presenter.keyboard.press(key)
    await shows(presenter, `${chart.no}:${to}`)
    await shows(audience, `${chart.no}:${to}`)
  })

  it('the audience follows the presenter to his first slide', async () => {
    const audience = await open(String(chart.no - 1))
    await open(`presenter/${chart.no}`)
    await shows(audience, `${chart.no}:0`)
  })

  it.each([
    ['at the bare address', ''],
    ['at another slide', '7'],
  ])(
    'an audience window opened late %s comes to where the presenter is, and does not move him',
    async (_, path) => {
      const presenter = await open(`presenter/${chart.no}?clicks=2`)
      await shows(presenter, `${chart.no}:2`)
      const audience = await open(path)
      await shows(audience, `${chart.no}:2`, 1000)
      expect(place(presenter)).toBe(`${chart.no}:2`)
    },
  )

  it(
    'a reloaded audience window and a reopened presenter come back to the right click',
    { retry: 3 },
    async () => {
      const presenter = await open(`presenter/${chart.no}?clicks=1`)
      const audience = await open('')
      await shows(audience, `${chart.no}:1`)
      await presenter.keyboard.press('ArrowRight')
      await shows(audience, `${chart.no}:2`)
      await audience.reload()
      await shows(audience, `${chart.no}:2`)
      await presenter.close()
      await audience.keyboard.press('ArrowRight')
      await shows(audience, `${chart.no}:3`)
      const reopened = await open('presenter/')
      await shows(reopened, `${chart.no}:3`, 1000)
    },
  )

  it('an only window opens where its address says', async () => {
    await shows(await open(`${chart.no}?clicks=2`), `${chart.no}:2`)
  })
})
