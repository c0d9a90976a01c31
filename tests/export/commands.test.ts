import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { MINUTES } from '../../deck/minutes'
import type { DeckSlide } from '../../deck/slides'
import { findBrowser } from '../../tools/browser'
import { loadDeck } from '../../tools/deck'
import { allMounted, openPage } from '../../tools/page'
import { start } from '../../tools/serve'
import { copyTalk } from '../copy'
import { browser } from '../opened'
import { readPdf, withoutSpace } from './read-pdf'

/** A talk of two chapters, of which one is left out in 20 minutes. */
let folder: string
/** Its slides in a talk of 20 minutes. */
let kept: DeckSlide[]

beforeAll(async () => {
  folder = copyTalk(['01-opening.md', '07-system-messages.md'])
  const entry = join(folder, 'slides.md')
  vi.stubEnv(MINUTES, '30')
  const all = await loadDeck(entry)
  vi.stubEnv(MINUTES, '20')
  kept = await loadDeck(entry)
  vi.unstubAllEnvs()
  expect(kept.length).toBeLessThan(all.length)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Expects the titles of all slides to be those of a talk of 20 minutes, whatever the reveal's title says of what came. */
function expectKept(titles: readonly string[]): void {
  const shown = titles.map(withoutSpace)
  expect(shown).toEqual(kept.map(({ title }) => expect.stringContaining(withoutSpace(title))))
}

test('npm start -- --minutes 20 shows the slides of a talk of 20 minutes, and plans and times them', async () => {
  const talk = await start('npm', ['start', '--', '--minutes', '20', '--port', '0'], /presenter\/\n/, folder)
  const [audience = '', presenter = ''] = talk.printed().match(/http:\/\/localhost:\d+\/\S*/g) ?? []
  const { page, close } = await openPage(browser)
  await page.goto(audience)
  const heads = page.locator('#slideshow > [data-slidev-no] h1')
  await allMounted(page, kept.length)
  // As in a PDF's outline, a claim's mark is no part of a title.
  const titles = await heads.allTextContents()
  expectKept(titles.map((title) => title.replace(/\[\d+\]|〔.*?〕/g, '')))
  await page.goto(`${presenter}2`)
  const until = kept.slice(0, 2).reduce((sum, { seconds = 0 }) => sum + seconds, 0)
  const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  const plan = `计划讲到 ${clock(until)}，剩 ${clock(20 * 60 - until)}`
  await page.locator('[data-plan]').filter({ hasText: plan }).waitFor()
  await close()
  await talk.close()
})

const run = (file: string, args: readonly string[], env = {}) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  })

test.each([[], ['--handout']])(
  'export %s --minutes 20 prints the slides of a talk of 20 minutes, and says what it is doing',
  async (...kind) => {
    const output = join(folder, `printed${kind.join('')}.pdf`)
    const { stderr } = await run('scripts/export.ts', ['--minutes', '20', ...kind, '--output', output])
    const { outline } = await readPdf(readFileSync(output))
    expectKept(outline.map(({ title }) => title))
    expect(stderr).toContain(`… prints ${outline.length} slides\n`)
  },
)

test.each(['15', 'twenty'])('%s minutes are refused, and told what is expected', async (minutes) => {
  const refused = run('scripts/export.ts', ['--minutes', minutes])
  await expect(refused).rejects.toMatchObject({
    stderr: `--minutes is "${minutes}"; expected 20 or 30, such as --minutes 20\n`,
  })
})

// A shell's script stands in for the browser; without a compiler that has no WebAssembly.
test.skipIf(process.platform === 'win32')(
  'rehearse says what it is doing, and what to do where the browser can’t train; and it ends',
  async () => {
    const without = join(folder, 'chromium-without-wasm')
    writeFileSync(without, `#!/bin/sh\nexec '${await findBrowser()}' --js-flags=--jitless "$@"\n`)
    chmodSync(without, 0o755)
    const output = join(folder, 'fallback.pdf')
    const args = ['--minutes', '20', '--output', output]
    const failure = await run('scripts/rehearse.ts', args, { CHROME_PATH: without }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    )
    expect(failure).toMatchObject({ code: 1 })
    const { stdout, stderr } = failure
    expect(stdout).toMatch(/^LOOK {2}training +没练成：.+: mend the reason and rehearse again/m)
    expect(stdout).toMatch(/^ok {4}fallback .*fallback\.pdf/m)
    expect(stderr).toMatch(/^… trains nine small models/m)
    expect(stderr).toMatch(/^… prints \d+ slides/m)
  },
)
