import { syncDirections } from '@slidev/client/state/storage.ts'
import { defineAppSetup } from '@slidev/types'
import { toRaw } from 'vue'
import { stylesLoaded } from '../composables/first-sight'
import { joinOtherWindows } from '../composables/join'

export default defineAppSetup(async ({ router }) => {
  // Slidev would move the windows too, back to what it heard last from each. It goes on telling what is shown, which its
  // page of notes listens to. Past the ref, since Slidev stores that for all decks of this address.
  Object.assign(toRaw(syncDirections.value), { presenterReceive: false, viewerReceive: false })
  // Slidev asks for it and hears no refusal: the screen then sleeps as it always does.
  if ('WakeLock' in globalThis) {
    const { request } = WakeLock.prototype
    WakeLock.prototype.request = function (type) {
      return request.call(this, type).catch(() => undefined as never)
    }
  }
  await Promise.all([joinOtherWindows(router), stylesLoaded()])
})
