import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-chromium'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launch } from '../../tools/browser'
import { deck, talk } from '../opened'
import { fontCharacters } from '../../scripts/fonts'
import { allDrawn, allMounted, openPage, type Heard, tap } from '../../tools/page'

// A machine whose only font has no Chinese; it is a known one, so that a glyph of its own can be told from a missing one.
const ONLY = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
)

let folder: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'talk-fonts-'))
  await mkdir(join(folder, 'fonts'))
  await copyFile(ONLY, join(folder, 'fonts/only.ttf'))
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
  )
  browser = await launch({ env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') } })
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

interface DomNode {
  nodeId: number
  nodeType: number
  nodeValue: string
  children?: DomNode[]
  shadowRoots?: DomNode[]
}

/** The texts on a page that aren't drawn whole by fonts of the deck, though the machine's font lacks a character of theirs. */
async function boxes(page: Page): Promise<string[]> {
  const available = fontCharacters(ONLY)
  // A picture that is drawn anew would take the place of what is looked at.
  await allDrawn(page)
  const client = await page.context().newCDPSession(page)
  await client.send('DOM.enable')
  await client.send('CSS.enable')
  // Asked for what is drawn, the browser begins to load it.
  await page.waitForFunction(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            document.fonts.ready.then(() => done(document.fonts.status === 'loaded')),
          ),
        ),
      ),
  )
  const { root } = (await client.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: DomNode }
  const found: string[] = []
  let seen = 0
  const visit = async (node: DomNode): Promise<void> => {
    const children = [...(node.children ?? []), ...(node.shadowRoots ?? [])]
    const text = children.map((child) => (child.nodeType === 3 ? child.nodeValue : '')).join('')
    if (Array.from(text).some((char) => !/[\s\p{C}]/u.test(char) && !available.has(char))) {
      const { fonts } = await client.send('CSS.getPlatformFontsForNode', { nodeId: node.nodeId })
      if (fonts.length > 0) seen++
      if (fonts.some(({ isCustomFont }) => !isCustomFont)) found.push(text.trim())
    }
    for (const child of children) await visit(child)
  }
  await visit(root)
  await client.detach()
  expect(seen).toBeGreaterThan(0)
  return found
}

async function open(path: string): Promise<Heard> {
  const heard = await openPage(browser, { viewport: { width: 1280, height: 800 } })
  await heard.page.goto(talk.url + path)
  return heard
}

it('the machine has no Chinese font', async () => {
  const { page, close } = await openPage(browser)
  await page.setContent('<p>九个小模型</p>')
  expect(await boxes(page)).toEqual(['九个小模型'])
  await close()
})

// The unit tests hold that the subsets have every character of every note: here some of them, as they are drawn.
it('the presenter’s window has all its glyphs: notes, the next slide, the controls', async () => {
  const { page, close } = await open('presenter/1')
  for (const { no, title, note } of deck.filter((_, index) => index % 9 === 0)) {
    await page.goto(`${talk.url}presenter/${no}`)
    const [words = ''] = /\p{Script=Han}{5,}/u.exec(note) ?? []
    await page.getByText(words).first().waitFor()
    await page.locator(`[data-slidev-no="${no}"] h1`).first().waitFor()
    expect(await boxes(page), title).toEqual([])
  }
  await close()
})

it('the overview and the list of slides to go to have', async () => {
  const { page, close } = await open('1')
  await page.locator('#slideshow h1').first().waitFor()
  await allMounted(page, deck.length)
  await tap(page, 'o')
  await page.getByText(String(deck.length), { exact: true }).filter({ visible: true }).first().waitFor()
  expect(await boxes(page)).toEqual([])
  await tap(page, 'Escape')
  await tap(page, 'g')
  await page.locator('#slidev-goto-dialog input').fill('的')
  await page.locator('#slidev-goto-dialog li').first().waitFor()
  expect(await boxes(page)).toEqual([])
  await close()
})

it('the page of claims has', async () => {
  const { page, close } = await open('claims/')
  expect(await boxes(page)).toEqual([])
  await close()
})
