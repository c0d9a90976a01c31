import { readdirSync, readFileSync } from 'node:fs'
import type { KnipConfig } from 'knip'

// Slidev finds components by the tags of pages and layouts: a component whose tag stands nowhere is unused.
const pages = ['slides.md', ...readdirSync('pages').map((name) => `pages/${name}`)]
const tags = new Set(
  pages.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/<([A-Z]\w*)/g)].map(([, tag]) => tag)),
)
const components = readdirSync('components', { recursive: true, encoding: 'utf8' })
  .filter((file) => tags.has(/(\w+)\.vue$/.exec(file)?.[1] ?? ''))
  .map((file) => `components/${file}`)

export default {
  entry: [
    ...components,
    'components/figures/*.vue',
    // What a Mermaid fence becomes.
    'components/text/Diagram.vue',
    'layouts/*.vue',
    '*.vue',
    'setup/*.ts',
    'styles/index.ts',
    'scripts/*.ts',
    'tools/pictures.ts',
    'tools/ladder-in-page.ts',
    'tests/faults.ts',
    'tests/**/*.test.ts',
    'tests/fixtures/**/*.{ts,vue}',
    'ladder/worker.ts',
    // Opened by their names.
    'ladder/plans/*.ts',
    'deck/first-slide.ts',
  ],
  // Named in the headmatter; read by their paths; brought along by Slidev, whose instance of them it must be.
  ignoreDependencies: ['@slidev/theme-default', '@expo-google-fonts/*', '@slidev/client', 'vue-router'],
  // A Mac's own command.
  ignoreBinaries: ['pmset'],
  project: ['**/*.{ts,vue}', '!ladder/kernels/**'],
} satisfies KnipConfig
