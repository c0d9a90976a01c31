import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Page } from 'playwright-chromium'
import { expect, test } from 'vitest'
import { claims } from '../../data/claims'
import { buildSite } from '../../tools/build'
import { allMounted, openContext, tap } from '../../tools/page'
import { browser, deck, site } from '../opened'

const BASE = '/deck/'
const TEXTS = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', ''])

const outDir = await buildSite(BASE)
const files = await readdir(outDir, { recursive: true, withFileTypes: true })
const names = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name))
/** The text files of the public site, by their path in it. */
const texts = new Map(
  await Promise.all(
    names
      .filter((name) => TEXTS.has(extname(name)))
      .map(async (name) => [name.slice(outDir.length + 1), await readFile(name, 'utf8')] as const),
  ),
)

const holding = (text: string) =>
  [...texts].filter(([, content]) => content.includes(text)).map(([name]) => name)
/** Parts of a text long enough to be told from others. */
const sentences = (text: string) =>
  text
    .split(/[。？！\n]|\[click(?::\d+)?\]/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 8)

test('no sentence of the speaker notes is in the public site', async () => {
  // What is on the slides is found, so what is in the notes would be.
  const [title = ''] = deck.map(({ title }) => title).filter((title) => /^[^<*`[]{8,}$/.test(title))
  expect(holding(title)).not.toEqual([])
  // A note may say what a slide says too.
  const data = await Promise.all(
    (await readdir('data', { recursive: true }))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFile(join('data', name), 'utf8')),
  )
  const shown = [...deck.map(({ content }) => content), ...data, JSON.stringify(claims)].join('\n')
  const notes = deck.flatMap(({ note }) => sentences(note)).filter((sentence) => !shown.includes(sentence))
  expect(notes.length).toBeGreaterThanOrEqual(deck.length)
  for (const sentence of notes) expect(holding(sentence), sentence).toEqual([])
})

test('there is no page for the presenter, the notes or the export', () => {
  const pages = /(presenter|notes|notes-edit|entry|overview|print|export)-[\w-]+\.(js|css)$/
  expect(names.filter((name) => pages.test(name))).toEqual([])
})

test('no page or style loads anything from another host', () => {
  const remote =
    /<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=["']?(?:https?:)?\/\/|@import\s*(?:url\()?["']?(?:https?:)?\/\/|url\(["']?(?:https?:)?\/\//
  const pages = [...texts].filter(([name]) => /\.(html|css)$/.test(name))
  expect(pages.length).toBeGreaterThan(2)
  for (const [name, content] of pages) expect(remote.exec(content)?.[0], name).toBeUndefined()
})

test('every file that the page names is there, under the base path', () => {
  const page = texts.get('index.html') ?? ''
  // In tags, and in the strings of the script that loads the app.
  const named = [...page.matchAll(/"(\/[^"\\]*\.[a-z\d]+)\\?"/g)].map(([, path = '']) => path)
  for (const kind of ['.js', '.css', '.svg'])
    expect(named.filter((path) => path.endsWith(kind)).length, kind).toBeGreaterThan(0)
  for (const path of named) {
    expect(path.startsWith(BASE), path).toBe(true)
    expect(names).toContain(join(outDir, path.slice(BASE.length)))
  }
})

test('neither Monaco nor the TypeScript compiler is in it', () => {
  expect(names.filter((name) => /monaco|(ts|editor)\.worker/.test(name))).toEqual([])
})

/** Opens an address of the site and listens: what goes wrong is put into a list. */
async function visit(path: string): Promise<{ page: Page; wrong: string[] }> {
  const page = await (await openContext(browser)).newPage()
  const { origin } = new URL(site.url)
  const wrong: string[] = []
  page.on('pageerror', ({ message }) => wrong.push(message))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()))
  page.on('requestfailed', (request) => {
    // A reload breaks off what is still being loaded.
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') wrong.push(`${reason}: ${request.url()}`)
  })
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(origin + BASE))
      wrong.push(`outside: ${request.url()}`)
  })
  page.on('response', async (response) => {
    const isPage = response.request().resourceType() === 'document'
    // The server answers an address that it doesn't have with the site's own page.
    const gotPage = Boolean(response.headers()['content-type']?.startsWith('text/html'))
    if (response.status() >= 400 || (response.status() === 200 && gotPage !== isPage))
      wrong.push(`missing: ${response.url()}`)
  })
  await page.goto(`${origin}${BASE}${path}`)
  return { page, wrong }
}

const heading = (page: Page, no: number) => page.locator(`[data-slidev-no="${no}"] h1`)

test('under a base path the first slide appears, with all that it needs and nothing from elsewhere', async () => {
  const { page, wrong } = await visit('')
  await heading(page, 1).waitFor()
  await allMounted(page, deck.length)
  await tap(page, 'ArrowRight')
  await heading(page, 2).waitFor()
  expect(wrong).toEqual([])
  await page.context().close()
})

test('a slide’s own address survives a reload', async () => {
  const { page, wrong } = await visit('3')
  await heading(page, 3).waitFor()
  await page.reload()
  await heading(page, 3).waitFor()
  expect(wrong).toEqual([])
  await page.close()
})

test('the presenter’s address leads to no page', async () => {
  const { page } = await visit('presenter/1')
  await page.getByText('404').waitFor()
  await page.close()
})
