import { expect, it } from 'vitest'
import { browser, deck, site, slideWith } from '../opened'
import { faint } from '../walk/faint'
import { goTo, openPage, settled, tap } from '../../tools/page'

const MORE = { contrast: 'more' } as const
const OWN = { forcedColors: 'active' } as const

// All colours come from the same few tokens: what holds on all slides in the dark (tests/walk) is looked at on one in the light.
it.each([
  ['who asks for more contrast has 7 : 1 in all texts', { ...MORE, colorScheme: 'light' }, 7, false],
  ['who has colours of their own can read all texts', { ...OWN, colorScheme: 'dark' }, 4.5, true],
] as const)('%s', async (_, media, limit, isEverywhere) => {
  const { page, close } = await openPage(browser, media)
  await page.goto(site.url)
  await settled(page)
  const wrong: string[] = []
  for (const no of isEverywhere ? deck.map((slide) => slide.no) : [slideWith('<Wager').no]) {
    await goTo(page, no, 99)
    wrong.push(...(await page.evaluate(faint, limit)).map((text) => `slide ${no}: ${text}`))
  }
  expect(wrong).toEqual([])
  await close()
})

it.each(['light', 'dark'] as const)(
  'in colours of the user’s own on a %s ground, the deck in the other scheme, what is filled stays so',
  async (colorScheme) => {
    const { page, close } = await openPage(browser, { forcedColors: 'active', colorScheme })
    await page.goto(site.url)
    await settled(page)
    await tap(page, 'd')
    await page.waitForFunction(
      (isDark) => document.documentElement.classList.contains('dark') === isDark,
      colorScheme === 'light',
    )
    const grounds = (selector: string) =>
      page
        .locator(`#slideshow ${selector} >> visible=true`)
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor))
    await goTo(page, slideWith('<Bars>').no, 99)
    const [paper] = await grounds('.slidev-layout')
    const bars = await grounds('.bar')
    expect(new Set(bars).size).toBeGreaterThan(1)
    expect(bars).not.toContain(paper)
    await goTo(page, slideWith('<Wager').no, 3)
    expect(await page.evaluate(faint, 4.5)).toEqual([])
    const steps = await grounds('.wager li > .number')
    expect(steps.slice(0, 3)).not.toContain(steps[4])
    await goTo(page, slideWith('<SystemMessage>').no)
    const [pressed] = await grounds('button[aria-pressed=true]')
    expect(await grounds('button[aria-pressed=false]')).not.toContain(pressed)
    await close()
  },
)
