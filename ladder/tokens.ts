// The 224 tokens of all texts. Letters and signs of ASCII are one token each; a Chinese character is two, the high and
// the low part of its frequency rank, so that a small vocabulary spells 4,096 of them.

/** Newline, tab in the place of the back-quote, and the printable characters from space to ~. */
export const ASCII =
  `\n${Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')}`.replace('`', '\t')

/** Values of each part of a rank. */
const PART = 64

/** Characters that can be spelled. */
export const CHARACTERS = PART ** 2

/** The first high and the first low part. */
export const HIGH = ASCII.length
export const LOW = HIGH + PART

/** Number of different tokens. */
export const VOCABULARY = LOW + PART

const TOKEN_OF = new Map(Array.from(ASCII, (character, token) => [character, token]))

/**
 * English or code as tokens.
 * @throws if a character isn't among {@link ASCII}
 */
export function encodeAscii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const token = TOKEN_OF.get(character)
    if (token === undefined) throw new RangeError(`no token for "${character}" (${character.codePointAt(0)})`)
    return token
  })
}

/**
 * Chinese as tokens, two a character.
 * @param rankOf frequency rank of each character
 * @throws if a character has no rank
 */
export function encodeChinese(text: string, rankOf: ReadonlyMap<string, number>): Uint8Array {
  return Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const rank = rankOf.get(character)
      if (rank === undefined) throw new RangeError(`no rank for "${character}"`)
      return [HIGH + Math.floor(rank / PART), LOW + (rank % PART)]
    }),
  )
}

/** Tokens as text; a part of a rank without the other one is shown as `□`. @param characters by rank */
export function decode(tokens: ArrayLike<number>, characters: readonly string[]): string {
  let text = ''
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as number
    const next = tokens[i + 1] ?? 0
    if (token < HIGH) text += ASCII[token]
    else if (token < LOW && next >= LOW) {
      text += characters[(token - HIGH) * PART + next - LOW]
      i += 1
    } else text += '□'
  }
  return text
}
