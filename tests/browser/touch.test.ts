import type { CDPSession, Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { goTo, openPage, place, settled } from '../../tools/page'

/** A phone held upright: the slide is drawn at 0.4 of its size, with paper above and below. */
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

type Point = readonly [x: number, y: number]

/** Fingers on a page, as the browser hears of them. */
async function fingers(page: Page) {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: Point[]) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) })
  const between = ([x0, y0]: Point, [x1, y1]: Point, share: number): Point => [
    x0 + share * (x1 - x0),
    y0 + share * (y1 - y0),
  ]
  const SHARES = [0.1, 0.2, 0.4, 0.6, 0.8, 1]
  return {
    async move(from: Point, to: Point) {
      await touch('touchStart', from)
      for (const share of SHARES) await touch('touchMove', between(from, to, share))
      await touch('touchEnd')
    },
    /** Two fingers side by side, from one distance to another; one is lifted before the other. */
    async pinch([x, y]: Point, from: number, to: number) {
      const at = (distance: number): [Point, Point] => [
        [x - distance / 2, y],
        [x + distance / 2, y],
      ]
      await touch('touchStart', at(from)[0])
      await touch('touchStart', ...at(from))
      for (const share of SHARES) await touch('touchMove', ...at(from + share * (to - from)))
      await touch('touchEnd', at(to)[0])
      await touch('touchEnd')
    },
  }
}

const zoom = (page: Page) =>
  page.evaluate(() => {
    const { scale = 0, offsetLeft = 0 } = window.visualViewport ?? {}
    return { scale, offsetLeft }
  })

/** A slide with clicks before and after the one that is shown. */
const example = () => {
  const slide = deck.find(({ note }) => (note.match(/\[click\]/g) ?? []).length >= 2)
  if (!slide) throw new Error('no slide has two clicks')
  return slide.no
}

/** A control of the slide on show, and where a finger comes down that is to reach it. */
interface Target {
  name: string
  /** Its place among all that can be used on the slide. */
  index: number
  isMark: boolean
  /** Up to 21 px off its middle: as far as nothing else is nearer, above, right, below and left of it. */
  points: Point[]
}

const CONTROLS = 'a[href], button, select, [role=slider]'

/** All that can be used on the slide on show; runs in the page. */
function targets(selector: string): Target[] {
  const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((one) =>
    one.checkVisibility(),
  )
  const usable = [...(slide?.querySelectorAll(selector) ?? [])].flatMap((control, index) => {
    control.setAttribute('data-target', String(index))
    // A handle's reach is no part of what is seen of it.
    const box = (control.querySelector('.focus') ?? control).getBoundingClientRect()
    const isUsable =
      !control.matches(':disabled') &&
      control.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    const name = control.getAttribute('aria-label') ?? control.textContent?.trim() ?? ''
    return isUsable ? [{ index, name, isMark: control.matches('[data-cite]'), box }] : []
  })
  const distance = ({ left, right, top, bottom }: DOMRect, [x, y]: Point) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
  // A page inside the slide takes its own presses, in some browsers also those a few pixels beside it.
  const frames = [...(slide?.querySelectorAll('iframe') ?? [])].map((frame) => frame.getBoundingClientRect())
  return usable.map(({ box, ...target }) => {
    const middle = [box.left + box.width / 2, box.top + box.height / 2] as const
    const sides = [[0, -1], [1, 0], [0, 1], [-1, 0]] as const // prettier-ignore
    const points = sides.map(([dx, dy]) => {
      const at = (off: number): Point => [middle[0] + off * dx, middle[1] + off * dy]
      const isNearest = (point: Point) =>
        point[0] >= 0 &&
        point[0] < innerWidth &&
        frames.every((frame) => distance(frame, point) > 10) &&
        usable.every(
          (other) => other.index === target.index || distance(other.box, point) > distance(box, point) + 0.5,
        )
      return at([21, 14, 7, 3].find((off) => isNearest(at(off))) ?? 0)
    })
    return { ...target, points }
  })
}

