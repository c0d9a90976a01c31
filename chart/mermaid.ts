import type { MermaidConfig } from 'mermaid'

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** Mermaid's configuration, its colours taken from the tokens of the scheme that is on. */
function configuration(): MermaidConfig {
  const [paper, raised, ink, muted, hairline, gpt4] = [
    'paper',
    'raised',
    'ink',
    'muted',
    'hairline',
    'gpt4',
  ].map(token)
  const fontFamily = token('font-sans')
  const scale = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      [`cScale${i}`, raised],
      [`cScaleLabel${i}`, ink],
      [`cScaleInv${i}`, hairline],
      [`cScalePeer${i}`, hairline],
    ]).flat(),
  )
  return {
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    deterministicIds: true,
    theme: 'base',
    look: 'classic',
    layout: 'dagre',
    fontFamily,
    fontSize: 19,
    htmlLabels: false,
    flowchart: {
      htmlLabels: false,
      nodeSpacing: 28,
      rankSpacing: 52,
      padding: 16,
      useMaxWidth: false,
      curve: 'linear',
    },
    timeline: { leftMargin: 20, padding: 8, useMaxWidth: false, disableMulticolor: true },
    themeVariables: {
      darkMode: document.documentElement.classList.contains('dark'),
      fontFamily,
      fontSize: '19px',
      background: paper,
      primaryColor: raised,
      primaryTextColor: ink,
      primaryBorderColor: hairline,
      secondaryColor: raised,
      tertiaryColor: paper,
      lineColor: muted,
      textColor: ink,
      mainBkg: raised,
      nodeBorder: hairline,
      clusterBkg: paper,
      clusterBorder: hairline,
      edgeLabelBackground: paper,
      titleColor: ink,
      ...scale,
    },
    themeCSS: `
      .eventWrapper { filter: none }
      .node rect, .node polygon, .node path { stroke-width: 1.5px }
      .gpt4 text, .gpt4 tspan { fill: ${gpt4} !important; font-weight: 700 }
      .flowchart-link { stroke-width: 1.5px }
      .edgeLabel text { font-size: 17px }
    `,
  }
}

/** Marks the parts of a rendered timeline with the group they appear in: a period, its events and their lines. */
function groupTimeline(svg: SVGSVGElement, groups: string[][]) {
  const centre = (part: SVGGraphicsElement) => {
    const { x, width } = part.getBoundingClientRect()
    return x + width / 2
  }
  const periods = [...svg.querySelectorAll<SVGGraphicsElement>('.taskWrapper')]
  if (periods.length !== groups.length)
    throw new Error(`the timeline has ${periods.length} periods, its text was read as ${groups.length}`)
  const centres = periods.map(centre)
  const parts = svg.querySelectorAll<SVGGraphicsElement>('.taskWrapper, .eventWrapper, .lineWrapper > line')
  for (const part of parts) {
    const at = centre(part)
    const nearest = centres.reduce(
      (best, x, i) => (Math.abs(x - at) < Math.abs((centres[best] ?? 0) - at) ? i : best),
      0,
    )
    const isAxis = part.matches('line') && part.getBoundingClientRect().width > 40
    if (!isAxis) part.dataset.group = String(nearest)
  }

  // Below its last event a period's line runs on into nothing: it ends there, and the picture with it.
  for (const [index] of groups.entries()) {
    const events = [...svg.querySelectorAll<SVGGraphicsElement>(`.eventWrapper[data-group="${index}"]`)]
    const bottom = Math.max(...events.map((event) => event.getBoundingClientRect().bottom))
    for (const line of svg.querySelectorAll<SVGLineElement>(`line[data-group="${index}"]`)) {
      const { top, height } = line.getBoundingClientRect()
      if (height === 0 || top + height <= bottom) continue
      const length = Number(line.getAttribute('y2')) - Number(line.getAttribute('y1'))
      line.setAttribute('y2', String(Number(line.getAttribute('y1')) + (length * (bottom - top)) / height))
      line.removeAttribute('marker-end')
    }
  }
  const { x, y, width, height } = svg.getBBox()
  svg.setAttribute('viewBox', `${x - 2} ${y - 2} ${width + 4} ${height + 4}`)
}

