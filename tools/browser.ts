import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type LaunchOptions } from 'playwright-chromium'

/** What the search for a browser depends on. */
export interface Machine {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  isRoot: boolean
  /** Where Playwright keeps the browser it installs, whether it is there or not. */
  playwrightBrowser: string
  /** Runs a command, showing what it prints; false if it fails or takes longer than the limit in seconds. */
  run(command: string, args: readonly string[], limit: number): Promise<boolean>
}

async function run(command: string, args: readonly string[], limit: number): Promise<boolean> {
  // Standard output belongs to the caller's own result: progress goes to standard error.
  const child = spawn(command, args, {
    stdio: ['ignore', 2, 2],
    timeout: limit * 1000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const [code] = await once(child, 'exit').catch(() => [1])
  return code === 0
}

const thisMachine = (): Machine => ({
  env: process.env,
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  playwrightBrowser: chromium.executablePath(),
  run,
})

/** Where a browser may be: variables that hold its path, commands, and its file on a Mac and on Windows. */
interface Places {
  variables: readonly string[]
  commands: readonly string[]
  applications: readonly string[]
  exe: string
}
const CHROMIUM: Places = {
  variables: ['CHROME_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'],
  // The same engine without windows first: it opens a page of the deck with less than half the processor time.
  commands: [
    'chromium-headless-shell',
    'google-chrome',
    'google-chrome-stable',
    'chromium',
    'chromium-browser',
  ],
  applications: ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'],
  exe: 'Google/Chrome/Application/chrome.exe',
}
/** Where a browser is where it isn't on the PATH. */
const usualPlaces = ({ platform, env }: Machine, { applications, exe }: Places): string[] => {
  if (platform === 'darwin') return applications.map((file) => join('/Applications', file))
  if (platform === 'win32')
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((folder) =>
      folder ? [join(folder, exe)] : [],
    )
  return []
}

const isExecutable = (path: string) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = ({ env }: Machine, names: readonly string[]) =>
  (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => (folder ? names.map((name) => join(folder, name)) : []))

/** @param own where else to look before the PATH */
function installed(machine: Machine, places: Places, own: readonly string[] = []): string | undefined {
  for (const name of places.variables) {
    const path = machine.env[name]
    if (!path) continue
    if (!isExecutable(path)) throw new Error(`${name} is ${path}, which is no executable file`)
    return path
  }
  return [...own, ...onPath(machine, places.commands), ...usualPlaces(machine, places)].find(isExecutable)
}

const installedBrowser = (machine: Machine) => installed(machine, CHROMIUM, [machine.playwrightBrowser])

/**
 * Finds a Chrome or Chromium: at a path in the environment, Playwright's own, on the PATH or where it usually is.
 * Where there is none it installs one and shows the progress: Playwright's, or else, as root on Debian, Debian's.
 *
 * @returns the path of the executable
 * @throws if the environment names a file that isn't there, or no browser can be found or installed
 */
export async function findBrowser(machine: Machine = thisMachine()): Promise<string> {
  const found = installedBrowser(machine)
  if (found) return found

  console.error('No Chrome or Chromium found: installing one, this is done once.')
  const playwright = join(
    createRequire(import.meta.url).resolve('playwright-chromium/package.json'),
    '../cli.js',
  )
  await machine.run(process.execPath, [playwright, 'install', '--no-shell', 'chromium'], 180)
  const downloaded = installedBrowser(machine)
  if (downloaded) return downloaded

  const [aptGet] = onPath(machine, ['apt-get']).filter(isExecutable)
  if (machine.isRoot && aptGet) {
    console.error("Playwright's browser can't be downloaded here: installing Debian's.")
    await machine.run(aptGet, ['update'], 180)
    await machine.run(aptGet, ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'], 600)
    const packaged = installedBrowser(machine)
    if (packaged) return packaged
  }

  throw new Error(
    'No Chrome or Chromium found, and none could be installed. Install one (on Debian or Ubuntu: ' +
      '"sudo apt-get install chromium"; anywhere: "npx playwright install chromium"), or set CHROME_PATH to its executable.',
  )
}

/** Starts the browser of `findBrowser`, headless; Playwright itself switches off its sandbox and background requests. */
export async function launch(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ ...options, executablePath: await findBrowser() })
}
