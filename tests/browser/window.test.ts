import type { Page } from 'playwright-chromium'
import { describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { openPage, settled, tap } from '../../tools/page'

/** The colours along the window's edges, and the paper's, all as `r,g,b`. */
async function edges(page: Page): Promise<{ found: string[]; paper: string }> {
  const picture = (await page.screenshot()).toString('base64')
  return page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = image
    const canvas = new OffscreenCanvas(width, height).getContext('2d')
    canvas?.drawImage(image, 0, 0)
    const at = (x: number, y: number) => String(canvas?.getImageData(x, y, 1, 1).data.slice(0, 3))
    const found = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      at(Math.round(share * (width - 1)), 0),
      at(Math.round(share * (width - 1)), height - 1),
      at(0, Math.round(share * (height - 1))),
      at(width - 1, Math.round(share * (height - 1))),
    ])
    const slide = [...document.querySelectorAll('.slidev-layout')].find((one) => one.checkVisibility())
    const paper = slide ? getComputedStyle(slide).backgroundColor : ''
    return { found: [...new Set(found)], paper: (paper.match(/\d+/g) ?? []).join() }
  }, picture)
}

describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
  it.each([
    ['4:3', { width: 1024, height: 768 }],
    ['wide', { width: 1400, height: 500 }],
    ['portrait', { width: 600, height: 900 }],
  ])('a %s window is all paper', async (_, viewport) => {
    const { page, close } = await openPage(browser, { colorScheme, viewport })
    await page.goto(`${site.url}2`)
    await settled(page)
    const { found, paper } = await edges(page)
    expect(paper).not.toBe('')
    expect(found).toEqual([paper])
    await close()
  })

  it('so is a full screen', async () => {
    const { page, close } = await openPage(browser, { colorScheme, viewport: { width: 1024, height: 768 } })
    await page.goto(`${site.url}2`)
    await settled(page)
    await tap(page, 'f')
    await page.waitForFunction(() => document.fullscreenElement !== null)
    await settled(page)
    const { found, paper } = await edges(page)
    expect(found).toEqual([paper])
    await close()
  })
})

it('a window higher than the slide shows Slidev’s controls to the mouse only', async () => {
  const { page, close } = await openPage(browser, { viewport: { width: 1024, height: 768 } })
  await page.goto(`${site.url}2`)
  await settled(page)
  const controls = page.getByTitle('Go to next slide')
  const isShown = () => controls.evaluate((control) => control.checkVisibility({ opacityProperty: true }))
  await expect.poll(isShown).toBe(false)
  await controls.hover()
  await expect.poll(isShown).toBe(true)
  await close()
})

it('what only a screen reader reads is clipped by a box, since a table doesn’t clip its caption in every browser', async () => {
  const { page, close } = await openPage(browser)
  const tables: { caption: string; clippedBy: number[] }[] = []
  for (const { no } of deck.filter(({ content }) => content.includes('<ScalingChart'))) {
    await page.goto(`${site.url}${no}`)
    await settled(page)
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLTableElement>('#slideshow table')].flatMap((table) => {
        const around: HTMLElement[] = []
        for (let box: HTMLElement | null = table; box; box = box.parentElement) around.push(box)
        const clips = around.filter((box) => getComputedStyle(box).clipPath !== 'none')
        const boxes = clips.filter((box) => {
          const { display, overflow } = getComputedStyle(box)
          return display === 'block' && overflow === 'hidden'
        })
        if (clips.length === 0 || !table.caption) return []
        const clippedBy = boxes.flatMap(({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight])
        return [{ caption: table.caption.innerText, clippedBy }]
      }),
    )
    tables.push(...hidden)
  }
  expect(tables.length).toBeGreaterThan(0)
  for (const { caption, clippedBy } of tables) expect(clippedBy, caption).toEqual([1, 1])
  await close()
})
