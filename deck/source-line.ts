import { kinds, type Source } from '../data/claim'
import { claim } from '../data/claims'

/** One reference of a slide's source line. */
export interface SourceEntry {
  key: string
  number: number | undefined
  /** All places that the slide's claims stand at in it, for the mark's tooltip. */
  places: string
  /** Those places that the line has room for; empty where the mark stands alone. */
  shown: string
  /** How its claims are known, where they aren't printed and no place that is shown says so. */
  known: string[]
}

/** At most so many places stand on the line; the rest are in the tooltips and on the page of claims. */
export const MOST_PLACES = 4
/** The line's room in em: what the mark of the training and the page's number leave, less what engines differ by. */
export const ROOM = 49

/** About how wide a text is set, in em: a Chinese character takes 1, a Latin letter or a digit a little over half. */
export function widthOf(text: string): number {
  return Array.from(text).reduce(
    (sum, char) => sum + (char > '\u2e7f' ? 1 : /[[\]*.,: ]/.test(char) ? 0.33 : 0.58),
    0,
  )
}

const nameOf = (place: string, known: string) =>
  known === '' ? place : place.endsWith('）') ? `${place.slice(0, -1)}；${known}）` : `${place}（${known}）`

/**
 * The sources of some claims as one line: an entry a reference, in the order of their numbers. How a number is known
 * stands with its place, and such places come first. With more references than `MOST_PLACES` all marks stand alone.
 *
 * @param ids claims of a slide
 * @param numberOf a reference's number
 * @param lead what else stands on the line
 */
export function sourceLine(
  ids: readonly string[],
  numberOf: (key: string) => number | undefined,
  lead = '',
): SourceEntry[] {
  const byReference = new Map<string, Map<string, { text: string; known: string }>>()
  function add(source: Source | undefined, known: string) {
    if (!source) return
    const places = byReference.get(source.key) ?? new Map<string, { text: string; known: string }>()
    for (const place of source.place.split('；')) {
      const text = nameOf(place, known)
      places.set(text, { text, known })
    }
    byReference.set(source.key, places)
  }
  for (const id of ids) {
    const { kind, source, also } = claim(id)
    add(source, kind === 'printed' ? '' : kinds[kind].name)
    add(also, '')
  }

  const entries = [...byReference]
    .map(([key, places]) => ({
      key,
      number: numberOf(key),
      places: [...places.values()].sort((a, b) => Number(a.known !== '') - Number(b.known !== '')),
      shown: new Set<string>(),
    }))
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))

  let room = ROOM - widthOf(lead) - entries.reduce((sum, { number }) => sum + widthOf(`[${number}]  `), 0)
  let left = entries.length > MOST_PLACES ? 0 : MOST_PLACES
  const turns = Math.max(0, ...entries.map(({ places }) => places.length))
  for (let turn = 0; turn < turns; turn++)
    for (const { places, shown } of entries) {
      const next = [...places].sort((a, b) => Number(b.known !== '') - Number(a.known !== ''))[turn]
      if (!next || left === 0 || widthOf(next.text) + 2 > room) continue
      shown.add(next.text)
      room -= widthOf(next.text) + 2
      left--
    }

  return entries.map(({ key, number, places, shown }) => {
    const onLine = places.filter(({ text }) => shown.has(text))
    return {
      key,
      number,
      places: places.map(({ text }) => text).join('；'),
      shown:
        onLine.map(({ text }) => text).join('；') +
        (0 < onLine.length && onLine.length < places.length ? '等' : ''),
      known: [...new Set(places.map(({ known }) => known))].filter(
        (way) => way !== '' && !onLine.some(({ known }) => known === way),
      ),
    }
  })
}
