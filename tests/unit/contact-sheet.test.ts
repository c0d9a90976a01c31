import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { contactSheet } from '../../tools/pictures'

/** A picture of 4 × 2 pixels, grey of one value. */
const grey = (value: number) => {
  const picture = new PNG({ width: 4, height: 2 })
  picture.data.fill(value)
  return picture
}

it('a contact sheet holds its pictures at half their size, row by row', () => {
  const checked = grey(0)
  // Left half white, and one of four pixels grey on the right.
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    checked.data.fill(255, 4 * (4 * y + x), 4 * (4 * y + x) + 4)
  checked.data.fill(100, 4 * 2, 4 * 2 + 4)
  const sheet = contactSheet([[checked, grey(10)], [grey(20)]])
  expect([sheet.width, sheet.height]).toEqual([2 + 6 + 2, 1 + 6 + 1])
  const red = (x: number, y: number) => sheet.data[4 * (y * sheet.width + x)]
  expect([red(0, 0), red(1, 0), red(8, 0), red(0, 7)]).toEqual([255, 25, 10, 20])
  // Between them, and where the second row has no second picture, lies a plain grey.
  expect([red(4, 0), red(0, 3), red(9, 7)]).toEqual([128, 128, 128])
})
