import { defineVitePluginsSetup } from '@slidev/types'
import type { Plugin, WebSocketClient } from 'vite'
import { claim } from '../data/claims'
import { bibliography } from './bibliography'
import { type DeckSlide, readDeck } from './deck'

const DECK = 'virtual:deck'
const RESOLVED = `\0${DECK}`

/** The keys of all sources that the slides use, in the order of first use: a reference's number is its place here. */
function referenceKeys(slides: readonly DeckSlide[]): string[] {
  const sources = slides
    .flatMap(({ claims }) => claims.map(claim))
    .flatMap(({ source, also }) => [source, also])
  return [...new Set(sources.flatMap((source) => (source ? [source.key] : [])))]
}

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

export default defineVitePluginsSetup((options) => [
  windowStates(),
  {
    name: 'talk:deck',
    resolveId: (id) => (id === DECK ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null
      const slides = readDeck(options.data.slides, options.userRoot)
      const keys = referenceKeys(slides)
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
