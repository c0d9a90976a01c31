// Which parts of a Mermaid diagram appear together, read from its text, so that a slide knows its clicks before the
// diagram is rendered: a timeline's periods, a flowchart's ranks.

const KEYWORDS =
  /^(timeline|title|section|accTitle|accDescr|%%|flowchart|graph|subgraph|end|direction|class|classDef|style|linkStyle|click)\b/

/** The lines that state something: no configuration, no comment, no accessibility block. */
function statements(code: string): string[] {
  return code
    .replace(/^---[\s\S]*?^---\s*$/m, '')
    .replace(/accDescr\s*\{[\s\S]*?\}/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('%%'))
}

/** The periods of a timeline, in order. */
function periods(code: string): string[][] {
  return statements(code)
    .filter((line) => !KEYWORDS.test(line) && !line.startsWith(':'))
    .map((line) => [line.split(/\s*:(?=\s)/)[0] as string])
}

const LINK = /\s*(?:<?-->?|<?--+[->xo]|-\.+->?|<?==+>|~~~)\s*/

/** The nodes and links of a flowchart; labels and shapes are dropped. */
function links(code: string): { nodes: string[]; edges: [string, string][] } {
  const nodes = new Set<string>()
  const edges: [string, string][] = []
  for (const line of statements(code)) {
    if (KEYWORDS.test(line)) continue
    const bare = line
      .replace(/"[^"]*"/g, '')
      .replace(/\|[^|]*\|/g, '')
      .replace(/@\{[^}]*\}/g, '')
      .replace(/[[({]+[^\])}]*[\])}]+/g, '')
      .replace(/:::[\w-]+/g, '')
      .replace(/(--|==|-\.)\s+[^->=.]+?\s+(--+>|==+>|\.+->)/g, ' --> ')
    const ranks = bare.split(LINK).map((part) =>
      part
        .split('&')
        .map((id) => id.trim())
        .filter(Boolean),
    )
    for (const id of ranks.flat()) nodes.add(id)
    ranks.slice(1).forEach((to, index) => {
      for (const from of ranks[index] ?? []) for (const id of to) edges.push([from, id])
    })
  }
  return { nodes: [...nodes], edges }
}

/** The ranks of a flowchart: a node's is the longest way to it, links back to an earlier node not counted. */
function ranks(code: string): string[][] {
  const { nodes, edges } = links(code)
  const order = new Map(nodes.map((id, index) => [id, index]))
  const forward = edges.filter(([from, to]) => (order.get(from) ?? 0) < (order.get(to) ?? 0))
  const rank = new Map<string, number>()
  for (const id of nodes)
    rank.set(
      id,
      Math.max(0, ...forward.filter(([, to]) => to === id).map(([from]) => (rank.get(from) ?? 0) + 1)),
    )
  return Array.from({ length: Math.max(0, ...rank.values()) + 1 }, (_, at) =>
    nodes.filter((id) => rank.get(id) === at),
  )
}

/**
 * The groups of a Mermaid timeline or flowchart, in the order in which they appear with the clicks. Other kinds of
 * diagram are one group.
 *
 * @param code the diagram's source
 * @returns a list of groups; a group is the names of periods or the ids of nodes
 */
export function diagramGroups(code: string): string[][] {
  const [first = ''] = statements(code)
  if (/^timeline\b/.test(first)) return periods(code)
  if (/^(flowchart|graph)\b/.test(first)) return ranks(code)
  return [[]]
}
