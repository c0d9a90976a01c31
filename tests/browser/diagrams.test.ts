import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type DiagramText, readDiagram } from '../../deck/diagram-groups'
import { browser, deck, site } from '../opened'
import { openPage, settled } from '../../tools/page'

const FILE = /snippets\/[\w-]+\.mermaid/
const slides = () =>
  deck.flatMap(({ no, content }) => {
    const [file] = FILE.exec(content) ?? []
    return file ? [{ no, file }] : []
  })

/** What is seen of the diagram on the slide on show, in the units of the 960 × 540 canvas. */
function look() {
  const svg = [...document.querySelectorAll<SVGSVGElement>('[data-diagram] svg')].find(
    (element) => element.getBoundingClientRect().width > 0,
  )
  if (!svg) throw new Error('no diagram is shown')
  const named = (attribute: string) =>
    document.getElementById(svg.getAttribute(attribute) ?? '')?.textContent ?? ''
  const shownBy = (element: Element | null): number => {
    let shown = 1
    for (; element && element !== svg; element = element.parentElement)
      shown *= Number(getComputedStyle(element).opacity)
    return shown
  }
  const scale = innerWidth / 960
  const zoom = (svg.getScreenCTM()?.a ?? 1) / scale
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.color = 'var(--gpt4)'
  const green = getComputedStyle(probe).color
  probe.remove()
  return {
    green,
    kind: svg.getAttribute('aria-roledescription'),
    name: named('aria-labelledby'),
    description: named('aria-describedby'),
    parts: [...svg.querySelectorAll<SVGElement>('[data-group]')].map((part) => ({
      group: Number(part.dataset.group),
      isShown: getComputedStyle(part).getPropertyValue('--shown') === '1',
      isHeard: part.ariaHidden !== 'true',
    })),
    lines: [...svg.querySelectorAll<SVGElement>('.date, .name, .under')].map((line) => {
      const { left, right, top, bottom } = line.getBoundingClientRect()
      return {
        kind: line.getAttribute('class') ?? '',
        text: line.textContent ?? '',
        shown: shownBy(line),
        size: parseFloat(getComputedStyle(line).fontSize) * zoom,
        tone: getComputedStyle(line).fill,
        box: [left, right, top, bottom].map((at) => at / scale) as [number, number, number, number],
      }
    }),
    // A line without length is a dot on the screen, and nothing in some readers of PDF.
    dots: [...svg.querySelectorAll<SVGGeometryElement>('.dot')].map((dot) =>
      dot.getTotalLength() > 0 ? shownBy(dot) : 0,
    ),
    axis: [...svg.querySelectorAll('.axis')].map(shownBy),
    tints: [...svg.querySelectorAll('.tint')].map((tint) => {
      const { left, right } = tint.getBoundingClientRect()
      return { left: left / scale, right: right / scale, shown: shownBy(tint) }
    }),
  }
}

/** Opens a page in which diagrams are seen one after the other, and listens to it. */
async function openViewer() {
  const { page, messages, close } = await openPage(browser, {
    viewport: { width: 960, height: 540 },
    colorScheme: 'light',
  })
  return {
    async see(at: string) {
      await page.goto(site.url + at)
      await settled(page)
      return page.evaluate(look)
    },
    async close() {
      expect(messages).toEqual([])
      await close()
    },
  }
}

const textOf = (file: string): Promise<DiagramText> => readDiagram(readFileSync(file, 'utf8'))

