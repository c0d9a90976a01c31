import { sharedState, useNav } from '@slidev/client'
import { defineRootSetup } from '@slidev/types'
import { onMounted } from 'vue'
import { mountAhead } from '../composables/mount-ahead'
import { shareWindow } from '../composables/window-state'

export default defineRootSetup(() => {
  const { slides, currentSlideNo, clicks, isPresenter, isPlaying, isPrintMode } = useNav()
  shareWindow(() =>
    (isPresenter.value || isPlaying.value) && !isPrintMode.value
      ? {
          role: isPresenter.value ? 'presenter' : 'audience',
          page: currentSlideNo.value,
          clicks: clicks.value,
        }
      : undefined,
  )
  // Slidev tells the others of a move, not of a start: the presenter leads from the first slide he shows.
  onMounted(() => {
    if (!isPrintMode.value) void mountAhead(slides.value, currentSlideNo.value)
    if (!isPresenter.value) return
    sharedState.page = currentSlideNo.value
    sharedState.clicks = clicks.value
    sharedState.lastUpdate = { id: 'start', type: 'presenter', time: Date.now() }
  })
})
