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

// What drives a browser or builds the deck takes seconds on a good machine, and wants it for itself.
const withBrowser = {
  globalSetup: 'tests/find-browser.ts',
  fileParallelism: false,
  testTimeout: 400_000,
  hookTimeout: 600_000,
}

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], ...withBrowser } },
      { test: { name: 'export', include: ['tests/export/**/*.test.ts'], ...withBrowser } },
    ],
  },
})
