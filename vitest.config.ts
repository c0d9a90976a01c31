import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Node 20 has no Map.groupBy, with which Vitest's reporter sorts the failures.
if (!('groupBy' in Map))
  Object.assign(Map, {
    groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
      const groups = new Map<K, T[]>()
      let index = 0
      for (const item of items) {
        const key = keyOf(item, index++)
        groups.set(key, [...(groups.get(key) ?? []), item])
      }
      return groups
    },
  })

// No test is about speed: these limits only end what would never end, on a machine that is busy with other things too.
const patient = { testTimeout: 1_800_000, hookTimeout: 1_800_000, expect: { poll: { timeout: 180_000 } } }

// What drives a browser or builds the deck wants the machine for itself.
const withBrowser = { globalSetup: 'tests/find-browser.ts', fileParallelism: false, ...patient }

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...patient } },
      { test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], ...withBrowser } },
      { test: { name: 'export', include: ['tests/export/**/*.test.ts'], ...withBrowser } },
    ],
  },
})
