// Letters as a pen draws them: each a few strokes, in a fixed hand that wavers a little and always in the same way.

import { curveCatmullRom, line } from 'd3-shape'

type Point = readonly [x: number, y: number]

/** A letter: its advance, and its strokes as points in ems, the baseline at 0 and y downwards; `~` marks a round one. */
type Letter = readonly [advance: number, ...strokes: string[]]

const LETTERS: Record<string, Letter> = {
  M: [0.92, '.05,0 .1,-.9 .4,-.3 .7,-.9 .78,0'],
  J: [0.58, '.1,-.9 .52,-.9', '~.35,-.9 .36,-.3 .3,-.03 .13,0 .03,-.2'],
  W: [1, '.02,-.9 .22,0 .45,-.6 .66,0 .9,-.9'],
  a: [0.56, '~.4,-.44 .22,-.5 .06,-.28 .12,-.04 .26,-.02 .4,-.2', '~.42,-.48 .4,-.15 .48,0'],
  b: [0.54, '~.08,-.95 .09,-.3 .1,-.02', '~.1,-.3 .28,-.48 .44,-.3 .38,-.06 .22,0 .1,-.1'],
  c: [0.48, '~.38,-.42 .22,-.5 .07,-.3 .12,-.04 .28,0 .4,-.1'],
  e: [0.52, '~.07,-.26 .42,-.3 .36,-.48 .2,-.5 .06,-.3 .1,-.08 .25,0 .44,-.1'],
  f: [0.42, '~.4,-.86 .26,-.95 .17,-.75 .17,0', '.03,-.5 .36,-.52'],
  h: [0.52, '.08,-.95 .09,0', '~.09,-.28 .24,-.48 .38,-.38 .41,0'],
  i: [0.24, '.1,-.48 .12,0', '.1,-.72 .11,-.68'],
  j: [0.28, '~.16,-.48 .15,.15 .02,.3', '.15,-.72 .16,-.68'],
  k: [0.52, '.08,-.95 .1,0', '.42,-.5 .1,-.2 .45,0'],
  l: [0.26, '~.1,-.95 .11,-.15 .2,0'],
  n: [0.52, '.07,-.5 .09,0', '~.09,-.3 .24,-.5 .38,-.4 .41,0'],
  o: [0.54, '~.28,-.5 .1,-.4 .05,-.2 .15,0 .32,-.02 .44,-.22 .4,-.42 .26,-.5'],
  p: [0.54, '.08,-.5 .1,.35', '~.1,-.3 .26,-.5 .44,-.32 .36,-.04 .2,0 .1,-.12'],
  r: [0.43, '.08,-.5 .1,0', '~.1,-.28 .2,-.46 .38,-.46'],
  s: [0.47, '~.38,-.44 .22,-.52 .08,-.4 .2,-.27 .36,-.16 .28,-.01 .05,-.06'],
  t: [0.46, '~.2,-.85 .2,-.15 .28,0 .4,-.06', '.04,-.52 .38,-.54'],
  u: [0.53, '~.07,-.5 .08,-.14 .2,0 .36,-.12 .41,-.5', '.41,-.5 .44,0'],
  v: [0.49, '.04,-.5 .22,0 .42,-.5'],
  y: [0.53, '.05,-.5 .24,-.05', '.46,-.5 .24,-.05 .08,.32'],
  '!': [0.26, '.1,-.9 .1,-.25', '.1,-.03 .11,0'],
  '[': [0.36, '.26,-1 .1,-1 .1,.14 .26,.14'],
  ']': [0.32, '.06,-1 .22,-1 .22,.14 .06,.14'],
  ' ': [0.34],
}

/** A number between −1 and 1 that looks random and is always the same. */
const waver = (seed: number) => {
  const value = Math.sin(seed * 127.1) * 43758.5453
  return 2 * (value - Math.floor(value)) - 1
}

const round = line<Point>().curve(curveCatmullRom.alpha(0.5)).digits(1)
const straight = line<Point>().digits(1)

/** A stroke through some points, each a little beside its place. */
function stroke(points: readonly Point[], seed: number, isRound = false): string {
  const drawn = points.map(([x, y], index): Point => [
    x + 0.7 * waver(seed + index),
    y + 0.7 * waver(seed + index + 0.5),
  ])
  return (isRound ? round : straight)(drawn) ?? ''
}

/** A box as four strokes of the pen would draw it: one line that doesn't quite close. */
export function box(x: number, y: number, width: number, height: number, seed: number): string {
  const corners: Point[] = [
    [x, y],
    [x + width, y + 1],
    [x + width - 1, y + height],
    [x + 1, y + height - 1],
    [x - 1, y - 3],
  ]
  return stroke(corners, seed)
}

/**
 * Writes a line of text by hand.
 *
 * @param text letters of the sketch only
 * @param centre where the line is centred, and its baseline
 * @param size of an em, in units of the drawing
 * @returns SVG paths, one a stroke, in the order of writing
 * @throws if a letter has no strokes
 */
export function write(text: string, [centre, baseline]: Point, size: number): string[] {
  const letters = [...text].map((character) => {
    const letter = LETTERS[character]
    if (!letter) throw new Error(`The hand has no letter "${character}".`)
    return letter
  })
  const width = size * letters.reduce((sum, [advance]) => sum + advance, 0)
  let x = centre - width / 2
  return letters.flatMap(([advance, ...strokes], index) => {
    const left = x
    const lift = 0.03 * size * waver(index + baseline)
    x += advance * size
    return strokes.map((points, at) => {
      const places = points
        .replace('~', '')
        .split(' ')
        .map((point): Point => {
          const [px = 0, py = 0] = point.split(',').map(Number)
          return [left + px * size, baseline + lift + py * size]
        })
      return stroke(places, 10 * index + at + baseline, points.startsWith('~'))
    })
  })
}
