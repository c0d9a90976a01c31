import { createRequire } from 'node:module'
import { basename } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-chromium'
import { claim } from '../../data/claims'
import type { DeckSlide } from '../../deck/slides'
import { numbersIn } from '../../tools/numbers-in-text'
import { settled, tap, walk } from '../../tools/page'
import { clicksOf, deck } from '../opened'
import { faint } from './faint'
import { look, type Seen } from './look'

/** Where a walk through the deck is. */
export interface State {
  /** Slide and click, as `7:2`. */
  at: string
  slide: DeckSlide
  /** Whether nothing comes on this slide any more. */
  isLast: boolean
}

/** Looks at every state of a walk, and says what is wrong there. */
export type Observer = (state: State, page: Page) => Promise<string[]>

/**
 * Walks through a served deck, forwards by its keys.
 *
 * @returns what the observers found wrong, each with the state; and the states
 */
export async function observe(
  page: Page,
  url: string,
  observers: Record<string, Observer>,
): Promise<{ found: string[]; states: State[] }> {
  const found: string[] = []
  const states: State[] = []
  await walk(page, url, async (at) => {
    const [route, clicks] = at.split(':')
    const slide = deck.find((slide) => slide.route === route)
    if (!slide) throw new Error(`no slide has the address ${route}`)
    const state = { at, slide, isLast: Number(clicks) === clicksOf(slide) }
    states.push(state)
    for (const [name, observer] of Object.entries(observers))
      for (const wrong of await observer(state, page)) found.push(`${at}, ${name}: ${wrong}`)
  })
  return { found, states }
}

/** Numbers on a slide that come from nowhere. */
function naked({ page, free, diagrams }: Seen): string[] {
  const claims = (deck[page - 1]?.claims ?? []).map(claim)
  const stated = new Set(
    claims
      .flatMap(({ statement, value = '' }) => numbersIn(`${statement} ${value}`))
      .map(({ value }) => value),
  )
  return [
    ...free.flatMap((text) => numbersIn(text).map((number) => `${number.text} in 「${text}」`)),
    ...diagrams.flatMap((text) =>
      numbersIn(text)
        .filter(({ value }) => !stated.has(value))
        .map((number) => `${number.text} in the diagram 「${text}」`),
    ),
  ]
}

/** Text that leaves the slide, is small, broken or drawn wrongly; numbers from nowhere. */
export const layout: Observer = async (_, page) => {
  const seen = await page.evaluate(look)
  return [
    ...(['outside', 'marks', 'small', 'errors'] as const).flatMap((kind) =>
      seen[kind].map((text) => `${kind}: ${text}`),
    ),
    ...naked(seen).map((number) => `naked number: ${number}`),
  ]
}

/** What is told to who doesn't see the slide. */
export const announced: Observer = async ({ slide }, page) => {
  const told = (await page.locator('[data-announced]').textContent())?.trim()
  const expected = `第 ${slide.no} 页：${slide.title}`
  return told === expected ? [] : [`announced as 「${told}」 instead of 「${expected}」`]
}

/** Text whose contrast to its ground is below WCAG's limits, on finished slides: 4.5 : 1, and 7 : 1 for who asks for more. */
export const contrast: Observer = async ({ isLast }, page) => {
  if (!isLast) return []
  const found: string[] = []
  for (const [contrast, limit] of [
    ['more', 7],
    ['no-preference', 4.5],
  ] as const) {
    await page.emulateMedia({ contrast })
    await settled(page)
    found.push(...(await page.evaluate(faint, limit)).map((text) => `${text}, of ${limit}`))
  }
  return found
}

