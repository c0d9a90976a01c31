import type { AxeResults } from 'axe-core'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-chromium'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { allMounted, goTo, openPage, settled } from '../../tools/page'

/** What axe finds in Slidev's own controls, which the deck can't mend: the rule, where, and why. */
const SLIDEVS = [
  // MenuButton.vue puts each menu's button into a button of its own.
  { rule: 'nested-interactive', within: '#slide-container nav' },
  // Goto.vue draws its dialogue outside all landmarks, above the window until it is asked for.
  { rule: 'region', within: '#slidev-goto-dialog' },
] as const

let page: Page
let close: () => Promise<void>
beforeAll(async () => {
  ;({ page, close } = await openPage(browser))
  await page.goto(site.url)
  await settled(page)
  await allMounted(page, deck.length)
})
afterAll(() => close?.())

const CONTRAST = 'color-contrast'

/** What axe finds on the page, Slidev's own left out, and how often that occurred; of one rule only, or of all. */
async function audit(rule?: string): Promise<{ found: string[]; slidevs: number[]; judged: string[] }> {
  return page.evaluate(
    async ({ known, runOnly }) => {
      const { axe } = window as unknown as {
        axe: { run: (context: object, options: object) => Promise<AxeResults> }
      }
      // It says nothing of what is hidden, and walks through it all the same.
      const exclude = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].filter(
        (slide) => !slide.checkVisibility(),
      )
      const { violations, passes } = await axe.run({ exclude }, runOnly ? { runOnly } : {})
      const slidevs = known.map(() => 0)
      const found = violations.flatMap(({ id, help, nodes }) =>
        nodes.flatMap(({ target, html }) => {
          const element = document.querySelector(String(target[0]))
          const at = known.findIndex(({ rule, within }) => rule === id && element?.closest(within))
          if (at < 0) return [`${help} (${id}): ${html.slice(0, 160)}`]
          slidevs[at] = (slidevs[at] ?? 0) + 1
          return []
        }),
      )
      return { found, slidevs, judged: passes.map(({ id }) => id) }
    },
    { known: SLIDEVS, runOnly: rule },
  )
}

it('axe finds nothing of ours on any slide, in either scheme', async () => {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  // Over a picture axe judges no colour: Slidev's drawings lie over the slide, the cover's words over its curve.
  await page.addStyleTag({ content: '#slide-content > svg, .cover-picture { display: none !important }' })
  const wrong: string[] = []
  for (const { no } of deck) {
    // Past its last click a slide stands finished.
    await goTo(page, no, 99)
    const { found, slidevs, judged } = await audit()
    expect(judged, `slide ${no}`).toContain(CONTRAST)
    wrong.push(...found.map((each) => `slide ${no}: ${each}`))
    // What is mended there is to be looked at here from then on.
    for (const [at, count] of slidevs.entries())
      expect(count, `slide ${no}: ${SLIDEVS[at]?.rule}`).toBeGreaterThan(0)
  }
  // Only colours differ in the other one.
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const { no } of deck) {
    await goTo(page, no, 99)
    const { found, judged } = await audit(CONTRAST)
    expect(judged, `slide ${no}, dark`).toContain(CONTRAST)
    wrong.push(...found.map((each) => `slide ${no}, dark: ${each}`))
  }
  expect(wrong).toEqual([])
})

it('each slide is announced with its number and its title, to be heard and not printed', async () => {
  const announced = page.locator('[data-announced]')
  expect(await announced.getAttribute('aria-live')).toBe('polite')
  for (const { no, title } of deck) {
    await goTo(page, no)
    expect((await announced.textContent())?.trim()).toBe(`第 ${no} 页：${title}`)
  }
  await page.emulateMedia({ media: 'print' })
  expect(await announced.isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
})

it('what isn’t Chinese says so: no four Latin words in a row are read as Chinese', async () => {
  const pieces = await page.evaluate(() => {
    const texts = document.createTreeWalker(
      document.querySelector('#slideshow') as Element,
      NodeFilter.SHOW_TEXT,
    )
    const pieces = []
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      // A description is an attribute in the tree of what is heard, and has one language.
      if (!text.parentElement || text.parentElement.closest('desc, style, script')) continue
      const words = /\b[A-Za-z][\w’'-]*(?:[ ,.;:?!–]+[A-Za-z][\w’'-]*){3,}/.exec(text.textContent ?? '')?.[0]
      const language = text.parentElement.closest('[lang]')?.getAttribute('lang') ?? ''
      const slide = text.parentElement.closest<HTMLElement>('[data-slidev-no]')?.dataset.slidevNo
      if (words) pieces.push({ words, language, slide })
    }
    return pieces
  })
  expect(pieces.filter(({ language }) => language === 'en').length).toBeGreaterThan(20)
  expect(pieces.filter(({ language }) => language.startsWith('zh'))).toEqual([])
})
