import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { command } from '../tools/command'

/** Lines of a file that are neither blank nor comment. */
export function linesOf(text: string): number {
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '')
    .split('\n')
    .filter((line) => !/^\s*(\/\/.*)?$/.test(line))
  return code.length
}

/** Lines of code of a folder's files, by room: the first folder of their paths. */
function rooms(folder: string, files: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const file of files) {
    if (!['.ts', '.vue', '.css', '.mjs', '.js'].includes(extname(file)) || file.includes('/fixtures/'))
      continue
    const [first = '', ...rest] = file.split('/')
    const room = rest.length > 0 ? first : 'root'
    sums.set(room, (sums.get(room) ?? 0) + linesOf(readFileSync(join(folder, file), 'utf8')))
  }
  return sums
}

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' })

/** `npm run -s size [-- --since TAG]`: the code by room, beside that of the last tag, or of another commit. */
await command(import.meta.url, async () => {
  const { values } = parseArgs({ options: { since: { type: 'string' } } })
  const since = values.since ?? git('describe', '--tags', '--abbrev=0').trim()
  const now = rooms('.', git('ls-files').trim().split('\n'))
  const folder = mkdtempSync(join(tmpdir(), 'size-'))
  execFileSync('tar', ['-x', '-C', folder], {
    input: execFileSync('git', ['archive', since], { maxBuffer: 1e9 }),
  })
  const then = rooms(folder, git('ls-tree', '-r', '--name-only', since).trim().split('\n'))
  rmSync(folder, { recursive: true })
  const names = [...new Set([...then.keys(), ...now.keys()])].sort()
  const beside = names.filter((name) => name !== 'tests')
  const sum = (sums: Map<string, number>) => beside.reduce((total, name) => total + (sums.get(name) ?? 0), 0)
  const row = (name: string, before: number, after: number) =>
    console.log(name.padEnd(14) + [before, after, after - before].map((n) => String(n).padStart(8)).join(''))
  console.log(`${'lines of code'.padEnd(14)}${since.slice(0, 8).padStart(8)}     now  growth`)
  for (const name of beside) row(name, then.get(name) ?? 0, now.get(name) ?? 0)
  row('beside tests', sum(then), sum(now))
  row('tests', then.get('tests') ?? 0, now.get('tests') ?? 0)
})
