import type { Page } from 'playwright-chromium'

/** What a page of the PDF must show, as the print page has it. */
export interface PrintedPage {
  slide: number
  /** The slide's title, without citation marks. */
  title: string
  /** The texts of its figures that can be seen. */
  labels: string[]
  /** How many shapes of its figures can be seen. */
  shapes: number
  /** It has pixel images of its own. */
  pictures: boolean
  /** Its links: to an address, to a page of the deck (counted from 0), or `#name` if nothing has that name. */
  links: (string | number)[]
  /** The keys of the references that it lists. */
  references: string[]
  /** Its background, as `#rrggbb`. */
  paper: string
}

/** Waits until a page has nothing left to do: all that it asked for has come, nothing moves, and two idle moments change nothing. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const idle = () => new Promise((resolve) => requestIdleCallback(resolve))
    const asked = () => performance.getEntriesByType('resource').length
    const [text, files] = [document.body.innerHTML, asked()]
    await document.fonts.ready
    await idle()
    await new Promise((resolve) => requestAnimationFrame(resolve))
    await idle()
    const images = [...document.images].every(({ complete }) => complete)
    const still = document.getAnimations().every(({ playState }) => playState !== 'running')
    return (
      document.readyState === 'complete' &&
      images &&
      still &&
      asked() === files &&
      document.body.innerHTML === text
    )
  })
}

/** Reads the print page, one entry a page of the PDF. */
export function readPrintPage(page: Page): Promise<PrintedPage[]> {
  return page.evaluate(() => {
    const seen = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    const painted = (shape: SVGGeometryElement) => {
      const { fill, stroke } = getComputedStyle(shape)
      // SVG draws no rectangle that is without width or height, not even its outline.
      const { width, height } = shape.getBBox()
      const isThere = shape instanceof SVGRectElement ? width > 0 && height > 0 : shape.getTotalLength() > 0
      return seen(shape) && (fill !== 'none' || stroke !== 'none') && isThere
    }
    const hex = (colour: string) =>
      `#${(colour.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`

    const pages = [...document.querySelectorAll('.print-slide-container')]
    return pages.map((slide) => {
      const heading = slide.querySelector('h1')?.cloneNode(true) as HTMLElement | undefined
      heading?.querySelectorAll('sup').forEach((mark) => mark.remove())
      const labels = [...slide.querySelectorAll('svg text')].map((label) => {
        const pieces = document.createTreeWalker(label, NodeFilter.SHOW_TEXT)
        let text = ''
        for (let piece = pieces.nextNode(); piece; piece = pieces.nextNode())
          if (piece.parentElement && seen(piece.parentElement)) text += piece.textContent
        return text.trim()
      })
      const shapes = [
        ...slide.querySelectorAll<SVGGeometryElement>(
          'svg :is(path, line, rect, circle, ellipse, polygon, polyline)',
        ),
      ].filter((shape) => !shape.closest('defs, marker, clipPath, mask, symbol') && painted(shape))
      const links = [...slide.querySelectorAll<HTMLAnchorElement>('a[href]')]
        .filter((link) => link.checkVisibility())
        .map(({ href, hash, pathname }) => {
          if (!hash || pathname !== location.pathname) return href
          const target = document.getElementById(decodeURIComponent(hash.slice(1)))
          return target ? pages.findIndex((candidate) => candidate.contains(target)) : hash
        })
      return {
        slide: parseInt(slide.id),
        title: (heading?.textContent ?? '')
          .replace(/\p{Cf}/gu, '')
          .replace(/\s+/g, ' ')
          .trim(),
        labels: labels.filter(Boolean),
        shapes: shapes.length,
        pictures: slide.querySelector('img, canvas, video, image') !== null,
        links,
        references: [...slide.querySelectorAll('[data-references] > li')].map(({ id }) =>
          id.replace(/^ref-/, ''),
        ),
        paper: hex(getComputedStyle(slide.querySelector('.slidev-layout') ?? slide).backgroundColor),
      }
    })
  })
}
