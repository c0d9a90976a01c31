import type { Browser, Page } from 'playwright-chromium'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { QUESTIONS, STYLES } from '../../data/demos/dialogues'
import { launch } from '../../scripts/browser'
import { openPrintPage, servePrintSite, type PrintSite } from '../../scripts/export'

// What stands on a slide in another form when it is printed.
let browser: Browser
let site: PrintSite
let page: Page

beforeAll(async () => {
  site = await servePrintSite()
  browser = await launch()
  page = await openPrintPage(site, browser)
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

it('prints every style of the system message whole: message and answers', async () => {
  const slide = page.locator('.print-slide-container', { has: page.locator('table .message') })
  expect(await slide.count()).toBe(1)
  const seen = (text: string) => slide.getByText(text, { exact: false }).first().isVisible()
  for (const { name, message, answers } of STYLES)
    for (const text of [name, ...message.split('\n'), ...answers]) expect(await seen(text), text).toBe(true)
  for (const question of QUESTIONS) expect(await seen(question), question).toBe(true)

  const { small, faint, bottom } = await slide.evaluate((container) => {
    const table = container.querySelector('table') as HTMLElement
    const frame = container.getBoundingClientRect()
    const sources = container.querySelector('.slide-bottom p') as HTMLElement
    const cells = [...table.querySelectorAll<HTMLElement>('caption, th, td, p, b, code')]
    const last = table.parentElement?.lastElementChild as HTMLElement
    return {
      small: cells.filter((cell) => parseFloat(getComputedStyle(cell).fontSize) < 14).length,
      faint: cells.filter((cell) => !cell.checkVisibility({ opacityProperty: true })).length,
      bottom: [last, sources].map(
        (element, index) => element.getBoundingClientRect()[index === 0 ? 'bottom' : 'top'] - frame.top,
      ),
    }
  })
  expect({ small, faint }).toEqual({ small: 0, faint: 0 })
  // It ends above the source line.
  expect(bottom[0]).toBeLessThanOrEqual(bottom[1] ?? 0)
})

it('prints citation marks without tooltips, and no link to the page of claims', async () => {
  const mark = page.locator('.print-slide-container a[data-cite]:visible').first()
  await mark.hover()
  await mark.focus()
  await page.evaluate(() => new Promise(requestAnimationFrame))
  expect(await page.getByRole('tooltip').count()).toBe(0)
  expect(await page.locator('a[href*="claims/"]').count()).toBe(0)
})
