import { readdirSync, readFileSync, statSync } from 'node:fs'
import * as fontkit from 'fontkit'
import { describe, expect, it } from 'vitest'
import { BUDGET, FACES, charactersFor, fontCharacters, subsetPath, usedCharacters } from '../../scripts/fonts'

const named = (char: string) =>
  `${char} U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`

describe.each(FACES)('$family $weight', (face) => {
  const used = usedCharacters(face.role)

  it('holds every character of its text that its complete font has', () => {
    const held = fontCharacters(subsetPath(face))
    const missing = charactersFor(face, used.keys()).filter((char) => !held.has(char))
    expect(
      missing.map((char) => `${named(char)} (${used.get(char)})`),
      `missing from ${face.file}.woff2: run \`npm run fonts\` and commit styles/fonts`,
    ).toEqual([])
  })

  it('is a static font, so that a PDF embeds its outlines and not Type 3 glyphs', () => {
    const font = fontkit.create(readFileSync(subsetPath(face))) as fontkit.Font
    expect(font.variationAxes).toEqual({})
  })
})

it('draws every character of the deck with one of the committed subsets', () => {
  for (const role of ['text', 'slide', 'title'] as const) {
    // A title's stack goes on with the bold faces of the text.
    const stack = FACES.filter((face) => (role === 'text' ? face.weight === 400 : face.weight === 700))
    const held = new Set(stack.flatMap((face) => [...fontCharacters(subsetPath(face))]))
    const missing = [...usedCharacters(role)].filter(([char]) => !held.has(char))
    expect(
      missing.map(([char, place]) => `${named(char)} (${place})`),
      `in no subset for ${role}: run \`npm run fonts\`; if that doesn't help no font has it, so choose another character`,
    ).toEqual([])
  }
})

it('keeps tabular figures in the Latin face', () => {
  for (const face of FACES.filter(({ family }) => family === 'Inter Deck')) {
    const font = fontkit.create(readFileSync(subsetPath(face))) as fontkit.Font
    const widths = (text: string, features: string[]) =>
      new Set(font.layout(text, features).positions.map(({ xAdvance }) => xAdvance))
    expect(widths('0123456789', []).size).toBeGreaterThan(1)
    expect(widths('0123456789', ['tnum']).size).toBe(1)
  }
})

it('stays within the budget, and styles/fonts holds nothing else but licences', () => {
  const sum = FACES.reduce((total, face) => total + statSync(subsetPath(face)).size, 0)
  expect(sum).toBeLessThanOrEqual(BUDGET)

  const files = readdirSync('styles/fonts').filter((name) => !name.startsWith('LICENSE-'))
  expect(files.sort()).toEqual(FACES.map(({ file }) => `${file}.woff2`).sort())
  const stylesheet = readFileSync('styles/fonts.css', 'utf8')
  for (const name of files) expect(stylesheet).toContain(`url('./fonts/${name}')`)
})
