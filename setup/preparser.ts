import { definePreparserSetup } from '@slidev/types'
import { countReferences } from '../deck/count-references'
import { withReferenceSlides } from '../deck/reference-slides'
import { plainTitle } from '../deck/slides'

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
      const all = withReferenceSlides(lines, await countReferences(filepath))
      lines.splice(0, lines.length, ...all)
    },
  },
])
