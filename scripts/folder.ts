import { pathToFileURL } from 'node:url'

/**
 * Why a deck can't be built where it stands, or undefined if it can. Slidev's tools look for components with patterns
 * and turn paths into addresses; what means something there can't stand in a folder's name. Spaces, parentheses and Chinese can.
 */
export function folderProblem(folder: string): string | undefined {
  const [...found] = new Set(folder.match(/[#%?*{}[\]]/g))
  if (found.length === 0) return undefined
  return `The folder ${folder} has ${found.join(' ')} in its path, with which Slidev can't build: move or rename it so that it has none of # % ? * { } [ ].`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problem = folderProblem(process.cwd())
  if (problem) console.error(problem)
  process.exitCode = problem ? 1 : 0
}
