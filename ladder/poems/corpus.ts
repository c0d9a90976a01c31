/** Low tokens: the rank modulo 128. High tokens follow them. */
export const LOW = 128

/** What the first line of a corpus file says; the ranks follow as 16-bit integers, little-endian. */
interface Header {
  format: 'ranked-poems'
  /** Checksum of the full corpus. */
  corpus: string
  /** Checksum of this file's characters and ranks. */
  checksum: string
  characters: string
  /** Characters of text. */
  train: number
  validation: number
}

/**
 * Poems as frequency ranks of their characters: rank r is characters[r], most frequent first. A character is two tokens,
 * its rank's high part and its rank modulo 128, so nothing is lost and no character is unknown.
 */
export interface Corpus {
  characters: string[]
  /** Number of different tokens. */
  vocabulary: number
  train: Uint16Array
  validation: Uint16Array
  /** Checksum of the full corpus, also where this is only a slice of it. */
  checksum: string
}

/** Number of different tokens for so many different characters. */
export function vocabularyOf(characters: number): number {
  return LOW + Math.ceil(characters / LOW)
}

/** A text as a model reads it: two tokens a character. */
export interface Text {
  /** In tokens. */
  length: number
  /** Token `index`: even ones are high parts, odd ones low parts. */
  token(index: number): number
  /** The rank of character `index`. */
  rank(index: number): number
}

/** A text of ranks as tokens. */
export function textOf(ranks: ArrayLike<number>): Text {
  const rank = (index: number) => ranks[index] ?? 0
  const token = (index: number) => (index & 1 ? rank(index >> 1) & (LOW - 1) : LOW + (rank(index >> 1) >> 7))
  return { length: 2 * ranks.length, token, rank }
}

/**
 * The rank of each character of a text.
 * @throws if a character has no rank
 */
export function ranksOf(text: string, characters: readonly string[]): number[] {
  return Array.from(text, (character) => {
    const rank = characters.indexOf(character)
    if (rank < 0) throw new RangeError(`the corpus has no character "${character}"`)
    return rank
  })
}

/** FNV-1a of 32 bits (Fowler, Noll, Vo) over characters and ranks, as eight hexadecimal digits. */
export function checksumOf(characters: readonly string[], ...texts: Uint16Array[]): string {
  let hash = 0x811c9dc5
  const add = (value: number) => (hash = Math.imul(hash ^ value, 0x01000193))
  for (const character of characters) add(character.codePointAt(0) ?? 0)
  for (const text of texts) for (const rank of text) add(rank)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/**
 * A corpus as a file.
 * @param of the checksum of the full corpus, if this is a slice of it
 */
export function writeCorpus(
  characters: readonly string[],
  train: Uint16Array,
  validation: Uint16Array,
  of?: string,
) {
  const checksum = checksumOf(characters, train, validation)
  const header: Header = {
    format: 'ranked-poems',
    corpus: of ?? checksum,
    checksum,
    characters: characters.join(''),
    train: train.length,
    validation: validation.length,
  }
  const line = new TextEncoder().encode(JSON.stringify(header))
  const start = line.length + (line.length % 2 ? 1 : 2)
  const bytes = new Uint8Array(start + 2 * (train.length + validation.length))
  bytes.set(line)
  bytes.fill(0x20, line.length, start - 1)
  bytes[start - 1] = 0x0a
  const view = new DataView(bytes.buffer, start)
  train.forEach((rank, i) => view.setUint16(2 * i, rank, true))
  validation.forEach((rank, i) => view.setUint16(2 * (train.length + i), rank, true))
  return bytes
}

/**
 * Reads what `writeCorpus` wrote.
 * @param file its name, for messages
 * @throws if it isn't a corpus, was cut, or was changed
 */
export function readCorpus(bytes: Uint8Array, file: string): Corpus {
  const again = 'make it again with `npm run ladder -- prepare`'
  const end = bytes.indexOf(0x0a)
  let header: Header
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Header
    if (header.format !== 'ranked-poems') throw new Error()
  } catch {
    throw new Error(`${file}, line 1: no header of a corpus; ${again}`)
  }
  const count = header.train + header.validation
  const found = bytes.length - end - 1
  if (found !== 2 * count)
    throw new Error(
      `${file}: ${found} bytes of text, expected ${2 * count}; the file was cut or changed, ${again}`,
    )
  const ranks = new Uint16Array(count)
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1)
  for (let i = 0; i < count; i++) ranks[i] = view.getUint16(2 * i, true)
  const characters = Array.from(header.characters)
  const train = ranks.subarray(0, header.train)
  const validation = ranks.subarray(header.train)
  const checksum = checksumOf(characters, train, validation)
  if (checksum !== header.checksum)
    throw new Error(
      `${file}: checksum ${checksum}, expected ${header.checksum}; the file was changed, ${again}`,
    )
  return {
    characters,
    vocabulary: vocabularyOf(characters.length),
    train,
    validation,
    checksum: header.corpus,
  }
}
