import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import { preview, type Plugin } from 'vite'
import { buildSite, buildTalk } from './build'

/** A site that is served on this machine. */
export interface Served {
  /** Ends with a slash. */
  url: string
  close: () => Promise<void>
}

/** Serves what was built, with what some plugins answer in its place. */
export async function serveBuilt(outDir: string, plugins: Plugin[] = [], base = '/'): Promise<Served> {
  const server = await preview({
    configFile: false,
    logLevel: 'silent',
    base,
    plugins,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', open: false, allowedHosts: true },
  })
  const address = server.httpServer.address()
  if (typeof address !== 'object' || !address) throw new Error('the preview server has no port')
  return {
    url: `http://127.0.0.1:${address.port}${base}`,
    close: () => server.close(),
  }
}

/** Serves the talk as `npm start` does, with the presenter's window; builds it first where that wasn't done yet. */
export const serveTalk = async (plugins?: Plugin[]): Promise<Served> => serveBuilt(await buildTalk(), plugins)

/** Serves the public site as a web server does that has it in a folder; builds it first where that wasn't done yet. */
export const serveSite = async (base = '/deck/'): Promise<Served> =>
  serveBuilt(await buildSite(base), [], base)

/** A port that nobody uses. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A command that serves something. */
export interface Started {
  /** All that it has printed so far. */
  printed: () => string
  /** Ends it, and waits until it has ended. */
  close: () => Promise<void>
}

/**
 * Starts a command that doesn't end by itself, and waits until it prints something.
 *
 * @throws with what it printed, if it ends before
 */
export async function start(command: string, args: string[], until: RegExp, cwd = '.'): Promise<Started> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let text = ''
  // A machine that forces colours puts them inside the addresses.
  const printed = () => stripVTControlCharacters(text)
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk
        if (until.test(printed())) resolve()
      })
    child.once('error', reject)
    void ended.then(() => reject(new Error(`${command} ended:\n${printed()}`)))
  })
  return {
    printed,
    close: async () => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}

/** Serves a deck as `npm run dev` does; waits until it answers. */
export async function serveLive(entry = 'slides.md', cwd = '.', port?: number): Promise<Served> {
  port ??= await freePort()
  const args = ['slidev', entry, '--port', String(port), '--open', 'false']
  const { close } = await start('npx', args, /presenter mode/, cwd)
  return { url: `http://localhost:${port}/`, close }
}
