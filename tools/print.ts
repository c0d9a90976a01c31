import { writeFile } from 'node:fs/promises'
import { resolveOptions } from '@slidev/cli'
import { parseRangeString } from '@slidev/parser'
import type { ResolvedSlidevOptions, SlidevConfig } from '@slidev/types'
import { PDFDocument, PDFHexString, PDFName } from 'pdf-lib'
import type { Browser, Page } from 'playwright-chromium'
import { launch } from './browser'
import { buildTalk } from './build'
import { say } from './command'
import { loadDeck } from './deck'
import { serveBuilt } from './serve'

/** The talk, with Slidev's print page, served on this machine. */
export interface PrintSite {
  /** Address of the print page, without its query. */
  url: string
  options: ResolvedSlidevOptions
  close(): Promise<void>
}

/** What a PDF shows: one page a slide in its final state, or one page a step; light or dark. */
export interface PrintOptions {
  withClicks?: boolean
  dark?: boolean
  /** Only these slides, as numbers and spans of them: `3,9-16`. */
  range?: string
  /** How long the slides may take to be ready, in seconds; the headmatter's `export.timeout` if absent. */
  limit?: number
}

/** Serves the talk as it is given, for its print page: built, so that its styles are complete before the first slide is drawn. */
export async function servePrintSite(): Promise<PrintSite> {
  const options = await resolveOptions({ entry: 'slides.md' }, 'build')
  const { url, close } = await serveBuilt(await buildTalk())
  return { url: `${url}print`, options, close }
}

/**
 * The slides of a range, in the order of the talk.
 *
 * @param range numbers and spans of them, as in `3,9-16`; all slides without it
 * @param total how many slides there are
 * @param option that the range was given by
 * @throws if it is written in another way, or names a slide that isn't there
 */
export function slidesOf(range: string | undefined, total: number, option = 'range'): number[] {
  const spans = (range ?? `1-${total}`).split(',').map((span) => /^(\d+)(?:-(\d+))?$/.exec(span.trim()))
  const isThere = spans.every((span) => {
    const [from, to] = [Number(span?.[1]), Number(span?.[2] ?? span?.[1])]
    return 1 <= from && from <= to && to <= total
  })
  if (!isThere)
    throw new Error(
      `--${option} is "${range}"; expected slides from 1 to ${total}, such as --${option} 9-16 or 3,9-16`,
    )
  return parseRangeString(total, range)
}

/** What keeps the print page from being printed, each with its slide; runs in the browser. */
function unready(slides: readonly number[]): string[] {
  const problems: string[] = []
  const printed = new Set<number>()
  // Reading a size makes the browser lay out what is new, and so begin to load its fonts.
  const height = document.body.offsetHeight
  for (const slide of document.querySelectorAll('.print-slide-container')) {
    const no = parseInt(slide.id)
    printed.add(no)
    // For its first moments a slide that is being loaded is empty.
    if (!slide.querySelector('.slidev-layout')) problems.push(`slide ${no}: still loading`)
    if (slide.querySelector('[data-moving]')) problems.push(`slide ${no}: a figure is still moving`)
    for (const box of slide.querySelectorAll<HTMLElement>('[data-waitfor]')) {
      const awaited = box.dataset.waitfor ?? ''
      if (awaited && !box.querySelector(awaited))
        problems.push(`slide ${no}: no ${awaited} in <${box.localName} class="${box.className}">`)
    }
    for (const image of slide.querySelectorAll('img'))
      if (!image.complete || image.naturalWidth === 0) problems.push(`slide ${no}: no image ${image.src}`)
  }
  for (const no of slides) if (!printed.has(no)) problems.push(`slide ${no}: not there`)
  if (document.fonts.status !== 'loaded' || height === 0) problems.push('the fonts are still loading')
  return problems
}

/** The diagrams that can't be drawn, each with its slide; runs in the browser. */
function failedDiagrams(): string[] {
  return [...document.querySelectorAll('.print-slide-container')].flatMap((slide) =>
    slide.querySelector('[data-diagram-error]')
      ? [`slide ${parseInt(slide.id)}: its diagram can't be drawn`]
      : [],
  )
}

