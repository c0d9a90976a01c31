// A Mermaid timeline laid out as the deck wants it: Mermaid's own dates, events and lines, moved and restyled. It has no
// settings for this: it boxes every event, 150 units wide, whatever it holds.

/** Units of a slide's room between its margins, below its title: a timeline is drawn at its size there. */
const WIDTH = 848
const HEIGHT = 344

/** Height of the axis; above it the dates. */
const AXIS = 50
const DATE = AXIS - 24
const FIRST_NAME = AXIS + 44
/** From a name down to the line under it, and between those. */
const UNDER = 22
/** From the last line of an event down to the next name: as far as there is room, within reason. */
const NEXT = [36, 60] as const
/** Names stand this far right of their stem. */
const INDENT = 14
const DOT = 7
/** The tinted column reaches this far beyond its texts. */
const TINT = 18
const LEAST_GAP = 14

/** What Mermaid draws, or an error that names it. */
function only<E extends Element>(parent: ParentNode, selector: string): E {
  const found = parent.querySelector<E>(selector)
  if (!found) throw new Error(`Mermaid drew a timeline without its ${selector}`)
  return found
}

const textsOf = (part: SVGElement) => [...part.querySelectorAll<SVGTSpanElement>('tspan')]

/** Sets the lines of a label one below the other, each with its class, and returns their width. */
function setLines(label: SVGElement, classes: readonly string[], heights: readonly number[]): number {
  label.querySelectorAll('g').forEach((group) => group.removeAttribute('transform'))
  only(label, 'text').setAttribute('text-anchor', 'start')
  only(label, 'text').setAttribute('dy', '0')
  const lines = textsOf(label)
  lines.forEach((line, index) => {
    // Mermaid joins words with three spaces.
    line.textContent = (line.textContent ?? '').replace(/\s+/g, ' ').trim()
    line.setAttribute('class', classes[Math.min(index, classes.length - 1)] ?? '')
    line.setAttribute('x', '0')
    line.setAttribute('y', String(heights[Math.min(index, 1)] ?? 0))
    line.setAttribute('dy', String(Math.max(0, index - 1) * UNDER))
  })
  return Math.max(0, ...lines.map((line) => line.getComputedTextLength()))
}

const setLine = (line: SVGLineElement, x1: number, y1: number, x2: number, y2: number) =>
  Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => line.setAttribute(name, String(value)))

const isGpt4 = (event: string) => event.split('<br>')[0]?.trim() === 'GPT-4'

/**
 * Lays out a rendered timeline: dates on an axis, below each its events without boxes, what an event's name is
 * followed by in its text (`GPT-4<br>OpenAI`) smaller under it. GPT-4 is green and larger, and its column tinted.
 *
 * @param svg as Mermaid drew it, in the page; with letters so small that it broke no line
 * @param groups the texts of the events, by period
 * @throws if what Mermaid drew isn't what the groups say
 */
export function layTimeline(svg: SVGSVGElement, groups: readonly (readonly string[])[]): void {
  const periods = [...svg.querySelectorAll<SVGElement>('.taskWrapper')]
  const events = [...svg.querySelectorAll<SVGElement>('.eventWrapper')]
  const lines = [...svg.querySelectorAll<SVGLineElement>('.lineWrapper > line')]
  const axis = lines.pop()
  if (!axis || lines.length !== groups.length || periods.length !== groups.length)
    throw new Error(`the timeline has ${periods.length} periods, its text was read as ${groups.length}`)
  if (events.length !== groups.flat().length)
    throw new Error(`the timeline has ${events.length} events, its text was read as ${groups.flat().length}`)

  const columns = groups.map((group, index) => {
    const [period, stem] = [periods[index], lines[index]] as [SVGElement, SVGLineElement]
    const own = events.splice(0, group.length)
    const isTinted = group.some(isGpt4)
    period.classList.toggle('gpt4', isTinted)
    own.forEach((event, at) => event.classList.toggle('gpt4', isGpt4(group[at] ?? '')))
    const date = setLines(period, ['date'], [DATE])
    const names = own.map((event) => setLines(event, ['name', 'under'], [0, UNDER]))
    return {
      period,
      stem,
      events: own,
      width: Math.max(date - DOT, INDENT + Math.max(0, ...names)),
      tint: isTinted ? TINT : 0,
    }
  })

  const taken = columns.reduce((sum, { width, tint }) => sum + width + 2 * tint, DOT)
  const gap = Math.max(LEAST_GAP, (WIDTH - 3 * DOT - taken) / Math.max(1, columns.length - 1))
  const right = Math.max(WIDTH, taken + 3 * DOT + gap * (columns.length - 1))

  /** How high a column is from its first name down, the ways from event to event not counted. */
  const linesHigh = (own: readonly SVGElement[]) =>
    own.reduce((sum, event) => sum + (textsOf(event).length - 1) * UNDER, 0)
  const room = Math.min(
    ...columns.map(
      ({ events }) => (HEIGHT - FIRST_NAME - TINT - linesHigh(events)) / Math.max(1, events.length - 1),
    ),
  )
  const next = Math.min(NEXT[1], Math.max(NEXT[0], room))

  let x = DOT
  let bottom = AXIS
  columns.forEach(({ period, stem, events, width, tint }, index) => {
    x += tint
    const dot = only<SVGLineElement>(period, 'line')
    period.setAttribute('transform', `translate(${x}, 0)`)
    textsOf(period).forEach((line) => line.setAttribute('x', String(-DOT)))
    dot.setAttribute('class', 'dot')
    // Some readers of PDF draw no line without length, whatever its ends.
    setLine(dot, 0, AXIS, 0.1, AXIS)

    let y = FIRST_NAME
    let end = AXIS
    for (const event of events) {
      event.setAttribute('transform', `translate(${x + INDENT}, ${y})`)
      event.dataset.group = String(index)
      end = y + (textsOf(event).length - 1) * UNDER
      y = end + next
    }
    bottom = Math.max(bottom, end)
    setLine(stem, x, AXIS + 12, x, end + 4)
    stem.setAttribute('class', 'stem')
    stem.removeAttribute('marker-end')
    stem.removeAttribute('stroke-dasharray')
    stem.setAttribute('pathLength', '1')
    stem.dataset.group = String(index)
    x += width + tint + gap
  })

  // Behind everything else: the axis, and behind it the tint, which is the box that Mermaid gave the period.
  setLine(axis, 0, AXIS, right, AXIS)
  axis.setAttribute('class', 'axis')
  axis.removeAttribute('stroke-width')
  if (axis.parentElement) svg.prepend(axis.parentElement)
  x = DOT
  columns.forEach(({ period, width, tint }, index) => {
    const box = only<SVGPathElement>(period, '.node-bkg')
    if (tint > 0) {
      box.setAttribute('class', 'tint')
      box.setAttribute('d', `M${x},0 h${width + 2 * tint} v${bottom + TINT} h${-width - 2 * tint} Z`)
      box.dataset.group = String(index)
      svg.prepend(box)
    }
    x += width + 2 * tint + gap
  })
  svg.setAttribute('viewBox', `0 0 ${right} ${bottom + TINT}`)
}
