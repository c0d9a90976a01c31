import { existsSync } from 'node:fs'
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { stripVTControlCharacters } from 'node:util'
import { preview } from 'vite'

/** A site that is served for a test. */
export interface Served {
  /** Ends with a slash. */
  url: string
  close: () => Promise<void>
}

/** Serves the built deck. */
export async function serveBuilt(outDir = 'dist'): Promise<Served> {
  if (!existsSync(`${outDir}/index.html`))
    throw new Error(`${outDir}/ holds no built deck; run \`npm run build\` first`)
  const server = await preview({
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1', open: false },
  })
  const address = server.httpServer.address()
  if (typeof address !== 'object' || !address) throw new Error('the preview server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => server.close(),
  }
}

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

/** Serves a deck as `npm start` does, with presenter mode; waits until it answers. */
export async function serveLive(entry = 'slides.md'): Promise<Served & { printed: () => string }> {
  const port = await freePort()
  let printed = ''
  const child: ChildProcess = spawn('npx', ['slidev', entry, '--port', String(port), '--open', 'false'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdout?.on('data', (chunk) => (printed += chunk))
  child.stderr?.on('data', (chunk) => (printed += chunk))
  const url = `http://localhost:${port}/`
  const gone = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`slidev ended with ${code}:\n${printed}`))),
  )
  gone.catch(() => undefined)
  const answers = async () => {
    for (;;) {
      const up = await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
      if (up) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await Promise.race([answers(), gone])
  return {
    url,
    // A machine that forces colours puts them inside the addresses.
    printed: () => stripVTControlCharacters(printed),
    close: async () => {
      if (child.pid && child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        process.kill(-child.pid, 'SIGTERM')
        await ended
      }
    },
  }
}
