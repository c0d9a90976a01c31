/** Signs of a clause in a regular poem. */
const REGULAR = [5, 7]

/** What of some poems is regular. */
export interface Couplets {
  sentences: number
  /** Those of exactly two clauses, both of five or both of seven characters. */
  regular: number
}

/** Counts sentences and regular couplets of poems, by their punctuation alone. */
export function couplets(poems: readonly string[]): Couplets {
  const sentences = poems.flatMap((poem) =>
    poem
      .split(/[。！？]/)
      .map((sentence) => sentence.split(/[，、；：\n]/).filter((clause) => clause.trim()))
      .filter((clauses) => clauses.length > 0),
  )
  const regular = sentences.filter(
    ([first = '', second = '', ...more]) =>
      more.length === 0 && first.length === second.length && REGULAR.includes(first.length),
  )
  return { sentences: sentences.length, regular: regular.length }
}

/** The poems of a text without their titles: an empty line ends a poem, its first line is the title. */
export const poemsIn = (text: string): string[] =>
  text
    .split('\n\n')
    .slice(1, -1)
    .map((poem) => poem.slice(poem.indexOf('\n') + 1))
