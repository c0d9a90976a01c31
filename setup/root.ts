import { sharedState, useNav } from '@slidev/client'
import { defineRootSetup } from '@slidev/types'
import { computed, onMounted, watch } from 'vue'
import { keepKeysForTalk } from '../composables/keys'
import { mountAhead } from '../composables/mount-ahead'
import { shareWindow } from '../composables/window-state'

export default defineRootSetup(() => {
  keepKeysForTalk()
  const { slides, currentSlideNo, clicks, isPresenter, isPlaying, isPrintMode } = useNav()
  // Before the router's first turn this is false, and the slide's number says 1 whatever the address.
  const shows = computed(() => (isPresenter.value || isPlaying.value) && !isPrintMode.value)
  shareWindow(() =>
    shows.value
      ? {
          role: isPresenter.value ? 'presenter' : 'audience',
          page: currentSlideNo.value,
          clicks: clicks.value,
        }
      : undefined,
  )
  watch(
    shows,
    (now) => {
      if (now) void mountAhead(slides.value, currentSlideNo.value)
    },
    { immediate: true },
  )
  // Slidev tells the others of a move, not of a start: the presenter leads from the first slide he shows.
  onMounted(() => {
    if (!isPresenter.value) return
    sharedState.page = currentSlideNo.value
    sharedState.clicks = clicks.value
    sharedState.lastUpdate = { id: 'start', type: 'presenter', time: Date.now() }
  })
})
