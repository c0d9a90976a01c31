/** The share of step `step` (1, 2, …) that is done at `progress`: 0 before it, 1 after it. */
export const done = (progress: number, step: number) => Math.min(1, Math.max(0, progress - step + 1))

/** The share of thing `index` of `count` where they move one shortly after the other while `share` runs from 0 to 1. */
export const inTurn = (share: number, index: number, count: number) =>
  Math.min(1, Math.max(0, (share - (count > 1 ? (0.6 * index) / (count - 1) : 0)) / 0.4))

/** What a text alternative says at `progress`: the parts of the start (0) and of the steps that are done, in their order. */
export const soFar = (progress: number, parts: readonly string[]) =>
  parts.slice(0, Math.floor(progress) + 1).join('')

/** The place a share of the way from one to another. */
export const between = (from: number, to: number, share: number) => from + (to - from) * share
