import type { SlideRoute } from '@slidev/types'

const idle = () =>
  new Promise<void>((resolve) => {
    // Safari has no idle callback; a timer at least gives the page back between two slides.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 60 })
    else setTimeout(resolve, 50)
  })

/**
 * Mounts the slides that no one has seen yet, nearest first, one in each idle moment of the page. Slidev by itself
 * mounts them all in one task, three seconds after the start, in which whatever moves on the slide stands still; the
 * deck's headmatter forbids it that (`preload: false`).
 *
 * @param slides the deck's slides
 * @param shown number of the slide on show
 */
export async function mountAhead(slides: readonly SlideRoute[], shown: number): Promise<void> {
  await slides[shown - 1]?.load()
  // Its fonts are asked for when it is first drawn; nothing is to be fetched before them.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await document.fonts.ready
  const distance = ({ no }: SlideRoute) => Math.abs(no - shown)
  for (const route of [...slides].sort((a, b) => distance(a) - distance(b))) {
    await idle()
    await route.load()
    route.meta.__preloaded = true
  }
}
