// Reads a table of training runs: CSV (commas, semicolons or tabs) or JSON Lines.
// Plain TypeScript, so that the chart and the command line read alike, and say the same when they can't.

import { byCompute, EXPONENT, fit, isPlausible, type FitOptions, type Run } from './power-law'

/** The largest table that is read: 10 MB, in bytes. */
export const MAX_BYTES = 10 * 2 ** 20

/** A table of training runs to which a law can be fitted. */
export interface RunTable {
  name: string
  /** In the order of the file. */
  runs: Run[]
  /** `# source:` where the runs come from. */
  source?: string
  /** `# compute:` the quantity and its unit. */
  computeLabel?: string
  /** `# loss:` the quantity and its unit. */
  lossLabel?: string
  /** `# read:` standard deviation of the losses' reading error, in the unit of the loss. */
  readingError?: number
  /** `# law: c=0` the irreducible loss, where it is given and not fitted. */
  fixedC?: number
  /** What one should know before trusting a forecast from this table, one sentence each. */
  warnings: string[]
}

/** What a caller may choose beside the table. */
export interface RunTableOptions {
  /** Irreducible loss to be kept fixed, whatever the table says. */
  c?: number | undefined
  /** Leaves out the runs at or above this compute, unless they are held out. */
  fitBelow?: number | undefined
}

interface Place {
  file: string
  /** Counted from 1. */
  line?: number
  column?: string
}

/** Why a table can't be used, in one line: where, what was found, what was expected, and how to mend it. */
export class RunTableError extends Error {
  override name = 'RunTableError'
  readonly file: string
  readonly line: number | undefined
  readonly column: string | undefined

  constructor(
    { file, line, column }: Place,
    readonly found: string,
    readonly expected: string,
    readonly mend: string,
  ) {
    const place = `${printable(file)}${line ? `:${line}` : ''}: ${column ? `column ${column}: ` : ''}`
    super(`${place}found ${found}, expected ${expected}; ${mend}`)
    this.file = file
    this.line = line
    this.column = column
  }
}

/** Text without line breaks and the control and direction characters that would disturb what stands around it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

/** 100000000000000000000 as 1e+20. */
function plain(value: number) {
  return value < 1e6 ? String(value) : value.toExponential()
}

function quote(text: string) {
  return text === '' ? 'nothing' : `"${printable(text.length > 40 ? `${text.slice(0, 39)}…` : text)}"`
}

/**
 * Reads a table from the bytes of a file.
 *
 * @throws RunTableError if they are too many or no UTF-8 text, and wherever {@link parseRunTable} does
 */
export function readRunTable(bytes: Uint8Array, name: string, options?: RunTableOptions): RunTable {
  checkSize(bytes.length, name)
  // What isn't UTF-8 becomes U+FFFD, which parseRunTable refuses.
  return parseRunTable(new TextDecoder().decode(bytes), name, options)
}

/**
 * Refuses a file by its size in bytes, for callers that know it before they read.
 *
 * @throws RunTableError above {@link MAX_BYTES}
 */
export function checkSize(bytes: number, file: string): void {
  if (bytes > MAX_BYTES) {
    const expected = `at most ${MAX_BYTES} (10 MB)`
    throw new RunTableError({ file }, `${bytes} bytes`, expected, 'keep one row a run, with its final loss')
  }
}

/**
 * Reads a table: comment lines (`# source:`, `# compute:`, `# loss:`, `# read:`, `# law:`), and rows of compute, loss
 * and, if wanted, run and held_out, as CSV under a header line or as JSON Lines. Other columns are ignored.
 *
 * @throws RunTableError at the first thing that keeps a law from being fitted to it
 */
