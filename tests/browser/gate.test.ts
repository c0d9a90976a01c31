import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claim } from '../../data/claims'
import { numbersIn } from '../../tools/numbers-in-text'
import { look, type Seen } from './audit'
import { browser, deck, site } from '../opened'
import { allMounted, goTo, openPage, settled, walk, tap } from '../../tools/page'

const ROOMS = [
  { name: '16:9', viewport: { width: 1280, height: 720 } },
  { name: '4:3', viewport: { width: 1024, height: 768 } },
]

/** The deck's subsets; Vite puts eight characters behind their names. */
const OWN_FONTS = readdirSync('styles/fonts').filter((name) => name.endsWith('.woff2'))

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

describe.concurrent('every slide and click', () => {
  it.each(['light', 'dark'] as const)(
    'is sound in the %s scheme, in rooms of 16:9 and 4:3',
    async (colorScheme) => {
      const { page, messages, requests, close } = await openPage(browser, { colorScheme })
      const found: string[] = []
      const fonts = new Set<string>()
      page.on('request', (request) => {
        if (request.resourceType() === 'font') fonts.add(basename(new URL(request.url()).pathname))
      })
      const states = await walk(page, site.url, async (at) => {
        for (const { name, viewport } of ROOMS) {
          await page.setViewportSize(viewport)
          await settled(page)
          const seen = await page.evaluate(look)
          for (const kind of ['outside', 'marks', 'small', 'errors'] as const)
            for (const text of seen[kind]) found.push(`${at} at ${name}, ${kind}: ${text}`)
          for (const number of naked(seen)) found.push(`${at} at ${name}, naked number: ${number}`)
        }
      })
      await close()
      expect(found).toEqual([])
      expect(fonts.size).toBeGreaterThan(0)
      expect(
        [...fonts]
          .map((name) => name.replace(/-[\w-]{8}\.woff2$/, '.woff2'))
          // A formula brings its own faces.
          .filter((name) => !OWN_FONTS.includes(name) && !name.startsWith('KaTeX_')),
        'fallback slices fetched: a character of the deck is missing from its subsets',
      ).toEqual([])
      expect(messages).toEqual([])
      expect(requests).toEqual([])

      const slides = [...new Set(states.map((at) => at.split(':')[0]))]
      const clicks = slides.map((slide) => states.filter((at) => at.split(':')[0] === slide).length - 1)
      expect(clicks, 'clicks of every slide, as its notes mark them').toEqual(
        deck.map(({ note }) => (note.match(/\[click\]/g) ?? []).length),
      )
      const onMainPath = clicks.filter((_, index) => !deck[index]?.chapter?.appendix)
      expect(
        onMainPath.reduce((sum, own) => sum + own, 0),
        'clicks of the main path',
      ).toBeLessThanOrEqual(90)
    },
  )
})

