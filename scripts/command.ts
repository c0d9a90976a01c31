import { pathToFileURL } from 'node:url'

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
