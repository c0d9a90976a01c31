import { describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { goTo, openPage, settled } from '../../tools/page'

/** A browser in which an SVG's matrix leaves out the scale that Slidev gives the slide. */
function leaveOutScale() {
  const original = SVGGraphicsElement.prototype.getScreenCTM
  SVGGraphicsElement.prototype.getScreenCTM = function () {
    const matrix = original.call(this)
    const slide = this.closest<HTMLElement>('.slidev-slide-content')
    if (!matrix || !slide) return matrix
    const scale = slide.getBoundingClientRect().width / slide.offsetWidth
    return new DOMMatrix([
      matrix.a / scale,
      0,
      0,
      matrix.d / scale,
      matrix.e,
      matrix.f,
    ]) as unknown as typeof matrix
  }
}

/** Where a handle is moved to from where it stands, in pixels. */
const BY = [
  [0, -47],
  [0, 31],
  [38, 0],
  [-57, 0],
] as const

describe('every handle follows the pointer', () => {
  it.concurrent.each([
    [1024, 768, 'the browser gives the whole matrix', () => undefined],
    [1280, 720, 'the matrix leaves out the slide’s scale', leaveOutScale],
  ])('in a window of %i × %i, where %s', async (width, height, _, stub) => {
    const { page, close } = await openPage(browser, { viewport: { width, height } })
    await page.addInitScript(stub)
    await page.goto(site.url)
    await settled(page)
    const movers = new Set<string>()
    for (const { no, note, content } of deck) {
      // Handles come with clicks, on slides with figures.
      const clicks = (note.match(/\[click\]/g) ?? []).length
      if (clicks === 0 || !/<[A-Z]/.test(content)) continue
      for (const step of new Set([clicks, Math.floor(clicks / 2)])) {
        await goTo(page, no, step)
        const handles = page.locator('#slideshow [role=slider]:visible')
        for (let index = 0; index < (await handles.count()); index++) {
          const handle = handles.nth(index)
          const label = `${await handle.getAttribute('aria-label')} at ${no}:${step}`
          const middle = () =>
            handle.locator('.reach').evaluate((circle) => {
              const { left, top, width, height } = circle.getBoundingClientRect()
              return { x: left + width / 2, y: top + height / 2 }
            })
          for (const [dx, dy] of BY) {
            const from = await middle()
            await page.mouse.move(from.x, from.y)
            await page.mouse.down()
            await page.mouse.move(from.x + dx, from.y + dy, { steps: 3 })
            await page.mouse.up()
            await page.evaluate(
              () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
            )
            const to = await middle()
            // At an end of its way, or across it, it stays.
            if (Math.hypot(to.x - from.x, to.y - from.y) < 1) continue
            movers.add(label)
            // It moves along one axis, by steps of its value: there it is where the pointer is.
            const along = dx === 0 ? to.y - from.y - dy : to.x - from.x - dx
            expect(Math.abs(along), `${label} by ${dx}, ${dy}`).toBeLessThan(width / 30)
          }
        }
      }
    }
    expect(movers.size, [...movers].join()).toBeGreaterThanOrEqual(5)
    await close()
  })
})
