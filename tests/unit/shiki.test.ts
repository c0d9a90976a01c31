import { readFileSync } from 'node:fs'
import { createHighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import typescript from 'shiki/langs/typescript.mjs'
import { afterEach, expect, it, vi } from 'vitest'
import setup from '../../setup/shiki'

afterEach(() => vi.restoreAllMocks())

it('code has its colours however slow the machine is that builds the deck', async () => {
  const { themes, ...options } = (await setup({} as never)) as { themes: object }
  const highlighter = await createHighlighterCore({
    themes: Object.values(themes) as never[],
    langs: [typescript],
    // As Slidev does.
    engine: createJavaScriptRegexEngine(),
  })
  let now = 0
  vi.spyOn(Date, 'now').mockImplementation(() => (now += 1000))
  const html = highlighter.codeToHtml(readFileSync('law/power-law.ts', 'utf8'), {
    ...options,
    lang: 'typescript',
    themes: { light: 'talk', dark: 'talk-dark' },
    defaultColor: false,
  } as never)
  const keywords = (scheme: string) => html.split(`--shiki-${scheme}:var(--forecast)`).length - 1
  expect(keywords('light')).toBeGreaterThan(50)
  expect(keywords('dark')).toBe(keywords('light'))
})
