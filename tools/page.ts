import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-chromium'

/** How long a test waits for what must come, in milliseconds: so long that it only ends a wait for what never comes. */
export const PATIENCE = 180_000

/** A page that is listened to: what it logs, and which requests would leave the machine. */
export interface Heard {
  page: Page
  messages: string[]
  requests: string[]
  close: () => Promise<void>
}

/**
 * Opens the windows of one browser: they prefer no motion, and wait patiently.
 */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    // A test that puts something else in an answer's place couldn't where the page's own worker asks.
    serviceWorkers: 'block',
    ...options,
  })
  context.setDefaultTimeout(PATIENCE)
  return context
}

/** Opens a page that collects console errors and warnings, page errors, failed and outside requests. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Heard> {
  const context = await openContext(browser, options)
  const page = await context.newPage()
  const messages: string[] = []
  const requests: string[] = []
  listen(page, messages, requests)
  return { page, messages, requests, close: () => context.close() }
}

function listen(page: Page, messages: string[], requests: string[]) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) messages.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) messages.push(`${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['localhost', '127.0.0.1'].includes(url.hostname) && /^(https?|wss?):$/.test(url.protocol))
      requests.push(request.url())
  })
}

/** Whether exactly one slide is shown, its figures are drawn, nothing moves and the fonts are there; runs in the page. */
function isSettled(): boolean {
  const shown = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].filter(
    (element) => element.checkVisibility(),
  )
  const [slide] = shown
  if (shown.length !== 1 || !slide?.querySelector('.slidev-layout')) return false
  if (slide.getAnimations({ subtree: false }).length > 0) return false
  if (
    [...slide.querySelectorAll('[data-waitfor]')].some(
      (box) => !box.querySelector(box.getAttribute('data-waitfor') ?? ''),
    )
  )
    return false
  if (slide.querySelector('[data-moving]')) return false
  return document.fonts.status === 'loaded'
}

/** Waits until the slide on show stands still, all of it drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(isSettled)
}

/**
 * Presses a key as a hand does, which lifts the finger without waiting for the page: on a busy machine Playwright's own
 * press can hold the key for over a second, after which Slidev takes a further step. A chord, too: `Shift+Space`.
 */
export async function tap(page: Page, key: string): Promise<void> {
  const keys = key.split('+')
  await Promise.all([
    ...keys.map((key) => page.keyboard.down(key)),
    ...keys.reverse().map((key) => page.keyboard.up(key)),
  ])
}

/** Slide and click in an address, as `7:2`. */
const placeIn = (address: string) => {
  const url = new URL(address)
  return `${url.pathname.split('/').at(-1)}:${url.searchParams.get('clicks') ?? 0}`
}

/** Slide and click, as the address tells them. */
export const place = (page: Page) => placeIn(page.url())

/** Is there a step or a slide after the one on show? Slidev's own control, drawn or not, knows once the slide is there. */
const hasNext = (page: Page): Promise<boolean> =>
  page
    .getByTitle('Go to next slide')
    .first()
    .evaluate((control) => !control.classList.contains('disabled'))

/**
 * Steps from the first slide to the last, or through the one slide `only`, calling `visit` at every state; returns the
 * states.
 */
export async function walk(
  page: Page,
  base: string,
  visit: (at: string) => Promise<void>,
  only?: string,
): Promise<string[]> {
  await page.goto(`${base}${only ?? '1'}`)
  const states: string[] = []
  for (;;) {
    await settled(page)
    // Playwright hears of a changed address on its own, and on a busy machine after the page has it.
    const address = await page.evaluate(() => location.href)
    const at = placeIn(address)
    if (only !== undefined && at.split(':')[0] !== only) return states
    states.push(at)
    await visit(at)
    if (!(await hasNext(page))) return states
    await tap(page, 'ArrowRight')
    await page.waitForFunction((before) => location.href !== before, address)
  }
}

/**
 * Goes to a slide, and a click of it, inside the page as the browser's history does: nothing is loaded anew, and what was
 * moved stays.
 */
export async function goTo(page: Page, no: number, clicks = 0): Promise<void> {
  await page.evaluate(
    ([no, clicks]) => {
      const { pathname } = location
      const address = `${pathname.slice(0, pathname.lastIndexOf('/') + 1)}${no}${clicks > 0 ? `?clicks=${clicks}` : ''}`
      history.pushState({ ...history.state, position: history.length }, '', address)
      dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }))
    },
    [no, clicks] as const,
  )
  await page.waitForFunction(
    (no) =>
      document
        .querySelector(`#slideshow > [data-slidev-no="${no}"]:has(.slidev-layout)`)
        ?.checkVisibility() === true,
    no,
  )
  await settled(page)
}

/** Waits until every picture in the page is drawn, that of a slide behind the shown one included. */
export async function allDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[data-waitfor]')].every((box) =>
      box.querySelector(box.getAttribute('data-waitfor') ?? ''),
    ),
  )
}

/** Waits until every slide of the deck is mounted: nothing that a slide needs is loaded after that. */
export async function allMounted(page: Page, slides: number): Promise<void> {
  await page.waitForFunction(
    (count) => document.querySelectorAll('#slideshow > [data-slidev-no]').length === count,
    slides,
  )
}
