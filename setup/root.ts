import { useNav } from '@slidev/client'
import { defineRootSetup } from '@slidev/types'
import { computed, watch } from 'vue'
import { takeOver } from '../composables/first-sight'
import { keepKeysForTalk } from '../composables/keys'
import { drawn, mountAhead } from '../composables/mount-ahead'
import { takeTouches } from '../composables/touch'
import { joinWager } from '../composables/wager/trainer'
import { helpPresenter } from '../composables/presenter'

/** Noto Sans SC's own slices are declared late: the deck's own text never needs them. */
const declareFallback = () => void import('@fontsource/noto-sans-sc/400.css')

export default defineRootSetup(() => {
  keepKeysForTalk()
  takeTouches()
  const { slides, currentSlideNo, clicks, isPresenter, isPlaying, isPrintMode } = useNav()
  // Before the router's first turn this is false, and the slide's number says 1 whatever the address.
  const shows = computed(() => (isPresenter.value || isPlaying.value) && !isPrintMode.value)
  watch(
    shows,
    async (now) => {
      if (!now) return declareFallback()
      await drawn(slides.value[currentSlideNo.value - 1])
      takeOver()
      declareFallback()
      await mountAhead(slides.value, currentSlideNo, clicks)
      // Where it is refused, the talk needs its server for what is fetched later, and says so then.
      if (__SLIDEV_FEATURE_PRESENTER__ && !__DEV__ && 'serviceWorker' in navigator)
        await navigator.serviceWorker
          .register(`${import.meta.env.BASE_URL}service-worker.js`)
          .catch(() => undefined)
    },
    { immediate: true },
  )
  watch([currentSlideNo, clicks], takeOver)
  joinWager(shows)
  helpPresenter()
})
