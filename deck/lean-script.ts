import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { filesIn } from './slides'

// Slidev's client loads what any deck might need before its first slide. The public site leaves out what none of this
// deck's slides uses, and lets the rest come when the first one stands there.

/** Modules of directives: what names them on a slide, and what stands in for them where nothing does. */
const UNUSED = [
  {
    from: '../modules/v-motion',
    use: /\bv-motion\b/,
    code: 'export const createVMotionDirectives = () => ({ install() {} })',
  },
  {
    from: '../modules/v-mark',
    use: /\bv-mark\b/,
    code: 'export const createVMarkDirective = () => ({ install() {} })',
  },
  {
    from: '@shikijs/vitepress-twoslash/client',
    use: /\btwoslash\b/,
    code: 'export default { install() {} }',
  },
]

/** Parts of the window that nobody can reach before the slide is drawn. */
const LATER = /^\.\.\/internals\/(?:Controls|NavControls)\.vue$/
const VIRTUAL = '\0talk:lean:'

/** Makes the first slide's script smaller without changing what the deck does. */
export function leanScript({ data, roots }: Pick<ResolvedSlidevOptions, 'data' | 'roots'>): Plugin {
  // What the slides of a deck, its theme and its addons are made of.
  const files = roots.flatMap((root) => [
    ...['components', 'layouts'].flatMap((folder) => filesIn(join(root, folder))),
    ...readdirSync(root).map((name) => join(root, name)),
  ])
  const texts = [
    ...data.slides.map(({ content }) => content),
    ...files.filter((file) => file.endsWith('.vue')).map((file) => readFileSync(file, 'utf8')),
  ]
  const unused = UNUSED.filter(({ use }) => !texts.some((text) => use.test(text)))
  return {
    name: 'talk:lean-script',
    apply: 'build',
    enforce: 'pre',
    // Slidev puts Vue into one chunk with all that moves and explains code.
    config: () => ({ build: { rolldownOptions: { output: { manualChunks: () => undefined } } } }),
    async resolveId(source, importer, options) {
      // Templates are compiled when the deck is built.
      if (source.endsWith('/vue/dist/vue.esm-bundler.js'))
        return source.replace('vue.esm-bundler', 'vue.runtime.esm-bundler')
      if (!importer?.includes('/@slidev/client/')) return null
      if (unused.some(({ from }) => from === source)) return VIRTUAL + source
      // The same function, without a parser of YAML beside it.
      if (source === '@slidev/parser/core') return this.resolve('@slidev/parser/utils', importer, options)
      if (source === 'floating-vue' && /\/(?:SlideContainer|SlidesShow)\.vue/.test(importer))
        return `${VIRTUAL}poppers`
      if (!LATER.test(source) || !importer.includes('/pages/play.vue')) return null
      const resolved = await this.resolve(source, importer, options)
      return resolved && `${VIRTUAL}later:${resolved.id}`
    },
    load(id) {
      if (!id.startsWith(VIRTUAL)) return null
      const name = id.slice(VIRTUAL.length)
      if (name === 'poppers')
        return `export const recomputeAllPoppers = async () => (await import('floating-vue')).recomputeAllPoppers()`
      if (name.startsWith('later:'))
        return `import { defineAsyncComponent } from 'vue'
export default defineAsyncComponent(() => import(${JSON.stringify(name.slice('later:'.length))}))`
      return unused.find(({ from }) => from === name)?.code
    },
  }
}
