// What a Mermaid diagram says, read by Mermaid's own parser when the deck is built, so that a slide knows its clicks
// before the diagram is drawn, and a reader who can't see it is told what it shows.

/** What is known of a diagram before it is drawn. */
export interface DiagramText {
  /** Mermaid's name for it: `timeline`, `flowchart-v2`, … */
  kind: string
  /** Its `accTitle`. */
  name: string
  /** Its `accDescr`, in parts: one a group where its `；` make as many, or the whole. */
  descriptions: string[]
  /**
   * What appears together, in the order of the clicks: a timeline's periods, each with the texts of its events, or a
   * flowchart's ranks, each with the ids of its nodes. Other kinds of diagram are one group.
   */
  groups: string[][]
}

type Mermaid = typeof import('mermaid').default

async function load(): Promise<Mermaid> {
  // Mermaid cleans its labels with DOMPurify, which takes the window that it finds when it is imported.
  const needsWindow = !('window' in globalThis)
  if (needsWindow) Object.assign(globalThis, { window: new (await import('happy-dom')).Window() })
  try {
    const { default: mermaid } = await import('mermaid')
    mermaid.initialize({ startOnLoad: false })
    return mermaid
  } finally {
    // Other modules must not take Node for a browser.
    if (needsWindow) Reflect.deleteProperty(globalThis, 'window')
  }
}

let loaded: Promise<Mermaid> | undefined

/** Mermaid as Node can have it: it parses, and draws nothing. */
const mermaidParser = (): Promise<Mermaid> => (loaded ??= load())

/** What Mermaid's databases of a parsed diagram hold; its types don't tell. */
interface Database {
  getAccTitle?: () => string
  getAccDescription?: () => string
  /** Timelines. */
  getCommonDb?: () => Pick<Database, 'getAccTitle' | 'getAccDescription'>
  getTasks?: () => { events: string[] }[]
  /** Flowcharts. */
  getVertices?: () => Map<string, unknown>
  getEdges?: () => { start: string; end: string }[]
}

/** The ranks of a flowchart: a node's is the longest way to it, links back to an earlier node not counted. */
function ranks(nodes: readonly string[], links: readonly { start: string; end: string }[]): string[][] {
  const order = new Map(nodes.map((id, index) => [id, index]))
  const forward = links.filter(({ start, end }) => (order.get(start) ?? 0) < (order.get(end) ?? 0))
  const rank = new Map<string, number>()
  for (const id of nodes)
    rank.set(
      id,
      Math.max(0, ...forward.filter(({ end }) => end === id).map(({ start }) => (rank.get(start) ?? 0) + 1)),
    )
  return Array.from({ length: Math.max(0, ...rank.values()) + 1 }, (_, at) =>
    nodes.filter((id) => rank.get(id) === at),
  )
}

function textOf({ type, db }: { type: string; db: Database }): DiagramText {
  const { getAccTitle, getAccDescription } = db.getCommonDb?.() ?? {
    getAccTitle: () => db.getAccTitle?.() ?? '',
    getAccDescription: () => db.getAccDescription?.() ?? '',
  }
  const groups =
    type === 'timeline'
      ? db.getTasks?.().map(({ events }) => events.map((event) => event.trim()))
      : type.startsWith('flowchart')
        ? ranks([...(db.getVertices?.().keys() ?? [])], db.getEdges?.() ?? [])
        : undefined
  const description = getAccDescription?.() ?? ''
  const parts = description.match(/[^；]+；?/g) ?? []
  return {
    kind: type,
    name: getAccTitle?.() ?? '',
    descriptions: parts.length === groups?.length ? parts : [description],
    groups: groups ?? [[]],
  }
}

// Some kinds of diagram have one database, which the next parse empties.
let queue: Promise<unknown> = Promise.resolve()

/**
 * Reads a Mermaid diagram.
 *
 * @param code the diagram's source
 * @throws if Mermaid can't parse it
 */
export function readDiagram(code: string): Promise<DiagramText> {
  const text = queue.then(async () => {
    const { mermaidAPI } = await mermaidParser()
    return textOf((await mermaidAPI.getDiagramFromText(code)) as { type: string; db: Database })
  })
  queue = text.catch(() => undefined)
  return text
}
