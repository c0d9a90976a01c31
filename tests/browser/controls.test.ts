import type { Page } from 'playwright-chromium'
import { afterAll, describe, expect, it } from 'vitest'
import { browser, clicksOf, deck, site } from '../opened'
import { pressInFrame } from './framed'
import { goTo, type Heard, openPage, place, settled, tap } from '../../tools/page'

/** A control of the slide that is shown. */
interface Control {
  tag: string
  /** What it is one of, by tag, role and classes: all marks of citations are one kind. */
  kind: string
  /** Which one of its kind on the slide, those counted in that can't be seen yet. */
  nth: number
  /** What stands on a button: pressed, it may become another one. */
  name: string
}

const CONTROLS = 'a[href], button, select, input, textarea, summary, iframe, [tabindex], [contenteditable]'

/** What takes the focus on the slide that is shown, and can be pressed there; runs in the page. */
function controls(selector: string): Control[] {
  const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((element) =>
    element.checkVisibility(),
  )
  const seen = new Map<string, number>()
  return [...(slide?.querySelectorAll<HTMLElement>(selector) ?? [])].flatMap((element) => {
    const classes = (element.getAttribute('class') ?? '').split(' ').sort().join('.')
    const kind = [element.tagName, element.getAttribute('role') ?? '', classes].join(' ')
    const nth = seen.get(kind) ?? 0
    seen.set(kind, nth + 1)
    const { left, top, width, height } = element.getBoundingClientRect()
    const onTop = document.elementFromPoint(left + width / 2, top + height / 2)
    const usable =
      element.tabIndex >= 0 &&
      !element.matches(':disabled') &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      (element === onTop || element.contains(onTop))
    const name = element.matches('button') ? element.innerText : ''
    return usable ? [{ tag: element.tagName, kind, nth, name }] : []
  })
}

/** The middle of a control, in the window. */
async function middleOf(page: Page, { kind, nth }: Control): Promise<{ x: number; y: number }> {
  return page.evaluate(
    ([selector, kind, nth]) => {
      const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((element) =>
        element.checkVisibility(),
      )
      const element = [...(slide?.querySelectorAll<HTMLElement>(selector) ?? [])].filter((element) => {
        const classes = (element.getAttribute('class') ?? '').split(' ').sort().join('.')
        return [element.tagName, element.getAttribute('role') ?? '', classes].join(' ') === kind
      })[nth]
      if (!element) throw new Error(`no ${kind} ${nth} on the slide`)
      const { left, top, width, height } = element.getBoundingClientRect()
      return { x: left + width / 2, y: top + height / 2 }
    },
    [CONTROLS, kind, nth] as const,
  )
}

/** What the controls of a slide are set to. */
const settings = (page: Page, no: string) =>
  page.evaluate(
    (slide) =>
      [...document.querySelectorAll(`${slide} select, ${slide} [aria-pressed]`)].map((control) =>
        control instanceof HTMLSelectElement ? control.value : control.getAttribute('aria-pressed'),
      ),
    `#slideshow [data-slidev-no="${no}"]`,
  )

type Way = (page: Page, at: { x: number; y: number }) => Promise<void>

const press: Way = async (page, { x, y }) => page.mouse.click(x, y)

/** How a control is used with the mouse and left, by its tag; the first way does what it is there for. */
const WAYS: Record<string, Record<string, Way>> = {
  SELECT: {
    'closed with another value': async (page, at) => {
      await press(page, at)
      await page.waitForSelector('select:open')
      await tap(page, 'ArrowDown')
      await tap(page, 'Enter')
    },
    'closed by Escape': async (page, at) => {
      await press(page, at)
      await page.waitForSelector('select:open')
      await tap(page, 'Escape')
    },
    'closed by a press elsewhere': async (page, at) => {
      await press(page, at)
      await page.waitForSelector('select:open')
      // On the slide's own ground, where the window turns no slide.
      await page.mouse.click(640, 8)
    },
    'closed by its own button': async (page, at) => {
      await press(page, at)
      await page.waitForSelector('select:open')
      await press(page, at)
    },
    'closed with the same value': async (page, at) => {
      await press(page, at)
      await page.waitForSelector('select:open')
      await tap(page, 'Enter')
    },
  },
  IFRAME: {
    pressed: press,
    'pressed at a button': async (page) => {
      const button = page.frameLocator('#slideshow iframe:visible').locator('button').first()
      const at = await button.evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect()
        return { x: left + width / 2, y: top + height / 2 }
      })
      await pressInFrame(page, page.locator('#slideshow iframe:visible'), at)
    },
  },
  other: {
    pressed: press,
    'pressed twice': async (page, at) => {
      await press(page, at)
      await press(page, at)
    },
    'pressed and let go beside it': async (page, { x, y }) => {
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(640, 8)
      await page.mouse.up()
    },
    'left for another window': async (page, at) => {
      await press(page, at)
      // The browser focuses it anew when its window comes back to the front, as after a file was chosen.
      await page.evaluate(() =>
        document.activeElement?.dispatchEvent(new FocusEvent('focusin', { bubbles: true })),
      )
    },
  },
}

