import type { SlideRoute } from '@slidev/types'
import { promiseTimeout, refDebounced, until } from '@vueuse/core'
import { computed, effectScope, type Ref, watch } from 'vue'

/** How long nobody has pressed anything, in milliseconds, when the slides further away are mounted, too. */
const REST = 3000

const idle = () =>
  new Promise<void>((resolve) => {
    // Safari has no idle callback; a timer at least gives the page back between two slides.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 60 })
    else setTimeout(resolve, 50)
  })

async function mount(route: SlideRoute | undefined): Promise<void> {
  if (!route || route.meta.__preloaded) return
  await idle()
  await route.load()
  route.meta.__preloaded = true
}

/** Waits until a slide stands there in its own fonts, which are asked for when it is first drawn. */
export async function drawn(route: SlideRoute | undefined): Promise<void> {
  await route?.load()
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await document.fonts.ready
}

/**
 * Mounts the slides that no one has seen yet, one in each idle moment of the page: the next and the last one at once, and
 * all others, nearest first, while the talk rests. Slidev by itself mounts them all in one task, three seconds after the
 * start, in which whatever moves on the slide stands still; the deck's headmatter forbids it that (`preload: false`).
 * Nothing is to be fetched before the fonts of the slide on show.
 *
 * @param slides the deck's slides
 * @param shown number of the slide on show
 * @param clicks how often was clicked on it
 */
export async function mountAhead(
  slides: readonly SlideRoute[],
  shown: Ref<number>,
  clicks: Ref<number>,
): Promise<void> {
  const distance = ({ no }: SlideRoute) => Math.abs(no - shown.value)
  const scope = effectScope()
  await scope.run(async () => {
    const around = async (no: number) => {
      for (const index of [no - 1, no, no - 2]) await mount(slides[index])
    }
    watch(shown, around, { immediate: true })
    const place = computed(() => `${shown.value}:${clicks.value}`)
    const rested = refDebounced(place, REST)
    await promiseTimeout(REST)
    for (const route of [...slides].sort((a, b) => distance(a) - distance(b))) {
      await until(rested).toBe(place)
      await mount(route)
    }
  })
  scope.stop()
}
