import type { WritableComputedRef } from 'vue'
import { useHandMoved } from './windows'

/** Whether the room's screen is black: the same in all windows, and in one that is opened later or reloaded. */
export const useBlackScreen = (): WritableComputedRef<boolean> => useHandMoved('black-screen', false)
