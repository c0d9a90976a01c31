/** What is seen of the slide that is shown right now, in the units of the 960 × 540 canvas. */
export interface Seen {
  page: number
  /** Text boxes that leave the slide or run into its bottom line. */
  outside: string[]
  /** Marks in a title or broken over two lines, and a source line that isn't one line beside the page's number. */
  marks: string[]
  /** Texts smaller than 14 px. */
  small: string[]
  /** Texts that are not covered by a claim, a reference, an axis, code or the frame: no number may stand in them. */
  free: string[]
  /** Texts in diagrams, whose numbers must stand in the slide's claims. */
  diagrams: string[]
  errors: string[]
}

/** Looks at the slide that is shown; runs in the page. */
export function look(): Seen {
  const slide = [...document.querySelectorAll<HTMLElement>('[data-slidev-no]')].find(
    (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0,
  )
  if (!slide) throw new Error('no slide is shown')
  const frame = slide.getBoundingClientRect()
  const scale = frame.width / 960
  const seen: Seen = {
    page: Number(slide.dataset.slidevNo),
    outside: [],
    marks: [],
    small: [],
    free: [],
    diagrams: [],
    errors: [],
  }
  const bottom = slide.querySelector<HTMLElement>('.slide-bottom')
  const bottomLines = [...(bottom?.querySelectorAll('p') ?? [])]
    .filter((line) => line.textContent?.trim())
    .map((line) => line.getBoundingClientRect())

  // An index, as in T₀, belongs to a name.
  const covered =
    'sub, .sub, [data-claim], [data-cite], [data-references], [data-sources], [data-axis], [data-computed], [data-datum], [data-page], pre, code'
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.replace(/\s+/g, ' ').trim()
    const element = node.parentElement
    // A formula is drawn once more beside its MathML, which is clipped.
    if (!text || !element || element.closest('style, script, desc, title, [hidden], .katex-mathml')) continue
    const svg = element.closest('svg') as SVGSVGElement | null
    const range = document.createRange()
    range.selectNodeContents(node)
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    if (boxes.length === 0) continue

    const mark = element.closest('.mark')
    if (mark && (element.closest('h1') || new Set(boxes.map(({ top }) => Math.round(top))).size > 1))
      seen.marks.push(text)

    const zoom =
      svg && element instanceof SVGElement
        ? ((element as unknown as SVGGraphicsElement).getScreenCTM?.()?.a ?? scale) / scale
        : 1
    const size = parseFloat(getComputedStyle(element).fontSize) * zoom
    if (size < 13.95) seen.small.push(`${text} (${size.toFixed(1)} px)`)

    for (const box of boxes) {
      const leaves =
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1
      const inBottom =
        !element.closest('.slide-bottom') &&
        bottomLines.some(
          (line) =>
            Math.min(box.right, line.right) - Math.max(box.left, line.left) > 1 &&
            Math.min(box.bottom, line.bottom) - Math.max(box.top, line.top) > 3 * scale,
        )
      if (leaves || inBottom) {
        const place = [
          box.left - frame.left,
          box.top - frame.top,
          box.right - frame.left,
          box.bottom - frame.top,
        ]
        seen.outside.push(`${text} (${place.map((value) => Math.round(value / scale)).join(', ')})`)
        break
      }
    }

    if (element.closest('[data-diagram]')) seen.diagrams.push(text)
    else if (!element.closest(covered)) seen.free.push(text)
  }
  const [line, number] = ['[data-sources]', '[data-page]'].map((part) => bottom?.querySelector(part))
  if (line?.textContent?.trim() && number) {
    const range = document.createRange()
    range.selectNodeContents(line)
    const box = range.getBoundingClientRect()
    // A line that is too long pushes the number out of the margin.
    const { left, right } = number.getBoundingClientRect()
    if (box.height > 24 * scale || box.right > left - 8 * scale || right > frame.right - 55 * scale)
      seen.marks.push(line.textContent.replace(/\s+/g, ' ').trim())
  }
  for (const error of slide.querySelectorAll('[data-diagram-error], .slidev-runner-error'))
    seen.errors.push(error.textContent ?? '')
  return seen
}
