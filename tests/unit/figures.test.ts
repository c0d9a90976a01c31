import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { renderToString } from '@vue/server-renderer'
import { type Component, createSSRApp } from 'vue'
import { parse } from 'vue/compiler-sfc'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { claims } from '../../data/claims'
import type { FigureData } from '../../data/figures/figure-data'
import { MINUTES } from '../../deck/minutes'
import { loadDeck } from '../../tools/deck'
import type { DeckSlide } from '../../deck/slides'
import references from '../../data/references.json' with { type: 'json' }

const FOLDER = 'tests/unit/figures'
interface Figure {
  name: string
  plot: Component
  /** In `components/`. */
  file: string
  steps: number
}

const found = import.meta.glob<{ default: Component; steps?: number }>('../../components/figures/*.vue', {
  eager: true,
})
const figures: Figure[] = Object.entries(found).map(([path, { default: plot, steps = 0 }]) => {
  const name = basename(path, '.vue')
  return { name, plot, file: `figures/${name}`, steps }
})

const styleOf = (file: string) =>
  parse(readFileSync(`components/${file}.vue`, 'utf8'))
    .descriptor.styles.map(({ content }) => content)
    .join('')

/** A figure at a step as a file: what is drawn where, its marks, tones and type by the classes of the vocabulary. */
async function draw({ plot, file, steps }: Figure, progress: number): Promise<string> {
  const svg = await renderToString(createSSRApp(plot, steps > 0 ? { progress } : {}))
  const tokens = /:root \{[\s\S]*?\n\}/.exec(readFileSync('styles/tokens.css', 'utf8'))?.[0] ?? ''
  const style = `<style>\n${tokens}\n${styleOf(file)}</style>`
  return svg
    .replace(/ data-v-[0-9a-f]{8}/g, '')
    .replace(/<!--.*?-->/g, '')
    .replace(/ data-(ready|axis|datum)(?=[\s>])/g, ' data-$1=""')
    .replace('viewbox=', 'viewBox=')
    .replace('preserveaspectratio=', 'preserveAspectRatio=')
    .replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace(/(<svg[^>]*>)/, `$1\n${style}\n`)
    .replace(/(<(?:g|path|line|circle|rect|text|desc)\b)/g, '\n$1')
    .concat('\n')
}

let deck: DeckSlide[]
beforeAll(async () => {
  // All slides, also where the headmatter plans a talk that hides some.
  vi.stubEnv(MINUTES, '30')
  deck = await loadDeck('slides.md')
  vi.unstubAllEnvs()
})

describe.each(figures)('the figure $name', (figure) => {
  const { name, steps } = figure
  it.each(Array.from({ length: steps + 1 }, (_, step) => step))('is what it was at step %i', async (step) => {
    const drawn = await draw(figure, step)
    const committed = `figures/${name}-${step}.svg`
    const beside = `${FOLDER}/${name}-${step}-changed.svg`
    rmSync(beside, { force: true })
    const before = `${FOLDER}/${name}-${step}.svg`
    if (existsSync(before) && readFileSync(before, 'utf8') !== drawn) writeFileSync(beside, drawn)
    await expect(drawn).toMatchFileSnapshot(committed)
    // Reached only where it matches, or where `vitest -u` has just taken the new one over.
    rmSync(beside, { force: true })
  })

  it('tells those who don’t see it with each step what the step adds', async () => {
    const said = await Promise.all(
      Array.from({ length: steps + 1 }, async (_, step) => {
        const [, description = ''] = /<desc[^>]*>([^<]*)</.exec(await draw(figure, step)) ?? []
        return description
      }),
    )
    for (const [step, description] of said.entries()) {
      const before = said[step - 1] ?? ''
      expect(description.slice(0, before.length), `step ${step}`).toBe(before)
      expect(description.length, `step ${step}`).toBeGreaterThan(before.length)
    }
  })

  it('stands on a slide that cites every claim it shows', async () => {
    const tag = `<Figure name="${name}"`
    const slide = deck.find(({ content }) => content.includes(tag))
    const shown = [...(await draw(figure, steps)).matchAll(/data-claim="([^"]+)"/g)].map(([, id]) => id)
    expect(slide?.claims).toEqual(expect.arrayContaining(shown))
  })
})

const isTable = (value: unknown): value is FigureData<object> =>
  typeof value === 'object' && value !== null && 'rows' in value && 'source' in value
const modules = import.meta.glob<Record<string, unknown>>('../../data/figures/*.ts', { eager: true })
const tables = Object.values(modules).flatMap((exported) =>
  Object.entries(exported).flatMap(([name, value]) => (isTable(value) ? [{ name, ...value }] : [])),
)

/** The tables that a figure imports by their names. */
function tablesOf({ file }: Figure): { name: string; source: { key: string } }[] {
  const source = readFileSync(`components/${file}.vue`, 'utf8')
  const names = [...source.matchAll(/import \{([^}]*)\} from '[^']*data\/figures\/[^']*'/g)].flatMap(
    ([, list = '']) => list.split(',').map((name) => name.trim().split(' ')[0]),
  )
  return tables.filter(({ name }) => names.includes(name))
}

describe('the tables', () => {
  it.each(figures.filter((figure) => tablesOf(figure).length > 0))(
    'of the figure $name are from works that its slide cites',
    (figure) => {
      const slide = deck.find(({ content }) => content.includes(`<Figure name="${figure.name}"`))
      const cited = claims
        .filter(({ id }) => slide?.claims.includes(id))
        .flatMap(({ source, also }) => [source?.key, also?.key])
      for (const { name, source } of tablesOf(figure)) expect(cited, name).toContain(source.key)
    },
  )

  it.each(tables)('$name cites a reference of the deck', ({ source }) => {
    expect(references.map(({ id }) => id)).toContain(source.key)
  })
})
