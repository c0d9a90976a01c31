import type { MermaidConfig } from 'mermaid'
import { layTimeline } from './timeline'

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** A colour of the tokens as Mermaid reads it: colours of the user's own stand there by name. */
function colour(name: string): string {
  if (!matchMedia('(forced-colors: active)').matches) return token(name)
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.cssText = `color: var(--${name}); forced-color-adjust: none`
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')
  if (canvas) canvas.fillStyle = getComputedStyle(probe).color
  probe.remove()
  canvas?.fillRect(0, 0, 1, 1)
  return `rgb(${[...(canvas?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3).join()})`
}

/** Size of a flowchart's text. */
const TEXT = 19

/** A timeline is drawn with letters so small that Mermaid breaks no line; `layTimeline` makes them as large as they are. */
const UNBROKEN = 4

/** Mermaid's configuration, its colours taken from the tokens of the scheme that is on. */
function configuration(isTimeline: boolean): MermaidConfig {
  const fontSize = isTimeline ? UNBROKEN : TEXT
  const [paper, raised, ink, muted, hairline, gpt4, small] = [
    'paper',
    'raised',
    'ink',
    'muted',
    'hairline',
    'gpt4',
    'small',
  ].map(colour)
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
    fontSize,
    htmlLabels: false,
    flowchart: {
      htmlLabels: false,
      nodeSpacing: 18,
      rankSpacing: 48,
      padding: 10,
      diagramPadding: 2,
      wrappingWidth: 400,
      useMaxWidth: false,
      curve: 'basis',
    },
    timeline: { leftMargin: 20, padding: 8, useMaxWidth: false, disableMulticolor: true },
    themeVariables: {
      darkMode: document.documentElement.classList.contains('dark'),
      fontFamily,
      fontSize: `${fontSize}px`,
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
      .node rect, .node polygon, .node path { stroke-width: 1.5px }
      .node.topic rect { stroke: ${ink} !important; stroke-width: 2.5px }
      .node.optional rect { stroke: ${muted} !important; stroke-dasharray: 5 4 }
      .node.gpt4 text, .node.gpt4 tspan { fill: ${gpt4} !important; font-weight: 700 }
      .flowchart-link { stroke-width: 1.5px }
      .flowchart-link[pathLength] { stroke-dasharray: 1; stroke-dashoffset: calc(1 - var(--shown)) }
      .edgeLabel text { font-size: 17px }

      .eventWrapper { filter: none }
      .timeline-node path, .timeline-node line { fill: none; stroke: none }
      .timeline-node tspan { dominant-baseline: alphabetic }
      .timeline-node .date { fill: ${muted}; font-size: 18px }
      .timeline-node .name { fill: ${ink}; font-size: 20px; font-weight: 700 }
      .timeline-node .under { fill: ${muted}; font-size: 15px }
      .gpt4 .date { fill: ${gpt4}; font-weight: 700 }
      .gpt4 .name { fill: ${gpt4}; font-size: 26px }
      .lineWrapper .axis { stroke: ${ink}; stroke-width: 2.5px }
      .lineWrapper .stem { stroke: ${hairline}; stroke-width: 1.5px }
      .timeline-node .dot { stroke: ${small}; stroke-width: 14px; stroke-linecap: round }
      .gpt4 .timeline-node .dot { stroke: ${gpt4}; stroke-width: 18px }
      .tint { fill: ${raised} }
    `,
  }
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
  for (const link of svg.querySelectorAll<SVGElement>('path.flowchart-link')) {
    link.dataset.group = String(ofLink(link.dataset.id ?? link.id))
    // A solid one is drawn along itself.
    if (link.matches('.edge-pattern-solid')) link.setAttribute('pathLength', '1')
  }
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

/** Names and describes a picture as Mermaid does, where it dropped the diagram's own words, as it does in timelines. */
function describe(svg: SVGSVGElement, name: string, descriptions: readonly string[]) {
  for (const [tag, attribute, words] of [
    ['desc', 'aria-describedby', descriptions.join('')],
    ['title', 'aria-labelledby', name],
  ] as const) {
    if (!words || svg.hasAttribute(attribute)) continue
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
    element.id = `${svg.id}-${tag}`
    element.textContent = words
    svg.prepend(element)
    svg.setAttribute(attribute, element.id)
  }
}

/**
 * Renders a Mermaid diagram with the deck's fonts and colours.
 *
 * @param code the diagram's source
 * @param text what was read from it when the deck was built (`readDiagram`); null where it couldn't be
 * @returns an SVG that scales with its box; parts carry `data-group`
 * @throws if Mermaid can't parse the source
 */
export function renderDiagram(
  code: string,
  text: { kind: string; name: string; descriptions: string[]; groups: string[][] } | null,
): Promise<SVGSVGElement> {
  const { kind = '', name = '', descriptions = [], groups = [] } = text ?? {}
  const rendered = queue.then(async () => {
    const [{ default: mermaid }] = await Promise.all([
      import('mermaid/dist/mermaid.esm.mjs'),
      document.fonts.load(`19px ${ownFonts()}`, code),
      document.fonts.load(`700 19px ${ownFonts()}`, code),
    ])
    mermaid.initialize(configuration(kind === 'timeline'))
    const stage = document.createElement('div')
    stage.style.cssText = 'position:fixed;left:0;top:0;width:2000px;visibility:hidden;pointer-events:none'
    document.body.append(stage)
    try {
      stage.innerHTML = (await mermaid.render(`diagram-${++drawn}`, code, stage)).svg
      const svg = stage.querySelector('svg')
      if (!svg) throw new Error('Mermaid returned no picture')
      if (kind === 'timeline') layTimeline(svg, groups)
      else if (kind.startsWith('flowchart')) groupFlowchart(svg, groups)
      describe(svg, name, descriptions)
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