async function unreadySlides(page: Page, slides: readonly number[], limit: number): Promise<string[]> {
  const call = `(${unready})([${slides.join()}])`
  try {
    await page.waitForFunction(`${call}.length === 0`, null, { timeout: limit * 1000 })
    return []
  } catch {
    return [`not ready within ${limit} s`, ...(await page.evaluate<string[]>(call))]
  }
}

/** A mark whose reference isn't printed leads nowhere; runs in the browser. */
function unlinkMissing(): void {
  for (const link of document.querySelectorAll('.print-slide-container a[href^="#"]'))
    if (!document.getElementById(link.getAttribute('href')?.slice(1) ?? '')) link.removeAttribute('href')
}

/** A page of the PDF that begins a slide, with the slide's title as it is shown. */
interface Start {
  title: string
  /** Counted from 0. */
  page: number
}

/** The page that each slide begins on; runs in the browser. */
function slideStarts(): Start[] {
  const starts: (Start & { slide: number })[] = []
  document.querySelectorAll('.print-slide-container').forEach((container, page) => {
    const slide = parseInt(container.id)
    if (starts.at(-1)?.slide === slide) return
    const heading = container.querySelector('h1')?.cloneNode(true) as HTMLElement | undefined
    heading?.querySelectorAll('sup').forEach((mark) => mark.remove())
    // Characters of the class Cf only say where a line may break.
    const title = (heading?.textContent ?? '')
      .replace(/\p{Cf}/gu, '')
      .replace(/\s+/g, ' ')
      .trim()
    starts.push({ slide, page, title })
  })
  return starts
}

function addOutline(pdf: PDFDocument, starts: readonly Start[]): void {
  const { context, catalog } = pdf
  const root = context.nextRef()
  const items = starts.map(() => context.nextRef())
  starts.forEach(({ title, page }, index) => {
    const item = context.obj({ Parent: root, Dest: [pdf.getPage(page).ref, 'Fit'] })
    item.set(PDFName.of('Title'), PDFHexString.fromText(title))
    const [previous, next] = [items[index - 1], items[index + 1]]
    if (previous) item.set(PDFName.of('Prev'), previous)
    if (next) item.set(PDFName.of('Next'), next)
    const ref = items[index]
    if (ref) context.assign(ref, item)
  })
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return
  context.assign(root, context.obj({ Type: 'Outlines', First: first, Last: last, Count: items.length }))
  catalog.set(PDFName.of('Outlines'), root)
  catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'))
}

// A slide of a fixed size is never broken: otherwise what doesn't fit into it is moved to the next page and cut off there.
// What holds the slides must not clip them: it is shorter than all sheets, which may be a dot higher than a slide.
const PRINT_STYLE = `
  .print-slide-container { contain: size }
  #app, #page-root, #print-container { overflow: visible !important }
`

/** A sheet's size in CSS pixels. */
export interface Sheet {
  width: number
  height: number
}

/** Chromium's printer has so many dots an inch, and a page has whole ones. */
const [DOTS, PIXELS, POINTS] = [300, 96, 72]

/** The least size of whole dots, in CSS pixels; a hair more, so that none is lost in counting them. */
const wholeDots = (pixels: number) => (Math.ceil((pixels / PIXELS) * DOTS - 0.001) / DOTS) * PIXELS + 0.01

/** The slide's size in CSS pixels. */
export const canvas = ({ canvasWidth, aspectRatio }: SlidevConfig) => ({
  width: canvasWidth,
  height: Math.round(canvasWidth / aspectRatio),
})

/**
 * Opens the print page and waits until all of its slides are ready.
 *
 * @throws if a slide isn't ready in time, naming it and what it waits for, or if the page logs an error (as a diagram
 *   does that can't be drawn) or misses a file
 */
