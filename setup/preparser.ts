import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from '@slidev/parser'
import { definePreparserSetup } from '@slidev/types'
import { claims } from '../data/claims'
import { referenceKeys } from './claims-page'
import { claimsNamed, plainTitle } from './deck'
import { withReferenceSlides } from './reference-slides'

/** How many references the slides of a deck need: those of its entry file and of all files that this imports. */
async function referencesOf(entry: string): Promise<number> {
  const known = new Set<string>(claims.map(({ id }) => id))
  const read = async (file: string) => (await parse(readFileSync(file, 'utf8'), file)).slides
  const own = await read(entry)
  const sources = own.flatMap(({ frontmatter: { src } }) => (src ? [resolve(dirname(entry), src)] : []))
  const slides = [...own, ...(await Promise.all(sources.map(read))).flat()]
  return referenceKeys(slides.flatMap(claimsNamed).filter((id) => known.has(id))).length
}

export default definePreparserSetup(({ filepath }) => [
  {
    // A title may hold claims: the table of contents, the presenter's window and the page's title show their values.
    name: 'talk:titles',
    transformSlide: async (content, frontmatter) => {
      frontmatter.title ??= plainTitle(content)
      return undefined
    },
  },
  {
    name: 'talk:references',
    transformRawLines: async (lines) => {
      if (!lines.some((line) => line.includes('<ReferenceList'))) return
      const all = withReferenceSlides(lines, await referencesOf(filepath))
      lines.splice(0, lines.length, ...all)
    },
  },
])
