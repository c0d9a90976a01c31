import { describe, expect, it } from 'vitest'
import { allMounted, goTo, openPage, settled, tap } from '../../tools/page'
import { browser, deck, site, slideWith } from '../opened'

it('carries a figure over time and ends exactly where the jump ends', async () => {
  const { no } = slideWith('<ScalingChart')
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
