import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from '@slidev/parser'
import { claims } from '../data/claims'
import { referenceKeys } from './claims-page'
import { durationOf, isShort } from './minutes'
import { claimsNamed, componentFiles } from './slides'

/** How many references the slides of a deck need: those of its entry file and of all files that this imports. */
export async function countReferences(entry: string): Promise<number> {
  const known = new Set<string>(claims.map(({ id }) => id))
  const read = async (file: string) => (await parse(readFileSync(file, 'utf8'), file)).slides
  const own = await read(entry)
  const sources = own.flatMap(({ frontmatter: { src } }) => (src ? [resolve(dirname(entry), src)] : []))
  const duration = durationOf(own[0]?.frontmatter.duration as string | undefined)
  const slides = [...own, ...(await Promise.all(sources.map(read))).flat()].filter(
    ({ frontmatter }) => !(frontmatter.skipIn20Minutes && isShort(duration)),
  )
  const components = componentFiles(dirname(entry))
  const named = slides.map((slide) => claimsNamed(slide, components))
  return referenceKeys(
    named.flatMap(({ shown, named }) => [...shown, ...named]).filter((id) => known.has(id)),
  ).length
}
