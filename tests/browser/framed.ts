import type { Locator, Page } from 'playwright-chromium'
import { expect } from 'vitest'

/**
 * Presses at a place in a framed page, in pixels of that page, which is scaled with the slide: once it hears of the
 * mouse, for before its first picture is drawn the browser gives it no press.
 *
 * @param iframe the frame, in the slide
 */
export async function pressInFrame(
  page: Page,
  iframe: Locator,
  at: { x: number; y: number },
  by: 'mouse' | 'finger' = 'mouse',
): Promise<void> {
  const box = await iframe.boundingBox()
  const inside = await (await iframe.elementHandle())?.contentFrame()
  if (!box || !inside) throw new Error('no frame on the screen')
  const scale = box.width / (await iframe.evaluate((element) => (element as HTMLElement).offsetWidth))
  const [x, y] = [box.x + scale * at.x, box.y + scale * at.y]
  await inside.evaluate(() =>
    addEventListener('mousemove', () => (document.documentElement.dataset.reached = '')),
  )
  await expect
    .poll(async () => {
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      return inside.evaluate(() => 'reached' in document.documentElement.dataset)
    })
    .toBe(true)
  if (by === 'mouse') await page.mouse.click(x, y)
  else await page.touchscreen.tap(x, y)
}
