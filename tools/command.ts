import { pathToFileURL } from 'node:url'
import { MINUTES } from '../deck/minutes'

/**
 * Runs what a file does as a command, where it is the command and not imported: what goes wrong is said in its one line,
 * without a trace, and the exit code is 1.
 *
 * @param file the file's `import.meta.url`
 */
export async function command(file: string, main: () => Promise<void>): Promise<void> {
  if (file !== pathToFileURL(process.argv[1] ?? '').href) return
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Says what a command is doing now, beside what it prints. */
export function say(doing: string): void {
  console.error(`… ${doing}`)
}

/** The option for a talk's minutes, as `parseArgs` takes it. */
export const minutesOption = { minutes: { type: 'string' } } as const

/**
 * Tells whoever reads the deck after this for how many minutes it is.
 *
 * @throws if it is neither of the two lengths that the talk has
 */
export function tellMinutes({ minutes }: { minutes?: string | undefined }): void {
  if (minutes === undefined) return
  if (minutes !== '20' && minutes !== '30')
    throw new Error(`--minutes is "${minutes}"; expected 20 or 30, such as --minutes 20`)
  process.env[MINUTES] = minutes
}

/** The minutes that were told; undefined where the headmatter's count. */
export const minutesTold = (): number | undefined => Number(process.env[MINUTES]) || undefined
