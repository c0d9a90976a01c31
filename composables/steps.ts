import { useIsSlideActive, useNav, useSlideContext } from '@slidev/client'
import { computed, onMounted, onUnmounted, readonly, ref, watch, type ComputedRef, type Ref } from 'vue'

/** Seconds that one step takes to be carried from the last one. */
const SECONDS_A_STEP = 0.7

const easeInOut = (t: number) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2)

/**
 * Turns clicks into progress: claims the next `count` clicks of the slide and returns a number that runs from 0 (none
 * of them done) to `count` (all done). Time only carries it from one whole number to the next, on the active slide; in
 * print it is final, and where the viewer asked for reduced motion, or the page is hidden, it jumps. At rest it is
 * exactly the number of clicks done.
 *
 * @param count clicks that the figure needs; fixed for its life
 */
export function useSteps(count: number): { progress: Readonly<Ref<number>>; moving: Readonly<Ref<boolean>> } {
  const { $clicksContext } = useSlideContext()
  const { isPrintMode } = useNav()
  const active = useIsSlideActive()
  const start = ref(1)
  const target = computed(() => Math.min(count, Math.max(0, $clicksContext.current - start.value + 1)))
  const progress = ref(0)
  const moving = ref(false)
  let frame = 0
  let unwatch = () => {}

  function jump() {
    cancelAnimationFrame(frame)
    progress.value = target.value
    moving.value = false
  }

  function carry() {
    cancelAnimationFrame(frame)
    const from = progress.value
    const to = target.value
    const began = performance.now()
    const duration = 1000 * SECONDS_A_STEP * Math.min(2, Math.abs(to - from))
    moving.value = true
    const tick = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - began) / duration))
      if (t === 1) return jump()
      progress.value = from + (to - from) * easeInOut(t)
      frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
  }

  let info: ReturnType<typeof $clicksContext.calculateSince> = null
  const key = {}
  onMounted(() => {
    if (count > 0) {
      info = $clicksContext.calculateSince('+1', count)
      $clicksContext.register(key as never, info)
      if (info) start.value = info.start
    }
    jump()
    // Clicks that were made before the slide was mounted are not shown again.
    frame = requestAnimationFrame(() => {
      jump()
      unwatch = watch([target, active], ([to], [, wasActive]) => {
        const still = isPrintMode.value || matchMedia('(prefers-reduced-motion: reduce)').matches
        if (to === progress.value || still || !active.value || !wasActive || document.hidden) jump()
        else carry()
      })
    })
  })
  // Print counts the clicks after mounting, without an animation frame in between.
  watch(target, () => isPrintMode.value && jump())
  onUnmounted(() => {
    cancelAnimationFrame(frame)
    unwatch()
    $clicksContext.unregister(key as never)
  })

  return { progress: readonly(progress), moving: readonly(moving) }
}

/** Whether this is the slide itself, which can be used: not a preview, an overview or a page of paper. */
export function useIsLive(): ComputedRef<boolean> {
  const { $renderContext } = useSlideContext()
  const { isPrintMode } = useNav()
  return computed(() => ['slide', 'presenter'].includes($renderContext.value) && !isPrintMode.value)
}
