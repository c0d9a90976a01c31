import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, ViteDevServer } from 'vite'
import { firstSight } from './first-sight'
import { referenceSlide } from './reference-slides'

const DECK = 'virtual:deck'
const RESOLVED = `\0${DECK}`

type Readers = typeof import('./slides') & typeof import('./claims-page') & typeof import('./bibliography')

/** The modules that read the deck, with `data/` as it is now: it changes while the development server runs. */
async function readers(server?: ViteDevServer): Promise<Readers> {
  const [deck, page, references] = server
    ? await Promise.all(
        ['slides', 'claims-page', 'bibliography'].map((name) =>
          server.ssrLoadModule(fileURLToPath(new URL(`./${name}.ts`, import.meta.url))),
        ),
      )
    : [await import('./slides'), await import('./claims-page'), await import('./bibliography')]
  return { ...deck, ...page, ...references } as Readers
}

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
  async function page(url: (file: string) => string, server?: ViteDevServer) {
    const { claimsPage, readDeck } = await readers(server)
    return claimsPage({ title: data.config.title, slides: readDeck(data.slides, userRoot) }, base, url)
  }
  return {
    name: 'talk:claims-page',
    configResolved: (config) => void (base = config.base),
    configureServer(server) {
      server.middlewares.use(`${base}claims`, (request, response, next) => {
        if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/') return next()
        response.setHeader('Content-Type', 'text/html; charset=utf-8')
        const folder = (file: string) =>
          file.endsWith('.css') ? 'node_modules/@fontsource/noto-sans-sc' : 'styles/fonts'
        page((file) => `${base}${folder(file)}/${file}`, server).then((html) => response.end(html), next)
      })
    },
    async generateBundle(_, bundle) {
      const assets = Object.values(bundle).filter((file) => file.type === 'asset')
      const source = await page((file) => {
        const asset = assets.find(({ names }) => names.includes(file))
        if (!asset) throw new Error(`the page of claims needs ${file}, which the deck's styles don't load`)
        return base + asset.fileName
      })
      this.emitFile({ type: 'asset', fileName: 'claims/index.html', source })
    },
  }
}

/** Slidev writes the page's description, author and keywords in quotation marks, and escapes them twice. */
const plainHead: Plugin = {
  name: 'talk:plain-head',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replace(
        /(<meta [^>]*\bcontent=")&quot;(.*?)&quot;(?=")/g,
        (_, before: string, text: string) => before + text.replace(/&amp;(?=\w+;|#\d+;)/g, '&'),
      ),
  },
}

/** Without the speaker's notes there is no window for the speaker either. */
const publicBuild: Plugin = {
  name: 'talk:public-build',
  enforce: 'post',
  config: () => ({ define: { __SLIDEV_FEATURE_PRESENTER__: 'false' } }),
}

/** The talk as it is given prints its own PDF, and goes on where its server has gone: see `service-worker.js`. */
const givenTalk: Plugin = {
  name: 'talk:given',
  apply: 'build',
  enforce: 'post',
  config: () => ({ define: { __SLIDEV_FEATURE_PRINT__: 'true' } }),
  generateBundle(_, bundle) {
    const names = Object.keys(bundle).sort()
    const files = ['./', ...names.map((name) => name.replace(/(^|\/)index\.html$/, '$1') || './')]
    const version = createHash('sha256').update(JSON.stringify(bundle['index.html'])).digest('hex')
    const script = readFileSync(fileURLToPath(new URL('./service-worker.js', import.meta.url)), 'utf8')
    const source = `const FILES = ${JSON.stringify([...new Set(files)])}\nconst VERSION = '${version}'\n${script}`
    this.emitFile({ type: 'asset', fileName: 'service-worker.js', source })
  },
}

/** What the slides know of the deck: which claims each of them shows, and the references. */
function deckModule({ data, userRoot }: ResolvedSlidevOptions): Plugin {
  let server: ViteDevServer | undefined
  let served = ''
  async function write() {
    const { bibliography, readDeck, referenceKeys } = await readers(server)
    const slides = readDeck(data.slides, userRoot)
    const keys = referenceKeys(slides.flatMap(({ claims }) => claims))
    const entries = bibliography(keys)
    const module = {
      slides: slides.map(({ no, title, chapter, claims, lead }) => ({ no, title, chapter, claims, lead })),
      references: keys.map((key, index) => ({
        key,
        number: index + 1,
        slide: referenceSlide(index + 1),
        html: entries[index],
      })),
    }
    return Object.entries(module)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      .join('\n')
  }
  return {
    name: 'talk:deck',
    // Slidev reads the changed page first.
    enforce: 'post',
    configureServer: (it) => void (server = it),
    resolveId: (id) => (id === DECK ? RESOLVED : null),
    load: async (id) => (id === RESOLVED ? (served = await write()) : null),
    async handleHotUpdate({ file, modules, server }) {
      const module = server.moduleGraph.getModuleById(RESOLVED)
      if (!module || !/\/(pages|data|components)\//.test(file) || (await write()) === served) return undefined
      return [...modules, module]
    },
  }
}

/** The Vite plugins that tie Slidev to the deck. */
export const deckPlugins = (options: ResolvedSlidevOptions): (Plugin | false | undefined)[] => [
  plainHead,
  options.withoutNotes ? publicBuild : givenTalk,
  options.withoutNotes && firstSight(options),
  windowsTalk(),
  claimsPages(options),
  deckModule(options),
]
