import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PNG } from 'pngjs'
import puppeteer, { type Page } from 'puppeteer-core'
import sharp from 'sharp'
import { look } from '../tests/browser/audit'
import { serveBuilt } from '../tests/browser/serve'
import { isSettled, PATIENCE, placeIn } from '../tests/browser/stage'
import { findBrowser, findFirefox } from './browser'
import { loadDeck } from './check'
import { command } from './command'
import { slidesOf } from './export'
import { contactSheet, type Scheme } from './pictures'

/** So far, in pixels, two engines may put the same thing apart. */
const REACH = 3
/** So much, of 255, the same thing may differ in colour once its edges are softened. */
const TOLERANCE = 32
/** From so many pixels on a step differs: about half a Chinese sign of a source line. */
const THRESHOLD = 60

const RED = [255, 0, 0] as const

/** One colour of a picture, of 255, row by row. */
type Channel = Uint8Array

/** A picture's three colours, softened: a stroke that falls between two rows of pixels is then like one that fills a row. */
async function soften({ width, height, data }: PNG): Promise<Channel[]> {
  const soft = sharp(data, { raw: { width, height, channels: 4 } }).blur(1)
  return Promise.all(
    ([0, 1, 2] as const).map((channel) => soft.clone().extractChannel(channel).raw().toBuffer()),
  )
}

/**
 * Tells where one picture shows what the other doesn't, however an engine smooths its letters: a pixel differs if its
 * colour lies outside of all colours that the other picture has around it.
 *
 * @param p a picture of the same size as `q`
 * @returns how many pixels differ, and `q`, faded, with these in red
 */
export async function difference(p: PNG, q: PNG): Promise<{ pixels: number; marked: PNG }> {
  const { width, height } = q
  const [one, other] = [await soften(p), await soften(q)]
  const isForeign = (own: Channel, its: Channel, x: number, y: number) => {
    const value = own[y * width + x] ?? 0
    if (Math.abs(value - (its[y * width + x] ?? 0)) <= TOLERANCE) return false
    let [low, high] = [255, 0]
    for (let row = Math.max(0, y - REACH); row <= Math.min(height - 1, y + REACH); row++)
      for (let column = Math.max(0, x - REACH); column <= Math.min(width - 1, x + REACH); column++) {
        const near = its[row * width + column] ?? 0
        low = Math.min(low, near)
        high = Math.max(high, near)
      }
    return value < low - TOLERANCE || value > high + TOLERANCE
  }
  const marked = new PNG({ width, height })
  let pixels = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const differs = one.some((channel, index) => {
        const its = other[index] ?? channel
        return isForeign(channel, its, x, y) || isForeign(its, channel, x, y)
      })
      if (differs) pixels++
      const at = 4 * (y * width + x)
      for (let channel = 0; channel < 3; channel++)
        marked.data[at + channel] = differs
          ? (RED[channel] ?? 0)
          : 128 + ((q.data[at + channel] ?? 0) - 128) / 3
      marked.data[at + 3] = 255
    }
  return { pixels, marked }
}

const BROWSERS = ['firefox', 'chromium'] as const
type BrowserName = (typeof BROWSERS)[number]

/** A browser's page, and what went wrong in it. */
interface Walker {
  name: BrowserName
  page: Page
  errors: string[]
  close: () => Promise<void>
}

