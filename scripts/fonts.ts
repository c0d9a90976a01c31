import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fontkit from 'fontkit'
import subsetFont from 'subset-font'
import { command } from '../tools/command'

/**
 * Which of the deck's text a face has to draw.
 *
 * - `text`: all of it, speaker notes included.
 * - `slide`: all but the speaker notes, which are never bold.
 * - `title`: headings, also those that `deck/` writes, chapter marks, claims' values, and every file that sets `--font-serif`.
 */
export type Role = 'text' | 'slide' | 'title'

/** One face and weight of the deck: a committed subset of a complete static font. */
export interface Face {
  /** The name that the stylesheets use. */
  family: string
  weight: 400 | 700
  role: Role
  /** The complete font, in an npm package; its licence stands two folders above. */
  source: string
  /** The subset's name in `styles/fonts/`, without its ending. */
  file: string
  /** OpenType features that the subset keeps. */
  features: readonly string[]
  /** Characters that another face of the stack draws better. */
  without?: string
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FONTS = join(ROOT, 'styles/fonts')

/** All subsets together may have this many bytes. */
export const BUDGET = 500_000

const BASIC = ['ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk']
// `halt` and `chws` let the browser close the gap between two full-width punctuation marks.
const CHINESE = [...BASIC, 'halt', 'chws']
const LATIN = [...BASIC, 'calt', 'tnum']
// Latin and Chinese share these; between Chinese characters they have to be as wide as one. (’ stays Latin: an apostrophe.)
const CHINESE_PUNCTUATION = '“”—…'

/** The deck's faces. */
export const FACES: readonly Face[] = [
  {
    family: 'Noto Sans SC Deck',
    weight: 400,
    role: 'text',
    source: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
    file: 'noto-sans-sc-400',
    features: CHINESE,
  },
  {
    family: 'Noto Sans SC Deck',
    weight: 700,
    role: 'slide',
    source: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
    file: 'noto-sans-sc-700',
    features: CHINESE,
  },
  {
    family: 'Noto Serif SC Deck',
    weight: 700,
    role: 'title',
    source: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
    file: 'noto-serif-sc-700',
    features: CHINESE,
  },
  {
    family: 'Inter Deck',
    weight: 400,
    role: 'text',
    source: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
    file: 'inter-400',
    features: LATIN,
    without: CHINESE_PUNCTUATION,
  },
  {
    family: 'Inter Deck',
    weight: 700,
    role: 'slide',
    source: '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
    file: 'inter-700',
    features: LATIN,
    without: CHINESE_PUNCTUATION,
  },
  {
    family: 'JetBrains Mono Deck',
    weight: 400,
    role: 'text',
    source: '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
    file: 'jetbrains-mono-400',
    // Without `calt`: code stands on a slide as it is typed, so `=>` stays two characters.
    features: BASIC,
  },
]

/** What every face holds besides the deck's own characters, so that a small edit needs no new subset. */
const ALWAYS = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCodePoint(0x20 + index)),
  ...'\u00a0\u2009\u2011\u202f',
  ...'，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—–·％～￥°′″',
  ...'±×÷−≤≥≠≈∝∞√→←↑↓↗↘↔○●□■△▲◇◆✓✗①②③④⑤⑥⑦⑧⑨',
  ...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉',
  ...'αβγδεθλμπρσΔΣ',
  ...'〇零一二三四五六七八九十百千万亿年月日',
]

const PLACES = [
  'pages',
  'layouts',
  'chart',
  'components',
  'composables',
  'deck',
  'law',
  'snippets',
  'data',
  'ladder',
  'setup',
  'styles',
]
const ENDINGS = new Set(['.md', '.vue', '.ts', '.css', '.html', '.json', '.csv', '.mermaid'])

/** The files whose text the deck shows, relative to the project, sorted. */
function deckFiles(): string[] {
  const beside = readdirSync(ROOT).filter((name) => /^(slides\.md|index\.html|.*\.vue)$/.test(name))
  const within = PLACES.flatMap((place) =>
    readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)),
  )
  return [...beside, ...within]
    .filter((file) => ENDINGS.has(extname(file)) && statSync(join(ROOT, file)).isFile())
    .sort()
}

/** Blanks what a pattern matches and keeps the lines' numbers. */
const blank = (text: string, pattern: RegExp) =>
  text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '))

