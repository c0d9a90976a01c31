import { LOW, ranksOf, textOf } from './corpus'
import { CONTEXT, type Gpt } from './gpt'
import type { Random } from '../random'

/** Whole characters that the model sees while it writes the next one. */
const SEEN = CONTEXT / 2 - 1

/**
 * What a model writes after a prompt, character by character; pairs of tokens that are no character are never drawn.
 *
 * @param characters by rank
 * @param count characters to write
 * @param temperature divides the logits; small values make the model play safe
 * @throws if a character of the prompt has no rank
 */
export function write(
  model: Gpt,
  characters: readonly string[],
  prompt: string,
  count: number,
  temperature: number,
  random: Random,
): string {
  const ranks = ranksOf(prompt, characters)
  const from = ranks.length
  const next = (start: number, token: number, isPossible: (token: number) => boolean) => {
    model.read(textOf(ranks), [2 * start])
    model.forward(1)
    return draw(model.logits(token - 2 * start), isPossible, temperature, random)
  }
  const highest = (characters.length - 1) >> 7
  for (let n = from; n < from + count; n++) {
    const start = Math.max(0, n - SEEN)
    const high = next(start, 2 * n - 1, (token) => token >= LOW && token - LOW <= highest) - LOW
    ranks.push(high << 7)
    const low = next(start, 2 * n, (token) => token < LOW && ((high << 7) | token) < characters.length)
    ranks[n] = (high << 7) | low
  }
  return ranks
    .slice(from)
    .map((rank) => characters[rank])
    .join('')
}

/** Draws a token by its softmax probability among the possible ones. */
function draw(
  logits: Float32Array,
  isPossible: (token: number) => boolean,
  temperature: number,
  random: Random,
): number {
  const top = logits.reduce(
    (top, logit, token) => (isPossible(token) ? Math.max(top, logit) : top),
    -Infinity,
  )
  const shares = Array.from(logits, (logit, token) =>
    isPossible(token) ? Math.exp((logit - top) / temperature) : 0,
  )
  let left = random() * shares.reduce((sum, share) => sum + share, 0)
  const drawn = shares.findIndex((share) => (left -= share) < 0)
  return drawn < 0 ? shares.findLastIndex((share) => share > 0) : drawn
}
