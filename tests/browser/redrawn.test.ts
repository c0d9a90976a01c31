import type { Page } from 'playwright-chromium'
import { describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { allDrawn, allMounted, goTo, type Heard, openPage, settled, tap } from '../../tools/page'

/** Opens a slide and waits until all the others stand behind it. */
async function open(at: string): Promise<Heard> {
  const heard = await openPage(browser, { viewport: { width: 960, height: 540 }, colorScheme: 'light' })
  await heard.page.goto(site.url + at)
  await settled(heard.page)
  await drawn(heard.page)
  return heard
}

/** Waits until everything on all slides is drawn. */
async function drawn(page: Page) {
  await allMounted(page, deck.length)
  await allDrawn(page)
  await settled(page)
}

/** What each slide holds, shown or not, without the ids that a picture is given when it is drawn, and empty styles. */
const pictures = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].map((slide) => [
        `slide ${slide.dataset.slidevNo}`,
        slide.innerHTML.replace(/diagram-\d+/g, 'diagram').replaceAll(' style=""', ''),
      ]),
    ),
  )

/** Where slides differ: what differs first, so that a failure can be read. */
const differences = (before: Record<string, string>, after: Record<string, string>) =>
  Object.keys({ ...before, ...after }).flatMap((slide) => {
    const [a = '', b = ''] = [before[slide], after[slide]]
    if (a === b) return []
    const from = Math.max(0, [...a].findIndex((char, at) => char !== b[at]) - 60)
    return [`${slide}: ${a.slice(from, from + 160)} ≠ ${b.slice(from, from + 160)}`]
  })

/** How long a busy machine may take. */
const SOON = { timeout: 30_000 }

const isDark = (page: Page) => page.evaluate(() => document.documentElement.classList.contains('dark'))

/** The ways to the other scheme. */
const TOGGLES = {
  'the key': (page: Page) => tap(page, 'd'),
  'the system': (page: Page, colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme }),
}

/** Slides of which each holds a diagram. */
const diagramSlides = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')]
      .filter((slide) => slide.querySelector('[data-diagram]'))
      .map((slide) => Number(slide.dataset.slidevNo)),
  )

describe.each(Object.keys(TOGGLES) as (keyof typeof TOGGLES)[])('the scheme, changed by %s', (way) => {
  it('there and back twice leaves every slide as it was, the shown one and those behind it', async () => {
    const { page, messages, close } = await open('1')
    const [first] = await diagramSlides(page)
    for (const no of [1, first as number]) {
      await goTo(page, no)
      await drawn(page)
      const light = await pictures(page)
      const seen = await page.screenshot()
      let dark: typeof light | undefined
      for (let change = 1; change <= 4; change++) {
        await TOGGLES[way](page, change % 2 === 1 ? 'dark' : 'light')
        await expect.poll(() => isDark(page), SOON).toBe(change % 2 === 1)
        await drawn(page)
        if (change % 2 === 0) {
          expect(differences(light, await pictures(page)), `slide ${no}, change ${change}`).toEqual([])
          expect((await page.screenshot()).equals(seen), `pixels of slide ${no}, change ${change}`).toBe(true)
        } else {
          dark ??= await pictures(page)
          expect(differences(light, dark)).not.toEqual([])
          expect(differences(dark, await pictures(page)), `slide ${no}, change ${change}`).toEqual([])
        }
      }
    }
    expect(messages).toEqual([])
    await close()
  })

  it('ends with the newest scheme’s pictures, however fast it is changed', async () => {
    const { page, messages, close } = await open('1')
    const [first] = await diagramSlides(page)
    await goTo(page, first as number)
    await drawn(page)
    const light = await pictures(page)
    for (let change = 1; change <= 6; change++) await TOGGLES[way](page, change % 2 === 1 ? 'dark' : 'light')
    await expect.poll(() => isDark(page), SOON).toBe(false)
    await drawn(page)
    expect(differences(light, await pictures(page))).toEqual([])
    expect(messages).toEqual([])
    await close()
  })
})

describe('what can be put back', () => {
  /** Buttons and lists of the slide that is shown. */
  const shown = (page: Page, selector: string) => page.locator(`#slideshow ${selector}:visible`)

  it('shows afterwards what it showed before: tables picked, buttons used', async () => {
    const { page, close } = await open('1')
    const reset = shown(page, 'button').getByText('还原', { exact: true })
    const put: string[] = []
    const withControls = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')]
        .filter((slide) => slide.querySelector('button, select'))
        .map((slide) => Number(slide.dataset.slidevNo)),
    )
    for (const no of withControls) {
      const last = (deck[no - 1]?.note.match(/\[click\]/g) ?? []).length
      for (const step of new Set([0, last])) {
        await goTo(page, no, step)
        const picture = async () => (await pictures(page))[`slide ${no}`] ?? ''
        const before = await picture()
        const putBack = async (what: string) => {
          if ((await reset.count()) === 0) return
          expect((await picture()) === before, what).toBe(false)
          await reset.click()
          await settled(page)
          expect(differences({ [what]: before }, { [what]: await picture() })).toEqual([])
          put.push(what)
        }
        for (const select of await shown(page, 'select').all())
          for (const value of await select.evaluate((list: HTMLSelectElement) =>
            [...list.options].map(({ value }) => value),
          )) {
            await select.selectOption(value)
            await settled(page)
            await putBack(`${value} at ${no}:${step}`)
          }
        for (let index = 0; index < (await shown(page, 'button').count()); index++) {
          const button = shown(page, 'button').nth(index)
          const name = await button.innerText()
          await button.click()
          await settled(page)
          // What runs is stopped by the button that started it.
          if ((await reset.count()) === 0 && (await button.count()) > 0) await button.click()
          await settled(page)
          await putBack(`${name} at ${no}:${step}`)
        }
      }
    }
    expect(put.length).toBeGreaterThan(4)
    await close()
  })
})
