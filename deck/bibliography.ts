import CSL from 'citeproc'
import locale from '../data/csl/locale-zh-CN.json' with { type: 'json' }
import style from '../data/csl/gb-t-7714-2015-numeric.json' with { type: 'json' }
import references from '../data/references.json' with { type: 'json' }

/** A link to an address, written whole or as short as it can be told: an arXiv number, or the host and how the path begins. */
function link(url: string, whole: boolean): string {
  const { hostname, pathname } = new URL(url)
  const arxiv = /^\/abs\/([\d.]+)$/.exec(pathname)?.[1]
  const path = pathname.length > 24 ? `${pathname.slice(0, 20)}…` : pathname.replace(/\/$/, '')
  const short = hostname === 'arxiv.org' && arxiv ? `arXiv:${arxiv}` : hostname.replace(/^www\./, '') + path
  const text = whole ? url : short
  return `<a href="${url}" target="_blank" rel="noopener">${text}</a>`
}

/**
 * Formats references as GB/T 7714—2015 (numeric), in the order of their numbers.
 *
 * @param keys ids of `data/references.json`
 * @param wholeAddresses a link is written out, for paper
 * @returns one HTML string a key, in the reference's own language and without its number
 * @throws if a key isn't in `data/references.json`
 */
export function bibliography(
  keys: readonly string[],
  { wholeAddresses = false }: { wholeAddresses?: boolean } = {},
): string[] {
  const items = new Map(references.map((item) => [item.id, item]))
  for (const key of keys)
    if (!items.has(key)) throw new Error(`data/references.json has no reference "${key}"`)
  if (keys.length === 0) return []
  const engine = new CSL.Engine(
    { retrieveItem: (id: string) => items.get(id), retrieveLocale: () => locale },
    style,
    'zh-CN',
    true,
  )
  engine.setOutputFormat('html')
  engine.updateItems([...keys])
  const [, entries] = engine.makeBibliography()
  return entries.map((entry: string, index) => {
    const text = /<div class="csl-right-inline">([\s\S]*?)<\/div>/.exec(entry)?.[1]
    if (!text) throw new Error(`the bibliography style gave an entry of another form: ${entry}`)
    // The style prints a DOI twice: as an address and as a number.
    const once = text.trim().replace(/(doi\.org\/\S+)\. DOI:\S+$/, '$1.')
    const linked = once.replace(/https?:\/\/[^\s<]*[^\s<.]/g, (url) => link(url, wholeAddresses))
    return `<span lang="${items.get(keys[index] ?? '')?.language}">${linked}</span>`
  })
}
