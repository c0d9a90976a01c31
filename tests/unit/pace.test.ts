import { expect, it } from 'vitest'
import { Pace } from '../../ladder/pace'

const STEPS = 1000
/** A run of a step every 0.4 s that says so each time, with a sleep before some of them; what is left after each. */
function run(steps: number, sleeps: Record<number, number> = {}, pace = new Pace(STEPS)) {
  let now = 0
  return Array.from({ length: steps }, (_, i) => {
    now += 400 + (sleeps[i] ?? 0)
    const left = pace.left(now, i + 1)
    return { left, isPaused: pace.isPaused }
  })
}

it('foretells the rest by how fast it goes, once it knows', () => {
  expect(run(3).map(({ left }) => left)).toEqual([undefined, undefined, undefined])
  expect(run(200).at(-1)?.left).toBeCloseTo(0.4 * 800, 6)
})

it('counts no sleep, and says that there was one until it knows again', () => {
  const all = run(200, { 100: 90_000 })
  expect(all[99]).toEqual({ left: expect.closeTo(0.4 * 900, 6) as number, isPaused: false })
  expect(all[100]).toEqual({ left: undefined, isPaused: true })
  expect(all[110]).toEqual({ left: expect.closeTo(0.4 * 889, 6) as number, isPaused: false })
  for (const { left } of all) if (left !== undefined) expect(left).toBeLessThan(0.41 * STEPS)
})

it('follows a machine that became slower', () => {
  const pace = new Pace(STEPS)
  let now = 0
  let left: number | undefined
  for (let i = 0; i < 300; i++) left = pace.left((now += i < 200 ? 400 : 1200), i + 1)
  expect(left).toBeCloseTo(1.2 * 700, 6)
})
