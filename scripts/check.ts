import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, parse as parsePath, relative, resolve } from 'node:path'
import { parseTimeString } from '@slidev/parser'
import type { SourceSlideInfo } from '@slidev/types'
import { type Chapter, chapters as deckChapters } from '../data/chapters'
import type { Claim } from '../data/claim'
import { claims as deckClaims } from '../data/claims'
import { didYouMean } from '../data/did-you-mean'
import deckReferences from '../data/references.json' with { type: 'json' }
import { readDiagram } from '../deck/diagram-groups'
import { fencesIn, isComponent, type Piece, piecesOfSlide } from '../deck/markup'
import { isShort } from '../deck/minutes'
import { referenceRoute, referenceSlide } from '../deck/reference-slides'
import { claimsOf, componentFiles, type DeckSlide, readDeck } from '../deck/slides'
import { numbersIn } from '../tools/numbers-in-text'
import { command } from '../tools/command'
import { parseDeck } from '../tools/deck'
import { folderProblem } from '../tools/folder'

/** What is wrong, where, and how to mend it. */
export interface Problem {
  file: string
  line: number
  message: string
}

const CLAIMS = 'data/claims'
const CHAPTERS = 'data/chapters.ts'
const REFERENCES = 'data/references.json'

interface Data {
  claims: readonly Claim[]
  references: readonly { id: string }[]
  chapters: readonly Pick<Chapter, 'file' | 'seconds'>[]
}

