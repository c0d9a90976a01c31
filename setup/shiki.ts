import { defineShikiSetup } from '@slidev/types'

// Code keeps the ink of the page; the one accent is for keywords. Both schemes take their values from styles/tokens.css.
const theme = {
  name: 'talk',
  type: 'light' as const,
  colors: { 'editor.foreground': 'var(--ink)', 'editor.background': 'var(--raised)' },
  tokenColors: [
    { settings: { foreground: 'var(--ink)' } },
    { scope: ['comment', 'punctuation.definition.comment'], settings: { foreground: 'var(--muted)' } },
    {
      scope: ['keyword', 'storage', 'keyword.operator.expression', 'keyword.operator.new'],
      settings: { foreground: 'var(--forecast)' },
    },
    { scope: ['keyword.operator'], settings: { foreground: 'var(--ink)' } },
    { scope: ['string', 'constant.numeric'], settings: { foreground: 'var(--gpt4)' } },
  ],
}

export default defineShikiSetup(() => ({
  themes: { light: theme, dark: { ...theme, name: 'talk-dark' } },
  // Shiki leaves a line after half a second, and with it the lines below: on a busy machine keywords lost their colour.
  tokenizeTimeLimit: 0,
}))