/** Marks the nodes and links of a rendered flowchart; a link appears with the later one of its ends. */
function groupFlowchart(svg: SVGSVGElement, groups: string[][]) {
  const groupOf = new Map(groups.flatMap((ids, group) => ids.map((id) => [id, group] as const)))
  const nodes = [...svg.querySelectorAll<SVGElement>('g.node')]
  for (const node of nodes) {
    const id = /flowchart-(.+)-\d+$/.exec(node.id)?.[1] ?? ''
    const group = groupOf.get(id)
    if (group === undefined) throw new Error(`the flowchart's text was read without its node "${id}"`)
    node.dataset.group = String(group)
  }
  const ofLink = (name: string) => {
    const [, from = '', to = ''] = /L_(.+)_(.+)_\d+$/.exec(name) ?? []
    return Math.max(groupOf.get(from) ?? 0, groupOf.get(to) ?? 0)
  }
  for (const link of svg.querySelectorAll<SVGElement>('path.flowchart-link'))
    link.dataset.group = String(ofLink(link.dataset.id ?? link.id))
  for (const label of svg.querySelectorAll<SVGElement>('g.edgeLabel')) {
    const name = label.querySelector<SVGElement>('[data-id]')?.dataset.id
    if (name) label.dataset.group = String(ofLink(name))
  }
}

/** How far a diagram may be magnified: its 19 px text to 21 px. */
const LARGEST = 1.1

/** The deck's own fonts, which hold all it writes: asked for the whole list, the browser would fetch every fallback. */
const ownFonts = () =>
  token('font-sans')
    .split(',')
    .filter((family) => family.includes(' Deck'))
    .join()

// Mermaid keeps its configuration in one place for the page: one diagram is rendered at a time.
let queue: Promise<unknown> = Promise.resolve()

// Mermaid draws into whatever has its id already: an earlier picture must not have it.
let drawn = 0

/**
 * Renders a Mermaid diagram with the deck's fonts and colours.
 *
 * @param code the diagram's source
 * @param groups what appears together, see `diagramGroups`
 * @returns an SVG that scales with its box; parts carry `data-group`
 * @throws if Mermaid can't parse the source
 */
export function renderDiagram(code: string, groups: string[][]): Promise<SVGSVGElement> {
  const rendered = queue.then(async () => {
    const [{ default: mermaid }] = await Promise.all([
      import('mermaid/dist/mermaid.esm.mjs'),
      document.fonts.load(`19px ${ownFonts()}`, code),
      document.fonts.load(`600 19px ${ownFonts()}`, code),
    ])
    mermaid.initialize(configuration())
    const stage = document.createElement('div')
    stage.style.cssText = 'position:fixed;left:0;top:0;width:2000px;visibility:hidden;pointer-events:none'
    document.body.append(stage)
    try {
      stage.innerHTML = (await mermaid.render(`diagram-${++drawn}`, code, stage)).svg
      const svg = stage.querySelector('svg')
      if (!svg) throw new Error('Mermaid returned no picture')
      const kind = svg.getAttribute('aria-roledescription') ?? ''
      if (kind === 'timeline') groupTimeline(svg, groups)
      else if (kind.startsWith('flowchart')) groupFlowchart(svg, groups)
      for (const label of svg.querySelectorAll<SVGElement>('.node, .taskWrapper, .eventWrapper'))
        if (/^GPT-4(?![.\d])/.test(label.textContent?.trim() ?? '')) label.classList.add('gpt4')
      svg.removeAttribute('style')
      svg.removeAttribute('width')
      svg.removeAttribute('height')
      svg.setAttribute('preserveAspectRatio', 'xMidYMid meet')
      // It shrinks to fit its box, but a small diagram is not blown up to posters' letters.
      const { width, height } = svg.viewBox.baseVal
      svg.style.maxWidth = `${width * LARGEST}px`
      svg.style.maxHeight = `${height * LARGEST}px`
      svg.remove()
      return svg
    } finally {
      stage.remove()
    }
  })
  queue = rendered.catch(() => undefined)
  return rendered
}