const FORWARDS = ['PageDown', 'ArrowRight', 'Space']
const BACKWARDS = ['PageUp', 'ArrowLeft', 'Shift+Space']

/** Presses a key and finds the talk on another slide or step, and no control set to anything else. */
async function keyIsTheTalks(page: Page, which: number, last: number, what: string): Promise<void> {
  await settled(page)
  // A framed page hands the focus over by a message.
  await page.waitForFunction(() => !(document.activeElement instanceof HTMLIFrameElement))
  const shown = await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].find((slide) =>
        slide.checkVisibility(),
      )?.dataset.slidevNo ?? '',
  )
  const key = (Number(shown) === last ? BACKWARDS : FORWARDS)[which % 3] as string
  const [before, set] = [place(page), await settings(page, shown)]
  await tap(page, key)
  await expect.poll(() => place(page), { message: `${what}, then ${key}`, timeout: 30_000 }).not.toBe(before)
  expect(await settings(page, shown), `${what}, then ${key}`).toEqual(set)
  // Back, so that the next one needn't begin from the start.
  const moved = place(page)
  await tap(page, Number(shown) === last ? 'PageDown' : 'PageUp')
  await expect
    .poll(() => place(page), { message: `${what}, then ${key} and back`, timeout: 30_000 })
    .not.toBe(moved)
  await settled(page)
}

/** Kinds of which one was used in every way. */
const known = new Set<string>()
/** Each use is followed by another key. */
let uses = 0

/** The window that is used; whether anything was moved in it, and whether that was since its page was loaded. */
let open: Heard | undefined
let isUsed = false
let isMoved = false

/** A browser in which nothing was moved yet. */
async function untouched(): Promise<Page> {
  if (open && !isUsed) return open.page
  await open?.close()
  open = await openPage(browser, { viewport: { width: 1280, height: 720 } })
  isUsed = isMoved = false
  const { page } = open
  page.on('filechooser', () => undefined)
  page.on('popup', (popup) => void popup.close())
  await page.goto(site.url)
  await settled(page)
  return page
}

describe('whatever is used with the mouse leaves the keys to the talk', () => {
  afterAll(() => open?.close())

  it.each(deck.map(({ no, title }) => [no, title] as const))('slide %i: %s', async (no) => {
    const page = await untouched()
    const clicks = clicksOf(deck[no - 1] ?? { note: '' })
    const show = async (step: number) => {
      // Nothing that was moved before stays.
      if (isMoved) {
        // From a page in which the talk doesn't run: it would write down again what it knows.
        await page.goto(`${site.url}claims/`)
        await page.evaluate(async () => {
          for (const storage of [sessionStorage, localStorage]) storage.clear()
          for (const { name = '' } of await indexedDB.databases())
            await new Promise((resolve) => {
              indexedDB.deleteDatabase(name).onsuccess = resolve
            })
        })
        await page.goto(`${site.url}${no}?clicks=${step}`)
        await settled(page)
        isMoved = false
      } else await goTo(page, no, step)
    }
    /** Uses what can be used now and is of no kind that was used, and then what came up by that; `come` leads here. */
    const useAll = async (come: () => Promise<void>, path: string) => {
      await come()
      await settled(page)
      const at = place(page)
      for (const control of await page.evaluate(controls, CONTROLS)) {
        if (known.has(control.kind)) continue
        known.add(control.kind)
        const what = `${path}, ${control.kind} ${control.name}`
        const ways = Object.entries(WAYS[control.tag] ?? WAYS.other ?? {})
        const use = async ([wording, act]: [string, Way]) => {
          const here = place(page) === at ? await page.evaluate(controls, CONTROLS) : []
          if (!here.some((other) => JSON.stringify(other) === JSON.stringify(control))) await come()
          // A link moves nothing but the talk.
          if (control.tag !== 'A') isUsed = isMoved = true
          await act(page, await middleOf(page, control))
          return `${what}, ${wording}`
        }
        for (const way of ways) await keyIsTheTalks(page, uses++, deck.length, await use(way))
        if (!['BUTTON', 'SELECT'].includes(control.tag)) continue
        const usedOnce = async () => {
          await come()
          isUsed = isMoved = true
          await ways[0]?.[1](page, await middleOf(page, control))
        }
        await useAll(usedOnce, what)
      }
    }
    for (let step = 0; step <= clicks; step++) await useAll(() => show(step), `${no}:${step}`)
  })

  it('found lists, handles, buttons, links and a page', () => {
    const tags = new Set([...known].map((kind) => kind.split(' ')[0]))
    expect([...tags].sort()).toEqual(expect.arrayContaining(['A', 'BUTTON', 'IFRAME', 'SELECT', 'g']))
  })
})
