import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ViteSlidevPlugin } from '@slidev/cli'
import type { ResolvedSlidevOptions } from '@slidev/types'
import Beasties from 'beasties'
import subsetFont from 'subset-font'
import { runnerImport, type Plugin } from 'vite'

// The public site's first slide stands in the page itself, with its styles and the few glyphs that it needs, and is read
// while the app is still on its way. The app takes it away when its own stands there: composables/first-sight.ts.

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** What a module in Node must not load. */
const noStyles: Plugin = {
  name: 'talk:no-styles',
  enforce: 'pre',
  resolveId: (id) => (/\.css(?:$|\?)|[?&]type=style/.test(id) ? '\0no-styles' : null),
  load: (id) => (id === '\0no-styles' ? '' : null),
}

/** The deck's first slide, drawn by its own components. */
async function firstSlide(options: ResolvedSlidevOptions, base: string): Promise<string> {
  const { module } = await runnerImport<{ html: string }>(path('./first-slide.ts'), {
    base,
    configFile: false,
    root: options.userRoot,
    plugins: [noStyles, await ViteSlidevPlugin(options)],
    resolve: { noExternal: [/@slidev/] },
    logLevel: 'error',
  })
  return module.html.replace(/<!--.*?-->/g, '')
}

/** Those rules of a stylesheet that a piece of HTML needs, in either scheme. */
async function rulesFor(html: string, css: string): Promise<string> {
  const page = `<html class="dark"><head><style>${css}</style></head><body>${html}</body></html>`
  // It looks at what stands in the page, not at the page itself.
  const allowRules = [/^html\.dark(:root)?$/]
  const reduced = await new Beasties({ allowRules, fonts: false, logLevel: 'error' }).process(page)
  return /<style>(.*?)<\/style>/s.exec(reduced)?.[1] ?? ''
}

/** The deck's faces with the glyphs of a text alone, and the tokens that name them. */
async function facesFor(text: string): Promise<{ faces: string; names: string }> {
  const rules = (await readFile(path('../styles/fonts.css'), 'utf8')).match(/@font-face \{[^}]*\}/g) ?? []
  const faces = rules.map(async (rule) => {
    const [, file = ''] = /url\('\.\/(.*?)'\)/.exec(rule) ?? []
    const font = await readFile(path(`../styles/${file}`))
    const subset = await subsetFont(font, text, { targetFormat: 'woff2' })
    return rule
      .replace(/url\('.*?'\)/, `url(data:font/woff2;base64,${subset.toString('base64')})`)
      .replace(/ Deck'/, ` First'`)
  })
  const tokens = await readFile(path('../styles/tokens.css'), 'utf8')
  const names = (tokens.match(/--font-\w+: [^;]*;/g) ?? []).join(' ').replace(/ Deck'/g, ` First'`)
  return { faces: (await Promise.all(faces)).join('\n'), names }
}

/** As large as the window lets it be, as Slidev shows it. The tangent of its own arc turns a ratio of lengths into a number. */
const frame = ({ data: { config } }: ResolvedSlidevOptions, names: string) => {
  const [width, height] = [config.canvasWidth, Math.ceil(config.canvasWidth / config.aspectRatio)]
  return `#first-sight{position:fixed;z-index:99;inset:0;overflow:hidden;background:var(--paper);pointer-events:none;${names}}
#first-sight>div{position:absolute;top:50%;left:50%;width:${width}px;height:${height}px;overflow:hidden;transform:translate(-50%,-50%) scale(min(tan(atan2(100vw,${width}px)),tan(atan2(100dvh,${height}px))))}`
}

/** Run by the page: shows the first slide where it is asked for, in the scheme in which Slidev will. */
function show(addresses: string[]) {
  const template = document.querySelector<HTMLTemplateElement>('template#first-sight-template')
  if (!template) return
  if (addresses.includes(location.pathname) && !location.search) {
    let stored = 'auto'
    try {
      stored = localStorage.getItem('slidev-color-schema') ?? stored
    } catch {
      // Where nothing may be stored, nothing was.
    }
    const isDark = stored === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : stored === 'dark'
    document.documentElement.classList.add(isDark ? 'dark' : 'light')
    template.before(template.content)
  }
  template.remove()
}

/** Run by the page: loads the app, once what stands in the page is drawn; until then it would take its time from it. */
function load([links = '', src = '']: string[]) {
  const begin = () => {
    document.head.insertAdjacentHTML('beforeend', links)
    document.head.append(
      Object.assign(document.createElement('script'), { type: 'module', crossOrigin: '', src }),
    )
  }
  // A window in the background is drawn when somebody looks at it.
  if (!document.getElementById('first-sight') || document.hidden) return begin()
  // Its faces are in the page, and its first picture has them.
  void document.fonts.ready.then(() => requestAnimationFrame(() => setTimeout(begin)))
}

const call = (run: (argument: string[]) => void, argument: string[]) =>
  `<script>(${run.toString()})(${JSON.stringify(argument)})</script>`

/** Puts the first slide into the page, for its own address; another slide waits for the app. */
export function firstSight(options: ResolvedSlidevOptions): Plugin {
  let base = '/'
  return {
    name: 'talk:first-sight',
    apply: 'build',
    configResolved: (config) => void (base = config.base),
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        const links: string[] = []
        const scripts: string[] = []
        const page = html.replace(
          /\s*(?:<script type="module" crossorigin src="([^"]+)"><\/script>|(<link rel="(?:modulepreload|stylesheet)" crossorigin href="[^"]+">))/g,
          (_, script?: string, link?: string) => {
            if (script) scripts.push(script)
            if (link) links.push(link)
            return ''
          },
        )
        const [script] = scripts
        if (!script || scripts.length > 1)
          throw new Error(`the page names ${scripts.length} scripts, not the app's alone`)
        const isOwn = (file: string) =>
          links.some((link) => link.includes(`"stylesheet" crossorigin href="${base}${file}"`))
        // The page's own come first; those of a slide or a layout are loaded with it.
        const sheets = Object.values(bundle)
          .filter(({ fileName }) => fileName.endsWith('.css'))
          .sort((a, b) => Number(isOwn(b.fileName)) - Number(isOwn(a.fileName)))
          .map((file) => (file.type === 'asset' ? String(file.source) : ''))
        const slide = await firstSlide(options, base)
        const { faces, names } = await facesFor(slide.replace(/<[^>]*>/g, ''))
        const rules = await rulesFor(slide, sheets.join('\n'))
        return page.replace(
          /<body>\n?/,
          (body) => `${body}<template id="first-sight-template"><div id="first-sight">
<style>
${rules}
${faces}
${frame(options, names)}
</style>
<div>${slide}</div>
</div></template>
${call(show, [base, `${base}1`])}
${call(load, [links.join(''), script])}
`,
        )
      },
    },
  }
}
