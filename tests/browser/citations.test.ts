import type { Page } from 'playwright-chromium'
import { describe, expect, it } from 'vitest'
import { claim } from '../../data/claims'
import { bibliography } from '../../deck/bibliography'
import { referenceKeys } from '../../deck/claims-page'
import type { DeckSlide } from '../../deck/slides'
import { browser, deck, site } from '../opened'
import { goTo, openPage, place, settled, tap } from '../../tools/page'

const clicksOf = ({ note }: DeckSlide) => (note.match(/\[click\]/g) ?? []).length

/** A slide with a claim's mark in its text, and clicks before and after the one that is shown. */
const example = () => {
  const slide = deck.find(({ content }) => content.includes('<Claim id="system-message"'))
  if (!slide) throw new Error('no slide shows the claim "system-message"')
  return slide
}

async function openExample() {
  const heard = await openPage(browser, { viewport: { width: 1280, height: 720 } })
  const { no } = example()
  await heard.page.goto(`${site.url}${no}?clicks=1`)
  await settled(heard.page)
  const mark = heard.page.locator('#slideshow [data-claim="system-message"]:visible [data-cite]')
  const tooltip = heard.page.getByRole('tooltip')
  return { ...heard, no, mark, tooltip }
}

/** What a mark shows while it has the focus. */
interface Shown {
  mark: string
  claim?: string
  entry: string
  place: string
  /** It is named as the mark's description. */
  described: boolean
  /** Its smallest text on the 960 × 540 canvas. */
  size: number
  /** How far it stays inside the slide's edges at the least, on that canvas. */
  inside: number
  /** It doesn't hide its own mark. */
  beside: boolean
  /** The mark can be pointed at: nothing lies over it. */
  free: boolean
}

/** Focuses every mark that can be seen on the slide, one after another. */
function focusEveryMark(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const slide = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].find((one) =>
      one.checkVisibility(),
    )
    if (!slide) throw new Error('no slide is shown')
    const frame = slide.getBoundingClientRect()
    const scale = frame.width / 960
    const marks = [...slide.querySelectorAll<HTMLElement>('a[data-cite]')]
      .filter((mark) => mark.checkVisibility({ opacityProperty: true }))
      .map((mark) => {
        const own = mark.getBoundingClientRect()
        return {
          mark,
          own,
          hit: document.elementFromPoint(own.left + own.width / 2, own.top + own.height / 2),
        }
      })
    const shown: Shown[] = []
    for (const { mark, own, hit } of marks) {
      mark.focus()
      let tooltip: HTMLElement | null = null
      for (let frames = 0; frames < 30 && !tooltip; frames++) {
        await new Promise(requestAnimationFrame)
        tooltip = slide.querySelector('[role=tooltip]')
      }
      if (!tooltip) throw new Error(`the mark ${mark.textContent} shows nothing`)
      const [entry, at] = [...tooltip.querySelectorAll('p')]
      const card = tooltip.firstElementChild?.getBoundingClientRect() as DOMRect
      shown.push({
        mark: mark.textContent?.trim() ?? '',
        claim: mark.closest<HTMLElement>('[data-claim]')?.dataset.claim,
        entry: entry?.textContent ?? '',
        place: at?.textContent ?? '',
        described: mark.getAttribute('aria-describedby') === tooltip.id,
        size: Math.min(
          ...[...tooltip.querySelectorAll('p')].map((line) => parseFloat(getComputedStyle(line).fontSize)),
        ),
        inside:
          Math.min(
            card.left - frame.left,
            card.top - frame.top,
            frame.right - card.right,
            frame.bottom - card.bottom,
          ) / scale,
        beside: card.bottom <= own.top || card.top >= own.bottom,
        free: hit === mark,
      })
      mark.blur()
    }
    return shown
  })
}

const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/&#38;|&amp;/g, '&')
    .replace(/\s+/g, ' ')

