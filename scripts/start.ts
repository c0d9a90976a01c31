import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { preview, type Plugin } from 'vite'
import { MINUTES } from '../deck/minutes'
import { command, minutesOption, minutesTold, stage, tellMinutes } from './command'
import { folderProblem } from './folder'

const CACHE = '.stage'
/** What stands in the project's folder and goes into no build. */
const NO_SOURCES = new Set([
  'dist',
  'eslint.config.js',
  'node_modules',
  'README.md',
  'scripts',
  'test-results',
  'tests',
  'vitest.config.ts',
])
/** Builds that are kept, those that were used last: a talk may be running from the one before. */
const KEPT = 2
const HOUR = 3_600_000

/** A name for the state of all sources, of the packages that are installed, and the minutes that were asked for. */
export function fingerprint(minutes?: number): string {
  const hash = createHash('sha256').update(`${minutes}\0`)
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

/** Removes older builds, and what killed ones have left. */
function tidy(current: string) {
  const age = (name: string) => Date.now() - statSync(join(CACHE, name)).mtimeMs
  const others = readdirSync(CACHE).filter((name) => name !== current)
  const builds = others.filter((name) => !name.includes('.')).sort((a, b) => age(a) - age(b))
  const halves = others.filter((name) => name.includes('.') && age(name) > HOUR)
  for (const name of [...builds.slice(KEPT - 1), ...halves])
    rmSync(join(CACHE, name), { recursive: true, force: true })
}

/**
 * Builds the talk with its notes and its presenter's window, unless it is built already. A build that is broken off is
 * never taken for a whole one.
 *
 * @param minutes of the talk, where they aren't the headmatter's
 * @returns the folder to serve
 * @throws with what Slidev printed, if the build fails; or with what is wrong with the folder's name
 */
export async function buildStage(minutes = minutesTold()): Promise<string> {
  const name = fingerprint(minutes)
  const folder = join(CACHE, name)
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date())
    return folder
  }
  const misplaced = folderProblem(process.cwd())
  if (misplaced) throw new Error(misplaced)

  stage('builds the talk, which is done once after each change and takes a minute or less')
  const half = `${folder}.${process.pid}`
  const slidev = createRequire(import.meta.url).resolve('@slidev/cli/bin/slidev.mjs')
  const child = spawn(process.execPath, [slidev, 'build', '--out', half], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Also where it is a test that asks for it.
    env: { ...process.env, NODE_ENV: 'production', ...(minutes && { [MINUTES]: String(minutes) }) },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true })
    throw new Error(`the talk can't be built:\n${printed}`)
  }
  // Another process may have been faster.
  if (existsSync(folder)) rmSync(half, { recursive: true })
  else renameSync(half, folder)
  tidy(name)
  return folder
}

/** Tells browsers that another talk begins: what they know of an earlier one's wager belongs to that (composables/wager). */
function beginning(): Plugin {
  const cookie = `talk-fresh=${Date.now()}; Path=/; SameSite=Strict`
  return {
    name: 'talk:beginning',
    configurePreviewServer({ middlewares }) {
      middlewares.use((_, response, next) => {
        response.setHeader('Set-Cookie', cookie)
        next()
      })
    },
  }
}

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '3030' }, fresh: { type: 'boolean' }, ...minutesOption },
  })
  tellMinutes(values)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is "${values.port}"; expected a number from 0 to 65535, such as --port 3030`)
  const outDir = await buildStage()
  // Where the port is taken, the next free one is.
  const { resolvedUrls } = await preview({
    configFile: false,
    logLevel: 'error',
    plugins: values.fresh ? [beginning()] : [],
    build: { outDir },
    preview: { port },
  })
  const [url = ''] = resolvedUrls?.local ?? []
  console.log(`
  for the audience   ${url}
  for the presenter  ${url}presenter/

  Ctrl+C ends it.
`)
}

await command(import.meta.url, main)
