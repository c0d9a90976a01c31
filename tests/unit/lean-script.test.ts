import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { leanScript } from '../../deck/lean-script'

let roots: string[]
beforeEach(() => {
  roots = ['theme', 'deck'].map((name) => mkdtempSync(join(tmpdir(), `talk-lean-${name}-`)))
})
afterEach(() => {
  for (const root of roots) rmSync(root, { recursive: true })
})

/** Whether a deck with this slide is built without the module of `v-mark`. */
async function leavesOut(content: string): Promise<boolean> {
  const { resolveId } = leanScript({ data: { slides: [{ content }] }, roots } as never)
  const resolve = resolveId as unknown as (...parts: unknown[]) => Promise<string | null>
  return (await resolve('../modules/v-mark', '/node_modules/@slidev/client/setup/main.ts', {})) !== null
}

it('leaves out a directive that stands nowhere', async () => {
  expect(await leavesOut('# 题目')).toBe(true)
})

it('keeps one that a slide uses', async () => {
  expect(await leavesOut('<p v-mark>字</p>')).toBe(false)
})

it.each([
  [0, 'layouts/quote.vue'],
  [1, 'layouts/finding.vue'],
  [1, 'components/text/Big.vue'],
  [1, 'slide-bottom.vue'],
])('keeps one that a file of root %i uses: %s', async (root, name) => {
  const file = join(roots[root] ?? '', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '<template><p v-mark.red>字</p></template>\n')
  expect(await leavesOut('# 题目')).toBe(false)
})
