import { defineTransformersSetup } from '@slidev/types'

const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/\n/g, '&#10;')

/** Every Mermaid fence, typed in place or imported with `<<<`, becomes our `<Diagram>`. */
export default defineTransformersSetup(() => ({
  codeblocks: [
    ({ info, code }) => (/^mermaid\b/.test(info) ? `<Diagram code="${escape(code)}" />` : undefined),
  ],
}))
