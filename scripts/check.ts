import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { load } from '@slidev/parser/fs'
import type { Claim } from '../data/claim'
import { claims as deckClaims } from '../data/claims'
import deckReferences from '../data/references.json' with { type: 'json' }
import { mermaidParser } from '../deck/diagram-groups'
import { claimsIn, type DeckSlide, readDeck } from '../deck/slides'
import { referenceRoute, referenceSlide } from '../deck/reference-slides'
import { command } from './command'
import { folderProblem } from './folder'
import { numbersIn } from './numbers-in-text'
import './with-preparser'

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

/** What Mermaid finds wrong with a diagram, and in which of its lines. */
async function parseFailure(code: string): Promise<{ line: number; message: string } | undefined> {
  try {
    await (await mermaidParser()).parse(code)
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

  async function checkDiagram(file: string, firstLine: number, code: string) {
    const failure = await parseFailure(code)
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
      if (/^<style\b/.test(line))
        report(
          filepath,
          index + 1,
          'the page has a style of its own; put what is general into styles/, what is a figure’s into its component',
        )
      if (/^```mermaid\b/.test(line)) {
        const end = lines.indexOf('```', index)
        await checkDiagram(filepath, index + 2, lines.slice(index + 1, end).join('\n'))
      }
      const [, figure] = /<Figure\b[^>]*?\bname="([^"]*)"/.exec(line) ?? []
      if (figure !== undefined && !existsSync(join(root, 'components/figures', `${figure}.vue`)))
        report(
          filepath,
          index + 1,
          `components/figures/ holds no figure "${figure}"; add ${figure}.vue there or correct the name`,
        )
      for (const id of claimsIn(line))
        if (!byId.has(id)) report(filepath, index + 1, `no claim has the id "${id}"; ${declared(root, id)}`)
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
          `the header names the claim "${id}", which doesn't exist; add it to its chapter in data/claims/ or correct the id`,
        )
    })
    for (const id of slide.namedTwice)
      report(
        ...where,
        `the header names the claim "${id}", which a component of the slide names already; take it out of the header`,
      )
    const used = own.filter((claim) => claim !== undefined)
    const stated = new Set(
      used
        .flatMap(({ statement, value = '' }) => numbersIn(`${statement} ${value}`))
        .map(({ value }) => value),
    )
    // A place is named as a whole (图 9, 表 15): its number alone states nothing.
    const places = used.flatMap(({ source }) => source?.place.match(/[图表] \d+/g) ?? [])
    const spoken = places.reduce(
      (note, place) => note.replaceAll(place, ''),
      slide.note.replace(/\[click(?::\d+)?\]/g, ''),
    )
    const unstated = numbersIn(spoken).filter(({ value }) => !stated.has(value))
    for (const text of new Set(unstated.map(({ text }) => text)))
      report(
        ...where,
        `the notes of "${slide.title}" say "${text}", which stands in no claim that the slide uses; name the claim in the header's "claims" or drop the number`,
      )
  }

  // Every citation mark leads to its reference's slide, so that must be there.
  const onSlides = new Set(slides.flatMap((slide) => slide.claims))
  const cited = new Set(
    claims
      .filter(({ id }) => onSlides.has(id))
      .flatMap(({ source, also }) => [source, also].flatMap((one) => (one ? [one.key] : []))),
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

  for (const { id, source, also, waiting } of claims) {
    const where = placeOf(root, id)
    for (const reference of [source, also])
      if (reference && !keys.has(reference.key))
        report(
          ...where,
          `the claim "${id}" cites "${reference.key}", which data/references.json doesn't have; add it or correct the key`,
        )
    if (!onSlides.has(id) && !waiting)
      report(
        ...where,
        `the claim "${id}" stands on no slide; remove it, or mark it with "waiting: true" if a slide is going to show it`,
      )
    if (onSlides.has(id) && waiting)
      report(...where, `the claim "${id}" stands on a slide and waits no more; remove its "waiting"`)
  }

  return problems
}

/** What to do about a claim that a slide names and that isn't known. */
function declared(root: string, id: string): string {
  const [file] = placeOf(root, id)
  return file === CLAIMS
    ? `add it to its chapter in ${CLAIMS}/ or correct the id`
    : `${file} holds it, but ${CLAIMS}/index.ts doesn't list that file`
}

const CLAIMS = 'data/claims'

/** File and line on which a claim is declared. */
function placeOf(root: string, id: string): [file: string, line: number] {
  const folder = join(root, CLAIMS)
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    const index = lines.findIndex((line) => line.includes(`id: '${id}'`))
    if (index >= 0) return [`${CLAIMS}/${name}`, index + 1]
  }
  return [CLAIMS, 1]
}

await command(import.meta.url, async () => {
  const entry = process.argv[2] ?? 'slides.md'
  const misplaced = folderProblem(dirname(resolve(entry)))
  if (misplaced) throw new Error(misplaced)
  const problems = await checkDeck(entry)
  for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`)
  if (problems.length === 0)
    console.log('The deck is sound: slides, notes, times, claims, references, snippets and diagrams.')
  process.exit(problems.length === 0 ? 0 : 1)
})
