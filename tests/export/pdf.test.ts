import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QUESTIONS, STYLES } from '../../data/demos/dialogues'
import references from '../../data/references.json' with { type: 'json' }
import { bibliography } from '../../deck/bibliography'
import { referenceKeys } from '../../deck/claims-page'
import { browser, deck } from '../opened'
import { openPrintPage, printDeck, type PrintOptions, servePrintSite, slidesOf } from '../../tools/print'
import { printHandout } from '../../tools/handout'
import { atRest, type PrintedPage, readPrintPage } from './print-page'
import { type Pdf, readPdf, withoutSpace } from './read-pdf'

const site = await servePrintSite()
/** For each slide how many states it has. */
const steps = deck.map(({ note }) => 1 + (note.match(/\[click\]/g) ?? []).length)
const folder = mkdtempSync(join(tmpdir(), 'talk-export-'))
const run = promisify(execFile)

afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const exported = async (options: PrintOptions) => readPdf(await printDeck(site, browser, options))

/** The print page, read after the export would have printed: what it didn't wait for is there by then. */
async function expected(options: PrintOptions): Promise<{ page: Page; printed: PrintedPage[] }> {
  const page = await openPrintPage(site, browser, options)
  await atRest(page)
  return { page, printed: await readPrintPage(page) }
}

/** In the dark, steps as pages: by the command, of a range, into a file of its own. */
const lists = deck.filter(({ content }) => content.includes('<ReferenceList')).map(({ no }) => no)
const STEPS = { withClicks: true, dark: true, range: `1-14,${lists.join()}` }
async function printedSteps(): Promise<Pdf> {
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  const output = join(folder, 'dark.pdf')
  const options = ['--with-clicks', '--dark', '--range', STEPS.range, '--output', output]
  await run(process.execPath, ['--import', 'tsx', 'scripts/export.ts', ...options])
  return readPdf(readFileSync(output))
}

for (const withClicks of [false, true])
  describe(withClicks ? 'one page a step, in the dark, by the command' : 'one page a slide', () => {
    let pdf: Pdf
    let printed: PrintedPage[]
    let page: Page
    /** The slides that are printed, counted from 0. */
    const slides = slidesOf(withClicks ? STEPS.range : undefined, steps.length).map((no) => no - 1)

    beforeAll(async () => {
      pdf = await (withClicks ? printedSteps() : exported({}))
      ;({ page, printed } = await expected(withClicks ? STEPS : {}))
    })
    afterAll(() => page?.close())

    test('there are as many pages as slides or steps, each as large as the canvas', () => {
      const pages = slides.flatMap((slide) =>
        Array<number>(withClicks ? (steps[slide] ?? 0) : 1).fill(slide + 1),
      )
      expect(printed.map(({ slide }) => slide)).toEqual(pages)
      expect(pdf.pages).toHaveLength(pages.length)
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
      const printedBefore = (slide: number) => slides.filter((before) => before < slide)
      const first = slides.map((slide) =>
        withClicks ? sum(printedBefore(slide).map((before) => steps[before] ?? 0)) : slide,
      )
      expect(pdf.outline).toEqual(first.map((page) => ({ title: printed[page]?.title, page })))
      // Slidev's own reading of the titles, where they are plain text.
      for (const [index, slide] of slides.entries()) {
        const { title = '', content = '' } = site.options.data.slides[slide] ?? {}
        if (!/[<*`[]/.test(title) && !/^# .*</m.test(content)) expect(pdf.outline[index]?.title).toBe(title)
      }
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

    if (withClicks) {
      test('each step changes its page', () => {
        const drawn = pdf.pages.map(({ text, paths }) => `${paths} ${text}`)
        for (let page = 1; page < drawn.length; page++)
          expect(drawn[page], `page ${page + 1}`).not.toBe(drawn[page - 1])
      })

      test('it is dark, and other files are left alone', () => {
        const [{ paper } = { paper: '' }] = printed
        expect(parseInt(paper.slice(1), 16)).toBeLessThan(0x404040)
        for (const { fills } of pdf.pages) expect(fills).toContain(paper)
        expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
      })
    } else {
      test('the address of each reference is a link', () => {
        const addresses = new Map(references.map(({ id, URL: address }) => [id, new URL(address).href]))
        expect(printed.flatMap(({ references }) => references).length).toBeGreaterThan(0)
        for (const [index, { references }] of printed.entries())
          for (const key of references)
            expect(pdf.pages[index]?.links, `links on page ${index + 1}`).toContain(addresses.get(key))
      })

      test('a range is exported alone, says the same, and no mark of it leads to a page that isn’t there', async () => {
        const { pages, outline } = await exported({ range: '2,8-9' })
        expect(outline).toEqual([1, 7, 8].map((slide, page) => ({ title: printed[slide]?.title, page })))
        // What a sheet has is where it stands in the deck, too: its number.
        expect(pages.map(({ text }) => text)).toEqual([1, 7, 8].map((slide) => pdf.pages[slide]?.text))
        for (const link of pages.flatMap(({ links }) => links)) expect(link).not.toMatch(/^#/)
      })

      test('prints every style of the system message whole: message and answers', async () => {
        const slide = page.locator('.print-slide-container', { has: page.locator('table .message') })
        expect(await slide.count()).toBe(1)
        const seen = (text: string) => slide.getByText(text, { exact: false }).first().isVisible()
        for (const { name, message, answers } of STYLES)
          for (const text of [name, ...message.split('\n'), ...answers])
            expect(await seen(text), text).toBe(true)
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
    }
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
  test.each(['', 'all', '0-3', '9-4', '3;4', '3-', '1-1000'])('is not “%s”', (range) => {
    expect(() => slidesOf(range, 40)).toThrow(
      `--range is "${range}"; expected slides from 1 to 40, such as --range 9-16 or 3,9-16`,
    )
  })

  test('that is none is told before anything is built', async () => {
    const command = ['--import', 'tsx', 'scripts/export.ts', '--range', '9-1000']
    const failure = await run(process.execPath, command).catch((error: Error) => error)
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `--range is "9-1000"; expected slides from 1 to ${steps.length}, such as --range 9-16 or 3,9-16\n`,
    })
  })
})

test('an export that isn’t ready in time names the slide, and what it waits for', async () => {
  const { data } = site.options
  const options = { ...site.options, data: { ...data, slides: data.slides.slice(0, 4) } }
  const url = `data:text/html,${encodeURIComponent(
    `<div class="print-slide-container" id="001-01"><p class="slidev-layout" data-waitfor="[data-ready]"><b data-ready>drawn</b></p></div>
     <div class="print-slide-container" id="002-01"><p class="slidev-layout" data-waitfor="[data-ready]"></p></div>
     <div class="print-slide-container" id="003-01"></div>`,
  )}`
  await expect(openPrintPage({ ...site, url, options }, browser, { limit: 1 })).rejects.toThrow(
    /not ready within 1 s\n {2}slide 2: no \[data-ready\] in <p class="slidev-layout">\n {2}slide 3: still loading\n {2}slide 4: not there$/,
  )
})
