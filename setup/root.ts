import { sharedState, useNav } from '@slidev/client'
import { defineRootSetup } from '@slidev/types'
import { computed, watch } from 'vue'
import { mountAhead } from '../composables/mount-ahead'
import { useHandMoved } from '../composables/windows'

export default defineRootSetup(() => {
  const { slides, currentSlideNo, isPresenter, isPlaying, isPrintMode } = useNav()
  // Before the router's first turn this is false, and the slide's number says 1 whatever the address.
  const shows = computed(() => (isPresenter.value || isPlaying.value) && !isPrintMode.value)
  watch(
    shows,
    (now) => {
      if (now) void mountAhead(slides.value, currentSlideNo.value)
    },
    { immediate: true },
  )
  // The presenter's clock goes on after a reload: without its server Slidev would start it anew, in all windows.
  const timer = useHandMoved('timer', sharedState.timer)
  watch(timer, (now) => (sharedState.timer = { ...now }), { immediate: true })
  watch(
    () => sharedState.timer,
    (now) => {
      if (isPresenter.value) timer.value = { ...now }
    },
    { deep: true },
  )
})