export function parseRunTable(text: string, name: string, options: RunTableOptions = {}): RunTable {
  const { comments, lines } = linesOf(text, name)
  const table: RunTable = { name, runs: [], ...readComments(comments), warnings: [] }
  if (options.c !== undefined) table.fixedC = options.c

  const rows = /^\s*[{[]/.test(lines[0]?.content ?? '') ? lines.map(readJson) : readCsv(lines, name)
  const placed = readRuns(rows)
  checkNames(placed)
  const used = placed.filter(({ run }) => run.heldOut || run.compute < (options.fitBelow ?? Infinity))
  checkLadder(used, table)

  table.runs = used.map(({ run }) => run)
  table.warnings = warningsOf(table)
  return table
}

/** The runs that a table's law is fitted to: those that aren't held out. */
export function fittedRuns({ runs }: RunTable): Run[] {
  return runs.filter(({ heldOut }) => !heldOut)
}

/** How a table wants its law fitted: the one place where its header becomes options of fit and posterior. */
export function fitOptions({ readingError, fixedC }: RunTable): FitOptions {
  return {
    ...(readingError !== undefined && { readingError }),
    ...(fixedC !== undefined && { c: fixedC }),
  }
}

// --- Lines

interface Line extends Place {
  line: number
  content: string
}

function linesOf(text: string, file: string) {
  if (/[\0\ufffd]/.test(text)) {
    const mend = 'export the table as CSV in UTF-8, not as a spreadsheet, a PDF or an image'
    throw new RunTableError({ file }, 'bytes that are not UTF-8 text', 'CSV or JSON Lines', mend)
  }
  const comments: Line[] = []
  const lines: Line[] = []
  const all = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  all.forEach((content, index) => {
    const line = { file, line: index + 1, content }
    if (/^[\s"]*#/.test(content)) comments.push(line)
    // A spreadsheet writes an empty row as bare separators.
    else if (/[^\s,;"]/.test(content)) lines.push(line)
  })
  const [first] = lines
  if (first?.content.trimStart().startsWith('<')) {
    const mend = 'save the file itself, not the web page that shows it'
    throw new RunTableError({ file, line: first.line }, 'HTML', 'CSV or JSON Lines', mend)
  }
  if (!first) {
    const mend = 'begin with the line compute,loss,run,held_out'
    throw new RunTableError({ file }, 'no rows', 'a header line and a row for each run', mend)
  }
  return { comments, lines }
}

function readComments(lines: Line[]) {
  const header: Partial<RunTable> = {}
  for (const line of lines) {
    // Spreadsheets put quotes around a comment with a comma, and separators behind it.
    const content = line.content.slice(0, 1000).replace(/^[\s"#]+|[\s",;]+$/g, '')
    const [, key, value = ''] = /^(\w+)\s*:\s*(.*)$/.exec(content) ?? []
    const place = { ...line, column: `# ${key}` }
    if (key === 'source') header.source = value
    if (key === 'compute') header.computeLabel = value
    if (key === 'loss') header.lossLabel = value
    if (key === 'read') {
      header.readingError = numberIn(value)
      if (!(header.readingError >= 0)) {
        const mend = 'write the standard deviation alone, such as # read: 0.02'
        throw new RunTableError(place, quote(value), 'a number ≥ 0 in the unit of the loss', mend)
      }
    }
    if (key === 'law') {
      header.fixedC = numberIn(value.replace(/^c\s*=/, ''))
      if (!(header.fixedC >= 0)) {
        const mend = 'write # law: c=0, or leave the line out to have c fitted'
        throw new RunTableError(place, quote(value), 'c=NUMBER with a number ≥ 0', mend)
      }
    }
  }
  return header
}

/** The number that a text is, NaN for anything else. */
export function numberIn(text: string) {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}

// --- Rows

type Column = 'compute' | 'loss' | 'run' | 'held_out'

interface Row extends Line {
  cells: Partial<Record<Column, unknown>>
}

/** The column that a heading means; capitals, spaces, hyphens and underscores don't matter. */
function columnOf(heading: string): Column | undefined {
  const key = heading.toLowerCase().replace(/[\s_-]/g, '')
  if (key === 'heldout') return 'held_out'
  return key === 'compute' || key === 'loss' || key === 'run' ? key : undefined
}

function readCsv([header, ...lines]: Line[], file: string): Row[] {
  if (!header) return []
  // The separator under which the header shows the most of the columns that are wanted.
  const [separator, columns] = [',', ';', '\t']
    .map((separator) => [separator, fieldsOf(header, separator).map(columnOf)] as const)
    .reduce((best, next) => (known(next[1]) > known(best[1]) ? next : best))
  for (const column of ['compute', 'loss', 'run', 'held_out'] as const) {
    const count = columns.filter((name) => name === column).length
    const optional = column === 'run' || column === 'held_out'
    if (count > 1 || (count === 0 && !optional)) {
      const found = count === 0 ? `the header ${quote(header.content.trim())}` : `${count} such columns`
      const mend = 'the header line is compute,loss[,run][,held_out]'
      throw new RunTableError({ file, line: header.line, column }, found, `one column named ${column}`, mend)
    }
  }
  return lines.map((line) => {
    const fields = fieldsOf(line, separator)
    while (fields.length > columns.length && fields.at(-1) === '') fields.pop()
    if (fields.length !== columns.length) {
      const found = `${fields.length} fields in ${quote(line.content.trim())}`
      const mend =
        fields.length < columns.length
          ? 'the line seems cut off: write out every column'
          : 'put quotes around a name that holds the separator'
      throw new RunTableError(line, found, `${columns.length} as in the header`, mend)
    }
    return { ...line, cells: Object.fromEntries(columns.map((column, k) => [column, fields[k]])) }
  })
}

function known(columns: (Column | undefined)[]) {
  return new Set(columns.filter(Boolean)).size
}

/** The fields of a line, without spaces and quotes around them; a doubled quote stands for one. */
function fieldsOf(line: Line, separator: string): string[] {
  const { content } = line
  if (!content.includes('"')) return content.split(separator).map((field) => field.trim())
  const fields = ['']
  let quoted = false
  for (let i = 0; i < content.length; i++) {
    const character = content.charAt(i)
    if (quoted && character === '"' && content[i + 1] === '"') i++
    else if (character === '"') {
      quoted = !quoted
      continue
    }
    if (character === separator && !quoted) fields.push('')
    else fields[fields.length - 1] += character
  }
  if (quoted) {
    const found = `a quote that doesn't end in ${quote(content.trim())}`
    throw new RunTableError(
      line,
      found,
      'a closing quote in the same line',
      'the line seems cut off: complete it',
    )
  }
  return fields.map((field) => field.trim())
}

function readJson(line: Line): Row {
  let value: unknown
  try {
    value = JSON.parse(line.content)
  } catch {
    try {
      // Python writes NaN and Infinity, which JSON doesn't know: read them, so that the message can name the column.
      value = JSON.parse(line.content.replace(/\b(NaN|Infinity)\b/g, '"$1"'))
    } catch {
      value = undefined
    }
  }
  if (Array.isArray(value) || line.content.trimStart().startsWith('[')) {
    const mend = 'write one object a line, without the brackets and commas around them'
    throw new RunTableError(line, 'a JSON array', 'JSON Lines', mend)
  }
  if (typeof value !== 'object' || value === null) {
    const mend = 'the line seems cut off: write one complete object a line'
    throw new RunTableError(line, quote(line.content.trim()), 'a JSON object', mend)
  }
  const cells = Object.entries(value).map(([heading, cell]) => [columnOf(heading), cell] as const)
  for (const column of ['compute', 'loss'] as const) {
    if (!cells.some(([name]) => name === column)) {
      const mend = 'every line needs compute and loss, such as {"compute": 1e18, "loss": 2.9}'
      throw new RunTableError({ ...line, column }, quote(line.content.trim()), `a key named ${column}`, mend)
    }
  }
  return { ...line, cells: Object.fromEntries(cells) }
}

// --- Runs

interface PlacedRun {
  place: Line
  run: Run
}

function readRuns(rows: Row[]): PlacedRun[] {
  // Where other rows write false, a blank isn't one: the line may have been cut off there.
  const saysFalse = rows.some(({ cells }) => truth(cells.held_out) === false)
  return rows.map((row) => {
    const { cells, ...place } = row
    const run: Run = { compute: positive(row, 'compute'), loss: positive(row, 'loss') }
    if (typeof cells.run === 'number') run.run = String(cells.run)
    if (typeof cells.run === 'string' && cells.run.trim()) run.run = cells.run.trim()
    const heldOut = cells.held_out
    const blank = heldOut === undefined || heldOut === null || heldOut === ''
    if (blank ? saysFalse && 'held_out' in cells : truth(heldOut) === undefined) {
      const mend = 'write true for a run to be predicted, false for one to be fitted'
      throw new RunTableError({ ...place, column: 'held_out' }, shown(heldOut), 'true or false', mend)
    }
    if (truth(heldOut)) run.heldOut = true
    return { place, run }
  })
}

function truth(cell: unknown) {
  const text = String(cell).toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function positive({ cells, ...place }: Row, column: 'compute' | 'loss') {
  const cell = cells[column]
  const value = typeof cell === 'string' ? numberIn(cell) : typeof cell === 'number' ? cell : NaN
  if (isPlausible(value)) return value
  const mend = 'write it plainly, such as 2.91 or 1.5e18, or remove the row'
  throw new RunTableError({ ...place, column }, shown(cell), 'a number above 0 (1e-40 to 1e40)', mend)
}

function shown(cell: unknown) {
  return typeof cell === 'string' ? quote(cell) : cell === undefined ? 'nothing' : quote(JSON.stringify(cell))
}

function checkNames(runs: PlacedRun[]) {
  const lineOf = new Map<string, number>()
  for (const { place, run } of runs) {
    if (run.run === undefined) continue
    const first = lineOf.get(run.run)
    if (first !== undefined) {
      const found = `${quote(run.run)} again, as in line ${first}`
      const mend = 'rename one, or remove it if it is the same run twice'
      throw new RunTableError({ ...place, column: 'run' }, found, 'a different name for each run', mend)
    }
    lineOf.set(run.run, place.line)
  }
}

/** What a law needs of the runs, which no single row can show. */
function checkLadder(runs: PlacedRun[], { name: file, fixedC }: RunTable) {
  const fitted = runs.filter(({ run }) => !run.heldOut).map(({ run }) => run)
  const distinct = byCompute(fitted).length
  const needed = fixedC === undefined ? 4 : 3
  if (distinct < needed) {
    const found = `${distinct} distinct compute${distinct === 1 ? '' : 's'} among the runs to fit`
    const mend = fixedC === undefined ? 'add runs, or fix c (# law: c=0), which needs three' : 'add runs'
    throw new RunTableError({ file, column: 'compute' }, found, `at least ${needed}`, mend)
  }
  const least = fitted.reduce((least, { loss }) => Math.min(least, loss), Infinity)
  if (fixedC !== undefined && fixedC >= least) {
    const mend = 'no run can fall below the irreducible loss: fix a smaller one'
    throw new RunTableError(
      { file },
      `c = ${plain(fixedC)}`,
      `less than the smallest fitted loss, ${plain(least)}`,
      mend,
    )
  }
  const largest = fitted.reduce((largest, { compute }) => Math.max(largest, compute), 0)
  for (const { place, run } of runs) {
    if (run.heldOut && run.compute <= largest) {
      const expected = `more than ${plain(largest)}, the largest fitted compute`
      const mend = 'hold out only the largest runs, for a forecast looks ahead'
      throw new RunTableError(
        { ...place, column: 'compute' },
        `${plain(run.compute)} in a held-out run`,
        expected,
        mend,
      )
    }
  }
}

// --- Warnings

function warningsOf(table: RunTable): string[] {
  const runs = fittedRuns(table)
  const options = fitOptions(table)
  const targets = table.runs.filter(({ heldOut }) => heldOut).map(({ compute }) => compute)
  return [...risingLosses(runs), ...pinnedFit(runs, options), ...farTargets(table, targets)]
}

/** A sentence if the mean loss at a compute lies above that at the compute below. */
function risingLosses(runs: Run[]): string[] {
  const rises = byCompute(runs).filter(({ loss }, k, all) => loss > (all[k - 1]?.loss ?? Infinity))
  const [first] = rises
  if (!first) return []
  const more = rises.length > 1 ? ` and at ${rises.length - 1} more` : ''
  return [`losses rise with compute, at ${plain(first.compute)}${more}: is every run trained to its end?`]
}

/** A sentence if the fit stopped at an end of what it may search, rather than at a best value. */
function pinnedFit(runs: Run[], options: FitOptions): string[] {
  const { a, b, c } = fit(runs, options)
  if (a === 0) return ['the losses do not fall, so the law is flat at their mean']
  const steepness = -b
  if (options.c === undefined && c === 0)
    return [
      'c is pinned at 0: these losses show no irreducible loss, and a forecast far ahead may come out too low',
    ]
  if (steepness > EXPONENT.max * 0.999)
    return [`c is pinned at its upper end (b = -${EXPONENT.max}): these losses have already levelled off`]
  if (steepness < EXPONENT.min * 1.001)
    return [`b is pinned at its flat end (-${EXPONENT.min}): these losses hardly fall`]
  return []
}

/** A sentence for each target that lies further beyond the largest fitted compute than the ladder spans, in decades. */
export function farTargets(table: RunTable, targets: readonly number[]): string[] {
  const computes = fittedRuns(table).map(({ compute }) => Math.log10(compute))
  const [low, high] = computes.reduce(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Infinity, -Infinity],
  )
  return targets
    .filter((target) => Math.log10(target) - high > high - low)
    .map((target) => {
      const ahead = (Math.log10(target) - high).toFixed(1)
      return `the target ${plain(target)} lies ${ahead} decades beyond a ladder of ${(high - low).toFixed(1)} decades`
    })
}
