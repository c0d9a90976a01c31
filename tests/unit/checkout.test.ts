import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The committed files as git writes them with a setting of `core.autocrlf`, by their path. */
function checkout(folder: string, autocrlf: string): Map<string, Buffer> {
  const to = join(folder, autocrlf)
  execFileSync('git', ['-c', `core.autocrlf=${autocrlf}`, 'checkout-index', '--all', `--prefix=${to}/`])
  const files = readdirSync(to, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(to.length + 1), readFileSync(path)]
    }),
  )
}

// A copy without git has no checkout to look at.
const { status } = spawnSync('git', ['rev-parse', 'HEAD'])

it.skipIf(status !== 0)(
  'every checkout has the committed bytes, also where git would end lines as Windows does',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'talk-checkout-'))
    try {
      const [plain, windows] = ['false', 'true'].map((autocrlf) => checkout(folder, autocrlf))
      expect(plain?.size).toBeGreaterThan(100)
      expect(
        [...(windows ?? [])]
          .filter(([path, bytes]) => !plain?.get(path)?.equals(bytes))
          .map(([path]) => path),
      ).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