const REGION = /^\s*(?:\/\/|<!--|\/\*|#|--)\s*#?region\s+([\w-]+)\s*(?:-->|\*\/)?\s*$/gm

/** What a slide's header says to this deck; Slidev and its layouts read other keys, too. */
const KEYS = 'layout source claims seconds skipIn20Minutes hideInToc routeAlias title hide src'.split(' ')

/** Components that come with Vue, its router and Slidev. */
const BUILT_IN = [
  ...'Component KeepAlive RouterLink RouterView Suspense Teleport Transition TransitionGroup'.split(' '),
  ...readdirSync(new URL('../node_modules/@slidev/client/builtin', import.meta.url)).map(nameOf),
]

/** A file's name without its folder and ending. */
function nameOf(file: string): string {
  return parsePath(file).name
}

/** Asks after the file that a missing one could be. */
const hintFor = (missing: string) =>
  existsSync(dirname(missing)) ? didYouMean(basename(missing), readdirSync(dirname(missing))) : ''

/** The line, counted from 1, on which a slide's content begins. */
function contentLine({ raw, start, contentStart }: SourceSlideInfo): number {
  const lines = raw.split('\n').slice(contentStart - start)
  return contentStart + 1 + lines.findIndex((line) => line.trim())
}

/** The numbers that are typed on a slide: in its words, or in what a component is told to show. */
function typedNumbers(pieces: readonly Piece[]): { text: string; line: number }[] {
  return pieces.flatMap((piece) => {
    if (piece.within.some((tag) => /^(?:pre|code|sub|style|script)$/.test(tag))) return []
    const words =
      'text' in piece
        ? // A list's own number, code, an address, and a character's number are no words.
          [piece.text.replace(/^\s*\d+[.)]\s|(`+).*?\1|\]\([^)]*\)|&#?\w+;/g, ' ')]
        : isComponent(piece.tag)
          ? Object.values(piece.attributes).filter((it) => /\p{Script=Han}|^[\d.,%×−\s]+$/u.test(it))
          : []
    return words.flatMap(numbersIn).map(({ text }) => ({ text, line: piece.line }))
  })
}

/** The words that a timeline or a flowchart shows. */
function wordsOf(code: string, kind: string): string {
  const shown = code.replace(/^\s*(?:acc(?:Title|Descr)\s*(?::.*|\{[^}]*\})|%%.*)$/gm, '')
  if (kind === 'timeline') return shown
  return kind.startsWith('flowchart')
    ? (shown.match(/"[^"]*"|\|[^|]*\||[[({][^\])}]*[\])}]/g) ?? []).join('\n')
    : ''
}

/**
 * Checks a deck before it is built: what Slidev and Mermaid would drop, or show wrongly, in silence.
 *
 * @param entry the deck's `slides.md`
 * @param data its claims, references and chapters
 * @returns all problems found, with file (relative to the deck's folder) and line
 */
export async function checkDeck(
  entry: string,
  { claims, references, chapters }: Data = {
    claims: deckClaims,
    references: deckReferences,
    chapters: deckChapters,
  },
): Promise<Problem[]> {
  const entryFile = resolve(entry)
  const root = dirname(entryFile)
  const problems: Problem[] = []
  const report = (file: string, line: number, message: string) =>
    problems.push({ file: relative(root, resolve(root, file)), line, message })

  const deck = await parseDeck(entryFile)
  // What a talk of 20 minutes hides has to be sound all the same.
  const sources = Object.values(deck.markdownFiles)
    .flatMap((file) => file.slides)
    .filter(({ frontmatter: { src, hide, skipIn20Minutes } }) => !src && (!hide || skipIn20Minutes))
  const slides = readDeck(sources.map((source) => ({ ...source, source })) as never, root)
  const byId = new Map(claims.map((claim) => [claim.id, claim]))
  const ids = claims.map(({ id }) => id)
  const keys = references.map(({ id }) => id)
  const files = componentFiles(root)
  const components = [...files.map(nameOf), ...BUILT_IN]
  const figures = files.filter((file) => nameOf(dirname(file)) === 'figures').map(nameOf)

  // Imported files: a missing one is dropped in silence; a title on its src line is passed on to all its slides.
  for (const { filepath, errors = [] } of Object.values(deck.markdownFiles))
    for (const { row, message } of errors)
      report(
        filepath,
        row + 1,
        `${message.replaceAll(`${root}/`, '')}; correct the src line or add the file.${hintFor(message.replace(/^.*: /, ''))}`,
      )
  for (const slide of deck.entry.slides) {
    const { src, title } = slide.frontmatter
    if (src && title)
      report(
        entryFile,
        slide.start + 1,
        `the src line of ${src} carries a title, which would override every slide of that file; remove it`,
      )
  }

  /** What a diagram shows; nothing if it can't be read. */
  async function checkDiagram(file: string, firstLine: number, code: string): Promise<string> {
    try {
      const { kind, name, descriptions } = await readDiagram(code)
      for (const [field, text] of Object.entries({ accTitle: name, accDescr: descriptions.join('') }))
        if (!text)
          report(
            file,
            firstLine,
            `the diagram has no ${field}; add a line "${field}: …" for readers who can't see it`,
          )
      return wordsOf(code, kind)
    } catch (error) {
      const { message, hash } = error as Error & { hash?: { loc?: { first_line?: number } } }
      const line = hash?.loc?.first_line ?? Number(/line (\d+)/.exec(message)?.[1] ?? 1)
      const reason = message.split('\n').filter(Boolean).join(' / ')
      report(file, firstLine + line - 1, `the diagram doesn't parse: ${reason}`)
      return ''
    }
  }

  const diagrams = new Map<string, Promise<string>>()
  for (const [index, slide] of slides.entries()) {
    const source = sources[index] as SourceSlideInfo
    const { title, content } = slide
    const where = [slide.file, slide.line] as const
    const before = contentLine(source) - 1
    const reportAt = (line: number, message: string) => report(slide.file, before + line, message)

    for (const key of Object.keys(source.frontmatter))
      if (!KEYS.includes(key) && didYouMean(key, KEYS))
        report(
          ...where,
          `the header of "${title}" says "${key}", which nothing reads.${didYouMean(key, KEYS)}`,
        )
    if (!slide.note.trim())
      report(
        ...where,
        `the slide "${title}" has no speaker notes; end it with a comment that the speaker can read aloud`,
      )
    if (slide.seconds === undefined)
      report(...where, `the slide "${title}" has no planned time; add "seconds: 40" to its header`)
    if (chapters.every(({ file }) => file !== nameOf(slide.file)))
      report(...where, `${slide.file} is no chapter's file; add it to ${CHAPTERS} or correct its name`)

    const pieces = piecesOfSlide(content)
    for (const piece of pieces) {
      if (!('tag' in piece)) continue
      const { tag, line, attributes } = piece
      if (tag === 'style')
        reportAt(
          line,
          'the page has a style of its own; put what is general into styles/, what is a figure’s into its component',
        )
      if (isComponent(tag) && !components.includes(tag))
        reportAt(
          line,
          `there is no component "${tag}"; add ${tag}.vue to components/ or correct the tag.${didYouMean(tag, components)}`,
        )
      const figure = tag === 'Figure' ? (attributes.name ?? '') : undefined
      if (figure !== undefined && !figures.includes(figure))
        reportAt(
          line,
          `components/figures/ holds no figure "${figure}"; add ${figure}.vue there or correct the name.${didYouMean(figure, figures)}`,
        )
      for (const id of claimsOf(piece))
        if (!byId.has(id))
          reportAt(line, `no claim has the id "${id}"; ${declared(root, id)}.${didYouMean(id, ids)}`)
    }
    for (const { line, text } of typedNumbers(pieces))
      reportAt(line, `the number "${text}" is typed on the slide; show its claim: <Claim id="…" />`)

    const inTags = pieces.flatMap(claimsOf)
    for (const id of slide.claims)
      if (!byId.has(id) && !inTags.includes(id))
        report(
          ...where,
          `the header names the claim "${id}", which doesn't exist; add it to its chapter in ${CLAIMS}/ or correct the id.${didYouMean(id, ids)}`,
        )
    for (const id of slide.namedTwice)
      report(
        ...where,
        `the header names the claim "${id}", which a component of the slide names already; take it out of the header`,
      )

    const drawn: { line: number; words: string }[] = []
    for (const { line, info, code, isClosed } of fencesIn(content)) {
      if (!isClosed)
        reportAt(line, "the fence of code isn't closed and takes in the rest of the slide; end it with ```")
      if (/^mermaid\b/.test(info))
        drawn.push({ line, words: await checkDiagram(slide.file, before + line + 1, code) })
    }
    for (const [at, text] of content.split('\n').entries()) {
      const [found, path = '', region] = /^<<<[ \t]*(\S+?)(?:#([\w-]+))?(?:[ \t].*)?$/.exec(text) ?? []
      if (!found) continue
      const file = path.startsWith('@/')
        ? join(root, path.slice(2))
        : resolve(root, dirname(slide.file), path)
      if (!existsSync(file)) {
        reportAt(
          at + 1,
          `the snippet ${path} doesn't exist; correct the path or add the file.${hintFor(file)}`,
        )
        continue
      }
      const snippet = readFileSync(file, 'utf8')
      const regions = [...snippet.matchAll(REGION)].map(([, name = '']) => name)
      if (region && !regions.includes(region))
        reportAt(
          at + 1,
          `${path} has no region "${region}", so the whole file would be shown; add "#region ${region}" to it.${didYouMean(region, regions)}`,
        )
      if (!file.endsWith('.mermaid')) continue
      if (!diagrams.has(file)) diagrams.set(file, checkDiagram(file, 1, snippet))
      drawn.push({ line: at + 1, words: (await diagrams.get(file)) ?? '' })
    }

    const used = slide.claims.flatMap((id) => byId.get(id) ?? [])
    const stated = new Set(
      used
        .flatMap(({ statement, value = '' }) => numbersIn(`${statement} ${value}`))
        .map(({ value }) => value),
    )
    const unstated = (text: string) =>
      new Set(
        numbersIn(text)
          .filter(({ value }) => !stated.has(value))
          .map((number) => number.text),
      )
    const remedy =
      'which stands in no claim that the slide uses; name the claim in the header\'s "claims" or drop the number'
    // A place is named as a whole (图 9, 表 15): its number alone states nothing.
    const places = used.flatMap((claim) => claim.source?.place.match(/[图表] \d+/g) ?? [])
    const spoken = places.reduce(
      (note, place) => note.replaceAll(place, ''),
      slide.note.replace(/\[click(?::\d+)?\]/g, ''),
    )
    for (const text of unstated(spoken)) report(...where, `the notes of "${title}" say "${text}", ${remedy}`)
    for (const { line, words } of drawn)
      for (const text of unstated(words)) reportAt(line, `the diagram says "${text}", ${remedy}`)
  }

  const sum = (all: readonly DeckSlide[]) => all.reduce((total, { seconds = 0 }) => total + seconds, 0)
  for (const { file, seconds } of chapters) {
    const page = `pages/${file}.md`
    const own = slides.filter((slide) => nameOf(slide.file) === file)
    const where = placeOf(root, CHAPTERS, `file: '${file}'`)
    if (!existsSync(join(root, page)))
      report(...where, `the chapter "${file}" has no file ${page}; add the file or take the chapter out`)
    else if (own.length === 0)
      report(...where, `${page} stands in no "src" line of the deck; add "src: ./${page}" to its entry`)
    else if (sum(own) !== seconds)
      report(
        ...where,
        `the slides of ${page} take ${sum(own)} seconds, their chapter is planned with ${seconds}; change the one or the other`,
      )
  }
  // Slidev's own, where there is none.
  const { duration = '30min' } = deck.headmatter as { duration?: string | number }
  const atDuration = placeOf(root, basename(entryFile), 'duration:')
  try {
    const whole = parseTimeString(duration).seconds
    const short = isShort(duration)
    const taken = sum(slides.filter(({ skipIn20Minutes }) => !short || !skipIn20Minutes))
    if (short ? taken > whole : taken !== whole)
      report(
        ...atDuration,
        `the slides${short ? ' without those of "skipIn20Minutes"' : ''} take ${taken} seconds, "duration: ${duration}" is ${whole}; change the one or the other`,
      )
  } catch {
    report(...atDuration, `"duration: ${duration}" is no time; write it as in "duration: 30min"`)
  }

  const onSlides = new Set(slides.flatMap((slide) => slide.claims))
  // Every citation mark leads to its reference's slide, so that must be there.
  const shown = new Set(readDeck(deck.slides as never, root).flatMap((slide) => slide.claims))
  const sourcesOf = ({ source, also }: Claim) => [source, also].flatMap((one) => (one ? [one.key] : []))
  const cited = new Set(claims.filter(({ id }) => shown.has(id)).flatMap(sourcesOf))
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

  for (const claim of claims) {
    const { id, waiting, correction } = claim
    const where = placeOf(root, CLAIMS, `id: '${id}'`)
    const own = sourcesOf(claim)
    for (const key of own)
      if (!keys.includes(key))
        report(
          ...where,
          `the claim "${id}" cites "${key}", which ${REFERENCES} doesn't have; add it or correct the key.${didYouMean(key, keys)}`,
        )
    for (const { key } of correction?.sources ?? [])
      if (!own.includes(key) && !cited.has(key))
        report(
          ...where,
          `the correction of "${id}" cites "${key}", which neither it nor another claim on a slide does, so that its mark has no number; name it as the claim's "source" or "also".${didYouMean(key, [...cited])}`,
        )
    if (!onSlides.has(id) && !waiting)
      report(
        ...where,
        `the claim "${id}" stands on no slide; remove it, or mark it with "waiting: true" if a slide is going to show it`,
      )
    if (onSlides.has(id) && waiting)
      report(...where, `the claim "${id}" stands on a slide and waits no more; remove its "waiting"`)
  }
  const inClaims = new Set(claims.flatMap(sourcesOf))
  for (const key of keys)
    if (!inClaims.has(key))
      report(
        ...placeOf(root, REFERENCES, `"id": "${key}"`),
        `no claim cites the reference "${key}"; remove it, or name it as a claim's "source" or "also"`,
      )

  return problems
}

/** What to do about a claim that a slide names and that isn't known. */
function declared(root: string, id: string): string {
  const [file] = placeOf(root, CLAIMS, `id: '${id}'`)
  return file === CLAIMS
    ? `add it to its chapter in ${CLAIMS}/ or correct the id`
    : `${file} holds it, but ${CLAIMS}/index.ts doesn't list that file`
}

/** File and line on which a text stands: in a file, or in one of a folder's; the first line if it stands nowhere. */
function placeOf(root: string, path: string, text: string): [file: string, line: number] {
  const at = join(root, path)
  if (!existsSync(at)) return [path, 1]
  if (statSync(at).isDirectory()) {
    const places = readdirSync(at).map((name) => placeOf(root, `${path}/${name}`, text))
    return places.find(([file]) => readFileSync(join(root, file), 'utf8').includes(text)) ?? [path, 1]
  }
  const [before = '', ...after] = readFileSync(at, 'utf8').split(text)
  return [path, after.length > 0 ? before.split('\n').length : 1]
}

await command(import.meta.url, async () => {
  const entry = process.argv[2] ?? 'slides.md'
  const misplaced = folderProblem(dirname(resolve(entry)))
  if (misplaced) throw new Error(misplaced)
  const problems = await checkDeck(entry)
  for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`)
  if (problems.length === 0)
    console.log(
      'The deck is sound: slides, notes, times, chapters, claims, references, snippets and diagrams.',
    )
  process.exit(problems.length === 0 ? 0 : 1)
})
