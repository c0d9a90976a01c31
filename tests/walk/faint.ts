/** Texts on the slide on show whose contrast to what they stand on is below the limit (WCAG 2, 1.4.3); runs in the page. */
export function faint(limit: number): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (!canvas) throw new Error('no canvas')
  const known = new Map<string, number[]>()
  /** Red, green, blue and opacity, each from 0 to 1; a colour may stand there as a mixture of others. */
  const parts = (colour: string) => {
    const found = known.get(colour)
    if (found) return found
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const data = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
    known.set(colour, data)
    return data
  }
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = parts(colour).map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (one: string, other: string) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }
  const slide = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].find((one) =>
    one.checkVisibility(),
  )
  const paper = getComputedStyle(slide?.querySelector('.slidev-layout') as Element).backgroundColor
  const wrong: string[] = []
  const texts = document.createTreeWalker(slide as Node, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement
    if (!text.textContent?.trim() || !element || element.closest('style, script, desc, title, .katex-mathml'))
      continue
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    const isDrawn = element instanceof SVGElement
    const style = getComputedStyle(element)
    const ink = isDrawn ? style.fill : style.color
    let ground = paper
    if (!isDrawn)
      for (let box: Element | null = element; box && box !== slide; box = box.parentElement) {
        const { backgroundColor } = getComputedStyle(box)
        if (parts(backgroundColor)[3] !== 1) continue
        ground = backgroundColor
        break
      }
    // A drawn word on a filled shape has the paper's colour.
    if (isDrawn && contrast(ink, paper) === 1) continue
    if (contrast(ink, ground) < limit) wrong.push(`${text.textContent.trim()} (${ink} on ${ground})`)
  }
  return wrong
}