/** From now on controls are pressed in vain, but for citation marks; `pressed` holds which were. Runs in the page. */
function listen(selector: string) {
  const pressed: (string | undefined)[] = []
  Object.assign(window, { pressed })
  const hear = (event: Event) => {
    const control = (event.target as Element).closest<HTMLElement | SVGElement>(selector)
    if (!control?.closest('[data-slidev-no]') || control.matches('[data-cite]')) return
    if (event.type === 'pointerdown' && !control.matches('[role=slider]')) return
    pressed.push(control.dataset.target)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  for (const name of ['click', 'pointerdown']) addEventListener(name, hear, { capture: true })
  HTMLSelectElement.prototype.showPicker = function () {
    this.click()
  }
}

/** What is wrong with what a tap has come to, which was a control's; runs in the page. */
async function outcome({ index, isMark }: Target): Promise<string> {
  const { pressed } = window as unknown as { pressed: string[] }
  const slide = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].find((one) =>
    one.checkVisibility(),
  )
  const tooltips = () => [...(slide?.querySelectorAll<HTMLElement>('[role=tooltip] > .card') ?? [])]
  for (let frames = 0; frames < 30 && tooltips().length + pressed.length === 0; frames++)
    await new Promise(requestAnimationFrame)
  const reached = pressed.splice(0).join()
  const [tooltip, ...more] = tooltips()
  if (!isMark) return reached === String(index) && !tooltip ? '' : `a tap reached ${reached}`
  const mark = slide?.querySelector(`[data-target="${index}"]`)
  if (
    !slide ||
    !tooltip ||
    more.length > 0 ||
    mark?.getAttribute('aria-describedby') !== tooltip.parentElement?.id
  )
    return `a tap reached ${reached}, and ${tooltips().length} tooltips are open`
  const [card, frame] = [tooltip.getBoundingClientRect(), slide.getBoundingClientRect()]
  const size = parseFloat(getComputedStyle(tooltip).fontSize) * (frame.width / slide.offsetWidth)
  const isInside =
    card.left >= frame.left &&
    card.right <= frame.right &&
    card.top >= frame.top &&
    card.bottom <= frame.bottom
  // A key ends the reading.
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape' }))
  for (let frames = 0; frames < 30 && tooltips().length > 0; frames++)
    await new Promise(requestAnimationFrame)
  return isInside && size > 11.9 ? '' : `its tooltip leaves the slide or is small: ${size} px`
}

describe('on a phone', () => {
  let page: Page
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ page, close } = await openPage(browser, PHONE))
    await page.goto(site.url)
    await settled(page)
  })
  afterAll(() => close?.())

  it('all that can be used is 44 px wide and high to a finger, and a tap on a citation shows its source, on every slide', async () => {
    await page.evaluate(listen, CONTROLS)
    const wrong: string[] = []
    const kinds = { marks: 0, others: 0 }
    let side = 0
    for (const { no, content, note } of deck) {
      const clicks = (note.match(/\[click\]/g) ?? []).length
      // What the talk waits for comes and goes with the clicks.
      for (const step of content.includes('<Wager') ? [2, clicks] : [clicks]) {
        await goTo(page, no, step)
        const address = page.url()
        for (const target of await page.evaluate(targets, CONTROLS)) {
          // Another side each time.
          const [x, y] = target.points[side++ % 4] as Point
          await page.touchscreen.tap(x, y)
          const found = await page.evaluate(outcome, target)
          if (found) wrong.push(`slide ${no}: ${target.name}: ${found}`)
          if (page.url() !== address) {
            wrong.push(`slide ${no}: ${target.name}: a tap led to ${place(page)}`)
            await goTo(page, no, step)
          }
          kinds[target.isMark ? 'marks' : 'others']++
        }
      }
    }
    expect(wrong).toEqual([])
    expect(kinds.marks).toBeGreaterThan(deck.length)
    expect(kinds.others).toBeGreaterThan(20)
  })

  it('a finger moves a handle, also from beside it', async () => {
    const chart = deck.find(({ content }) => content.includes('<ScalingChart'))
    if (!chart) throw new Error('no slide shows the scaling chart')
    await page.goto(`${site.url}${chart.no}?clicks=99`)
    await settled(page)
    const before = place(page)
    const handle = page.locator('#slideshow [role=slider]:visible').last()
    const box = await handle.locator('.focus').boundingBox()
    if (!box) throw new Error('no handle is shown')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2 + 20]
    const value = await handle.getAttribute('aria-valuenow')
    await (await fingers(page)).move([x, y], [x - 80, y])
    await expect.poll(() => handle.getAttribute('aria-valuenow')).not.toBe(value)
    expect(place(page)).toBe(before)
  })
})

