import { useSlideContext } from '@slidev/client'
import { computed } from 'vue'
import { references, slides } from 'virtual:deck'
import { claim, type ClaimId } from '../data/claims'
import { kinds, type Source } from '../data/claim'

/** What the deck knows of the slide that this component stands on: its chapter and its claims. */
export function useDeckSlide() {
  const { $page } = useSlideContext()
  return computed(() => slides[$page.value - 1])
}

/** A reference's number: its place in the order of first use; `undefined` where no slide uses it. */
function referenceNumber(key: string): number | undefined {
  return references.find((reference) => reference.key === key)?.number
}

/** One entry of a slide's source line: a reference's number with the places that the slide's claims stand at. */
export interface SourceEntry {
  key: string
  number: number | undefined
  places: string
  /** How its claims are known, where they aren't printed. */
  known: string[]
}

/** The sources of some claims, one entry a reference in the order of their numbers; how a number is known stands with its place. */
export function sourceEntries(ids: readonly string[]): SourceEntry[] {
  const places = new Map<string, Map<string, Set<string>>>()
  const add = (source: Source | undefined, known: string) => {
    if (!source) return
    const ofReference = places.get(source.key) ?? new Map<string, Set<string>>()
    ofReference.set(known, (ofReference.get(known) ?? new Set()).add(source.place))
    places.set(source.key, ofReference)
  }
  for (const id of ids) {
    const { kind, source, also } = claim(id as ClaimId)
    add(source, kind === 'printed' ? '' : kinds[kind].meaning)
    add(also, '')
  }
  return [...places]
    .map(([key, ofReference]) => ({
      key,
      number: referenceNumber(key),
      places: [...ofReference]
        .sort(([a], [b]) => Number(Boolean(a)) - Number(Boolean(b)))
        .map(([known, set]) => [...set].join('、') + (known && `（${known}）`))
        .join('；'),
      known: [...ofReference.keys()].filter(Boolean),
    }))
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
}
