import { useSlideContext } from '@slidev/client'
import { computed } from 'vue'
import { references, slides } from 'virtual:deck'
import { type SourceEntry, sourceLine } from '../deck/source-line'

/** What the deck knows of the slide that this component stands on: its chapter and its claims. */
export function useDeckSlide() {
  const { $page } = useSlideContext()
  return computed(() => slides[$page.value - 1])
}

/** A reference's number: its place in the order of first use; `undefined` where no slide uses it. */
function referenceNumber(key: string): number | undefined {
  return references.find((reference) => reference.key === key)?.number
}

/** The sources of some claims, as a line that may begin with other words. */
export const sourceEntries = (ids: readonly string[], lead: string): SourceEntry[] =>
  sourceLine(ids, referenceNumber, lead)
