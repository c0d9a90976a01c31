import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QUESTIONS, STYLES } from '../../data/demos/dialogues'
import references from '../../data/references.json' with { type: 'json' }
import { bibliography } from '../../deck/bibliography'
import { referenceKeys } from '../../deck/claims-page'
import { readDeck } from '../../deck/slides'
import { launch } from '../../scripts/browser'
import {
  openPrintPage,
  printDeck,
  type PrintOptions,
  type PrintSite,
  servePrintSite,
  slidesOf,
} from '../../scripts/export'
import { printHandout } from '../../scripts/handout'
import { PATIENCE } from '../browser/stage'
import { atRest, countSteps, type PrintedPage, readPrintPage } from './print-page'
import { type Pdf, readPdf, withoutSpace } from './read-pdf'

let browser: Browser
let site: PrintSite
/** For each slide how many states it has. */
let steps: number[]

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** What the PDF must show, read after the export would have printed: what it didn't wait for is there by then. */
async function expected(options: PrintOptions): Promise<PrintedPage[]> {
  const page = await openPrintPage(site, browser, options)
  await atRest(page)
  const pages = await readPrintPage(page)
  await page.close()
  return pages
}

const exported = async (options: PrintOptions) => readPdf(await printDeck(site, browser, options))

beforeAll(async () => {
  browser = await launch()
  site = await servePrintSite()
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE)
  steps = await countSteps(page, new URL('.', site.url).href, site.options.data.slides)
  await page.close()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

for (const withClicks of [false, true])
  describe(withClicks ? 'one page a step' : 'one page a slide', () => {
    let pdf: Pdf
    let printed: PrintedPage[]

    beforeAll(async () => {
      pdf = await exported({ withClicks })
      printed = await expected({ withClicks })
    })

    test('there are as many pages as slides or steps, each as large as the canvas', () => {
      const slides = steps.flatMap((states, index) => Array<number>(withClicks ? states : 1).fill(index + 1))
      expect(slides.length).toBeGreaterThan(0)
      expect(printed.map(({ slide }) => slide)).toEqual(slides)
      expect(pdf.pages).toHaveLength(slides.length)
      // To the point: 960 × 540 pixels, of which 96 are an inch of 72 points.
      for (const { size } of pdf.pages) expect(size).toEqual({ width: 720, height: 405 })
    })

    test('each page has its slide’s title', () => {
      for (const [index, { slide, title }] of printed.entries()) {
        expect(title, `title of slide ${slide}`).not.toBe('')
        expect(pdf.pages[index]?.text, `page ${index + 1}`).toContain(withoutSpace(title))
      }
    })

    test('each page has every label of its figures', () => {
      expect(printed.flatMap(({ labels }) => labels).length).toBeGreaterThan(0)
      for (const [index, { labels }] of printed.entries())
        for (const label of labels)
          expect(pdf.pages[index]?.text, `page ${index + 1}`).toContain(withoutSpace(label))
    })

    test('no figure is blank, and none is a pixel image', () => {
      for (const [index, { shapes, pictures }] of printed.entries()) {
        if (shapes === 0) continue
        expect(pdf.pages[index]?.paths, `paths on page ${index + 1}`).toBeGreaterThanOrEqual(shapes)
        if (!pictures) expect(pdf.pages[index]?.images, `pixel images on page ${index + 1}`).toBe(0)
      }
    })

    test('the fonts are embedded, none as Type 3', () => {
      expect(pdf.fontKinds).toContain('Type0')
      expect(pdf.fontKinds).not.toContain('Type3')
    })

    test('the outline has one entry a slide, which leads to the slide’s first page', () => {
      const first = steps.map((_, index) => (withClicks ? sum(steps.slice(0, index)) : index))
      expect(pdf.outline).toEqual(first.map((page) => ({ title: printed[page]?.title, page })))
      // Slidev's own reading of the titles, where they are plain text.
      for (const [index, { title = '', content }] of site.options.data.slides.entries())
        if (!/[<*`[]/.test(title) && !/^# .*</m.test(content)) expect(pdf.outline[index]?.title).toBe(title)
    })

    test('title, author and language are the headmatter’s', () => {
      const { title, author, lang } = site.options.data.headmatter
      expect(pdf).toMatchObject({ title, author, language: lang })
    })

    test('links lead to the page of their reference, or to another site', () => {
      const distinct = (links: readonly (string | number)[] = []) => [...new Set(links)].map(String).sort()
      const toPages = printed.flatMap(({ links }) => links).filter((link) => typeof link === 'number')
      expect(toPages.length).toBeGreaterThan(0)
      for (const [index, { links }] of printed.entries()) {
        const where = `links on page ${index + 1}`
        expect(distinct(pdf.pages[index]?.links), where).toEqual(distinct(links))
        for (const link of links)
          if (typeof link === 'string') expect(link, where).toMatch(/^https?:\/\/(?!localhost|127\.)/)
      }
    })

    if (withClicks)
      test('each step changes its page', () => {
        const drawn = pdf.pages.map(({ text, paths }) => `${paths} ${text}`)
        for (let page = 1; page < drawn.length; page++)
          expect(drawn[page], `page ${page + 1}`).not.toBe(drawn[page - 1])
      })
    else {
      test('the address of each reference is a link', () => {
        const addresses = new Map(references.map(({ id, URL: address }) => [id, new URL(address).href]))
        expect(printed.flatMap(({ references }) => references).length).toBeGreaterThan(0)
        for (const [index, { references }] of printed.entries())
          for (const key of references)
            expect(pdf.pages[index]?.links, `links on page ${index + 1}`).toContain(addresses.get(key))
      })

      test('a second export says the same', async () => {
        const again = await exported({})
        expect(again.pages.map(({ text }) => text)).toEqual(pdf.pages.map(({ text }) => text))
      })
    }
  })

describe('what stands on a slide in another form when it is printed', () => {
  let page: Page

  beforeAll(async () => {
    page = await openPrintPage(site, browser)
  })
  afterAll(() => page?.close())

  test('prints every style of the system message whole: message and answers', async () => {
    const slide = page.locator('.print-slide-container', { has: page.locator('table .message') })
    expect(await slide.count()).toBe(1)
    const seen = (text: string) => slide.getByText(text, { exact: false }).first().isVisible()
    for (const { name, message, answers } of STYLES)
      for (const text of [name, ...message.split('\n'), ...answers]) expect(await seen(text), text).toBe(true)
    for (const question of QUESTIONS) expect(await seen(question), question).toBe(true)

    const { small, faint, bottom } = await slide.evaluate((container) => {
      const table = container.querySelector('table') as HTMLElement
      const frame = container.getBoundingClientRect()
      const sources = container.querySelector('.slide-bottom p') as HTMLElement
      const cells = [...table.querySelectorAll<HTMLElement>('caption, th, td, p, b, code')]
      const last = table.parentElement?.lastElementChild as HTMLElement
      return {
        small: cells.filter((cell) => parseFloat(getComputedStyle(cell).fontSize) < 14).length,
        faint: cells.filter((cell) => !cell.checkVisibility({ opacityProperty: true })).length,
        bottom: [last, sources].map(
          (element, index) => element.getBoundingClientRect()[index === 0 ? 'bottom' : 'top'] - frame.top,
        ),
      }
    })
    expect({ small, faint }).toEqual({ small: 0, faint: 0 })
    // It ends above the source line.
    expect(bottom[0]).toBeLessThanOrEqual(bottom[1] ?? 0)
  })

  test('prints citation marks without tooltips, and no link to the page of claims', async () => {
    const mark = page.locator('.print-slide-container a[data-cite]:visible').first()
    await mark.hover()
    await mark.focus()
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.getByRole('tooltip').count()).toBe(0)
    expect(await page.locator('a[href*="claims/"]').count()).toBe(0)
  })
})

describe('the handout', () => {
  let pdf: Pdf
  const title = `九个“小”模型，'一次' "预测" \\9\n`
  beforeAll(async () => {
    const { data } = site.options
    const options = { ...site.options, data: { ...data, config: { ...data.config, title } } }
    pdf = await readPdf(await printHandout({ ...site, options }, browser))
  })

  const textOf = (slide: number) => pdf.pages[slide - 1]?.text

  test('has a page of A4 for each slide', () => {
    for (const { size } of pdf.pages) {
      expect(size.width).toBeCloseTo((210 / 25.4) * 72, 3)
      expect(size.height).toBeCloseTo((297 / 25.4) * 72, 3)
    }
    expect(pdf.pages).toHaveLength(steps.length)
    expect(pdf.outline.map(({ page }) => page)).toEqual(steps.map((_, page) => page))
    for (const [index, { title }] of pdf.outline.entries())
      expect(textOf(index + 1), title).toContain(withoutSpace(title))
  })

  test('says below each page which talk it is of, whatever its title is made of, and how many pages there are', () => {
    expect(pdf.title).toBe(title)
    for (const [index, { text }] of pdf.pages.entries()) {
      expect(text, `page ${index + 1}`).toContain(withoutSpace(title))
      expect(text, `page ${index + 1}`).toContain(`${index + 1}/${pdf.pages.length}`)
    }
  })

  test('has below each slide what is said, the clicks numbered, and every source in full', () => {
    const deck = readDeck(site.options.data.slides, site.options.userRoot)
    const keys = referenceKeys(deck.flatMap(({ claims }) => claims))
    const entries = bibliography(keys, { wholeAddresses: true })
    for (const { no, note, claims } of deck) {
      let click = 0
      for (const part of note.split(/(?=\[click\])/)) {
        const said = part.replace('[click]', () => String(++click))
        for (const line of said.split('\n')) expect(textOf(no), `slide ${no}`).toContain(withoutSpace(line))
      }
      const used = referenceKeys(claims)
      for (const key of used) {
        const at = keys.indexOf(key)
        const entry = withoutSpace((entries[at] ?? '').replace(/<[^>]+>/g, '').replaceAll('&amp;', '&'))
        expect(textOf(no), `slide ${no}`).toContain(`[${at + 1}]${entry}`)
      }
    }
  })

  test('embeds its fonts', () => {
    expect(pdf.fontKinds).toContain('Type0')
    expect(pdf.fontKinds).not.toContain('Type3')
  })
})

describe('a range', () => {
  test('is exported alone, and no mark of it leads to a page that isn’t there', async () => {
    const { pages, outline } = await exported({ range: '2,8-9' })
    const whole = await expected({})
    expect(outline).toEqual([2, 8, 9].map((no, page) => ({ title: whole[no - 1]?.title, page })))
    expect(pages).toHaveLength(3)
    for (const [index, no] of [2, 8, 9].entries())
      expect(pages[index]?.text).toContain(withoutSpace(whole[no - 1]?.title ?? ''))
    for (const link of pages.flatMap(({ links }) => links)) expect(link).not.toMatch(/^#/)
  })

  test.each(['', 'all', '0-3', '9-4', '3;4', '3-', '1-1000'])('is not “%s”', (range) => {
    expect(() => slidesOf(range, 40)).toThrow(
      `--range is "${range}"; expected slides from 1 to 40, such as --range 9-16 or 3,9-16`,
    )
  })

  test('that is none is told before anything is built', async () => {
    const command = ['--import', 'tsx', 'scripts/export.ts', '--range', '9-1000']
    const failure = await promisify(execFile)(process.execPath, command).catch((error: Error) => error)
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `--range is "9-1000"; expected slides from 1 to ${steps.length}, such as --range 9-16 or 3,9-16\n`,
    })
  })
})

test('an export that isn’t ready in time names the slide, and what it waits for', async () => {
  const { data } = site.options
  const options = { ...site.options, data: { ...data, slides: data.slides.slice(0, 3) } }
  const url = `data:text/html,${encodeURIComponent(
    `<div class="print-slide-container" id="001-01"><p data-waitfor="[data-ready]"><b data-ready>drawn</b></p></div>
     <div class="print-slide-container" id="002-01"><p class="chart" data-waitfor="[data-ready]"></p></div>`,
  )}`
  await expect(openPrintPage({ ...site, url, options }, browser, { limit: 1 })).rejects.toThrow(
    /not ready within 1 s\n {2}slide 2: no \[data-ready\] in <p class="chart">\n {2}slide 3: not there$/,
  )
})

test('the command prints every step of a range in dark colours into the file it is given, and leaves other files alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'talk-export-'))
  try {
    await writeFile(join(folder, 'mine.txt'), 'mine')
    const output = join(folder, 'dark.pdf')
    const range = '1-14'
    const command = ['scripts/export.ts', '--with-clicks', '--dark', '--range', range, '--output', output]
    await promisify(execFile)(process.execPath, ['--import', 'tsx', ...command])
    const { pages } = await readPdf(await readFile(output))
    expect(pages).toHaveLength(sum(slidesOf(range, steps.length).map((no) => steps[no - 1] ?? 0)))
    const [[dark], [light]] = [await expected({ dark: true, range: '1' }), await expected({ range: '1' })]
    expect(dark?.paper).not.toBe(light?.paper)
    for (const { fills } of pages) {
      expect(fills).toContain(dark?.paper)
      expect(fills).not.toContain(light?.paper)
    }
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  } finally {
    await rm(folder, { recursive: true })
  }
})