describe('a citation mark that has the focus', () => {
  it.concurrent.each([
    ['16:9', 1280, 720],
    ['4:3', 1024, 768],
  ])('shows its source and place inside the slide, on every slide at %s', async (_, width, height) => {
    const keys = referenceKeys(deck.flatMap(({ claims }) => claims))
    const entries = bibliography(keys).map(text)
    const { page, messages, requests, close } = await openPage(browser, { viewport: { width, height } })
    const wrong: string[] = []
    let marks = 0
    await page.goto(site.url)
    await settled(page)
    for (const slide of deck.filter(({ claims }) => claims.length > 0)) {
      await goTo(page, slide.no, clicksOf(slide))
      for (const shown of await focusEveryMark(page)) {
        marks++
        const number = Number(/^\[(\d+)\]$/.exec(shown.mark)?.[1])
        const own = shown.claim === undefined ? undefined : claim(shown.claim)
        const sources = [own?.source, own?.also, ...(own?.correction?.sources ?? [])]
        const sound =
          text(shown.entry) === entries[number - 1] &&
          shown.place !== '' &&
          (own === undefined ||
            sources.some((one) => one?.key === keys[number - 1] && one?.place === shown.place)) &&
          shown.described &&
          shown.size >= 14 &&
          shown.inside >= 4 &&
          shown.beside &&
          shown.free
        if (!sound) wrong.push(`slide ${slide.no}: ${JSON.stringify(shown)}`)
      }
      // Nothing stays behind.
      expect(await page.getByRole('tooltip').count()).toBe(0)
    }
    await close()
    expect(wrong).toEqual([])
    expect(marks).toBeGreaterThan(deck.length)
    expect({ messages, requests }).toEqual({ messages: [], requests: [] })
  })

  it('is reached with Tab, and Escape closes it and gives the keys back', async () => {
    const { page, no, mark, tooltip, close } = await openExample()
    for (let stops = 0; stops < 60; stops++) {
      await tap(page, 'Tab')
      if (await mark.evaluate((element) => element === document.activeElement)) break
    }
    await tooltip.waitFor()
    await tap(page, 'Escape')
    await tooltip.waitFor({ state: 'detached' })
    expect(place(page)).toBe(`${no}:1`)
    await tap(page, 'ArrowLeft')
    await expect.poll(() => place(page)).toBe(`${no}:0`)
    await close()
  })

  it.each([
    ['ArrowRight', 2],
    ['ArrowLeft', 0],
    ['Space', 2],
    ['PageUp', 0],
  ])('leaves %s to the slides', async (key, clicks) => {
    const { page, no, mark, tooltip, close } = await openExample()
    await mark.focus()
    await tooltip.waitFor()
    await tap(page, key)
    await expect.poll(() => place(page)).toBe(`${no}:${clicks}`)
    expect(await tooltip.count()).toBe(0)
    await close()
  })

  it('is followed with Enter, and closed when one comes back to its slide', async () => {
    const { page, mark, tooltip, no, close } = await openExample()
    await mark.focus()
    await tooltip.waitFor()
    await tap(page, 'Enter')
    await page.waitForURL(/\/references/)
    await settled(page)
    await page.goBack()
    await expect.poll(() => place(page)).toBe(`${no}:1`)
    await settled(page)
    expect(await tooltip.count()).toBe(0)
    await close()
  })
})

describe('a citation mark under the pointer', () => {
  it('shows its tooltip, which may be entered, until the pointer leaves both', async () => {
    const { page, mark, tooltip, close } = await openExample()
    const before = await mark.boundingBox()
    await mark.hover()
    await tooltip.waitFor()
    expect(await mark.boundingBox(), 'the mark stays as it is').toEqual(before)
    const [from, to] = [before, await tooltip.locator('p').first().boundingBox()]
    if (!from || !to) throw new Error('not on the screen')
    await page.mouse.move(from.x + from.width / 2, to.y + to.height / 2, { steps: 12 })
    expect(await tooltip.count()).toBe(1)
    await page.mouse.move(4, 4)
    await tooltip.waitFor({ state: 'detached' })
    await close()
  })

  it('is closed by Escape', async () => {
    const { page, mark, tooltip, close } = await openExample()
    await mark.hover()
    await tooltip.waitFor()
    await tap(page, 'Escape')
    await tooltip.waitFor({ state: 'detached' })
    await close()
  })

  it('says nothing before its claim is revealed', async () => {
    const { page, mark, tooltip, close } = await openExample()
    await mark.evaluate((element) => (element.closest('p') as HTMLElement).style.setProperty('opacity', '0'))
    await mark.hover()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await tooltip.count()).toBe(0)
    await close()
  })

  it('leaves Slidev’s controls within reach, at the lower edge of the window', async () => {
    const { page, close } = await openExample()
    const controls = page.getByTitle('Go to next slide')
    await page.mouse.move(60, 716)
    await controls.hover()
    await expect
      .poll(() => controls.evaluate((button) => button.checkVisibility({ opacityProperty: true })))
      .toBe(true)
    const before = page.url()
    await controls.click()
    await page.waitForURL((url) => url.href !== before)
    await close()
  })

  it.each(['light', 'dark'] as const)('is readable in the %s scheme', async (colorScheme) => {
    const { page, close } = await openPage(browser, {
      viewport: { width: 1280, height: 720 },
      colorScheme,
    })
    await page.goto(`${site.url}${example().no}`)
    await settled(page)
    await page.locator('#slideshow .slidev-layout:visible [data-claim] [data-cite]').first().hover()
    const colours = await page
      .getByRole('tooltip')
      .locator('.card')
      .evaluate((card) => {
        const luminance = (colour: string) => {
          const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? [])
            .map((part) => Number(part) / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        const ground = luminance(getComputedStyle(card).backgroundColor)
        return {
          ground,
          contrasts: [...card.querySelectorAll('p')].map((line) => {
            const ink = luminance(getComputedStyle(line).color)
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
          }),
        }
      })
    expect(colours.ground > 0.5).toBe(colorScheme === 'light')
    // WCAG 2, 1.4.3: at least 4.5 : 1.
    for (const contrast of colours.contrasts) expect(contrast).toBeGreaterThanOrEqual(4.5)
    await close()
  })
})