/** Opens a page of the slides' size that prefers a scheme and no motion. */
async function open(name: BrowserName, scheme: Scheme): Promise<Walker> {
  const dark = scheme === 'dark'
  const browser = await puppeteer.launch(
    name === 'firefox'
      ? {
          browser: name,
          executablePath: findFirefox(),
          // WebDriver BiDi has no command for either.
          extraPrefsFirefox: {
            'ui.prefersReducedMotion': 1,
            'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
          },
        }
      : {
          executablePath: await findBrowser(),
          args: [
            '--no-sandbox',
            '--force-prefers-reduced-motion',
            `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
          ],
        },
  )
  // A browser without a screen else refuses it, and Slidev leaves that uncaught.
  if (name === 'chromium')
    await browser.setPermission('*', { permission: { name: 'screen-wake-lock' }, state: 'granted' })
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.setViewport({ width: 960, height: 540 })
  const errors: string[] = []
  const note = (text: string) => void errors.push(text)
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) note(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => note(`uncaught: ${String(error)}`))
  page.on('requestfailed', (request) =>
    note(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  )
  page.on('response', (response) => {
    if (response.status() >= 400) note(`${response.status()} ${response.url()}`)
  })
  return { name, page, errors, close: () => browser.close() }
}

/** What a page shows once it stands still, where it is, as `7:2`, and what the audit finds out of place there. */
async function see({ page, errors }: Walker): Promise<{ at: string; png: PNG; isLast: boolean }> {
  await page.waitForFunction(isSettled)
  const address = await page.evaluate(() => location.href)
  const at = placeIn(address)
  const { outside, marks, errors: failed } = await page.evaluate(look)
  for (const text of [...outside, ...marks, ...failed]) errors.push(`${at} ${text}`)
  return {
    at,
    png: PNG.sync.read(Buffer.from(await page.screenshot())),
    isLast: await page.evaluate(
      () => document.querySelector('[title="Go to next slide"]')?.classList.contains('disabled') ?? true,
    ),
  }
}

/** A step further, by the key. */
async function goOn({ page }: Walker): Promise<void> {
  const address = await page.evaluate(() => location.href)
  // Pressed and let go inside the page: a busy machine may hold a driver's key so long that Slidev goes two steps.
  await page.evaluate(async () => {
    for (const type of ['keydown', 'keyup']) {
      dispatchEvent(new KeyboardEvent(type, { key: 'ArrowRight', code: 'ArrowRight' }))
      await new Promise((resolve) => setTimeout(resolve))
    }
  })
  await page.waitForFunction((before) => location.href !== before, {}, address)
}

/**
 * Walks Chromium and another browser side by side through every step of a built deck, and compares what they show.
 *
 * @param out where a contact sheet is kept for each slide that differs: a step a row, Chromium, the other, the difference
 * @param span first and last slide; all without it
 * @returns the steps that were walked, those that differ with the number of pixels, and what went wrong
 */
async function walk(
  url: string,
  out: string,
  {
    browser,
    scheme,
    span: [from, to] = [1, Infinity],
  }: { browser: BrowserName; scheme: Scheme; span?: [number, number] },
): Promise<{ steps: number; different: string[]; errors: string[] }> {
  const walkers = [await open('chromium', scheme), await open(browser, scheme)] as const
  const errors: string[] = []
  const different: string[] = []
  const rows: PNG[][] = []
  let steps = 0
  await Promise.all(walkers.map(({ page }) => page.goto(`${url}${from}`)))
  for (;;) {
    const [one, other] = await Promise.all([see(walkers[0]), see(walkers[1])])
    const slide = one.at.split(':')[0] ?? ''
    if (Number(slide) > to) break
    steps++
    if (other.at !== one.at) {
      errors.push(`${browser} stands at ${other.at} where Chromium stands at ${one.at}`)
      break
    }
    const { pixels, marked } = await difference(one.png, other.png)
    if (pixels >= THRESHOLD) {
      if (different.at(-1)?.startsWith(`${slide}:`) !== true) rows.length = 0
      different.push(`${one.at}  ${pixels} pixels`)
      rows.push([one.png, other.png, marked])
      writeFileSync(join(out, `${slide.padStart(2, '0')}.png`), PNG.sync.write(contactSheet(rows)))
    }
    if (one.isLast) break
    await Promise.all(walkers.map(goOn))
  }
  for (const { name, errors: own, close } of walkers) {
    errors.push(...own.map((text) => `${name}: ${text}`))
    await close()
  }
  return { steps, different, errors }
}

const USAGE = `npm run walk -- [--browser ${BROWSERS.join('|')}] [--slides 3-7] [--dark] [--dist dist] [--out FOLDER]`

await command(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'firefox' },
      dark: { type: 'boolean', default: false },
      dist: { type: 'string', default: 'dist' },
      out: { type: 'string' },
      slides: { type: 'string' },
    },
  })
  const browser = BROWSERS.find((name) => name === values.browser)
  if (!browser || values.slides?.includes(',')) throw new Error(USAGE)
  const slides = slidesOf(values.slides, (await loadDeck('slides.md')).length, 'slides')
  const scheme = values.dark ? 'dark' : 'light'
  const out = values.out ?? `test-results/walk/${browser}-${scheme}`
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const site = await serveBuilt(values.dist)
  const { steps, different, errors } = await walk(site.url, out, {
    browser,
    scheme,
    span: [slides[0] ?? 1, slides.at(-1) ?? Infinity],
  })
  await site.close()
  for (const line of [...different, ...errors]) console.log(line)
  console.log(
    `${steps} steps, ${different.length} look different${different.length > 0 ? `: see ${out}/` : ''}`,
  )
  process.exitCode = errors.length > 0 ? 1 : 0
})
