import { basename, relative } from 'node:path'
import type { SlideInfo } from '@slidev/types'
import { type Chapter, chapters } from '../data/chapters'
import { written } from '../data/claim'
import { claims } from '../data/claims'

/** What is known of a slide before it is rendered: the same reading serves the frame, the references and the checks. */
export interface DeckSlide {
  no: number
  /** File and first line, relative to the deck's folder. */
  file: string
  line: number
  title: string
  layout: string
  chapter?: Chapter
  /** Ids of the claims it shows, in order: in component tags, then in the header's `claims`. */
  claims: string[]
  /** Planned time, from the header's `seconds`. */
  seconds?: number
  note: string
  content: string
}

// A claim is named in a tag's id, from, to or claim(s), of our own components only.
const TAG = /<([A-Z]\w*)\b([^>]*)>/g
const CLAIM_ATTRIBUTE = /(?:^|\s)(?:id|from|to|claim|claims)="([^"]+)"/g

/** The claims named in a slide's own text. */
export function claimsIn(content: string): string[] {
  const withoutCode = content.replace(/^```[\s\S]*?^```/gm, '')
  return [...withoutCode.matchAll(TAG)].flatMap(([, , attributes = '']) =>
    [...attributes.matchAll(CLAIM_ATTRIBUTE)].flatMap(([, ids = '']) => ids.trim().split(/\s+/)),
  )
}

/** The claims that a parsed slide names, in order: in component tags, then in its header's `claims`. */
export function claimsNamed({ content, frontmatter }: Pick<SlideInfo, 'content' | 'frontmatter'>): string[] {
  const named = Array.isArray(frontmatter.claims) ? frontmatter.claims.map(String) : []
  return [...new Set([...claimsIn(content), ...named])]
}

/** The first heading of a slide as plain text, claims in it replaced by their values; undefined where there is none. */
export function plainTitle(content: string): string | undefined {
  const [, heading] = /^#\s+(.+)$/m.exec(content) ?? []
  return heading
    ?.replace(/<Claim id="([^"]+)"[^>]*>/g, (_, id: string) => {
      const claim = claims.find((record) => record.id === id)
      return claim ? written(claim) || claim.statement : ''
    })
    .replace(/<[^>]+>/g, '')
    .trim()
}

/** Reads the slides that Slidev has parsed; `root` is the folder that files are named from. */
export function readDeck(slides: readonly SlideInfo[], root: string): DeckSlide[] {
  return slides.map((slide, index) => {
    const { frontmatter } = slide
    return {
      no: index + 1,
      file: relative(root, slide.source.filepath),
      line: slide.source.start + 1,
      title: plainTitle(slide.content) ?? slide.title ?? '',
      layout: String(frontmatter.layout ?? ''),
      chapter: chapters.find(({ file }) => file === basename(slide.source.filepath, '.md')),
      claims: claimsNamed(slide),
      seconds: typeof frontmatter.seconds === 'number' ? frontmatter.seconds : undefined,
      note: slide.note ?? '',
      content: slide.content,
    }
  })
}
