import { command } from './command'

/**
 * Why a deck can't be built where it stands, or undefined if it can. Slidev's tools look for components with patterns
 * and turn paths into addresses; what means something there can't stand in a folder's name. Spaces, parentheses and Chinese can.
 */
export function folderProblem(folder: string): string | undefined {
  const [...found] = new Set(folder.match(/[#%?*{}[\]]/g))
  if (found.length === 0) return undefined
  return `The folder ${folder} has ${found.join(' ')} in its path, with which Slidev can't build: move or rename it so that it has none of # % ? * { } [ ].`
}

await command(import.meta.url, async () => {
  const problem = folderProblem(process.cwd())
  if (problem) throw new Error(problem)
})
