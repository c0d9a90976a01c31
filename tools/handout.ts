import type { Browser, Page } from 'playwright-chromium'
import { bibliography } from '../deck/bibliography'
import { referenceKeys } from '../deck/claims-page'
import { readDeck } from '../deck/slides'
import { sourceLine } from '../deck/source-line'
import { canvas, openPrintPage, type PrintOptions, type PrintSite, toPdf } from './print'

/** What stands below a slide. */
interface Notes {
  slide: number
  /** The speaker's words, a paragraph each, as HTML: `[click]` is a number in a disc. */
  paragraphs: string[]
  /** The slide's sources in full, as HTML, with their numbers and the places in them. */
  sources: { number: number; entry: string; places: string }[]
}

/** A4 in millimetres, and what stays free of it: above, beside and below. */
const [WIDTH, HEIGHT] = [210, 297]
const [ABOVE, BESIDE, BELOW] = [12, 15, 14]
const toPixels = (millimetres: number) => (millimetres / 25.4) * 96

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Numbers the clicks as Slidev does: `[click:2]` goes two on. */
function paragraphs(note: string): string[] {
  let clicks = 0
  return escape(note)
    .replace(/\[click(?::(\d+))?\]/gi, (_, count = 1) => `<b class="click">${(clicks += Number(count))}</b>`)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

function notesOf({ data, userRoot }: PrintSite['options']): Notes[] {
  const deck = readDeck(data.slides, userRoot)
  const keys = referenceKeys(deck.flatMap(({ claims }) => claims))
  const entries = bibliography(keys, { wholeAddresses: true })
  return deck.map(({ no, note, claims }) => ({
    slide: no,
    paragraphs: paragraphs(note),
    sources: sourceLine(claims, (key) => keys.indexOf(key) + 1).map(({ number = 0, places }) => ({
      number,
      entry: entries[number - 1] ?? '',
      places: escape(places),
    })),
  }))
}

/** Puts its notes below each slide, as small as they have to be to end on the slide's own sheet; runs in the browser. */
function addNotes(notes: readonly Notes[], room: number): void {
  for (const slide of document.querySelectorAll('.print-slide-container')) {
    const { paragraphs, sources } = notes[parseInt(slide.id) - 1] as Notes
    const words = paragraphs.map((paragraph) => `<p>${paragraph}</p>`)
    const list = sources.map(
      ({ number, entry, places }) =>
        `<li><span>[${number}]</span><p>${entry} <span class="places">${places}</span></p></li>`,
    )
    const section = document.createElement('section')
    section.className = 'notes'
    section.innerHTML = `${words.join('')}${list.length > 0 ? `<h2>出处</h2><ol>${list.join('')}</ol>` : ''}`
    slide.after(section)
    const { width, height } = section.getBoundingClientRect()
    const zoom = Math.min(1, room / height)
    Object.assign(section.style, { zoom, width: `${width / zoom}px` })
  }
}

/** A text as a string of CSS, whatever stands in it. */
const cssString = (text: string) =>
  `'${text.replace(/['\\\n\r\f]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `)}'`

/**
 * A slide is as wide as the paper lets it be, its notes stand below it in lines that are easy to read.
 *
 * @param scale the slide's width on paper, of its width on screen
 */
const style = (scale: number, title: string) => `
  @page {
    margin: ${ABOVE}mm ${BESIDE}mm ${BELOW}mm;
    @bottom-left { content: ${cssString(title)}; color: #61656c; font: 8pt var(--font-sans); }
    @bottom-right { content: counter(page) ' / ' counter(pages); color: #61656c; font: 8pt var(--font-sans); }
  }
  html, body, #app, #page-root, #print-container {
    display: block !important;
    width: auto !important;
    height: auto !important;
    background: none !important;
  }
  .print-slide-container {
    break-before: page;
    break-after: avoid !important;
    zoom: ${scale};
    outline: 1px solid var(--hairline);
    outline-offset: -1px;
  }
  .print-slide-container:first-child { break-before: auto }
  .notes { width: ${WIDTH - 2 * BESIDE}mm; padding-top: 6mm; color: var(--ink); font: 10pt / 1.65 var(--font-sans); }
  .notes p { margin: 0 0 1.5mm; text-align: justify; }
  .notes .click {
    display: inline-block;
    min-width: 1.6em;
    margin-right: 0.5em;
    border-radius: 0.8em;
    background: var(--ink);
    color: #fff;
    font-size: 8pt;
    line-height: 1.6;
    text-align: center;
    vertical-align: 0.1em;
  }
  .notes h2, .notes ol { color: var(--muted); font: 8.5pt / 1.5 var(--font-sans); }
  .notes h2 { margin: 4mm 0 1.5mm; padding-top: 2mm; border-top: 0.5pt solid var(--hairline); }
  .notes ol { margin: 0; padding: 0; list-style: none; }
  .notes li { display: grid; grid-template-columns: 9mm 1fr; overflow-wrap: anywhere; }
  .notes li p { margin: 0 0 0.8mm; color: var(--ink); text-align: start; }
  .notes a { color: inherit; }
  .notes .places { color: var(--muted); }
`

/**
 * Prints a deck as a handout on A4, a sheet a slide: the slide in its final state, below it what the speaker says, the
 * clicks numbered, and the sources in full.
 *
 * @returns the PDF's bytes
 * @throws like `openPrintPage`
 */
export async function printHandout(
  site: PrintSite,
  browser: Browser,
  { range }: Pick<PrintOptions, 'range'> = {},
): Promise<Uint8Array> {
  const page: Page = await openPrintPage(site, browser, { range })
  try {
    const { config } = site.options.data
    const { width, height } = canvas(config)
    const scale = toPixels(WIDTH - 2 * BESIDE) / width
    await page.addStyleTag({ content: style(scale, config.title) })
    // Less a line, which paper may set otherwise than the screen.
    const room = toPixels(HEIGHT - ABOVE - BELOW - 5) - scale * height
    await page.evaluate(`(${addNotes})(${JSON.stringify(notesOf(site.options))}, ${room})`)
    return await toPdf(page, site.options, { width: toPixels(WIDTH), height: toPixels(HEIGHT) })
  } finally {
    await page.close()
  }
}
