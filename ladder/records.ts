import { existsSync, readFileSync } from 'node:fs'
import { appendLine } from './files'

/** One finished run. */
export interface RunRecord {
  width: number
  seed: number
  /** FLOP, 6·N·D. */
  compute: number
  /** Training tokens. */
  tokens: number
  /** On the validation text, nats a token; the mean over its kinds. */
  loss: number
  /** On each kind's validation text. */
  losses: Record<string, number>
  /** Steps done and the mean training loss since the point before, nats a token. */
  curve: [step: number, loss: number][]
  /** Training time on one core, without the validation. */
  seconds: number
  /** What the model wrote, of each kind of text. */
  samples: Record<string, string>
  versions: Versions
  /** On a held-out run: what had been registered when it began. */
  registration?: Registration
}

/** What a run is made of. */
export interface Versions {
  node: string
  kernels: string
  corpus: string
  recipe: string
}

/** Proof that a forecast was there first. */
export interface Registration {
  /** The last commit that touched the plan, the forecasts or the runs that they rest on. */
  commit: string
  /** Its date, ISO 8601. */
  date: string
  /** SHA-256 of the forecasts, since a commit's name doesn't outlive a rewritten history. */
  forecasts: string
  /** When the training began, ISO 8601. */
  began: string
}

/** The poems that a model wrote. */
export interface PoemsRecord {
  width: number
  seed: number
  poems: { title: string; poem: string }[]
}

/**
 * Reads the runs of a file: JSON Lines, one run a line.
 * @throws if a line is cut or isn't a run, or a run stands there twice
 */
export function readRecords(file: string): RunRecord[] {
  if (!existsSync(file)) return []
  const content = readFileSync(file, 'utf8')
  const records: RunRecord[] = []
  const seen = new Map<string, number>()
  const lines = content.split('\n')
  const last = lines.pop()
  lines.forEach((line, index) => {
    const place = `${file}:${index + 1}`
    const record = parse(line)
    if (!record)
      throw new Error(
        `${place}: found ${quote(line)}, expected a run in one line of JSON; delete this line and run the same command again, the run is trained anew`,
      )
    const run = nameOf(record)
    const before = seen.get(run)
    if (before !== undefined)
      throw new Error(
        `${place}: found ${run} again, it stands in line ${before}, expected it once; delete one of the lines`,
      )
    seen.set(run, index + 1)
    records.push(record)
  })
  if (last)
    throw new Error(
      `${file}:${lines.length + 1}: found ${quote(last)} without an end, expected a whole line; it was cut while it was written: ` +
        'delete it and run the same command again, the run goes on from its checkpoint',
    )
  return records
}

/** The poems of a file that {@link appendRecord} wrote; none where there is no such file. */
export function readPoems(file: string): PoemsRecord[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as PoemsRecord)
}

/** Adds a line to a file of records; what stands there is never touched. */
export function appendRecord(record: RunRecord | PoemsRecord, file: string): void {
  appendLine(file, JSON.stringify(record))
}

/** A run as messages call it. */
export const nameOf = ({ width, seed }: { width: number; seed: number }) => `width ${width}, seed ${seed}`

function parse(line: string): RunRecord | undefined {
  try {
    const value = JSON.parse(line) as Partial<RunRecord>
    const numbers = [value.width, value.seed, value.compute, value.tokens, value.loss]
    return numbers.every((number) => Number.isFinite(number)) ? (value as RunRecord) : undefined
  } catch {
    return undefined
  }
}

const quote = (text: string) => `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`
