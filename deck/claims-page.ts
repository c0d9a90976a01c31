import { readFileSync } from 'node:fs'
import { kinds, type Claim, type Source } from '../data/claim'
import { claim, claims } from '../data/claims'
import references from '../data/references.json' with { type: 'json' }
import { bibliography } from './bibliography'
import type { DeckSlide } from './slides'

/** The keys of the sources of some claims, in the order of first use: a reference's number is its place here. */
export function referenceKeys(ids: readonly string[]): string[] {
  const sources = ids.map(claim).flatMap(({ source, also }) => [source, also])
  return [...new Set(sources.flatMap((source) => (source ? [source.key] : [])))]
}

const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const read = (name: string) => readFileSync(new URL(`../styles/${name}`, import.meta.url), 'utf8')

/** The deck's tokens and faces with the page's own rules; dark where the reader's system is. */
function stylesheet(url: (file: string) => string): string {
  const tokens = read('tokens.css').replace(
    /^html\.dark (\{[^}]*\})/m,
    '@media (prefers-color-scheme: dark) { :root $1 }',
  )
  if (!tokens.includes('@media')) throw new Error('styles/tokens.css has no rule for `html.dark`')
  const faces = read('fonts.css').replace(/\.\/fonts\/([\w-]+\.woff2)/g, (_, file: string) => url(file))
  return [tokens, faces, read('claims.css')].join('\n')
}

/**
 * The page that lists every claim with its kind, source, place and slides: by chapter and slide of first use, those
 * that no slide uses last. References keep the numbers that they have in the deck.
 *
 * @param deck its title and its slides
 * @param base path of the site, with a slash at both ends
 * @param url the address of a file of `styles/fonts/`, and of `400.css`, which declares the fallback slices
 * @returns a whole HTML document that needs no script and, but for its fonts and its icon, no other file
 */
export function claimsPage(
  { title, slides }: { title: string; slides: readonly DeckSlide[] },
  base: string,
  url: (file: string) => string,
): string {
  const slidesOf = new Map<string, DeckSlide[]>(
    claims.map(({ id }) => [id, slides.filter((slide) => slide.claims.includes(id))] as const),
  )
  const unused = claims.filter(({ id }) => slidesOf.get(id)?.length === 0)
  const inDeck = referenceKeys(slides.flatMap((slide) => slide.claims))
  const keys = [...new Set([...inDeck, ...referenceKeys(unused.map(({ id }) => id))])]
  const titles = new Map(references.map((item) => [item.id, item.title]))

  const slideLink = ({ no }: DeckSlide, text: string) => `<a href="${base}${no}">${text}</a>`
  const sourceLine = ({ key, place }: Source) =>
    `<p><a href="#ref-${key}">[${keys.indexOf(key) + 1}]</a> ${escape(titles.get(key) ?? '')} · ${escape(place)}</p>`

  function entry({ id, statement, kind, source, also }: Claim): string {
    const shownOn = slidesOf.get(id) ?? []
    return `<li id="${id}">
<div><p>${escape(statement)}</p><a class="anchor" href="#${id}">${id}</a></div>
<div class="known">
<p class="kind" data-kind="${kind}">${kinds[kind].name}</p>
${[source, also].map((one) => (one ? sourceLine(one) : '')).join('')}
${shownOn.length > 0 ? `<p>演示第 ${shownOn.map((slide) => slideLink(slide, String(slide.no))).join('、')} 页</p>` : ''}
</div>
</li>`
  }
  const list = (records: readonly Claim[]) => `<ul>${records.map(entry).join('\n')}</ul>`

  const chapters = [...new Set(slides.map(({ chapter }) => chapter))]
  const sections = chapters.flatMap((chapter) => {
    const own = slides.flatMap((slide) => {
      if (slide.chapter !== chapter) return []
      const firstHere = claims.filter(({ id }) => slidesOf.get(id)?.[0] === slide)
      if (firstHere.length === 0) return []
      return [`<h3>${slideLink(slide, `第 ${slide.no} 页`)} ${escape(slide.title)}</h3>${list(firstHere)}`]
    })
    const name = [chapter?.mark, chapter?.title].filter(Boolean).join(' · ')
    return own.length > 0 ? [{ id: `chapter-${chapter?.file}`, name, html: own.join('\n') }] : []
  })
  if (unused.length > 0)
    sections.push({ id: 'chapter-unused', name: '演示里没有用到的论断', html: list(unused) })
  sections.push({
    id: 'chapter-references',
    name: '参考文献',
    html: `<ol>${bibliography(keys)
      .map(
        (html, index) => `<li id="ref-${keys[index]}"><span>[${index + 1}]</span><span>${html}</span></li>`,
      )
      .join('\n')}</ol>`,
  })

  const legend = Object.entries(kinds).flatMap(([kind, { name, meaning }]) => {
    const count = claims.filter((record) => record.kind === kind).length
    return count > 0
      ? [`<div><dt class="kind" data-kind="${kind}">${name}</dt><dd>${meaning}（${count} 条）</dd></div>`]
      : []
  })

  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>论断与出处 · ${escape(title)}</title>
<link rel="icon" href="${base}favicon.svg">
<link rel="stylesheet" href="${url('400.css')}">
<style>
${stylesheet(url)}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p class="lead">论断与出处：一共 ${claims.length} 条，按第一次出现的页排列，其中 ${unused.length} 条演示里没有用到。<a href="${base}">回到演示</a></p>
<dl>${legend.join('')}</dl>
<nav aria-label="章节">${sections.map(({ id, name }) => `<a href="#${id}">${escape(name)}</a>`).join(' ')}</nav>
</header>
<main>
${sections.map(({ id, name, html }) => `<section id="${id}"><h2>${escape(name)}</h2>\n${html}</section>`).join('\n')}
</main>
</body>
</html>
`
}
