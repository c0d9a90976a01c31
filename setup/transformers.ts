import { defineTransformersSetup } from '@slidev/types'
import { readDiagram } from '../deck/diagram-groups'

const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/\n/g, '&#10;')

/** Every Mermaid fence, typed in place or imported with `<<<`, becomes our `<Diagram>`. */
export default defineTransformersSetup(() => ({
  codeblocks: [
    async ({ info, code }) => {
      if (!/^mermaid\b/.test(info)) return undefined
      // What can't be parsed is drawn all the same: the slide shows Mermaid's own message.
      const text = await readDiagram(code).catch(() => undefined)
      return `<Diagram code="${escape(code)}" :text="${escape(JSON.stringify(text ?? null))}" />`
    },
  ],
}))
