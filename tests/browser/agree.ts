import type { Page } from 'playwright-chromium'
import { expect } from 'vitest'
import { openContext, PATIENCE } from '../../tools/page'
import { browser, clicksOf, deck, slideWith } from '../opened'

/** What must be the same in all windows: slide and click, and what was moved by hand. */
interface Shown {
  /** The slide's number and the click, as the address says. */
  place: string
  /** The numbers of the slides on show: two while one follows the other. */
  slides: string[]
  handles: (string | null)[]
  tables: string[]
  hand: [string, string][]
  isDark: boolean
}

export const WAIT = { timeout: PATIENCE, interval: 25 }

/** A slide with many clicks. */
export const { no: chart } = slideWith((slide) => clicksOf(slide) >= 8)

export const newContext = () => openContext(browser, { viewport: { width: 1280, height: 720 } })

/** What a window shows; undefined while its page is being loaded. */
async function shown(page: Page, routes: readonly string[]): Promise<Shown | undefined> {
  return page
    .evaluate((routes) => {
      const slides = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].filter(
        (element) => element.checkVisibility() && element.querySelector('.slidev-layout'),
      )
      const url = new URL(location.href)
      const all = (selector: string) => slides.flatMap((slide) => [...slide.querySelectorAll(selector)])
      return {
        place: `${routes.indexOf(url.pathname.split('/').at(-1) ?? '') + 1}:${url.searchParams.get('clicks') ?? 0}`,
        slides: slides.map(({ dataset }) => dataset.slidevNo ?? ''),
        handles: all('[role=slider]').map((handle) => handle.ariaValueNow),
        tables: (all('select') as HTMLSelectElement[]).map(({ value }) => value),
        hand: Object.entries(sessionStorage)
          .filter(([key]) => key.startsWith('gpt4-talk/'))
          .sort() as [string, string][],
        isDark: document.documentElement.classList.contains('dark'),
      }
    }, routes)
    .catch(() => undefined)
}

/** Waits until all windows show the same and it is as it should be. */
export async function agree(
  pages: Page[],
  isRight: (shown: Shown) => boolean = () => true,
  slides = deck,
): Promise<Shown> {
  const routes = slides.map(({ route }) => route)
  let all: (Shown | undefined)[] = []
  await expect
    .poll(async () => {
      all = await Promise.all(pages.map((page) => shown(page, routes)))
      const [first] = all
      if (!first || all.some((one) => JSON.stringify(one) !== JSON.stringify(first))) return all
      const isThere = first.slides.join() === first.place.split(':')[0]
      return isThere && isRight(first) ? 'agree' : first
    }, WAIT)
    .toBe('agree')
  return all[0] as Shown
}

export const at = (place: string) => (now: Shown) => now.place === place
