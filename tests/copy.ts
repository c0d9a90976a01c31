import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Copies the talk into a folder of its own, in which it may be changed.
 *
 * @param chapters files of `pages/` that the copy is made of; all without it
 */
export function copyTalk(chapters?: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'talk-copy-'))
  for (const name of readdirSync('.'))
    if (!name.startsWith('.') && !['node_modules', 'dist', 'tests'].includes(name))
      cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  if (chapters) {
    const slides = readFileSync('slides.md', 'utf8')
    const source = (file: string) => `---\nsrc: ./pages/${file}\n---\n`
    const headmatter = slides.slice(0, slides.indexOf('---\nsrc:'))
    writeFileSync(join(folder, 'slides.md'), headmatter + chapters.map(source).join('\n'))
  }
  return folder
}
