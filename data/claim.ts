/**
 * How a claim is known: its name, what that means to the reader, and whether a source has to be cited. A slide says how
 * wherever it isn't `printed`: with the source where there is one, else in the claim's mark.
 */
export const kinds = {
  printed: { name: '原文给出', meaning: '写在所引的原文里', sourced: true },
  /** Read off the pixels of the source's own figure, not a published number. */
  pixels: { name: '读图', meaning: '由原图像素读取，非官方公布数值', sourced: true },
  /** Computed by somebody else, or by hand, from the source's public data. */
  'computed-elsewhere': { name: '另行计算', meaning: '据公开数据另行计算', sourced: true },
  /** The date of a primary item that was seen through a secondary source only. */
  'secondary-date': { name: '二手日期', meaning: '日期据二手来源', sourced: true },
  /** Computed by this deck from data that it ships. */
  computed: { name: '自算', meaning: '由演示自带的数据算出', sourced: false },
  illustrative: { name: '示意', meaning: '为了说明而写的例子', sourced: false },
  /** The speaker's own view or explanation. */
  opinion: { name: '讲者看法', meaning: '讲者自己的看法或解释', sourced: false },
} as const

export type ClaimKind = keyof typeof kinds

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
  /** What `<Claim id>` shows: the value with its unit, as it is written on a slide (「82%」「九个」「298/400」). The statement holds it word for word. Absent where the claim is a sentence only. */
  value?: string
  kind: ClaimKind
  /** Absent only where the kind isn't `sourced`. */
  source?: Source
  /** A second source that confirms or challenges it. */
  also?: Source
  /** For the slide on what the notes had to be corrected on: what the notes said, what was wrong with it, and where one sees that, if not in `source`. */
  correction?: { said: string; why: string; sources?: readonly Source[] }
  /** No slide shows it yet, and one is going to. Any other claim that stands on no slide fails `npm run check`. */
  waiting?: true
}
