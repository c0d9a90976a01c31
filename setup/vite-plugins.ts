import { defineVitePluginsSetup, type ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { bibliography } from './bibliography'
import { claimsPage, referenceKeys } from './claims-page'
import { readDeck } from './deck'

const DECK = 'virtual:deck'
const RESOLVED = `\0${DECK}`

/** Passes on what the windows tell each other, for those on other machines: see `composables/windows.ts`. */
function windowsTalk(): Plugin {
  return {
    name: 'talk:windows',
    apply: 'serve',
    configureServer({ ws }) {
      ws.on('talk', (message: unknown, { socket }) => {
        for (const client of ws.clients) if (client.socket !== socket) client.send('talk', message)
      })
    },
  }
}

/** The page of claims: `claims/index.html` in the built site, `/claims/` of a served talk. */
function claimsPages({ data, userRoot }: ResolvedSlidevOptions): Plugin {
  let base = '/'
  const page = (url: (file: string) => string) =>
    claimsPage({ title: data.config.title, slides: readDeck(data.slides, userRoot) }, base, url)
  return {
    name: 'talk:claims-page',
    configResolved: (config) => void (base = config.base),
    configureServer({ middlewares }) {
      middlewares.use(`${base}claims`, (request, response, next) => {
        if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/') return next()
        response.setHeader('Content-Type', 'text/html; charset=utf-8')
        const folder = (file: string) =>
          file.endsWith('.css') ? 'node_modules/@fontsource/noto-sans-sc' : 'styles/fonts'
        response.end(page((file) => `${base}${folder(file)}/${file}`))
      })
    },
    generateBundle(_, bundle) {
      const assets = Object.values(bundle).filter((file) => file.type === 'asset')
      const source = page((file) => {
        const asset = assets.find(({ names }) => names.includes(file))
        if (!asset) throw new Error(`the page of claims needs ${file}, which the deck's styles don't load`)
        return base + asset.fileName
      })
      this.emitFile({ type: 'asset', fileName: 'claims/index.html', source })
    },
  }
}

/** Without the speaker's notes there is no window for the speaker either. */
const publicBuild: Plugin = {
  name: 'talk:public-build',
  enforce: 'post',
  config: () => ({ define: { __SLIDEV_FEATURE_PRESENTER__: 'false' } }),
}

export default defineVitePluginsSetup((options) => [
  options.withoutNotes && publicBuild,
  windowsTalk(),
  claimsPages(options),
  {
    name: 'talk:deck',
    resolveId: (id) => (id === DECK ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null
      const slides = readDeck(options.data.slides, options.userRoot)
      const keys = referenceKeys(slides.flatMap(({ claims }) => claims))
      const entries = bibliography(keys)
      const module = {
        slides: slides.map(({ no, chapter, claims }) => ({ no, chapter, claims })),
        references: keys.map((key, index) => ({ key, number: index + 1, html: entries[index] })),
      }
      return Object.entries(module)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
        .join('\n')
    },
    handleHotUpdate({ server, file }) {
      const module = server.moduleGraph.getModuleById(RESOLVED)
      if (module && /\/(pages|data)\//.test(file)) server.moduleGraph.invalidateModule(module)
    },
  },
])
