import { expect, test } from 'vitest'
import { goTo, openPage, settled } from '../../tools/page'
import { browser, deck, site } from '../opened'
import { readPdf, withoutSpace } from './read-pdf'

const PAPERS = [
  { format: 'A4', landscape: true },
  { format: 'A4', landscape: false },
  { format: 'Letter', landscape: true },
  { format: 'Letter', landscape: false },
] as const

/** The words of the slide on show, one entry a piece of text that can be seen. */
const words = () => {
  const slide = [...document.querySelectorAll('#slideshow > [data-slidev-no]')].find((one) =>
    one.checkVisibility(),
  )
  if (!slide) throw new Error('no slide is shown')
  const pieces = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
  const texts = []
  for (let piece = pieces.nextNode(); piece; piece = pieces.nextNode()) {
    const { parentElement } = piece
    // What is read to those who don't see the picture isn't printed.
    if (!parentElement?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    if (parentElement.closest('title, desc, style, script, table[data-computed="table"]')) continue
    texts.push(piece.textContent ?? '')
  }
  return texts
}

// A window of another shape than any paper: nothing of it may be left in the print.
test('the browser’s own printing gives the slide on show, whole and alone, on one page of any paper', async () => {
  const { page, close } = await openPage(browser, { viewport: { width: 800, height: 800 } })
  await page.goto(site.url)
  await settled(page)
  for (const { no } of deck.filter((_, index) => index % 3 === 0)) {
    await goTo(page, no)
    const shown = (await page.evaluate(words)).map(withoutSpace).filter(Boolean)
    expect(shown.length).toBeGreaterThan(2)
    const papers = no % 9 === 1 ? PAPERS : [PAPERS[1]]
    for (const paper of papers) {
      const where = `slide ${no} on ${paper.format}, ${paper.landscape ? 'landscape' : 'portrait'}`
      const { pages } = await readPdf(await page.pdf({ ...paper, printBackground: true }))
      expect(pages, where).toHaveLength(1)
      for (const text of shown) expect(pages[0]?.text, where).toContain(text)
      // Nothing else: no control, no other slide.
      expect(pages[0]?.text.length, where).toBeLessThanOrEqual(shown.join('').length + 40)
    }
  }
  await close()
})

test('it is as large as the paper lets it be, and in its middle', async () => {
  const { page, close } = await openPage(browser)
  await page.goto(`${site.url}1`)
  await settled(page)
  await page.emulateMedia({ media: 'print' })
  for (const paper of [
    { width: 1123, height: 794 },
    { width: 794, height: 1123 },
  ]) {
    await page.setViewportSize(paper)
    const box = await page.locator('#slide-content').boundingBox()
    const scale = Math.min(paper.width / 960, paper.height / 540)
    expect(box?.width).toBeCloseTo(960 * scale, 0)
    expect(box?.height).toBeCloseTo(540 * scale, 0)
    expect(box?.x).toBeCloseTo((paper.width - 960 * scale) / 2, 0)
    expect(box?.y).toBeCloseTo((paper.height - 540 * scale) / 2, 0)
  }
  await close()
})
