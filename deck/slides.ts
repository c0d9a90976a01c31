import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { SlideInfo } from '@slidev/types'
import { type Chapter, chapters } from '../data/chapters'
import { kinds } from '../data/claim'
import { claims } from '../data/claims'
import { isComponent, type Piece, piecesOfComponent, piecesOfSlide } from './markup'

/** What is known of a slide before it is rendered: the same reading serves the frame, the references and the checks. */
export interface DeckSlide {
  no: number
  /** Where it stands in an address: its name, or else its number. */
  route: string
  /** File and first line, relative to the deck's folder. */
  file: string
  line: number
  title: string
  layout: string
  chapter?: Chapter
  /** Ids of the claims it shows, in order: those of its components, then those that only the header's `claims` names. */
  claims: string[]
  /** Those that the header names although a component does. */
  namedTwice: string[]
  /** What its source line begins with: the header's `source`, and how the title's numbers are known that have no source. */
  lead: string
  /** Planned time, from the header's `seconds`. */
  seconds?: number
  /** Left out of a talk of 20 minutes, by the header's `skipIn20Minutes`. */
  skipIn20Minutes: boolean
  note: string
  content: string
}

const HEADING = /^#\s+(.+)$/m

/** The claims that a tag names, in its id, from, to or claim(s); of our own components only. */
export const claimsOf = (piece: Piece): string[] =>
  'tag' in piece && isComponent(piece.tag)
    ? Object.entries(piece.attributes).flatMap(([name, ids]) =>
        /^(?:id|from|to|claims?)$/.test(name) ? (ids.match(/\S+/g) ?? []) : [],
      )
    : []

/** The claims that a component's own file names: in a tag, as `claim('…')` or as `claim: '…'`. */
function claimsOfFile(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const inScript = [...source.matchAll(/\bclaim(?:\(|: )'([^']+)'/g)].map(([, id = '']) => id)
  return [...piecesOfComponent(source).flatMap(claimsOf), ...inScript]
}

/** The claims that the components of a slide name: in their tags, then in their own files; a figure goes by its name. */
function claimsOfComponents(content: string, files: readonly string[]): string[] {
  const pieces = piecesOfSlide(content)
  const inFiles = pieces.flatMap((piece) => {
    if (!('tag' in piece) || !isComponent(piece.tag)) return []
    const name = (piece.tag === 'Figure' && piece.attributes.name) || piece.tag
    const file = files.find((path) => basename(path) === `${name}.vue`)
    return file ? claimsOfFile(file) : []
  })
  return [...pieces.flatMap(claimsOf), ...inFiles]
}

/** The files in a folder and in those below it; none where there is no such folder. */
export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
    : []

/** The files in `components/` of a deck's folder. */
export const componentFiles = (root: string): string[] => filesIn(join(root, 'components'))

/** The claims that a parsed slide names: those that its components name, and those of its header's `claims`. */
export function claimsNamed(
  { content, frontmatter }: Pick<SlideInfo, 'content' | 'frontmatter'>,
  components: readonly string[],
): { shown: string[]; named: string[] } {
  const named = Array.isArray(frontmatter.claims) ? frontmatter.claims.map(String) : []
  return { shown: claimsOfComponents(content, components), named }
}

/** The first heading of a slide as plain text, claims in it replaced by their values; undefined where there is none. */
export function plainTitle(content: string): string | undefined {
  const [, heading] = HEADING.exec(content) ?? []
  const text = (piece: Piece) => {
    if ('text' in piece) return piece.text
    const claim = claims.find(({ id }) => piece.tag === 'Claim' && id === piece.attributes.id)
    return claim?.value ?? claim?.statement ?? ''
  }
  return heading && piecesOfSlide(heading).map(text).join('').trim()
}

/** A title carries no marks: those of its claims that have no source, for the source line. */
function titleMark(content: string): string {
  const names = piecesOfSlide(HEADING.exec(content)?.[0] ?? '')
    .flatMap(claimsOf)
    .flatMap((id) => {
      const found = claims.find((record) => record.id === id)
      return found && !found.source ? [kinds[found.kind].name] : []
    })
  return names.length > 0 ? `标题〔${[...new Set(names)].join('、')}〕` : ''
}

/** Reads the slides that Slidev has parsed; `root` is the folder that files are named from. */
export function readDeck(slides: readonly SlideInfo[], root: string): DeckSlide[] {
  const components = componentFiles(root)
  return slides.map((slide, index) => {
    const { frontmatter } = slide
    const { shown, named } = claimsNamed(slide, components)
    return {
      no: index + 1,
      route: String(frontmatter.routeAlias ?? index + 1),
      file: relative(root, slide.source.filepath),
      line: slide.source.start + 1,
      title: plainTitle(slide.content) ?? slide.title ?? '',
      layout: String(frontmatter.layout ?? ''),
      chapter: chapters.find(({ file }) => file === basename(slide.source.filepath, '.md')),
      claims: [...new Set([...shown, ...named])],
      namedTwice: named.filter((id, index) => shown.includes(id) || named.indexOf(id) < index),
      lead: [frontmatter.source, titleMark(slide.content)].filter(Boolean).join(' '),
      seconds: typeof frontmatter.seconds === 'number' ? frontmatter.seconds : undefined,
      skipIn20Minutes: frontmatter.skipIn20Minutes === true,
      note: slide.note ?? '',
      content: slide.content,
    }
  })
}
