/** How alike two names are, 0 to 1: Dice's coefficient on their pairs of neighbouring characters. */
function likeness(a: string, b: string): number {
  const pairs = (name: string) => new Set(Array.from(name.slice(1), (char, i) => name.charAt(i) + char))
  const [left, right] = [pairs(a), pairs(b)]
  const shared = [...left].filter((pair) => right.has(pair)).length
  return (2 * shared) / Math.max(1, left.size + right.size)
}

/** A sentence that asks after the name which is most like an unknown one, a blank before it; empty where none is like it. */
export function didYouMean(unknown: string, names: readonly string[]): string {
  const [closest] = names
    .map((name) => ({ name, likeness: likeness(unknown, name) }))
    .sort((a, b) => b.likeness - a.likeness)
  return closest && closest.likeness >= 0.5 ? ` Did you mean "${closest.name}"?` : ''
}
