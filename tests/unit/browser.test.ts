import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findBrowser, type Machine } from '../../tools/browser'

let root: string
let ran: string[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'browser-'))
  ran = []
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  rmSync(root, { recursive: true })
  vi.restoreAllMocks()
})

/** Puts an executable file into the test's folder. */
function file(path: string): string {
  const whole = join(root, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, '#!/bin/sh\n')
  chmodSync(whole, 0o755)
  return whole
}

/** A machine with an empty PATH of two folders; commands succeed and have the effect given by their first argument. */
function machine(changes: Partial<Machine> = {}, effect: Record<string, () => void> = {}): Machine {
  return {
    env: { PATH: [join(root, 'bin'), join(root, 'usr/bin')].join(delimiter) },
    platform: 'linux',
    isRoot: true,
    playwrightBrowser: join(root, 'playwright/chrome'),
    run: async (command, args) => {
      const line = [command, ...args].join(' ')
      ran.push(line)
      const made = Object.entries(effect).filter(([part]) => line.includes(part))
      for (const [, make] of made) make()
      return made.length > 0
    },
    ...changes,
  }
}

const env = (more: NodeJS.ProcessEnv) => ({ env: { ...machine().env, ...more } })

test('a path in the environment comes first, CHROME_PATH before Playwright’s name', async () => {
  file('playwright/chrome')
  file('bin/chromium')
  const mine = file('mine')
  const other = file('other')
  expect(await findBrowser(machine(env({ PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH: other })))).toBe(other)
  expect(
    await findBrowser(machine(env({ CHROME_PATH: mine, PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH: other }))),
  ).toBe(mine)
  expect(ran).toEqual([])
})

test('a path in the environment that leads nowhere is an error, even with a browser elsewhere', async () => {
  file('bin/chromium')
  for (const name of ['CHROME_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'])
    await expect(findBrowser(machine(env({ [name]: join(root, 'gone') })))).rejects.toThrow(
      `${name} is ${join(root, 'gone')}, which is no executable file`,
    )
})

test('Playwright’s own comes before the PATH, the PATH in its own order', async () => {
  const later = file('usr/bin/google-chrome')
  expect(await findBrowser(machine())).toBe(later)
  const earlier = file('bin/chromium-browser')
  expect(await findBrowser(machine())).toBe(earlier)
  const own = file('playwright/chrome')
  expect(await findBrowser(machine())).toBe(own)
  expect(ran).toEqual([])
})

test('of one folder’s browsers the one without windows comes first', async () => {
  file('bin/google-chrome')
  file('bin/chromium')
  const shell = file('bin/chromium-headless-shell')
  expect(await findBrowser(machine())).toBe(shell)
})

test('a file that can’t be executed is no browser', async () => {
  chmodSync(file('bin/chromium'), 0o644)
  const real = file('usr/bin/chromium')
  expect(await findBrowser(machine())).toBe(real)
})

test('on Windows Chrome is found where its installer puts it', async () => {
  const chrome = file('Program Files/Google/Chrome/Application/chrome.exe')
  const windows = { platform: 'win32' as const, ...env({ PROGRAMFILES: join(root, 'Program Files') }) }
  expect(await findBrowser(machine(windows))).toBe(chrome)
})

test('without a browser Playwright’s is installed first, and nothing else where that works', async () => {
  file('bin/apt-get')
  const own = join(root, 'playwright/chrome')
  expect(
    await findBrowser(machine({}, { 'install --no-shell chromium': () => file('playwright/chrome') })),
  ).toBe(own)
  expect(ran).toHaveLength(1)
  expect(ran[0]).toMatch(/playwright-chromium.cli\.js install --no-shell chromium$/)
})

test('where Playwright’s can’t be downloaded, root on Debian gets Debian’s package', async () => {
  const aptGet = file('bin/apt-get')
  const packaged = { 'apt-get install': () => file('usr/bin/chromium-headless-shell') }
  expect(await findBrowser(machine({}, packaged))).toBe(join(root, 'usr/bin/chromium-headless-shell'))
  expect(ran.slice(1)).toEqual([
    `${aptGet} update`,
    `${aptGet} install -y --no-install-recommends chromium-headless-shell`,
  ])
})

test('others than root, and machines without apt-get, are told what to do', async () => {
  const message = /^No Chrome or Chromium found, and none could be installed\. Install one .*CHROME_PATH/
  await expect(findBrowser(machine())).rejects.toThrow(message)
  file('bin/apt-get')
  await expect(findBrowser(machine({ isRoot: false }))).rejects.toThrow(message)
  expect(ran.filter((line) => line.includes('apt-get'))).toEqual([])
  await expect(findBrowser(machine())).rejects.toThrow(message)
})
