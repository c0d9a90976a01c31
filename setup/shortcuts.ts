import { defineShortcutsSetup } from '@slidev/types'
import { useBlackScreen } from '../composables/black-screen'

/** `.` and `b`, one of which a clicker's black button sends; the way back is in `global-top.vue`. */
export default defineShortcutsSetup((_, base) => {
  const black = useBlackScreen()
  const fn = () => void (black.value = true)
  return [...base, { name: 'black_period', key: '.', fn }, { name: 'black_b', key: 'b', fn }]
})
