import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { MINUTES } from '../deck/minutes'
import { minutesTold, say } from './command'
import { folderProblem } from './folder'

const CACHE = '.builds'
/** What stands in the project's folder and goes into no build. */
const NO_SOURCES = new Set([
  'dist',
  'docs',
  'eslint.config.js',
  'node_modules',
  'README.md',
  'scripts',
  'test-results',
  'tests',
  'tools',
  'vitest.config.ts',
])
/** Builds of a kind that are kept, those that were used last: a talk may be running from the one before. */
const KEPT = 2
const HOUR = 3_600_000

/** A name for the state of all sources, of the packages that are installed, and how they are built. */
function fingerprint(how: readonly unknown[]): string {
  const hash = createHash('sha256').update(`${how.join()}\0`)
  const add = (file: string) => hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  const names = readdirSync('.').filter(
    (name) => !(name.startsWith('.') || NO_SOURCES.has(name) || name.endsWith('.pdf')),
  )
  for (const name of names.sort()) {
    if (!statSync(name).isDirectory()) add(name)
    else
      for (const inner of readdirSync(name, { recursive: true }).map(String).sort())
        if (statSync(join(name, inner)).isFile()) add(join(name, inner))
  }
  const installed = 'node_modules/.package-lock.json'
  if (existsSync(installed)) add(installed)
  return hash.digest('hex').slice(0, 16)
}

/** Removes older builds of a kind, and what killed ones have left. */
function tidy(kind: string, current: string) {
  const age = (name: string) => Date.now() - statSync(join(CACHE, name)).mtimeMs
  const others = readdirSync(CACHE).filter((name) => name !== current && name.startsWith(kind))
  const builds = others.filter((name) => !name.includes('.')).sort((a, b) => age(a) - age(b))
  const halves = others.filter((name) => name.includes('.') && age(name) > HOUR)
  for (const name of [...builds.slice(KEPT - 1), ...halves])
    rmSync(join(CACHE, name), { recursive: true, force: true })
}

/**
 * Builds the deck unless that is done already. A build that is broken off is never taken for a whole one.
 *
 * @returns the folder to serve
 * @throws with what Slidev printed, if the build fails; or with what is wrong with the folder's name
 */
async function buildOnce(kind: string, args: readonly string[], minutes?: number): Promise<string> {
  const name = `${kind}-${fingerprint([...args, minutes])}`
  const folder = join(CACHE, name)
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date())
    return folder
  }
  const misplaced = folderProblem(process.cwd())
  if (misplaced) throw new Error(misplaced)

  say(`builds the ${kind}, which is done once after each change and takes a minute or less`)
  const half = `${folder}.${process.pid}`
  const slidev = createRequire(import.meta.url).resolve('@slidev/cli/bin/slidev.mjs')
  const child = spawn(process.execPath, [slidev, 'build', ...args, '--out', half], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Also where it is a test that asks for it.
    env: { ...process.env, NODE_ENV: 'production', ...(minutes && { [MINUTES]: String(minutes) }) },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true })
    throw new Error(`the ${kind} can't be built:\n${printed}`)
  }
  // Another process may have been faster.
  if (existsSync(folder)) rmSync(half, { recursive: true })
  else renameSync(half, folder)
  tidy(kind, name)
  return folder
}

/**
 * The talk as it is given: with its notes, the presenter's window and the page that is printed.
 *
 * @param minutes of the talk, where they aren't the headmatter's
 */
export const buildTalk = (minutes = minutesTold()): Promise<string> => buildOnce('talk', [], minutes)

/** The public site, for a server that has it in a folder. */
export const buildSite = (base: string): Promise<string> =>
  buildOnce('site', ['--without-notes', '--base', base])
