import { definePreparserSetup } from '@slidev/types'
import { plainTitle } from './deck'

/** A title may hold claims: the table of contents, the presenter's window and the page's title show their values. */
export default definePreparserSetup(() => [
  {
    name: 'talk:titles',
    transformSlide: async (content, frontmatter) => {
      frontmatter.title ??= plainTitle(content)
      return undefined
    },
  },
])
