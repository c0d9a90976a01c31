import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pixelmatch from 'pixelmatch'
import type { Browser } from 'playwright-chromium'
import { PNG } from 'pngjs'
import { serveTalk } from './serve'
import { openPage, settled, walk } from './page'
import { launch } from './browser'
import { loadDeck } from './deck'
import { command } from './command'
import { slidesOf } from './print'

const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

/** A slide at a step in a scheme, named `slide:step:scheme`, and what it looks like, 960 × 540 as PNG. */
export interface Picture {
  name: string
  png: Buffer
}

/**
 * Takes a picture of every slide and step of a served deck, nothing moving, in the order of the talk.
 *
 * @param url of the deck, with a slash at its end
 * @param take called with each picture
 * @param slides where they stand in an address; all without it
 */
export async function takePictures(
  browser: Browser,
  url: string,
  colorScheme: Scheme,
  take: (picture: Picture) => void,
  slides?: readonly string[],
): Promise<void> {
  const { page, close } = await openPage(browser, { viewport: { width: 960, height: 540 }, colorScheme })
  const shoot = async (at: string) => {
    // A mark that is pressed, hovered or typed into is no part of the slide.
    await page.mouse.move(959, 0)
    await settled(page)
    take({ name: `${at}:${colorScheme}`, png: await page.screenshot({ animations: 'disabled' }) })
  }
  if (slides) for (const route of slides) await walk(page, url, shoot, route)
  else await walk(page, url, shoot)
  await close()
}

/** The file that a picture is kept in: `07-2-dark.png`. */
function fileOf(name: string): string {
  const [slide = '', step, scheme] = name.split(':')
  return `${slide.padStart(2, '0')}-${step}-${scheme}.png`
}

/** Takes the pictures of the deck in both schemes into a folder, which is emptied first; returns how many. */
async function keepPictures(out: string, slides?: readonly string[]): Promise<number> {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const site = await serveTalk()
  const browser = await launch({ args: ['--disable-partial-raster'] })
  let count = 0
  const keep = ({ name, png }: Picture) => {
    writeFileSync(join(out, fileOf(name)), png)
    count++
  }
  await Promise.all(SCHEMES.map((scheme) => takePictures(browser, site.url, scheme, keep, slides)))
  await browser.close()
  await site.close()
  return count
}

/** Puts pictures of one size beside each other. */
function beside(pictures: readonly PNG[]): PNG {
  const [{ width, height } = { width: 0, height: 0 }] = pictures
  const sheet = new PNG({ width: width * pictures.length, height })
  pictures.forEach((picture, index) => PNG.bitblt(picture, sheet, 0, 0, width, height, index * width, 0))
  return sheet
}

/**
 * Compares two folders of pictures to the pixel. Where one differs, a picture of both and of the pixels between them is
 * written.
 *
 * @returns a line for each picture that differs, or that only one of the folders has
 */
export function comparePictures(before: string, after: string, out: string): string[] {
  rmSync(out, { recursive: true, force: true })
  const pictures = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.png'))
  const [old, now] = [pictures(before), pictures(after)]
  if (old.length === 0) throw new Error(`${before} holds no pictures; take them with --out ${before}`)
  return [...new Set([...old, ...now])].sort().flatMap((file) => {
    if (!old.includes(file)) return [`${file}: only in ${after}`]
    if (!now.includes(file)) return [`${file}: only in ${before}`]
    const [p, q] = [before, after].map((folder) => PNG.sync.read(readFileSync(join(folder, file))))
    if (!p || !q || p.data.equals(q.data)) return []
    const { width, height } = p
    if (q.width !== width || q.height !== height) return [`${file}: of another size`]
    const between = new PNG({ width, height })
    const pixels = pixelmatch(p.data, q.data, between.data, width, height, { threshold: 0, includeAA: true })
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, file), PNG.sync.write(beside([p, q, between])))
    return [`${file}: ${pixels} pixels differ`]
  })
}

const USAGE = `npx tsx tools/pictures.ts --out FOLDER [--slides 3,9-16]            takes them
npx tsx tools/pictures.ts --compare BEFORE AFTER [--out FOLDER]     compares two such folders`

await command(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      out: { type: 'string' },
      slides: { type: 'string' },
    },
  })
  const [before, after] = positionals
  if (values.help) {
    console.log(USAGE)
  } else if (values.compare && before && after) {
    const out = values.out ?? 'test-results/pictures'
    const different = comparePictures(before, after, out)
    for (const line of different) console.log(line)
    console.log(different.length > 0 ? `Both, and what lies between: ${out}/` : 'The pictures are the same.')
    process.exitCode = different.length > 0 ? 1 : 0
  } else if (!values.compare && values.out) {
    const deck = await loadDeck()
    const slides = slidesOf(values.slides, deck.length, 'slides').map((no) => deck[no - 1]?.route ?? '')
    const count = await keepPictures(values.out, values.slides === undefined ? undefined : slides)
    console.log(`${count} pictures in ${values.out}/`)
  } else {
    console.error(USAGE)
    process.exitCode = 1
  }
})
