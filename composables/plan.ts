/** Seconds from the talk's beginning until each slide is planned to end, by the `seconds` of their headers. */
export function plannedEnds(slides: readonly { seconds?: number }[]): number[] {
  let end = 0
  return slides.map(({ seconds = 0 }) => (end += seconds))
}