export async function openPrintPage(
  { url, options }: PrintSite,
  browser: Browser,
  { withClicks = false, dark = false, range, limit }: PrintOptions = {},
): Promise<Page> {
  const { config, slides } = options.data
  const printed = slidesOf(range, slides.length)
  const page = await browser.newPage({
    viewport: canvas(config),
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`)
  })
  try {
    // As in Slidev's own export the slides look as on screen, whatever a style says of print.
    await page.emulateMedia({ media: 'screen' })
    await page.goto(
      `${url}?print=${withClicks ? 'clicks' : 'true'}${range === undefined ? '' : `&range=${range}`}`,
    )
    const problems = await unreadySlides(page, printed, limit ?? (config.export?.timeout ?? 120_000) / 1000)
    problems.push(...(await page.evaluate<string[]>(`(${failedDiagrams})()`)), ...errors)
    if (problems.length > 0) throw new Error(`The deck can't be printed:\n  ${problems.join('\n  ')}`)
    await page.evaluate(`(${unlinkMissing})()`)
    await page.addStyleTag({ content: PRINT_STYLE })
    return page
  } catch (error) {
    await page.close()
    throw error
  }
}

/**
 * Prints a page of slides as a PDF: vector figures, text that can be searched, tags for screen readers, an outline with
 * the slides' titles, and title, author, subject, keywords and language from the headmatter.
 *
 * @param page of `openPrintPage`; its styles say where a sheet ends
 * @param sheet the size of all sheets; to the point, where Chromium alone would cut off what isn't a whole dot
 * @returns the PDF's bytes
 */
export async function toPdf(page: Page, { data }: ResolvedSlidevOptions, sheet: Sheet): Promise<Uint8Array> {
  const starts = await page.evaluate<Start[]>(`(${slideStarts})()`)
  await page.addStyleTag({
    content: `@page { size: ${wholeDots(sheet.width)}px ${wholeDots(sheet.height)}px }`,
  })
  const printed = await page.pdf({ printBackground: true, preferCSSPageSize: true, tagged: true })
  const pdf = await PDFDocument.load(printed, { updateMetadata: false })
  const toPoints = (pixels: number) => (pixels / PIXELS) * POINTS
  const [width, height] = [toPoints(sheet.width), toPoints(sheet.height)]
  for (const one of pdf.getPages()) one.setMediaBox(0, one.getHeight() - height, width, height)
  addOutline(pdf, starts)
  const { author, info, keywords, lang } = data.headmatter as Partial<Record<string, string>>
  pdf.setTitle(data.config.title, { showInWindowTitleBar: true })
  if (author) pdf.setAuthor(author)
  if (info) pdf.setSubject(info)
  if (keywords) pdf.setKeywords([keywords])
  if (lang) pdf.setLanguage(lang)
  return pdf.save()
}

/**
 * Prints a deck as a PDF, each page a slide.
 *
 * @returns the PDF's bytes
 * @throws like `openPrintPage`
 */
export async function printDeck(
  site: PrintSite,
  browser: Browser,
  options: PrintOptions = {},
): Promise<Uint8Array> {
  const page = await openPrintPage(site, browser, options)
  try {
    // A break behind the last slide would be an empty page.
    await page.addStyleTag({
      content: '.print-slide-container:last-child { break-after: auto !important }',
    })
    return await toPdf(page, site.options, canvas(site.options.data.config))
  } finally {
    await page.close()
  }
}

/**
 * Prints into a file.
 *
 * @param print what is printed
 * @param file `output`, or else a name made of the deck's, the `range` and the `kinds` of print
 * @returns the file's name and size, in words
 * @throws if the range is none, before anything is built
 */
export async function printInto(
  print: (site: PrintSite, browser: Browser) => Promise<Uint8Array>,
  {
    output,
    range,
    kinds,
  }: { output?: string; range?: string; kinds: readonly (string | false | undefined)[] },
): Promise<string> {
  const all = slidesOf(range, (await loadDeck()).length)
  const browser = await launch()
  try {
    const site = await servePrintSite()
    try {
      const name = [site.options.data.config.exportFilename, range, ...kinds]
      const file = output ?? `${name.filter(Boolean).join('-')}.pdf`
      say(`prints ${all.length} slides`)
      const pdf = await print(site, browser)
      await writeFile(file, pdf)
      return `${file}: ${Math.round(pdf.length / 1024)} KB`
    } finally {
      await site.close()
    }
  } finally {
    await browser.close()
  }
}
