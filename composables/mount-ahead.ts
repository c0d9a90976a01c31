import type { SlideRoute } from '@slidev/types'

const idle = () =>
  new Promise<void>((resolve) => {
    // Safari has no idle callback; a timer at least gives the page back between two slides.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 60 })
    else setTimeout(resolve, 50)
  })

/** Waits until a slide stands there in its own fonts, which are asked for when it is first drawn. */
export async function drawn(route: SlideRoute | undefined): Promise<void> {
  await route?.load()
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await document.fonts.ready
}

/**
 * Mounts the slides that no one has seen yet, nearest first, one in each idle moment of the page. Slidev by itself
 * mounts them all in one task, three seconds after the start, in which whatever moves on the slide stands still; the
 * deck's headmatter forbids it that (`preload: false`). Nothing is to be fetched before the fonts of the slide on show.
 *
 * @param slides the deck's slides
 * @param shown number of the slide on show
 */
export async function mountAhead(slides: readonly SlideRoute[], shown: number): Promise<void> {
  const distance = ({ no }: SlideRoute) => Math.abs(no - shown)
  for (const route of [...slides].sort((a, b) => distance(a) - distance(b))) {
    await idle()
    await route.load()
    route.meta.__preloaded = true
  }
}