it('a finger with which a zoomed page moves along is no tap, though it keeps its place on the page', async () => {
  const { page, close } = await openPage(browser, PHONE)
  const no = example()
  await page.goto(`${site.url}${no}`)
  await settled(page)
  const touch = (screenX: number) =>
    page.evaluate((screenX) => {
      const target = document.querySelector('#slide-container') as Element
      for (const [type, x] of [['touchstart', 100], ['touchend', screenX]] as const) {
        const finger = new Touch({ identifier: 1, target, clientX: 300, clientY: 700, screenX: x, screenY: 700 })
        const touches = type === 'touchstart' ? [finger] : []
        const init = { bubbles: true, cancelable: true, touches, changedTouches: [finger] }
        target.dispatchEvent(new TouchEvent(type, init))
      }
    }, screenX) // prettier-ignore
  await touch(140)
  await touch(100)
  await expect.poll(() => place(page)).toBe(`${no}:1`)
  await touch(140)
  await touch(100)
  await expect.poll(() => place(page)).toBe(`${no}:2`)
  await close()
})

describe.each([
  ['a phone', PHONE],
  ['a tablet on its side', { ...PHONE, viewport: { width: 1180, height: 820 } }],
])('on %s', (_, device) => {
  it('a swipe turns one step, two fingers zoom the page, and one moves the zoomed page without turning', async () => {
    const { page, close } = await openPage(browser, device)
    const no = example()
    const { width, height } = device.viewport
    await page.goto(`${site.url}${no}`)
    await settled(page)
    const finger = await fingers(page)
    const [left, right] = [0.25 * width, 0.75 * width]
    // On the slide, and on the paper below it.
    for (const y of [0.5 * height, 0.5 * height + 0.3 * width]) {
      await finger.move([right, y], [left, y])
      await expect.poll(() => place(page)).toBe(`${no}:1`)
      await finger.move([left, y], [right, y])
      await expect.poll(() => place(page)).toBe(`${no}:0`)
    }
    // Too little, and up and down: that is no swipe.
    await finger.move([right, 0.5 * height], [right - 40, 0.5 * height])
    await finger.move([right, 0.5 * height], [right - 40, 0.2 * height])

    const middle = [0.5 * width, 0.5 * height] as const
    await finger.pinch(middle, 60, 300)
    await expect.poll(async () => (await zoom(page)).scale).toBeGreaterThan(1.2)
    const { offsetLeft } = await zoom(page)
    // Two fingers that come down one after the other may zoom to an edge: towards the other one there is room.
    const isRight = offsetLeft > middle[0] / 2
    await finger.move([isRight ? left : right, middle[1]], [isRight ? right : left, middle[1]])
    await expect.poll(async () => Math.abs((await zoom(page)).offsetLeft - offsetLeft)).toBeGreaterThan(20)
    expect(place(page)).toBe(`${no}:0`)
    await finger.pinch(middle, 300, 20)
    await expect.poll(async () => (await zoom(page)).scale).toBe(1)
    // All that was no swipe has turned nothing, or this would not be the first step.
    await finger.move([right, middle[1]], [left, middle[1]])
    await expect.poll(() => place(page)).toBe(`${no}:1`)
    await close()
  })
})

it('a second tap on a citation follows it, one beside it closes it, and beside the slide a tap turns a step', async () => {
  const { page, close } = await openPage(browser, PHONE)
  const slide = deck.find(({ content }) => content.includes('<Claim id="system-message"'))
  if (!slide) throw new Error('no slide shows the claim "system-message"')
  await page.goto(`${site.url}${slide.no}?clicks=1`)
  await settled(page)
  const tooltip = page.getByRole('tooltip')
  const box = await page.locator('#slideshow [data-claim="system-message"]:visible [data-cite]').boundingBox()
  if (!box) throw new Error('the mark is not shown')
  const { x, y } = box
  await page.touchscreen.tap(x, y - 8)
  await tooltip.waitFor()
  await page.touchscreen.tap(0.75 * PHONE.viewport.width, 0.75 * PHONE.viewport.height)
  await tooltip.waitFor({ state: 'detached' })
  await expect.poll(() => place(page)).toBe(`${slide.no}:2`)
  await page.touchscreen.tap(x, y - 8)
  await tooltip.waitFor()
  await page.touchscreen.tap(x, y - 8)
  await page.waitForURL(/\/references/)
  await close()
})
