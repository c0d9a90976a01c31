import pixelmatch from 'pixelmatch'
import type { BrowserContextOptions, Page } from 'playwright-chromium'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { serveTalk } from '../../tools/serve'
import { openPage, place, settled, tap } from '../../tools/page'

/** The slide that the page itself holds. */
const inPage = (page: Page) => page.locator('#first-sight')

const APP = /\.(js|css)$/
const FONTS = /\.woff2$/

/** Opens an address while the files of a kind are kept back; `release` lets them come. */
async function openWithout(files: RegExp, at: string, options: BrowserContextOptions = {}) {
  const heard = await openPage(browser, options)
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await heard.page.route(files, async (route) => {
    await released
    await route.continue()
  })
  await heard.page.goto(site.url + at, { waitUntil: 'commit' })
  // The last line of the page.
  await heard.page.locator('#not-together').waitFor({ state: 'attached' })
  return { ...heard, release }
}

/** How the page's own slide gave way to the app's: what stood there when it went, and where. */
interface Handover {
  fonts: string
  before: DOMRect | undefined
  after: DOMRect | undefined
}

/** Notes it as it happens. */
function watchHandover(page: Page): Promise<Handover> {
  return page.evaluate(
    () =>
      new Promise<Handover>((resolve) => {
        const box = (selector: string) =>
          document.querySelector(selector)?.getBoundingClientRect().toJSON() as DOMRect | undefined
        const before = box('#first-sight h1')
        new MutationObserver((_, observer) => {
          if (document.getElementById('first-sight')) return
          observer.disconnect()
          resolve({ fonts: document.fonts.status, before, after: box('#slideshow [data-slidev-no="1"] h1') })
        }).observe(document.body, { childList: true })
      }),
  )
}

/** How many pixels of two screenshots differ, those that smooth an edge not counted. */
function difference(a: Buffer, b: Buffer): number {
  const [p, q] = [PNG.sync.read(a), PNG.sync.read(b)]
  return pixelmatch(p.data, q.data, undefined, p.width, p.height)
}

describe.each([
  [960, 540],
  [1024, 768],
  [390, 844],
])('in a window of %i × %i', (width, height) => {
  it.each(['light', 'dark'] as const)(
    'the cover stands there before the app, which takes over unseen: %s',
    async (colorScheme) => {
      const { page, messages, release, close } = await openWithout(APP, '', {
        colorScheme,
        viewport: { width, height },
      })
      await inPage(page).getByRole('heading', { level: 1 }).waitFor()
      expect((await page.locator('h1').innerText()).replace(/[\s\u2060]/g, '')).toBe(deck[0]?.title)
      const before = await page.screenshot()
      const handover = watchHandover(page)
      release()
      const { fonts, before: from, after: to } = await handover
      expect(fonts).toBe('loaded')
      expect(to).toEqual(from)
      await settled(page)
      expect(place(page)).toBe('1:0')
      expect(difference(before, await page.screenshot())).toBe(0)
      const ground = colorScheme === 'dark' ? [0x14, 0x16, 0x1a] : [0xfb, 0xfa, 0xf6]
      expect([...PNG.sync.read(before).data.subarray(0, 3)]).toEqual(ground)
      expect(messages).toEqual([])
      await close()
    },
  )
})

it('the cover stands there in the scheme that was chosen last', async () => {
  const { page, messages, close } = await openPage(browser, { colorScheme: 'light' })
  await page.goto(`${site.url}1`)
  await settled(page)
  await tap(page, 'd')
  await page.waitForFunction(() => document.documentElement.classList.contains('dark'))
  await page.route(APP, () => undefined)
  await page.goto(site.url, { waitUntil: 'commit' })
  await inPage(page).getByRole('heading').waitFor()
  expect(await page.evaluate(() => document.documentElement.className)).toBe('dark')
  expect(messages).toEqual([])
  await close()
})

it('nothing of it is left behind: one heading, one landmark', async () => {
  const { page, close } = await openPage(browser)
  await page.goto(site.url)
  await settled(page)
  await inPage(page).waitFor({ state: 'detached' })
  expect(await page.locator('template').count()).toBe(0)
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  expect(await page.getByRole('main').count()).toBe(1)
  await close()
})

it.each(['7', '1?clicks=1', '1?print', 'print', 'presenter/1'])(
  'another address waits for the app: %s',
  async (at) => {
    const { page, close } = await openWithout(APP, at)
    expect(await page.locator('#first-sight, template, h1').count()).toBe(0)
    await close()
  },
)

it('who goes on before its fonts are there sees the next slide', async () => {
  const { page, release, close } = await openWithout(FONTS, '')
  await page.locator('#slideshow [data-slidev-no="1"] h1').waitFor()
  expect(await inPage(page).count()).toBe(1)
  await tap(page, 'ArrowRight')
  await page.waitForURL(/\/2$/)
  await inPage(page).waitFor({ state: 'detached' })
  release()
  await settled(page)
  expect(place(page)).toBe('2:0')
  await close()
})

it('the app is asked for once the cover is drawn, which has its faces by then', async () => {
  const { page, messages, close } = await openPage(browser)
  const asked: string[] = []
  page.on('request', (request) => {
    if (APP.test(new URL(request.url()).pathname)) asked.push(request.url())
  })
  // No frame begins until the test says so.
  await page.addInitScript(() => {
    const real = window.requestAnimationFrame.bind(window)
    const waiting: FrameRequestCallback[] = []
    let faces: string[] = []
    window.requestAnimationFrame = (frame) => {
      faces = [...document.fonts].filter(({ family }) => family.includes('First')).map(({ status }) => status)
      return waiting.push(frame)
    }
    const draw = () => {
      window.requestAnimationFrame = real
      for (const frame of waiting) real(frame)
      return faces
    }
    Object.assign(window, { draw, isWaiting: () => waiting.length > 0 })
  })
  await page.goto(site.url)
  await page.evaluate(
    'new Promise((done) => { const look = () => isWaiting() ? done() : setTimeout(look); look() })',
  )
  expect(asked).toEqual([])
  expect(await page.locator('#first-sight h1').count()).toBe(1)
  expect(await page.evaluate<string[]>('draw()')).toContain('loaded')
  await settled(page)
  expect(asked.length).toBeGreaterThan(0)
  expect(messages).toEqual([])
  await close()
})

it('where the app’s files are missing, what to do stands there instead', async () => {
  const { page, close } = await openPage(browser)
  await page.route(APP, (route) => route.abort())
  await page.goto(site.url)
  await page.getByText('演示的文件没有载入完整').waitFor()
  expect(await inPage(page).count()).toBe(0)
  await close()
})

it('the talk on the stage has none', async () => {
  const stage = await serveTalk()
  const page = await (await fetch(stage.url)).text()
  expect(page).toContain('id="app"')
  expect(page).not.toContain('<template')
  await stage.close()
})
