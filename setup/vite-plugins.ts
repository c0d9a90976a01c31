import { defineVitePluginsSetup, type ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, WebSocketClient } from 'vite'
import { bibliography } from './bibliography'
import { claimsPage, referenceKeys } from './claims-page'
import { readDeck } from './deck'

const DECK = 'virtual:deck'
const RESOLVED = `\0${DECK}`

/** Sends what a window has on its screen to the windows opened later: see `composables/window-state.ts`. */
function windowStates(): Plugin {
  return {
    name: 'talk:window-states',
    apply: 'serve',
    configureServer({ ws, middlewares }) {
      const states = new Map<WebSocketClient['socket'], object>()
      ws.on('talk:state', (state: object, { socket }) => {
        if (!states.has(socket)) socket.on('close', () => states.delete(socket))
        // Deleting first moves it to the end: the last one is the newest.
        states.delete(socket)
        states.set(socket, state)
      })
      ws.on('talk:hand', (hand: unknown, { socket }) => {
        for (const client of ws.clients) if (client.socket !== socket) client.send('talk:hand', hand)
      })
      middlewares.use('/__talk/state', (_, response) => {
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify([...states.values()].reverse()))
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

export default defineVitePluginsSetup((options) => [
  windowStates(),
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
      if (module && /\/(pages|data|components)\//.test(file)) server.moduleGraph.invalidateModule(module)
    },
  },
])
