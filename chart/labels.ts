// Words in a chart: where they find room. There is no measuring in a figure that must come out the same everywhere, so
// widths are estimated: a Chinese character is as wide as the type size, any other a good half of it.

/** A piece of a label; a number says where it comes from, as a claim or as computed here. */
export type Part = string | { text: string; computed: string } | { text: string; claim: string }

/** What a label speaks of: its colour. */
export type Tone = 'ink' | 'muted' | 'forecast' | 'gpt4' | 'caution'

/** Words at a place. */
export interface Label {
  key: string
  x: number
  y: number
  anchor: 'start' | 'middle' | 'end'
  tone: Tone
  bold?: boolean
  opacity: number
  parts: Part[]
}

/** Text of a label as one string. */
export const textOf = (parts: readonly Part[]) =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')

/** Estimated width of a text, in the unit of its type size. */
export function textWidth(text: string, size: number): number {
  let width = 0
  for (const character of text) width += character > '\u2e80' ? size : 0.58 * size
  return width
}

/**
 * Moves places apart until each is at least `gap` from the next, as little as possible in sum of squares, inside
 * `[low, high]`. Keeps their order (pool adjacent violators).
 *
 * @param wanted in ascending order
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const pools: { sum: number; count: number }[] = []
  wanted.forEach((place, k) => {
    pools.push({ sum: place - k * gap, count: 1 })
    for (;;) {
      const [before, last] = pools.slice(-2)
      if (!before || !last || before.sum / before.count <= last.sum / last.count) break
      pools.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count })
    }
  })
  const most = Math.max(low, high - (wanted.length - 1) * gap)
  return pools
    .flatMap(({ sum, count }) => Array<number>(count).fill(Math.min(most, Math.max(low, sum / count))))
    .map((place, k) => place + k * gap)
}