describe.concurrent('stepping', () => {
  it('shows the same picture forwards, backwards and when jumping in', async () => {
    const { page, close } = await openPage(browser, { viewport: { width: 960, height: 540 } })
    const picture = () =>
      page.evaluate(() => {
        const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((element) =>
          element.checkVisibility(),
        )
        // The times of a magic move and ids, which differ from page to page, hold no picture.
        return slide?.innerHTML
          .replace(/ ?--smm-[\w-]+: [^;"]*;/g, '')
          .replace(
            /\b(id|aria-describedby|aria-labelledby|for)="[^"]*"|#[\w-]+|url\([^)]*\)| (style|class)=""/g,
            '',
          )
      })
    const forwards = new Map<string, string | undefined>()
    const states = await walk(page, site.url, async (at) => void forwards.set(at, await picture()))
    for (const at of [...states].reverse().slice(1)) {
      const before = page.url()
      await tap(page, 'ArrowLeft')
      await page.waitForFunction((url) => location.href !== url, before)
      await settled(page)
      expect(await picture(), `backwards at ${at}`).toBe(forwards.get(at))
    }
    // Into the middle of every slide that has clicks.
    const slides = [...new Set(states.map((at) => at.split(':')[0]))]
    for (const slide of slides) {
      const own = states.filter((at) => at.split(':')[0] === slide)
      const at = own[Math.floor(own.length / 2)]
      if (!at || own.length === 1) continue
      const [no, clicks] = at.split(':')
      await page.goto(`${site.url}${no}?clicks=${clicks}`)
      await settled(page)
      expect(await picture(), `jumping to ${at}`).toBe(forwards.get(at))
    }
    await close()
  })

  it('carries a figure over time and ends exactly where the jump ends', async () => {
    const no = deck.find(({ content }) => content.includes('<ScalingChart'))?.no
    const moving = await openPage(browser, { reducedMotion: 'no-preference' })
    await moving.page.goto(`${site.url}${no}`)
    await settled(moving.page)
    // However few frames a busy machine draws of it.
    await moving.page.evaluate(() => {
      const attributeFilter = ['data-moving']
      const observer = new MutationObserver(() => Object.assign(window, { hasMoved: true }))
      observer.observe(document.body, { subtree: true, attributeFilter })
    })
    await tap(moving.page, 'ArrowRight')
    await moving.page.waitForFunction(() => (window as { hasMoved?: boolean }).hasMoved)
    await settled(moving.page)
    const jumped = await openPage(browser)
    await jumped.page.goto(`${site.url}${no}?clicks=1`)
    await settled(jumped.page)
    const chart = (from: typeof moving) =>
      from.page
        .locator(`[data-slidev-no="${no}"] svg.chart`)
        .first()
        .evaluate((svg) => svg.innerHTML.replace(/id="[^"]*"/g, ''))
    expect(await chart(moving)).toBe(await chart(jumped))
    await moving.close()
    await jumped.close()
  })
})

describe('who asks for reduced motion', () => {
  it('sees nothing move on any step, and every picture at once', async () => {
    const { page, close } = await openPage(browser)
    await page.addInitScript(() => {
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
    })
    const states = await walk(page, site.url, () => Promise.resolve())
    expect(states.length).toBeGreaterThan(deck.length)
    expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([])
    await close()
  })
})

describe('the slides that are not shown yet', () => {
  it('are mounted one at a time, nearest first, so that they do not hold up the one that is', async () => {
    const { page, close } = await openPage(browser)
    await page.addInitScript(() => {
      const mounted: number[][] = []
      Object.assign(window, { mounted })
      new MutationObserver((changes) => {
        const seen = new Set(mounted.flat())
        const numbers = changes
          .filter(({ target }) => target instanceof Element && target.id === 'slideshow')
          .flatMap(({ addedNodes }) => [...addedNodes])
          .map((node) => (node instanceof HTMLElement ? Number(node.dataset.slidevNo) : 0))
          .filter((no) => no > 0 && !seen.has(no))
        if (numbers.length > 0) mounted.push([...new Set(numbers)])
      }).observe(document, { childList: true, subtree: true })
    })
    const no = 10
    await page.goto(`${site.url}${no}`)
    await allMounted(page, deck.length)
    const mounted = await page.evaluate(() => (window as unknown as { mounted: number[][] }).mounted)
    // The one that is shown and its neighbours may come as one.
    expect(Math.max(...mounted.map(({ length }) => length))).toBeLessThanOrEqual(3)
    const distances = mounted.flat().map((other) => Math.abs(other - no))
    expect(distances.slice(3)).toEqual(distances.slice(3).sort((a, b) => a - b))
    await close()
  })

  it('wait for a rest of the talk, all but the next and the last one', async () => {
    const { page, close } = await openPage(browser)
    // Time stands still until it is let go: nothing long is over before.
    await page.addInitScript(() => {
      const { setTimeout } = window
      const held: TimerHandler[] = []
      const hold = (f: TimerHandler, time = 0, ...rest: unknown[]) =>
        time < 1000 ? setTimeout(f, time, ...rest) : held.push(f)
      Object.assign(window, {
        setTimeout: hold,
        letGo: () => {
          window.setTimeout = setTimeout
          for (const f of held) setTimeout(f)
        },
      })
    })
    const mounted = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')]
          .map(({ dataset }) => Number(dataset.slidevNo))
          .sort((a, b) => a - b),
      )
    await page.goto(`${site.url}10`)
    await expect.poll(mounted).toEqual([9, 10, 11])
    await goTo(page, 20)
    await expect.poll(mounted).toEqual([9, 10, 11, 19, 20, 21])
    await page.evaluate(() => (window as unknown as { letGo: () => void }).letGo())
    await allMounted(page, deck.length)
    await close()
  })
})

describe('a citation mark', () => {
  it('leads to its entry on the reference slides', async () => {
    const { page, close } = await openPage(browser, { viewport: { width: 960, height: 540 } })
    const no = deck.find(({ content }) => /^(?!#).*<Claim id=/m.test(content))?.no
    await page.goto(`${site.url}${no}`)
    await settled(page)
    const mark = page.locator(`[data-slidev-no="${no}"] h1 ~ * [data-cite]`).first()
    const number = await mark.innerText()
    await mark.click()
    await page.waitForURL(/\/references/)
    await settled(page)
    expect(await page.locator('[data-references] li:visible').allInnerTexts()).toContainEqual(
      expect.stringContaining(number),
    )
    await close()
  })
})
