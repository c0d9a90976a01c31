import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-chromium'
import sharp from 'sharp'
import { serveBuilt } from '../tests/browser/serve'
import { hasNext, openPage, place, settled, tap, walk } from '../tests/browser/stage'
import { launch } from './browser'
import { loadDeck } from './check'
import { command } from './command'

/** Milliseconds that a step stands, and between two frames of its motion. */
const REST = 1800
const FRAME = 90

/** One frame: how it looks, and for how many milliseconds. */
interface Frame {
  png: Buffer
  delay: number
}

/**
 * Films a slide of a served deck from its first step to its last. The page's clock is moved by hand: the film is the same
 * however slow the machine is.
 *
 * @param url of the deck, with a slash at its end
 */
async function film(browser: Browser, url: string, no: number): Promise<Frame[]> {
  const { page, close } = await openPage(browser, {
    viewport: { width: 960, height: 540 },
    colorScheme: 'light',
    reducedMotion: 'no-preference',
  })
  await page.goto(`${url}${no}`)
  // What CSS moves runs by another clock.
  await page.addStyleTag({ content: '* { transition: none !important }' })
  await page.mouse.move(959, 0)
  await settled(page)
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 1000)
  const frames: Frame[] = []
  const shoot = async (delay: number) => frames.push({ png: await page.screenshot(), delay })
  const isMoving = () => page.locator('#slideshow [data-moving]:visible').count()
  await shoot(REST)
  while (await hasNext(page)) {
    const before = page.url()
    await tap(page, 'ArrowRight')
    await page.waitForFunction((before) => location.href !== before, before)
    if (!place(page).startsWith(`${no}:`)) break
    do {
      await page.clock.runFor(FRAME)
      await shoot(FRAME)
    } while (await isMoving())
    await shoot(REST)
  }
  await close()
  return frames
}

/** Takes a picture of a slide's last step: what the site's address is shown with elsewhere. */
async function takePreview(browser: Browser, url: string, no: number, out: string): Promise<void> {
  const { page, close } = await openPage(browser, {
    viewport: { width: 960, height: 540 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
  })
  await walk(page, url, async () => writeFileSync(out, await page.screenshot()), String(no))
  await close()
}

/** Writes frames as one animated picture that never ends. */
async function writeAnimation(frames: readonly Frame[], width: number, out: string): Promise<void> {
  // Joined frames can't be resized.
  const small = await Promise.all(frames.map(({ png }) => sharp(png).resize({ width }).png().toBuffer()))
  const delay = frames.map(({ delay }) => delay)
  await sharp(small, { join: { animated: true } })
    .gif({ delay, loop: 0, colours: 64, dither: 0, interFrameMaxError: 4 })
    .toFile(out)
}

await command(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      dist: { type: 'string', default: 'dist' },
      out: { type: 'string', default: 'docs/chart.gif' },
      preview: { type: 'string', default: 'public/preview.png' },
    },
  })
  const chart = (await loadDeck('slides.md')).find(({ content }) => content.includes('<ScalingChart'))
  if (!chart) throw new Error('no slide has the scaling chart')
  const site = await serveBuilt(values.dist)
  const browser = await launch({ args: ['--disable-partial-raster'] })
  const frames = await film(browser, site.url, chart.no)
  await writeAnimation(frames, 800, values.out)
  await takePreview(browser, site.url, chart.no, values.preview)
  await browser.close()
  await site.close()
  console.log(`${frames.length} frames in ${values.out}, its last step in ${values.preview}`)
})
