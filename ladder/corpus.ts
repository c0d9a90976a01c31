import { CHARACTERS } from './tokens'

/** What the first line of a corpus file says; the tokens follow, one byte each. */
interface Header {
  format: 'tokens'
  /** Checksum of the full corpus. */
  corpus: string
  /** Checksum of this file's characters and tokens. */
  checksum: string
  characters: string
  /** Tokens of text. */
  train: number
  validation: Record<string, number>
}

/** A text to train on, and texts to validate on, as tokens. */
export interface Corpus {
  /** Chinese characters by rank. */
  characters: string[]
  train: Uint8Array
  /** One for each kind of text. */
  validation: Record<string, Uint8Array>
  /** Checksum of the full corpus, also where this is only a slice of it. */
  checksum: string
}

/** FNV-1a of 32 bits (Fowler, Noll, Vo) over characters and tokens, as eight hexadecimal digits. */
export function checksumOf({ characters, train, validation }: Omit<Corpus, 'checksum'>): string {
  let hash = 0x811c9dc5
  for (const character of characters) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  for (const text of [train, ...Object.values(validation)])
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ (text[i] as number), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The head of a corpus's training text, with all of its validation texts. */
export function sliceOf(corpus: Corpus, tokens: number): Corpus {
  return { ...corpus, train: corpus.train.subarray(0, tokens) }
}

/** A corpus as a file. */
export function writeCorpus(corpus: Corpus): Uint8Array<ArrayBuffer> {
  const { characters, train, validation } = corpus
  const texts = [train, ...Object.values(validation)]
  const header: Header = {
    format: 'tokens',
    corpus: corpus.checksum,
    checksum: checksumOf(corpus),
    characters: characters.join(''),
    train: train.length,
    validation: Object.fromEntries(Object.entries(validation).map(([kind, text]) => [kind, text.length])),
  }
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`)
  const bytes = new Uint8Array(line.length + texts.reduce((sum, text) => sum + text.length, 0))
  bytes.set(line)
  let at = line.length
  for (const text of texts) {
    bytes.set(text, at)
    at += text.length
  }
  return bytes
}

/**
 * Reads what {@link writeCorpus} wrote.
 * @param file its name, for messages
 * @throws if it isn't a corpus, was cut, or was changed
 */
export function readCorpus(bytes: Uint8Array, file: string): Corpus {
  const again = 'make it again with `npm run ladder -- prepare`'
  const end = bytes.indexOf(0x0a)
  let header: Header
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Header
    if (header.format !== 'tokens') throw new Error()
  } catch {
    throw new Error(`${file}, line 1: no header of a corpus; ${again}`)
  }
  const count = Object.values(header.validation).reduce((sum, length) => sum + length, header.train)
  const found = bytes.length - end - 1
  if (found !== count)
    throw new Error(`${file}: ${found} tokens, expected ${count}; the file was cut or changed, ${again}`)
  let at = end + 1
  const take = (length: number) => bytes.subarray(at, (at += length))
  const characters = Array.from(header.characters)
  const train = take(header.train)
  const validation = Object.fromEntries(
    Object.entries(header.validation).map(([kind, length]) => [kind, take(length)]),
  )
  const checksum = checksumOf({ characters, train, validation })
  if (checksum !== header.checksum || characters.length !== CHARACTERS)
    throw new Error(
      `${file}: checksum ${checksum}, expected ${header.checksum}; the file was changed, ${again}`,
    )
  return { characters, train, validation, checksum: header.corpus }
}
