import { sharedState, useNav } from '@slidev/client'
import { useTimer } from '@slidev/client/composables/useTimer.ts'
import { refDebounced } from '@vueuse/core'
import { computed, watch } from 'vue'
import { useHandMoved } from './windows'

type Timer = typeof sharedState.timer

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Seconds within which a talk that comes back to its first slide hadn't begun. */
const TRIAL = 120
/** Milliseconds that the mouse rests before its arrow leaves the room's slide. */
const REST = 2000

/**
 * What Slidev leaves to the speaker: the clock begins when the first slide is left, in whatever window, and not yet if it
 * is soon come back to, nor after a whole talk; and the arrow of a mouse that rests is taken off the room's slide.
 */
export function helpPresenter(): void {
  const { currentSlideNo, isPresenter } = useNav()
  const { status, passed, duration, reset, resume } = useTimer()

  // The clock goes on after a reload: without a server Slidev would start it anew, in all windows.
  const timer = useHandMoved<Timer>('timer', { status: 'stopped', slides: {}, startedAt: 0, pausedAt: 0 })
  const take = (now: Timer) => {
    // Slidev changes it in place, and can't send a proxy: it gets a copy of its own.
    if (JSON.stringify(now) !== JSON.stringify(sharedState.timer)) sharedState.timer = copy(now)
  }
  let isOurs = false
  const set = (action: () => void) => {
    isOurs = true
    action()
    isOurs = false
  }
  watch(timer, take, { immediate: true })
  watch(
    () => sharedState.timer,
    (now) => {
      if (!isPresenter.value) return
      // With each slide that it shows a window tells the others its clock, too, which may be an old one: only what is done
      // here counts, by hand or below.
      if (isOurs || window.event instanceof UIEvent) timer.value = copy(now)
      else take(timer.value)
    },
    { deep: true, flush: 'sync' },
  )

  watch(currentSlideNo, (no, before) => {
    if (!isPresenter.value) return
    if (before === 1 && status.value === 'stopped') set(resume)
    const isUnderWay = passed.value > TRIAL && passed.value < duration.value
    if (no === 1 && status.value === 'running' && !isUnderWay) set(reset)
  })

  // A laser is pointed on purpose, and goes with the mouse.
  const arrow = computed(() =>
    isPresenter.value && sharedState.cursor?.style === 'cursor' ? sharedState.cursor : undefined,
  )
  watch(refDebounced(arrow, REST), (rested) => {
    if (rested && rested === arrow.value) sharedState.cursor = undefined
  })
}
