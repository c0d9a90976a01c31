import type { Claim } from '../claim'
import { didYouMean } from '../did-you-mean'
import { opening } from './01-opening'
import { timeline } from './02-timeline'
import { gpt4 } from './03-gpt4'
import { scaling } from './04-scaling'
import { alignment } from './05-alignment'
import { demonstrations } from './06-demonstrations'
import { systemMessages } from './07-system-messages'
import { safety } from './08-safety'
import { work } from './09-work'
import { reveal } from './10-reveal'

// The page numbers of `openai2023report` are those of arXiv version 6. A number that is plain arithmetic on values read off
// a figure's pixels stays `pixels`.
const records = [
  ...opening,
  ...timeline,
  ...gpt4,
  ...scaling,
  ...alignment,
  ...demonstrations,
  ...systemMessages,
  ...safety,
  ...work,
  ...reveal,
] as const

/** The id of a claim that exists. */
export type ClaimId = (typeof records)[number]['id']

/** Every claim of the talk, in the order of its chapters. */
export const claims: readonly (Claim & { id: ClaimId })[] = records

const byId: ReadonlyMap<string, Claim> = new Map(claims.map((record) => [record.id, record]))

/**
 * The claim with this id.
 *
 * @param id as a slide writes it; a string, since markdown isn't type-checked
 * @throws Error that names the id and the one that it is most like
 */
export function claim(id: string): Claim {
  const found = byId.get(id)
  if (found) return found
  const ids = claims.map((record) => record.id)
  throw new Error(`No claim "${id}" in data/claims/.${didYouMean(id, ids)}`)
}
