import { sharedState, useNav } from '@slidev/client'
import { defineRootSetup } from '@slidev/types'
import { computed, watch } from 'vue'
import { takeOver } from '../composables/first-sight'
import { keepKeysForTalk } from '../composables/keys'
import { drawn, mountAhead } from '../composables/mount-ahead'
import { takeTouches } from '../composables/touch'
import { joinWager } from '../composables/wager/trainer'
import { useHandMoved } from '../composables/windows'

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

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
  // The presenter's clock goes on after a reload: without a server Slidev would start it anew, in all windows. Slidev
  // changes it in place, and can't send a proxy: it gets a copy of its own.
  const timer = useHandMoved<typeof sharedState.timer | null>('timer', null)
  watch(
    timer,
    (now) => {
      if (now) sharedState.timer = copy(now)
    },
    { immediate: true },
  )
  watch(
    () => sharedState.timer,
    (now) => {
      if (isPresenter.value) timer.value = copy(now)
    },
    { deep: true },
  )
})