/** The part of a file's text that stands in a role, on the lines where the file has it. */
function textInRole(file: string, text: string, role: Role): string {
  const markdown = file.endsWith('.md')
  if (role === 'text') return text
  const shown = markdown ? blank(text, /<!--[\s\S]*?-->/g) : text
  if (role === 'slide' || text.includes('--font-serif')) return shown
  if (!markdown && !/^(data|deck)\b/.test(file)) return ''
  const title = markdown ? /^\s*#{1,6}\s|<h[1-6]\b/ : /\b(mark|value): |'# /
  return shown
    .split('\n')
    .map((line) => (title.test(line) ? line : ''))
    .join('\n')
}

/**
 * The characters that the deck uses in a role, each with the place of its first use (`pages/04-scaling.md:12`).
 * Control and format characters are left out: no glyph draws them.
 */
export function usedCharacters(role: Role): Map<string, string> {
  const used = new Map<string, string>()
  for (const file of deckFiles()) {
    const lines = textInRole(file, readFileSync(join(ROOT, file), 'utf8'), role).split('\n')
    lines.forEach((line, index) => {
      // The bibliography prints authors in capitals.
      const shown = file === join('data', 'references.json') ? line + line.toUpperCase() : line
      for (const char of shown)
        if (!used.has(char) && !/\p{C}/u.test(char)) used.set(char, `${file}:${index + 1}`)
    })
  }
  return used
}

const require = createRequire(import.meta.url)

/** The path of a face's complete font. Throws where its package isn't installed. */
export const sourcePath = (face: Face) => require.resolve(face.source)

/** The path of a face's committed subset. */
export const subsetPath = (face: Face) => join(FONTS, `${face.file}.woff2`)

/** A font file's characters, from its own character map. Throws on a file that is no font. */
export function fontCharacters(path: string): Set<string> {
  const font = fontkit.create(readFileSync(path))
  if (!('characterSet' in font)) throw new Error(`${path} is a font collection`)
  return new Set(font.characterSet.map((code) => String.fromCodePoint(code)))
}

/** What a face should hold of `characters`: those that its complete font has and that no other face draws better. */
export function charactersFor(face: Face, characters: Iterable<string>): string[] {
  const available = fontCharacters(sourcePath(face))
  for (const char of face.without ?? '') available.delete(char)
  return [...new Set(characters)].filter((char) => available.has(char)).sort()
}

function stylesheet(): string {
  const latin = FACES.find(({ family }) => family === 'Inter Deck') as Face
  const { ascent, descent, unitsPerEm } = fontkit.create(readFileSync(sourcePath(latin))) as fontkit.Font
  const percent = (units: number) => `${((100 * Math.abs(units)) / unitsPerEm).toFixed(2)}%`
  // A word in SVG is as high as its first face to Chromium, as its highest to Firefox: Inter and what helps it out agree.
  const asHigh = `  ascent-override: ${percent(ascent)};
  descent-override: ${percent(descent)};
`
  const rules = FACES.map(
    ({ family, weight, file }) => `@font-face {
  font-family: '${family}';
  font-weight: ${weight};
  font-display: block;
${family === 'Noto Sans SC Deck' ? asHigh : ''}  src: url('./fonts/${file}.woff2') format('woff2');
}
`,
  )
  return [
    '/* Written by `npm run fonts`. `block`: no frame is ever drawn with a font of the machine. */\n',
    ...rules,
  ].join('\n')
}

async function main() {
  const files = new Map<string, Buffer | string>()
  const rows = []
  for (const face of FACES) {
    const characters = charactersFor(face, [...usedCharacters(face.role).keys(), ...ALWAYS])
    const subset = await subsetFont(readFileSync(sourcePath(face)), characters.join(''), {
      targetFormat: 'woff2',
      keepFeatures: [...face.features],
      // Nothing is set in vertical lines, and a static font needs no axis names.
      dropTables: ['vhea', 'vmtx', 'STAT'],
    })
    files.set(`${face.file}.woff2`, subset)
    files.set(
      `LICENSE-${face.source.split('/')[1]}.txt`,
      readFileSync(join(sourcePath(face), '../../LICENSE_FONT')),
    )
    rows.push({
      face: `${face.family} ${face.weight}`,
      text: face.role,
      characters: characters.length,
      bytes: subset.length,
    })
  }
  console.table(rows)
  const sum = rows.reduce((total, { bytes }) => total + bytes, 0)
  console.log(`${sum} of ${BUDGET} bytes`)
  if (sum > BUDGET) throw new Error(`${sum - BUDGET} bytes above the budget: nothing was written`)
  rmSync(FONTS, { recursive: true, force: true })
  mkdirSync(FONTS)
  for (const [name, content] of files) writeFileSync(join(FONTS, name), content)
  writeFileSync(join(ROOT, 'styles/fonts.css'), stylesheet())
}

await command(import.meta.url, main)
