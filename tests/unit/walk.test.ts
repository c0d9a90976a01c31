import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { difference } from '../../scripts/walk'

/** Pale paper of 80 × 60 pixels with boxes on it: left, top, width, height and how dark, of 255. */
function picture(...boxes: (readonly [number, number, number, number, number])[]): PNG {
  const png = new PNG({ width: 80, height: 60 })
  png.data.fill(250)
  for (const [left, top, width, height, darkness] of boxes)
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++)
        png.data.fill(250 - darkness, 4 * (y * 80 + x), 4 * (y * 80 + x) + 3)
  return png
}

/** A word of five strokes, upright, each two pixels wide. */
const word = (left: number, top: number) =>
  [0, 5, 10, 15, 20].map((x) => [left + x, top, 2, 12, 220] as const)

const between = async (p: PNG, q: PNG) => [(await difference(p, q)).pixels, (await difference(q, p)).pixels]

it('what two engines do differently to the same thing is no difference', async () => {
  expect(await between(picture(...word(20, 20)), picture(...word(20, 20)))).toEqual([0, 0])
  // Three pixels further, to the side and down.
  expect(await between(picture(...word(20, 20)), picture(...word(23, 23)))).toEqual([0, 0])
  // A stroke that fills a row of pixels, and one that lies between two.
  expect(await between(picture([20, 20, 30, 1, 220]), picture([20, 20, 30, 2, 110]))).toEqual([0, 0])
})

it('what is moved further, is missing, or has another colour differs, whichever picture comes first', async () => {
  for (const [p, q] of [
    [picture(...word(20, 20)), picture(...word(20, 27))],
    [picture(...word(20, 20)), picture(...word(30, 20))],
    [picture(...word(20, 20)), picture()],
    // A broken line: the last word stands below.
    [picture(...word(10, 10), ...word(45, 10)), picture(...word(10, 10), ...word(10, 35))],
    [picture([20, 20, 20, 20, 60]), picture([20, 20, 20, 20, 120])],
  ] as const) {
    const [there = 0, back = 0] = await between(p, q)
    expect(there).toBeGreaterThan(20)
    expect(back).toBe(there)
  }
})

it('marks in red what differs, and only that', async () => {
  const { pixels, marked } = await difference(
    picture([10, 10, 4, 4, 200]),
    picture([10, 10, 4, 4, 200], [50, 30, 6, 6, 200]),
  )
  const red: number[][] = []
  for (let y = 0; y < 60; y++)
    for (let x = 0; x < 80; x++) {
      const [r, g, b] = marked.data.subarray(4 * (y * 80 + x))
      if (r === 255 && g === 0 && b === 0) red.push([x, y])
    }
  expect(red).toHaveLength(pixels)
  for (const [x = 0, y = 0] of red) expect([x >= 48 && x < 58, y >= 28 && y < 38]).toEqual([true, true])
})

it('says in one line what was mistyped', async () => {
  const call = promisify(execFile)('npx', ['tsx', 'scripts/walk.ts', '--range', '3'])
  await expect(call).rejects.toMatchObject({ code: 1, stderr: "Unknown option '--range'\n" })
})