it('every diagram has its name in the page, and tells as much as its step shows', async () => {
  const viewer = await openViewer()
  expect(slides().length).toBeGreaterThan(3)
  for (const { no, file } of slides()) {
    const { name, descriptions } = await textOf(file)
    for (const clicks of [0, 1, 99]) {
      const seen = await viewer.see(`${no}?clicks=${clicks}`)
      const shown = seen.parts.filter(({ isShown }) => isShown)
      expect(seen.parts.filter(({ isHeard }) => isHeard)).toEqual(shown)
      const groups = new Set(shown.map(({ group }) => group))
      expect(groups.size === descriptions.length).toBe(clicks === 99)
      expect({ file, clicks, name: seen.name, description: seen.description }).toEqual({
        file,
        clicks,
        name,
        description: descriptions.slice(0, groups.size).join(''),
      })
    }
  }
  await viewer.close()
})

describe('a timeline', () => {
  /** The timelines, each with its last click. */
  const timelines = async () => {
    const all = await Promise.all(
      slides().map(async (slide) => ({ ...slide, text: await textOf(slide.file) })),
    )
    const found = all.filter(({ text }) => text.kind === 'timeline')
    expect(found).toHaveLength(2)
    return found.map((slide) => ({ ...slide, last: slide.text.groups.length - 1 }))
  }

  it('has its axis and dates from the start, its events column by column', async () => {
    const viewer = await openViewer()
    for (const { no, text, last } of await timelines())
      for (const clicks of [0, 1, last]) {
        const { lines, dots, axis } = await viewer.see(`${no}?clicks=${clicks}`)
        expect([...axis, ...dots]).toEqual(Array<number>(1 + text.groups.length).fill(1))
        const dates = lines.filter(({ kind }) => kind === 'date')
        expect(dates.map(({ shown }) => shown)).toEqual(text.groups.map(() => 1))
        const events = lines.filter(({ kind }) => kind !== 'date')
        const wanted = text.groups.flatMap((group, column) =>
          group.flatMap((event) =>
            event.split('<br>').map((line) => ({ text: line.trim(), shown: column <= clicks ? 1 : 0 })),
          ),
        )
        expect(events.map(({ text, shown }) => ({ text, shown }))).toEqual(wanted)
      }
    await viewer.close()
  })

  it('is large enough for the last row, and no line touches another', async () => {
    const viewer = await openViewer()
    for (const { no, last } of await timelines()) {
      const { lines } = await viewer.see(`${no}?clicks=${last}`)
      for (const { kind, text, size } of lines)
        expect(size, text).toBeGreaterThanOrEqual({ date: 17.5, name: 19, under: 14.5 }[kind] ?? 99)
      for (const [index, one] of lines.entries())
        for (const other of lines.slice(index + 1)) {
          const [left, right, top, bottom] = one.box
          const [l, r, t, b] = other.box
          // A line's box is higher than its signs: those below each other may share some of it.
          const apart = right + 4 <= l || r + 4 <= left || bottom - 6 <= t || b - 6 <= top
          expect(apart, `${one.text} and ${other.text}`).toBe(true)
        }
    }
    await viewer.close()
  })

  it('has GPT-4 green and larger than the other names, in the one tinted column', async () => {
    const viewer = await openViewer()
    for (const { no, last } of await timelines()) {
      const { lines, tints, green } = await viewer.see(`${no}?clicks=${last}`)
      const names = lines.filter(({ kind }) => kind === 'name')
      const [gpt4] = names.filter(({ text }) => text === 'GPT-4')
      expect(gpt4?.tone).toBe(green)
      expect(green).not.toBe('rgb(0, 0, 0)')
      expect(tints.map(({ shown }) => shown)).toEqual([1])
      for (const name of names.filter((name) => name !== gpt4)) {
        expect(name.size).toBeLessThan(gpt4?.size ?? 0)
        expect(name.tone).not.toBe(green)
      }
      const inTint = ({ box: [left, right] }: (typeof lines)[number]) =>
        left > (tints[0]?.left ?? 0) && right < (tints[0]?.right ?? 0)
      const [x] = gpt4?.box ?? []
      expect(names.filter(inTint)).toEqual(names.filter(({ box: [left] }) => Math.abs(left - (x ?? 0)) < 2))
    }
    await viewer.close()
  })
})
