import type { Kind } from './sources'
import { SEEN, WINDOW, type Model } from './model'
import { decode, encodeAscii, encodeChinese, HIGH, LOW, VOCABULARY } from './tokens'
import type { Random } from './random'

/** What every model is asked to go on with, at least {@link SEEN} tokens: the end of a poem and a title; prose; code. */
const PROMPTS: Record<Kind, string> = {
  poems: '照我還。\n\n春望\n',
  english: '\nThe people of the United States ',
  code: '\n\n/**\n * @return ',
}

/** Tokens that are written after a prompt. */
const LENGTH = 160

/** A poem ends with an empty line, or after this many characters. */
const LONGEST_POEM = 120

/**
 * What a model writes after each prompt, token by token; a kind's texts keep to its tokens, since a model of many kinds
 * drifts from one to another.
 *
 * @param prompts tokens, at least {@link SEEN} each
 * @param count tokens to write
 * @param temperature divides the logits; small values make the model play safe
 */
function write(
  model: Model,
  kind: Kind,
  prompts: readonly Uint8Array[],
  count: number,
  temperature: number,
  random: Random,
): Uint8Array[] {
  const texts = prompts.map((prompt) => {
    const text = new Uint8Array(prompt.length + count)
    text.set(prompt)
    return text
  })
  for (let n = 0; n < count; n++)
    for (let first = 0; first < texts.length; first += GROUP) {
      const group = texts.slice(first, first + GROUP)
      // One text of windows, since the model reads windows of one text; the token that is asked for isn't known yet.
      const windows = new Uint8Array(GROUP * WINDOW)
      group.forEach((text, i) => {
        const end = (prompts[first + i] as Uint8Array).length + n
        windows.set(text.subarray(end - SEEN, end), i * WINDOW)
      })
      model.read(
        windows,
        Array.from({ length: GROUP }, (_, i) => i * WINDOW),
      )
      model.forward(GROUP)
      group.forEach((text, i) => {
        const end = (prompts[first + i] as Uint8Array).length + n
        text[end] = draw(model.logits(i), kind, text[end - 1] as number, temperature, random)
      })
    }
  return texts.map((text, i) => text.subarray((prompts[i] as Uint8Array).length))
}

/** Texts that are written side by side; a multiple of 4. */
const GROUP = 200

/** One text of a kind, after the same prompt for every model. */
export function sample(
  model: Model,
  kind: Kind,
  characters: readonly string[],
  random: Random,
  temperature = 0.8,
): string {
  const prompt =
    kind === 'poems' ? encodeChinese(PROMPTS.poems, ranksOf(characters)) : encodeAscii(PROMPTS[kind])
  const [text = new Uint8Array()] = write(model, kind, [prompt], LENGTH, temperature, random)
  return decode(text, characters)
}

/**
 * What a model writes under the titles of so many validation poems, each after the end of the poem before; up to the empty
 * line that ends a poem.
 */
export function poems(
  model: Model,
  validation: Uint8Array,
  characters: readonly string[],
  count: number,
  random: Random,
  temperature = 0.8,
): { title: string; poem: string }[] {
  const text = decode(validation, characters)
  const prompts: Uint8Array[] = []
  const titles: string[] = []
  for (const { index, 0: all, 1: title = '' } of text.matchAll(/\n\n([^\n]+)\n(?=[^\n])/g)) {
    const end = 2 * (index + all.length)
    if (prompts.length === count || end < SEEN) continue
    prompts.push(validation.subarray(end - SEEN, end))
    titles.push(title)
  }
  return write(model, 'poems', prompts, 2 * LONGEST_POEM, temperature, random).map((tokens, i) => ({
    title: titles[i] as string,
    poem: decode(tokens, characters).split('\n\n')[0]?.trim() ?? '',
  }))
}

const ranksOf = (characters: readonly string[]) =>
  new Map(characters.map((character, rank) => [character, rank]))

/** Draws a token by its softmax probability among those that may follow. */
function draw(logits: Float32Array, kind: Kind, before: number, temperature: number, random: Random): number {
  // The high part of a rank is followed by its low part, and the other way round.
  const [from, to] =
    kind !== 'poems' ? [0, HIGH] : before >= HIGH && before < LOW ? [LOW, VOCABULARY] : [HIGH, LOW]
  let top = -Infinity
  for (let token = from; token < to; token++) top = Math.max(top, logits[token] as number)
  const shares = Array.from(logits.subarray(from, to), (logit) => Math.exp((logit - top) / temperature))
  let left = random() * shares.reduce((sum, share) => sum + share, 0)
  const drawn = shares.findIndex((share) => (left -= share) < 0)
  return from + (drawn < 0 ? shares.length - 1 : drawn)
}
