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

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...patient } },
      // A browser waits more than it works: two files at a time keep two cores busy.
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts', 'tests/export/**/*.test.ts'],
          globalSetup: ['tests/find-browser.ts', 'tests/build-stage.ts'],
          maxWorkers: 2,
          ...patient,
        },
      },
      // Development servers share the folder in which Vite keeps the packages that it has prepared: one at a time.
      {
        test: {
          name: 'dev',
          include: ['tests/dev/**/*.test.ts'],
          globalSetup: 'tests/find-browser.ts',
          fileParallelism: false,
          ...patient,
        },
      },
    ],
  },
})
