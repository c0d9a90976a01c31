import { defineAppSetup } from '@slidev/types'
import { joinOtherWindows } from '../composables/window-state'

export default defineAppSetup(async ({ router }) => {
  if (import.meta.hot) await joinOtherWindows(router)
})
