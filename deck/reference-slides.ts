/** How many references stand on one reference slide. */
const REFERENCES_A_SLIDE = 14

/** Which reference slide, counted from 1, a reference stands on. */
export const referenceSlide = (number: number): number => Math.ceil(number / REFERENCES_A_SLIDE)

/** The route of a reference slide. */
export const referenceRoute = (slide: number): string => (slide === 1 ? 'references' : `references-${slide}`)

/**
 * The lines of a page whose references go on: the pages hold the first reference slide, and each further one that the
 * references need follows it.
 *
 * @param lines the page's lines
 * @param count how many references the deck has
 */
export function withReferenceSlides(lines: readonly string[], count: number): string[] {
  const at = lines.findIndex((line) => line.includes('<ReferenceList'))
  if (at < 0) return [...lines]
  const end = lines.findIndex((line, index) => index > at && line.trimEnd() === '---')
  const further = Array.from({ length: Math.max(0, referenceSlide(count) - 1) }, (_, index) => [
    '---',
    'layout: finding',
    `routeAlias: ${referenceRoute(index + 2)}`,
    'seconds: 0',
    '---',
    '',
    '# 参考文献（续）',
    '',
    `<ReferenceList :part="${index + 2}" />`,
    '',
    '<!--',
    '参考文献的后面一部分。',
    '-->',
    '',
  ]).flat()
  return end < 0 ? [...lines, '', ...further] : [...lines.slice(0, end), ...further, ...lines.slice(end)]
}
