import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that it is either the old one or the whole new one, whatever happens in between.
 * @throws if the disk is full or the folder can't be written
 */
export function replaceFile(file: string, content: Uint8Array | string): void {
  const temporary = `${file}.new`
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeThrough(temporary, 'w', content)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw writeError(file, error)
  }
}

/**
 * Appends a line, which is on the disk when this returns.
 * @throws if the disk is full or the file can't be written
 */
export function appendLine(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeThrough(file, 'a', `${line}\n`)
  } catch (error) {
    throw writeError(file, error)
  }
}

function writeThrough(file: string, mode: 'a' | 'w', content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const handle = openSync(file, mode)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeError(file: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return new Error(`${file}: the disk is full; make room and run the same command again, it goes on`)
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new Error(
      `${file}: may not be written (${code}); mend its permissions and run the same command again`,
    )
  return new Error(`${file}: ${message}`)
}