/** The picture of the slide on show, without what differs from page to page. */
const picture = (page: Page) =>
  page.evaluate(() => {
    const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((element) =>
      element.checkVisibility(),
    )
    // The times of a magic move and ids hold no picture.
    return slide?.innerHTML
      .replace(/ ?--smm-[\w-]+: [^;"]*;/g, '')
      .replace(
        /\b(id|aria-describedby|aria-labelledby|for)="[^"]*"|#[\w-]+|url\([^)]*\)| (style|class)=""/g,
        '',
      )
  })

/** Remembers what each state looks like; `compare` looks whether it looks like that now. */
export function pictures(): { remember: Observer; compare: Observer } {
  const known = new Map<string, string | undefined>()
  return {
    async remember({ at }, page) {
      known.set(at, await picture(page))
      const [route, clicks] = at.split(':')
      const isSame = known.get(`${route}:${Number(clicks) - 1}`) === known.get(at)
      return isSame ? ['the click changes nothing'] : []
    },
    compare: async ({ at }, page) =>
      (await picture(page)) === known.get(at) ? [] : ['not the picture of the way there'],
  }
}

/** Goes the whole way back by the keys. */
export async function observeBackwards(
  page: Page,
  states: readonly State[],
  observer: Observer,
): Promise<string[]> {
  const found: string[] = []
  for (const state of [...states].reverse().slice(1)) {
    const before = page.url()
    await tap(page, 'ArrowLeft')
    await page.waitForFunction((url) => location.href !== url, before)
    await settled(page)
    for (const wrong of await observer(state, page)) found.push(`backwards at ${state.at}: ${wrong}`)
  }
  return found
}

/** What axe finds in Slidev's own controls, which the deck can't mend: the rule, where, and why. */
export const SLIDEVS = [
  // MenuButton.vue puts each menu's button into a button of its own.
  { rule: 'nested-interactive', within: '#slide-container nav' },
  // Goto.vue draws its dialogue outside all landmarks, above the window until it is asked for.
  { rule: 'region', within: '#slidev-goto-dialog' },
] as const

/** What axe finds on finished slides, of ours; `slidevs` counts what it found of Slidev's. */
export function axe(): { observer: Observer; slidevs: number[]; judged: Set<string> } {
  const slidevs = SLIDEVS.map(() => 0)
  const judged = new Set<string>()
  const observer: Observer = async ({ isLast }, page) => {
    if (!isLast) return []
    if (!(await page.evaluate(() => 'axe' in window)))
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
    const result = await page.evaluate(async (known) => {
      const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
      // Of hidden slides it says nothing, and takes its time for them; over a picture it judges no colour: Slidev's
      // drawings lie over the slide, the cover's words over its curve.
      const away = [
        ...[...document.querySelectorAll('#slideshow > [data-slidev-no]')].filter(
          (slide) => !slide.checkVisibility(),
        ),
        ...document.querySelectorAll('#slide-content > svg, .cover-picture'),
      ].map((element) => ({ element, place: document.createComment('') }))
      for (const { element, place } of away) element.replaceWith(place)
      const { violations, passes } = await axe.run({ iframes: false })
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
      for (const { element, place } of away) place.replaceWith(element)
      return { found, slidevs, judged: passes.map(({ id }) => id) }
    }, SLIDEVS)
    result.slidevs.forEach((count, i) => (slidevs[i] = (slidevs[i] ?? 0) + count))
    for (const rule of result.judged) judged.add(rule)
    return result.judged.includes('color-contrast') ? result.found : [...result.found, 'no colour was judged']
  }
  return { observer, slidevs, judged }
}

/** Claims that are shown where the deck doesn't know of it: the page of claims leads to the slides that it knows. */
export const claims: Observer = async ({ slide }, page) => {
  const shown = await page
    .locator('#slideshow > [data-slidev-no]:visible [data-claim]')
    .evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).dataset.claim ?? ''))
  return shown.filter((id) => !slide.claims.includes(id)).map((id) => `shows ${id}, which it isn't known to`)
}

/** The font files that a page asks for, by their names without what Vite puts behind them. */
export function fontsAsked(page: Page): Set<string> {
  const fonts = new Set<string>()
  page.on('request', (request) => {
    if (request.resourceType() === 'font')
      fonts.add(basename(new URL(request.url()).pathname).replace(/-[\w-]{8}\.woff2$/, '.woff2'))
  })
  return fonts
}

/** Texts in the whole page that say in which language they are, with what they are: four Latin words in a row. */
export const latinWords = (page: Page) =>
  page.evaluate(() => {
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

/** Notes in the page what moves on a slide; `moved` reads it. Runs before the page does. */
export function noteMotion(): void {
  const moved: string[] = []
  Object.assign(window, { moved })
  const name = (target: EventTarget | null) =>
    target instanceof Element
      ? `${target.tagName}.${target.getAttribute('class')} in ${target.closest('[data-slidev-no]')?.getAttribute('data-slidev-no')}`
      : 'no element'
  // Of Slidev's own controls the pointer's colour changes: they are no part of a slide.
  const see = ({ type, target }: Event) => {
    if (!(target instanceof Element && target.closest('#slideshow'))) return
    const isLong = target
      .getAnimations()
      .some((animation) => Number(animation.effect?.getComputedTiming().activeDuration) > 1)
    if (isLong) moved.push(`${type}: ${name(target)}`)
  }
  for (const type of ['transitionrun', 'animationstart']) addEventListener(type, see, { capture: true })
  new MutationObserver((changes) =>
    moved.push(...changes.map(({ target }) => `data-moving: ${name(target)}`)),
  ).observe(document, { subtree: true, attributeFilter: ['data-moving'] })
}

export const moved = (page: Page) => page.evaluate(() => (window as unknown as { moved: string[] }).moved)
