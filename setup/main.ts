import { syncDirections } from '@slidev/client/state/storage.ts'
import { defineAppSetup } from '@slidev/types'
import { toRaw } from 'vue'
import { stylesLoaded } from '../composables/first-sight'
import { joinOtherWindows } from '../composables/windows'

export default defineAppSetup(async ({ router }) => {
  // Slidev would move the windows too, back to what it heard last from each. It goes on telling what is shown, which its
  // page of notes listens to. Past the ref, since Slidev stores that for all decks of this address.
  Object.assign(toRaw(syncDirections.value), { presenterReceive: false, viewerReceive: false })
  await Promise.all([joinOtherWindows(router), stylesLoaded()])
})
