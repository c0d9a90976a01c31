/**
 * How a claim is known. The slide says so wherever it isn't `printed`.
 *
 * - `printed`: printed in the source that is cited.
 * - `pixels`: read off the pixels of the source's own figure, not a published number.
 * - `computed`: computed by this deck from data that it ships.
 * - `computed-elsewhere`: computed by somebody else, or by hand, from the source's public data.
 * - `secondary-date`: the date of a primary item that was seen through a secondary source only.
 * - `illustrative`: made up to illustrate.
 * - `opinion`: the speaker's own view or explanation.
 */
export type ClaimKind =
  'printed' | 'pixels' | 'computed' | 'computed-elsewhere' | 'secondary-date' | 'illustrative' | 'opinion'

/** A claim's value with its unit, as it is written: 82%, 九个, 17 项. */
export function written({ value = '', unit = '' }: Pick<Claim, 'value' | 'unit'>): string {
  return /\d$/.test(value) && /^\p{Script=Han}/u.test(unit) ? `${value} ${unit}` : value + unit
}

/** Where a claim stands: a key of `data/references.json` and the place in that source, in Chinese (「图 9」「第 3.1 节」). */
export interface Source {
  key: string
  place: string
}

/**
 * One thing the talk claims. Slides hold no number and no fact of their own: they show a claim by its id.
 */
export interface Claim {
  /** Unique, kebab-case, says what it is about: `safety-disallowed-drop`. */
  id: string
  /** The whole claim, one or two Chinese sentences, as it may stand on a slide. */
  statement: string
  /** What `<Claim id>` shows: the value as it is written on a slide, without its unit (「82」「九」「298」). Absent where the claim is a sentence only. */
  value?: string
  /** The unit, written right behind the value (「%」「个」「个百分点」). */
  unit?: string
  kind: ClaimKind
  /** Absent only for `computed`, `illustrative` and `opinion`. */
  source?: Source
  /** A second source that confirms or challenges it. */
  also?: Source
  /** For the slide on what the notes had to be corrected on: what the notes said, and what was wrong with it. */
  correction?: { said: string; why: string }
}
