import { definePreparserSetup } from '@slidev/types'
import { countReferences } from '../deck/count-references'
import { durationOf, isShort } from '../deck/minutes'
import { withReferenceSlides } from '../deck/reference-slides'
import { plainTitle } from '../deck/slides'

export default definePreparserSetup(({ filepath, headmatter }) => [
  {
    // A shorter talk is without the slides that say so, wherever it is shown, printed or planned.
    name: 'talk:minutes',
    transformSlide: async (_, frontmatter) => {
      const duration = durationOf(headmatter.duration as string | undefined)
      if (frontmatter.duration !== undefined) frontmatter.duration = duration
      if (frontmatter.skipIn20Minutes && isShort(duration)) frontmatter.hide = true
      return undefined
    },
  },
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
      const all = withReferenceSlides(lines, await countReferences(filepath))
      lines.splice(0, lines.length, ...all)
    },
  },
])
