/** A uniform number in [0, 1). */
export type Random = () => number

/**
 * A seeded stream of uniform numbers: mulberry32 (Tommy Ettinger, public domain). 32-bit integers only, so it is the same
 * everywhere.
 */
export function random(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
