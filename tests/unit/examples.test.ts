import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const modules = import.meta.glob<Record<string, unknown>>('../../law/*.ts', { eager: true })
const names = Object.assign({}, ...Object.values(modules)) as Record<string, unknown>

interface Example {
  /** The function that it stands above. */
  of: string
  code: string
}

/** The examples of a source file's docstrings. */
function examplesIn(source: string): Example[] {
  const docs = source.matchAll(/\/\*\*((?:(?!\*\/)[^])*?@example[^]*?)\*\/[^]*?export function (\w+)/g)
  return [...docs].map(([, doc = '', of = '']) => {
    const [, lines = ''] = doc.split('@example')
    return { of, code: lines.replace(/^ \* ?/gm, '') }
  })
}

const examples = readdirSync('law').flatMap((file) => examplesIn(readFileSync(`law/${file}`, 'utf8')))

it('the law, its band, the forecast and the reader each have an example', () => {
  expect(examples.map(({ of }) => of)).toEqual(
    expect.arrayContaining(['fit', 'band', 'forecast', 'readRunTable']),
  )
})

describe('an example', () => {
  it.each(examples)('of $of gives what it says', ({ code }) => {
    const checks = code.match(/\/\/ => /g) ?? []
    expect(checks.length).toBeGreaterThan(0)
    const checked = code.replace(/^(.+?) \/\/ => (.+)$/gm, 'results.push([$1, $2])')
    const results: [found: unknown, said: unknown][] = []
    const run = new Function('results', ...Object.keys(names), ts.transpile(checked))
    run(results, ...Object.values(names))
    expect(results).toHaveLength(checks.length)
    for (const [found, said] of results) expect(found).toEqual(said)
  })
})
