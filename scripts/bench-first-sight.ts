import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-chromium'
import { build } from 'vite'
import { launch } from '../tools/browser'
import { buildSite } from '../tools/build'

// How soon the first slide is seen, beside two yardsticks that are built here: a bare Slidev deck, and a reveal.js deck
// with the same fonts and Mermaid. All in one run, the decks in turn, since only ratios mean something elsewhere.

const ROUNDS = 7
const FIXTURES = 'tests/fixtures/bench'
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** 4 Mbit/s and half the processor, as in a train. */
const SLOW = { bits: 4e6, latency: 40, slower: 2 }
const CONDITIONS = { 'as this machine is': undefined, 'at 4 Mbit/s and half the processor': SLOW }

interface Deck {
  name: string
  folder: string
  /** Matches once the app shows its first slide. */
  shown: string
}

const temporary = await mkdtemp(join(tmpdir(), 'talk-bench-'))
const yardstick = (name: string) => join(temporary, name)
const decks: Deck[] = [
  { name: 'reveal.js', folder: yardstick('reveal'), shown: '.reveal.ready section.present h1' },
  { name: 'bare Slidev', folder: yardstick('slidev'), shown: '#slideshow h1' },
  { name: 'this deck', folder: await buildSite('/'), shown: 'body:not(:has(#first-sight)) #slideshow h1' },
]

async function buildYardsticks() {
  await build({
    configFile: false,
    root: join(FIXTURES, 'reveal'),
    logLevel: 'error',
    build: { outDir: yardstick('reveal'), emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 1e5 },
  })
  const slidev = createRequire(import.meta.url).resolve('@slidev/cli/bin/slidev.mjs')
  const entry = join(FIXTURES, 'slidev/slides.md')
  await promisify(execFile)(process.execPath, [slidev, 'build', entry, '--out', yardstick('slidev')])
}

/** Serves a folder as a web server does: texts gzipped, the site's page at every other address. */
async function serve(folder: string) {
  const kept = new Map<string, Promise<{ type: string; gzip: boolean; body: Buffer }>>()
  async function file(name: string) {
    const type = TYPES[extname(name)] ?? 'application/octet-stream'
    const content = await readFile(join(folder, name))
    const gzip = !/woff|octet/.test(type)
    return { type, gzip, body: gzip ? gzipSync(content) : content }
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = extname(pathname) ? pathname : '/index.html'
    if (!kept.has(name)) kept.set(name, file(name))
    kept.get(name)?.then(
      ({ type, gzip, body }) =>
        response
          .writeHead(200, { 'Content-Type': type, ...(gzip && { 'Content-Encoding': 'gzip' }) })
          .end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    close: () => server.close(),
  }
}

/** Times in milliseconds since the address was opened; bytes over the wire that were there by the largest paint. */
interface Sight {
  first: number
  largest: number
  shown: number
  bytes: number
}

/** Opens a deck in a browser that has nothing of it yet. */
async function open(browser: Browser, url: string, { shown }: Deck, slow?: typeof SLOW): Promise<Sight> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'light' })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  if (slow) {
    const session = await context.newCDPSession(page)
    const throughput = slow.bits / 8
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: slow.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    })
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow.slower })
  }
  await page.addInitScript(() => {
    performance.setResourceTimingBufferSize(2000)
    const largest: number[] = []
    Object.assign(window, { largest })
    new PerformanceObserver((list) =>
      largest.push(...list.getEntries().map(({ startTime }) => startTime)),
    ).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(
    (selector) => document.querySelector(selector) && document.fonts.status === 'loaded',
    shown,
  )
  const sight = await page.evaluate(async () => {
    const shown = performance.now()
    // What is drawn now is reported with the frame after.
    const paints = (window as unknown as { largest: number[] }).largest
    for (let frame = 0; frame < 3 || paints.length === 0; frame++) await new Promise(requestAnimationFrame)
    const largest = Math.max(...paints)
    const files = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as PerformanceResourceTiming[]
    return {
      first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      largest,
      shown,
      bytes: files
        .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= largest)
        .reduce((sum, { transferSize }) => sum + transferSize, 0),
    }
  })
  await context.close()
  return sight
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN

await buildYardsticks()
const browser = await launch()
const sites = await Promise.all(decks.map(({ folder }) => serve(resolve(folder))))
for (const [condition, slow] of Object.entries(CONDITIONS)) {
  const sights = decks.map(() => [] as Sight[])
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, deck] of decks.entries())
      sights[index]?.push(await open(browser, sites[index]?.url ?? '', deck, slow))
  const of = (index: number, what: keyof Sight) => median((sights[index] ?? []).map((sight) => sight[what]))
  console.log(`First sight, ${condition}: medians of ${ROUNDS}, in brackets the ratio to reveal.js`)
  const ratio = (index: number, what: keyof Sight) => `×${(of(index, what) / of(0, what)).toFixed(2)}`
  console.table(
    decks.map(({ name }, index) => ({
      deck: name,
      'first paint, ms': `${of(index, 'first').toFixed(0)} (${ratio(index, 'first')})`,
      'largest paint, ms': `${of(index, 'largest').toFixed(0)} (${ratio(index, 'largest')})`,
      'app stands, ms': `${of(index, 'shown').toFixed(0)} (${ratio(index, 'shown')})`,
      'until the largest, kB': `${(of(index, 'bytes') / 1000).toFixed(0)} (${ratio(index, 'bytes')})`,
    })),
  )
}
await browser.close()
for (const site of sites) site.close()
await rm(temporary, { recursive: true })
