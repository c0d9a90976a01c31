import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { load } from '@slidev/parser/fs'
import type { Claim } from '../data/claim'
import { claims as deckClaims } from '../data/claims'
import deckReferences from '../data/references.json' with { type: 'json' }
import { claimsIn, type DeckSlide, readDeck } from '../setup/deck'
import { referenceRoute, referenceSlide } from '../setup/reference-slides'
import { folderProblem } from './folder'
import { numbersIn } from './numbers'
import './preparser'

/** What is wrong, where, and how to mend it. */
export interface Problem {
  file: string
  line: number
  message: string
}

interface Data {
  claims: readonly Claim[]
  references: readonly { id: string }[]
}

/** Mermaid wants a DOM even to parse. */
async function mermaidParser() {
  if (!('window' in globalThis)) {
    const { Window } = await import('happy-dom')
    const window = new Window()
    Object.assign(globalThis, { window, document: window.document })
  }
  const { default: mermaid } = await import('mermaid')
  mermaid.initialize({ startOnLoad: false })
  return async (code: string): Promise<{ line: number; message: string } | undefined> => {
    try {
      await mermaid.parse(code)
      return undefined
    } catch (error) {
      const { message = String(error), hash } = error as {
        message?: string
        hash?: { loc?: { first_line?: number } }
      }
      const line = hash?.loc?.first_line ?? Number(/line (\d+)/.exec(message)?.[1] ?? 1)
      return { line, message: message.split('\n').filter(Boolean).join(' / ') }
    }
  }
}

const REGION = (name: string) =>
  new RegExp(String.raw`^\s*(?://|<!--|/\*|#|--)\s*#?region\s+${name}\s*(?:-->|\*/)?\s*$`, 'm')

const parse = (entry: string) => {
  const root = dirname(entry)
  return load({ roots: [root], userRoot: root, allowedRoots: [root] } as never, entry)
}

/** The slides of a deck, read as the built deck reads them. */
export async function loadDeck(entry: string): Promise<DeckSlide[]> {
  return readDeck((await parse(entry)).slides as never, dirname(entry))
}

/**
 * Checks a deck before it is built: what Slidev and Mermaid would drop, or show wrongly, in silence.
 *
 * @param entry the deck's `slides.md`
 * @param data its claims and references
 * @returns all problems found, with file (relative to the deck's folder) and line
 */
