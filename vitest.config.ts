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
const patient = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 180_000 } } }

export default defineConfig({
  plugins: [vue()],
  test: {
    // Files that share a process share its modules, and with them one browser and one built deck (tests/opened.ts).
    isolate: false,
    ...patient,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      // A browser waits more than it works: two files at a time keep two cores busy.
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/{walk,browser,export,dev}/**/*.test.ts'],
          globalSetup: 'tests/prepare.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
