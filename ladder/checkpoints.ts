import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from './files'
import type { Job } from './plan'
import type { Checkpoint } from './run'

/** What a checkpoint's first line says; the floats follow, little-endian. */
interface Header extends Omit<Checkpoint, 'state'> {
  /** What the run is made of: recipe, corpus and kernels; another one can't go on from here. */
  of: string
  seconds: number
  floats: number
}

const fileOf = (folder: string, { width, seed }: Job) => join(folder, `width-${width}-seed-${seed}.bin`)

/** Writes a checkpoint; the one before stays until this one is whole. */
export function saveCheckpoint(
  folder: string,
  job: Job,
  of: string,
  seconds: number,
  { state, ...rest }: Checkpoint,
): void {
  const header: Header = { of, seconds, floats: state.length, ...rest }
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`)
  const bytes = new Uint8Array(line.length + state.byteLength)
  bytes.set(line)
  bytes.set(new Uint8Array(state.buffer, state.byteOffset, state.byteLength), line.length)
  replaceFile(fileOf(folder, job), bytes)
}

/**
 * The checkpoint of a run, if there is one.
 * @throws if it is damaged, or was made by another recipe, corpus or kernels
 */
export function loadCheckpoint(
  folder: string,
  job: Job,
  of: string,
): { checkpoint: Checkpoint; seconds: number } | undefined {
  const file = fileOf(folder, job)
  if (!existsSync(file)) return undefined
  const bytes = readFileSync(file)
  const again = 'delete the file, the run then starts anew'
  const end = bytes.indexOf(0x0a)
  let header: Header
  try {
    header = JSON.parse(bytes.subarray(0, end).toString()) as Header
  } catch {
    throw new Error(`${file}, line 1: no header of a checkpoint; ${again}`)
  }
  const { of: made, seconds, floats, ...rest } = header
  if (made !== of)
    throw new Error(`${file}: made with other recipe, corpus or kernels (${made}, expected ${of}); ${again}`)
  const found = bytes.length - end - 1
  if (found !== 4 * floats)
    throw new Error(`${file}: ${found} bytes of floats, expected ${4 * floats}; ${again}`)
  const state = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + end + 1, bytes.byteOffset + bytes.length),
  )
  return { checkpoint: { ...rest, state }, seconds }
}

/** Removes the checkpoint of a run that is finished. */
export function removeCheckpoint(folder: string, job: Job): void {
  rmSync(fileOf(folder, job), { force: true })
}