export async function checkDeck(
  entry: string,
  { claims, references }: Data = { claims: deckClaims, references: deckReferences },
): Promise<Problem[]> {
  const entryFile = resolve(entry)
  const root = dirname(entryFile)
  const problems: Problem[] = []
  const report = (file: string, line: number, message: string) =>
    problems.push({ file: relative(root, resolve(root, file)), line, message })

  const deck = await parse(entryFile)
  const slides = readDeck(deck.slides as never, root)
  const byId = new Map(claims.map((claim) => [claim.id, claim]))
  const keys = new Set(references.map(({ id }) => id))

  // Imported files: a missing one is dropped in silence; a title on its src line is passed on to all its slides.
  for (const { filepath, errors = [] } of Object.values(deck.markdownFiles))
    for (const { row, message } of errors)
      report(filepath, row + 1, `${message.replaceAll(`${root}/`, '')}; correct the src line or add the file`)
  for (const slide of deck.entry.slides) {
    const { src, title } = slide.frontmatter
    if (src && title)
      report(
        entryFile,
        slide.start + 1,
        `the src line of ${src} carries a title, which would override every slide of that file; remove it`,
      )
  }

  const parseDiagram = await mermaidParser()
  async function checkDiagram(file: string, firstLine: number, code: string) {
    const failure = await parseDiagram(code)
    if (failure)
      return report(file, firstLine + failure.line - 1, `the diagram doesn't parse: ${failure.message}`)
    for (const field of ['accTitle', 'accDescr'])
      if (!new RegExp(String.raw`^\s*${field}\s*[:{]`, 'm').test(code))
        report(
          file,
          firstLine,
          `the diagram has no ${field}; add a line "${field}: …" for readers who can't see it`,
        )
  }

  const diagrams = new Set<string>()
  for (const { filepath, raw } of Object.values(deck.markdownFiles)) {
    const lines = raw.split(/\r?\n/)
    for (const [index, line] of lines.entries()) {
      const snippet = /^<<<[ \t]*(\S+?)(?:#([\w-]+))?(?:[ \t].*)?$/.exec(line)
      if (snippet) {
        const [, path = '', region] = snippet
        const file = path.startsWith('@/') ? join(root, path.slice(2)) : resolve(dirname(filepath), path)
        if (!existsSync(file))
          report(filepath, index + 1, `the snippet ${path} doesn't exist; correct the path or add the file`)
        else if (region && !REGION(region).test(readFileSync(file, 'utf8')))
          report(
            filepath,
            index + 1,
            `${path} has no region "${region}", so the whole file would be shown; add "#region ${region}" to it`,
          )
        else if (file.endsWith('.mermaid') && !diagrams.has(file)) {
          diagrams.add(file)
          await checkDiagram(file, 1, readFileSync(file, 'utf8'))
        }
      }
      if (/^```mermaid\b/.test(line)) {
        const end = lines.indexOf('```', index)
        await checkDiagram(filepath, index + 2, lines.slice(index + 1, end).join('\n'))
      }
      for (const id of claimsIn(line))
        if (!byId.has(id))
          report(
            filepath,
            index + 1,
            `no claim has the id "${id}"; add it to data/claims.ts or correct the id`,
          )
    }
  }

  for (const slide of slides) {
    const where = [slide.file, slide.line] as const
    if (!slide.note.trim())
      report(
        ...where,
        `the slide "${slide.title}" has no speaker notes; end it with a comment that the speaker can read aloud`,
      )
    if (slide.seconds === undefined)
      report(...where, `the slide "${slide.title}" has no planned time; add "seconds: 40" to its header`)

    const own = slide.claims.map((id) => byId.get(id))
    slide.claims.forEach((id, index) => {
      if (!own[index] && !claimsIn(slide.content).includes(id))
        report(
          ...where,
          `the header names the claim "${id}", which doesn't exist; add it to data/claims.ts or correct the id`,
        )
    })
    const used = own.filter((claim) => claim !== undefined)
    const stated = new Set(
      used
        .flatMap(({ statement, value = '', unit = '' }) => numbersIn(`${statement} ${value}${unit}`))
        .map(({ value }) => value),
    )
    // A place is named as a whole (图 9, 表 15): its number alone states nothing.
    const places = used.flatMap(({ source }) => source?.place.match(/[图表] \d+/g) ?? [])
    const spoken = places.reduce(
      (note, place) => note.replaceAll(place, ''),
      slide.note.replace(/\[click(?::\d+)?\]/g, ''),
    )
    for (const { text, value } of numbersIn(spoken))
      if (!stated.has(value))
        report(
          ...where,
          `the notes of "${slide.title}" say "${text}", which stands in no claim that the slide uses; name the claim in the header's "claims" or drop the number`,
        )
  }

  // A citation mark leads to its reference's slide: the reference must have a number, and the slide must be there.
  const keysOf = ({ source, also }: Claim) => [source, also].flatMap((one) => (one ? [one.key] : []))
  const cited = new Set(
    slides.flatMap((slide) => slide.claims.flatMap((id) => keysOf(byId.get(id) ?? NO_CLAIM))),
  )
  for (const slide of slides)
    for (const [component, id] of marksOfComponents(root, slide.content))
      for (const key of keysOf(byId.get(id) ?? NO_CLAIM))
        if (!cited.has(key))
          report(
            slide.file,
            slide.line,
            `the citation mark of "${id}" in ${component} leads nowhere, since no slide names that claim; name it in the header's "claims"`,
          )
  for (let part = 1; part <= referenceSlide(cited.size); part++) {
    const route = referenceRoute(part)
    const there = deck.slides.some(
      ({ frontmatter, content }) => frontmatter.routeAlias === route && content.includes('<ReferenceList'),
    )
    if (!there)
      report(
        entryFile,
        1,
        `the citation marks lead to the slide "${route}", which isn't there; add one with "routeAlias: references" and <ReferenceList /> (the further ones follow by themselves)`,
      )
  }

  for (const { id, source, also } of claims)
    for (const reference of [source, also])
      if (reference && !keys.has(reference.key))
        report(
          'data/claims.ts',
          lineOf(join(root, 'data/claims.ts'), id),
          `the claim "${id}" cites "${reference.key}", which data/references.json doesn't have; add it or correct the key`,
        )

  return problems
}

const NO_CLAIM: Claim = { id: '', statement: '', kind: 'opinion' }

/** The claims that components on a slide cite by themselves, each with its component's file. */
function marksOfComponents(root: string, content: string): [component: string, claim: string][] {
  const names = new Set([...content.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => `components/${name}.vue`))
  return [...names]
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const own = text.includes('<Cite') ? [...text.matchAll(/\bclaim\('([^']+)'\)/g)] : []
      const shown = [...text.matchAll(/<Claim\b[^>]*\sid="([^"]+)"/g)].filter(([tag]) => !tag.includes(':id'))
      return [...own, ...shown].map(([, id = '']): [string, string] => [file, id])
    })
}

/** The line on which a claim is declared. */
function lineOf(file: string, id: string): number {
  if (!existsSync(file)) return 1
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(`'${id}'`))
  return index + 1 || 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const entry = process.argv[2] ?? 'slides.md'
  const misplaced = folderProblem(dirname(resolve(entry)))
  if (misplaced) {
    console.error(misplaced)
    process.exit(1)
  }
  const problems = await checkDeck(entry)
  for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`)
  if (problems.length === 0)
    console.log('The deck is sound: slides, notes, times, claims, references, snippets and diagrams.')
  process.exit(problems.length === 0 ? 0 : 1)
}
