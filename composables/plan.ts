/** Of a slide's header: its planned time in seconds, and whether a talk of 20 minutes leaves it out. */
export interface PlannedSlide {
  seconds?: number
  skipIn20Minutes?: boolean
}

/**
 * Seconds from the talk's beginning until each slide is planned to end, in the slides' order. A talk shorter than all its
 * slides together leaves out those that say so: they end where the slide before them does.
 *
 * @param duration of the talk in seconds
 */
export function plannedEnds(slides: readonly PlannedSlide[], duration: number): number[] {
  const all = slides.reduce((sum, { seconds = 0 }) => sum + seconds, 0)
  let end = 0
  return slides.map(
    ({ seconds = 0, skipIn20Minutes }) => (end += duration < all && skipIn20Minutes ? 0 : seconds),
  )
}
