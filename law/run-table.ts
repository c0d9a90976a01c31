// Reads a table of training runs: CSV (commas, semicolons or tabs) or JSON Lines.
// Plain TypeScript, so that the chart and the command line read alike, and say the same when they can't.

import { greatest, group, max, min } from 'd3-array'
import { byCompute, fewestComputes, isPlausible, SAME_COMPUTE, type FitOptions, type Run } from './power-law'
import { ladderWarnings, targetWarnings } from './table-warnings'
import { describeFault, type Fault, type Place, type Warning } from './table-messages'

/** The largest table that is read: 10 MB, in bytes. */
export const MAX_BYTES = 10 * 2 ** 20

/** A run that isn't trained yet. */
type PlannedRun = Omit<Run, 'loss'>

/** A table of training runs to which a law can be fitted. */
export interface RunTable {
  name: string
  /** In the order of the file. */
  runs: Run[]
  /** Held-out rows without a loss, in the order of the file: runs that aren't trained yet. */
  planned: PlannedRun[]
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
  /** What one should know before trusting a forecast from this table. */
  warnings: Warning[]
}

/** What a caller may choose beside the table. */
export interface RunTableOptions {
  /** Irreducible loss to be kept fixed, whatever the table says. */
  c?: number | undefined
  /** Leaves out the runs at or above this compute, unless they are held out. */
  fitBelow?: number | undefined
  /** Holds out the run of the largest compute where the table holds out none. */
  holdOutLargest?: boolean
  /** Takes of a table of training curves the last row of each run. */
  lastPerRun?: boolean
}

/** Why a table can't be used; its message is one line, in English. */
export class RunTableError extends Error {
  override name = 'RunTableError'
  readonly file: string
  readonly line: number | undefined
  readonly column: string | undefined
  readonly found: string
  readonly expected: string
  readonly mend: string

  constructor(
    readonly place: Place,
    readonly fault: Fault,
  ) {
    const { found, expected, mend, text } = describeFault(place, fault, 'en')
    super(text)
    this.file = place.file
    this.line = place.line
    this.column = place.column
    this.found = found
    this.expected = expected
    this.mend = mend
  }

  /** The message in Chinese, for a slide. */
  get chinese(): string {
    return describeFault(this.place, this.fault, 'zh').text
  }
}

/**
 * Reads a table from the bytes of a file.
 *
 * @throws RunTableError if they are too many or no UTF-8 text, and wherever {@link parseRunTable} does
 *
 * @example
 * const text = 'compute,loss,held_out\n1e18,3,false\n1e19,2.6,false\n1e20,2.3,false\n1e21,2.1,false\n1e22,,true'
 * const table = readRunTable(new TextEncoder().encode(text), 'mine.csv')
 * fittedRuns(table).length // => 4
 * largestTarget(table)?.compute // => 1e22
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
  if (bytes > MAX_BYTES) throw new RunTableError({ file }, { code: 'bytes', bytes, most: MAX_BYTES })
}

/**
 * Reads a table: comment lines (`# source:`, `# compute:`, `# loss:`, `# read:`, `# law:`), and after them rows of
 * compute, loss and, if wanted, run and held_out, as CSV under a header line or as JSON Lines. The header may be the
 * last comment, as NumPy writes it. Other columns are ignored, rows never: one that can't be read is an error.
 *
 * @throws RunTableError at the first thing that keeps a law from being fitted to it
 */
export function parseRunTable(text: string, name: string, options: RunTableOptions = {}): RunTable {
  if (/[\0\ufffd]/.test(text)) throw new RunTableError({ file: name }, { code: 'not-text' })
  const source = { file: name, text: text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n') }
  const { comments, start, first } = leadingComments(source)
  const table: RunTable = { name, runs: [], planned: [], ...readComments(comments), warnings: [] }
  if (options.c !== undefined) table.fixedC = options.c

  const all = /^\s*[{[]/.test(first) ? readJsonLines(source, start) : readCsv(source, start, comments.at(-1))
  const curves = curvesIn(all)
  if (curves && !options.lastPerRun)
    throw new RunTableError(
      { file: name, line: curves[0]?.[1]?.line },
      { code: 'curves', rows: all.length, runs: curves.length },
    )
  const rows = curves ? curves.map(lastOf) : all
  if (curves) table.warnings.push({ code: 'last-per-run', rows: all.length, runs: rows.length })
  const mark = markOf(rows)
  if (mark?.words) table.warnings.push({ code: 'marked', ...mark, ...holdOut(rows, mark) })
  const placed = readRuns(rows)
  checkNames(placed)
  const used = placed.filter(({ run }) => run.heldOut || run.compute < (options.fitBelow ?? Infinity))
  if (mark && !used.some(({ run }) => run.heldOut))
    table.warnings.push({ code: 'unread-mark', column: mark.column })
  if (options.holdOutLargest && !used.some(({ run }) => run.heldOut)) {
    const compute = max(used, ({ run }) => run.compute) ?? 0
    for (const { run } of used) if (run.compute * (1 + SAME_COMPUTE) >= compute) run.heldOut = true
    table.warnings.push({ code: 'largest-held-out', compute })
  }
  checkComputes(used, table)

  for (const { run } of used) {
    const { loss, ...rest } = run
    if (loss === undefined) table.planned.push(rest)
    else table.runs.push({ ...rest, loss })
  }
  const fitted = fittedRuns(table)
  if (table.planned.length > 0) table.warnings.push({ code: 'not-trained', count: table.planned.length })
  table.warnings.push(
    ...ladderWarnings(fitted, fitOptions(table)),
    ...targetWarnings(
      fitted,
      targetsOf(table).map(({ compute }) => compute),
    ),
  )
  return table
}

/** The runs that a table's law is fitted to: those that aren't held out. */
export function fittedRuns({ runs }: RunTable): Run[] {
  return runs.filter(({ heldOut }) => !heldOut)
}

/** A run to be forecast; without a loss where it isn't trained yet. */
export type Target = PlannedRun & { loss?: number }

/** The runs that a table wants forecast: the held-out ones, then those that aren't trained yet. */
export function targetsOf({ runs, planned }: RunTable): Target[] {
  return [...runs.filter(({ heldOut }) => heldOut), ...planned]
}

/** The run that a forecast is judged by: of those to be predicted the one with the largest compute, if there is one. */
export const largestTarget = (table: RunTable): Target | undefined =>
  greatest(targetsOf(table), (p, q) => p.compute - q.compute)

/** How a table wants its law fitted: the one place where its header becomes options of fit and posterior. */
export function fitOptions({ readingError, fixedC }: RunTable): FitOptions {
  return {
    ...(readingError !== undefined && { readingError }),
    ...(fixedC !== undefined && { c: fixedC }),
  }
}

// --- Lines before the rows

interface Source {
  file: string
  text: string
}

/** A place in a text: its index, and its line counted from 1. */
interface Cursor {
  at: number
  line: number
}

interface Line extends Place {
  line: number
  content: string
}

function lineAt({ file, text }: Source, { at, line }: Cursor): Line {
  const end = text.indexOf('\n', at)
  return { file, line, content: text.slice(at, end < 0 ? text.length : end) }
}

const after = ({ content }: Line, { at, line }: Cursor): Cursor => ({
  at: at + content.length + 1,
  line: line + 1,
})

/** A line that only separates: a spreadsheet writes an empty row as bare separators. */
const isBlank = (content: string) => !/[^\s,;"]/.test(content)

/** The comments that a table begins with, and the first line that is neither a comment nor blank. */
function leadingComments(source: Source): { comments: Line[]; start: Cursor; first: string } {
  const { file, text } = source
  const comments: Line[] = []
  let start: Cursor = { at: 0, line: 1 }
  while (start.at < text.length) {
    const line = lineAt(source, start)
    if (/^[\s"]*#/.test(line.content)) comments.push(line)
    else if (!isBlank(line.content)) {
      if (/^\s*</.test(line.content)) throw new RunTableError({ file, line: line.line }, { code: 'html' })
      return { comments, start, first: line.content }
    }
    start = after(line, start)
  }
  throw new RunTableError({ file }, { code: 'empty' })
}

/** What a comment says, without the quotes that spreadsheets put around one with a comma, and separators behind it. */
const wordsOf = ({ content }: Line) => content.replace(/^[\s"#]+|[\s",;]+$/g, '')

function readComments(lines: Line[]) {
  const header: Partial<RunTable> = {}
  for (const line of lines) {
    const [, key, value = ''] = /^(\w+)\s*:\s*(.*)$/.exec(wordsOf(line).slice(0, 1000)) ?? []
    const place = { file: line.file, line: line.line, column: `# ${key}` }
    if (key === 'source') header.source = value
    if (key === 'compute') header.computeLabel = value
    if (key === 'loss') header.lossLabel = value
    if (key === 'read') {
      header.readingError = numberIn(value)
      if (!(header.readingError >= 0)) throw new RunTableError(place, { code: 'reading-error', text: value })
    }
    if (key === 'law') {
      header.fixedC = numberIn(value.replace(/^c\s*=/, ''))
      if (!(header.fixedC >= 0)) throw new RunTableError(place, { code: 'fixed-c', text: value })
    }
  }
  return header
}

/** The number that a text is, NaN for anything else. */
export function numberIn(text: string) {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}

// --- CSV

type Column = 'compute' | 'loss' | 'run' | 'held_out'

/** What stands in a column, and in which line. */
interface Cell {
  value: unknown
  line: number
}

interface Row extends Place {
  line: number
  cells: Partial<Record<Column, Cell>>
  /** What stands in the other columns, by their headings. */
  unread: Record<string, unknown>
}

/** The column that a heading means; capitals, spaces, hyphens and underscores don't matter. */
function columnOf(heading: string): Column | undefined {
  const key = heading.toLowerCase().replace(/[\s_-]/g, '')
  if (key === 'heldout') return 'held_out'
  return key === 'compute' || key === 'loss' || key === 'run' ? key : undefined
}

const known = (columns: readonly (Column | undefined)[]) => new Set(columns.filter(Boolean)).size

interface Field {
  text: string
  line: number
}

interface CsvRecord {
  line: number
  /** As it stands in the file. */
  text: string
  /** Without spaces and quotes around them. */
  fields: Field[]
}

/**
 * The record that begins at a place: fields up to the end of the line, where a quoted one may hold separators, line
 * breaks and, doubled, quotes (RFC 4180). A quote inside a field that doesn't begin with one is a character like any
 * other.
 */
function recordAt({ file, text }: Source, start: Cursor, separator: string) {
  const fields: Field[] = []
  let { at, line } = start
  const ends = (index: number) => index >= text.length || text[index] === separator || text[index] === '\n'
  const endOfField = (index: number) => {
    while (!ends(index)) index++
    return index
  }
  for (;;) {
    const begin = line
    let from = at
    while (text[from] === ' ') from++
    let value = ''
    if (text[from] === '"') {
      at = from + 1
      for (;;) {
        const close = text.indexOf('"', at)
        if (close < 0) {
          const end = text.indexOf('\n', from)
          const rest = text.slice(start.at, end < 0 ? text.length : end).trim()
          throw new RunTableError({ file, line: begin }, { code: 'open-quote', text: rest })
        }
        value += text.slice(at, close)
        at = close + 1
        if (text[at] !== '"') break
        value += '"'
        at++
      }
      line += value.split('\n').length - 1
      const behind = text.slice(at, (at = endOfField(at))).trim()
      if (behind) throw new RunTableError({ file, line: begin }, { code: 'after-quote', text: behind })
    } else value = text.slice(at, (at = endOfField(at)))
    fields.push({ text: value.trim(), line: begin })
    if (text[at] !== separator) break
    at++
  }
  const record: CsvRecord = { line: start.line, text: text.slice(start.at, at).trim(), fields }
  return { record, next: { at: at + 1, line: line + 1 } }
}

const SEPARATORS = [',', ';', '\t'] as const

/** The header of a CSV: its columns, what separates them, and where the rows begin. */
interface Header {
  line: number
  text: string
  separator: string
  headings: string[]
  columns: (Column | undefined)[]
  rows: Cursor
}

/** A line read as a header, with the separator under which it shows the most of the columns that are wanted. */
function headerAt(source: Source, start: Cursor): Header {
  const readings = SEPARATORS.map((separator) => {
    try {
      const { record, next } = recordAt(source, start, separator)
      const headings = record.fields.map(({ text }) => text)
      const columns = headings.map(columnOf)
      return { line: record.line, text: record.text, separator, headings, columns, rows: next }
    } catch (error) {
      // What looks like a fault under a separator that isn't the file's is none.
      if (error instanceof RunTableError) return error
      throw error
    }
  })
  const headers = readings.flatMap((reading) => (reading instanceof RunTableError ? [] : [reading]))
  const [first] = readings
  if (headers.length === 0 && first instanceof RunTableError) throw first
  return headers.reduce((best, next) => (known(next.columns) > known(best.columns) ? next : best))
}

/** The header line, or failing it the last comment, if that names the columns: so NumPy writes a header. */
function headerOf(source: Source, start: Cursor, comment: Line | undefined): Header {
  const header = headerAt(source, start)
  if (known(header.columns) > 0 || !comment) return header
  const words = wordsOf(comment)
  const named = headerAt({ file: source.file, text: words }, { at: 0, line: comment.line })
  return known(named.columns) > 1 || bySpaces(words) > 1 ? { ...named, rows: start } : header
}

const bySpaces = (text: string) => known(text.replace(/"/g, '').split(/\s+/).map(columnOf))

/** Signs that a Chinese or Japanese keyboard writes where a plain one is meant. */
const FULL_WIDTH: Readonly<Record<string, string>> = { '，': ',', '；': ';', '：': ':', '“': '"', '”': '"' }

function fullWidthIn(text: string, signs: string): Fault | undefined {
  const sign = [...text].find((character) => signs.includes(character))
  return sign === undefined ? undefined : { code: 'full-width', sign, plain: FULL_WIDTH[sign] ?? '', text }
}

function checkHeader({ line, text, columns }: Header, file: string) {
  for (const column of ['compute', 'loss', 'run', 'held_out'] as const) {
    const count = columns.filter((name) => name === column).length
    const optional = column === 'run' || column === 'held_out'
    if (count === 1 || (count === 0 && optional)) continue
    if (count > 1) throw new RunTableError({ file, line, column }, { code: 'column-twice', count, column })
    const fault: Fault =
      known(text.split(/[，；]/).map(columnOf)) > known(columns)
        ? (fullWidthIn(text, '，；') as Fault)
        : { code: bySpaces(text) > known(columns) ? 'columns-by-spaces' : 'no-column', header: text, column }
    throw new RunTableError({ file, line, column }, fault)
  }
}

function readCsv(source: Source, start: Cursor, comment: Line | undefined): Row[] {
  const { file, text } = source
  const header = headerOf(source, start, comment)
  checkHeader(header, file)
  const { headings, columns, separator } = header
  const records: CsvRecord[] = []
  for (let place = header.rows; place.at < text.length;) {
    const { record, next } = recordAt(source, place, separator)
    if (record.fields.some(({ text }) => text)) records.push(record)
    place = next
  }
  for (const { fields } of records)
    while (fields.length > columns.length && fields.at(-1)?.text === '') fields.pop()
  const [first] = records
  if (first && haveRowNames(records, columns.length))
    throw new RunTableError(
      { file, line: first.line },
      { code: 'row-names', count: columns.length + 1, columns: columns.length },
    )
  return records.map((record) => {
    const { line, fields } = record
    const fault = faultOf(record, columns.length)
    if (fault) throw new RunTableError({ file, line }, fault)
    const cells: Row['cells'] = {}
    const unread: Row['unread'] = {}
    columns.forEach((column, k) => {
      const field = fields[k]
      if (column && field) cells[column] = { value: field.text, line: field.line }
      else unread[headings[k] ?? ''] = field?.text
    })
    return { file, line, cells, unread }
  })
}

/** Whether every row has a name before its first column: not numbers, or the numbers 1, 2, 3 …, as R writes them. */
function haveRowNames(records: readonly CsvRecord[], columns: number): boolean {
  const names = records.map(({ fields }) => fields[0]?.text ?? '')
  const counted = names.every((name, k) => name === String(k + 1))
  return (
    records.every(({ fields }) => fields.length === columns + 1) &&
    (counted || names.every((name) => Number.isNaN(numberIn(name))))
  )
}

/** What keeps a record from being a row of so many columns. */
function faultOf({ text, fields }: CsvRecord, columns: number): Fault | undefined {
  const filled = fields.filter(({ text }) => text)
  const isComment =
    filled[0]?.text.startsWith('#') && filled.every(({ text }) => Number.isNaN(numberIn(text)))
  const count = fields.length
  if (isComment && (count !== columns || filled.length === 1)) return { code: 'late-comment', text }
  if (count === columns) return undefined
  return (
    fullWidthIn(text, '，；') ?? {
      code: count < columns ? 'too-few-fields' : 'too-many-fields',
      count,
      columns,
      text,
    }
  )
}

// --- JSON Lines

function readJsonLines(source: Source, start: Cursor): Row[] {
  const rows: Row[] = []
  while (start.at < source.text.length) {
    const line = lineAt(source, start)
    start = after(line, start)
    if (isBlank(line.content)) continue
    // An object may be written over several lines, down to the next that begins one.
    while (
      line.content.trimStart().startsWith('{') &&
      !isJson(line.content) &&
      start.at < source.text.length
    ) {
      const next = lineAt(source, start)
      if (/^\s*\{/.test(next.content)) break
      line.content += `\n${next.content}`
      start = after(next, start)
    }
    rows.push(readJson(line))
  }
  return rows
}

function isJson(text: string): boolean {
  // Most lines of an object that goes on don't end it.
  if (!/\}\s*,?\s*$/.test(text)) return false
  try {
    return Boolean(JSON.parse(text))
  } catch {
    return false
  }
}

function readJson({ file, line, content }: Line): Row {
  const place = { file, line }
  const text = content.trim()
  if (text.startsWith('#')) throw new RunTableError(place, { code: 'late-comment', text })
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    try {
      // Python writes NaN and Infinity, which JSON doesn't know: read them, so that the message can name the column.
      value = JSON.parse(content.replace(/\b(NaN|Infinity)\b/g, '"$1"'))
    } catch {
      value = undefined
    }
  }
  if (Array.isArray(value) || text.startsWith('[')) throw new RunTableError(place, { code: 'json-array' })
  if (typeof value !== 'object' || value === null)
    throw new RunTableError(place, fullWidthIn(text, '，：“”') ?? { code: 'json-object', text })
  const cells: Row['cells'] = {}
  const unread: Row['unread'] = {}
  for (const [heading, cell] of Object.entries(value)) {
    const column = columnOf(heading)
    if (column) cells[column] = { value: cell, line }
    else unread[heading] = cell
  }
  for (const column of ['compute', 'loss'] as const)
    if (!(column in cells) && !(column === 'loss' && truth(cells.held_out?.value)))
      throw new RunTableError({ ...place, column }, { code: 'json-key', text, column })
  return { file, line, cells, unread }
}

// --- Runs

interface PlacedRun {
  place: Place & { line: number }
  run: Target
}

function readRuns(rows: Row[]): PlacedRun[] {
  // Where other rows write false, a blank isn't one: the line may have been cut off there.
  const saysFalse = rows.some(({ cells }) => truth(cells.held_out?.value) === false)
  return rows.map((row) => {
    const { cells, file, line } = row
    const run: Target = { compute: positive(row, 'compute') }
    const heldOut = cells.held_out?.value
    const blank = heldOut === undefined || heldOut === null || heldOut === ''
    if (blank ? saysFalse && 'held_out' in cells : truth(heldOut) === undefined)
      throw new RunTableError(placeOf(row, 'held_out'), { code: 'held-out', text: shown(heldOut) })
    const loss = cells.loss?.value
    if (!(truth(heldOut) && isMissing(loss))) {
      if (loss === '') throw new RunTableError(placeOf(row, 'loss'), { code: 'no-loss' })
      run.loss = positive(row, 'loss')
    }
    const name = cells.run?.value
    if (typeof name === 'number') run.run = String(name)
    if (typeof name === 'string' && name.trim()) run.run = name.trim()
    if (truth(heldOut)) run.heldOut = true
    return { place: { file, line }, run }
  })
}

const placeOf = ({ file, line, cells }: Row, column: Column) => ({
  file,
  line: cells[column]?.line ?? line,
  column,
})

/** Nothing where a loss may stand, also as R and JSON write it; NaN is none of them, for so ends a run that diverged. */
const isMissing = (loss: unknown) => loss === undefined || loss === null || loss === '' || loss === 'NA'

function truth(value: unknown) {
  const text = String(value).toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function positive(row: Row, column: 'compute' | 'loss') {
  const cell = row.cells[column]?.value
  const value = typeof cell === 'string' ? numberIn(cell) : typeof cell === 'number' ? cell : NaN
  if (isPlausible(value)) return value
  throw new RunTableError(placeOf(row, column), { code: 'number', text: shown(cell) })
}

/** A cell as it stands in the file; empty for nothing. */
function shown(cell: unknown) {
  return typeof cell === 'string' ? cell : cell === undefined ? '' : JSON.stringify(cell)
}

function checkNames(runs: PlacedRun[]) {
  const lineOf = new Map<string, number>()
  for (const { place, run } of runs) {
    if (run.run === undefined) continue
    const first = lineOf.get(run.run)
    if (first !== undefined)
      throw new RunTableError({ ...place, column: 'run' }, { code: 'name-twice', name: run.run, line: first })
    lineOf.set(run.run, place.line)
  }
}

/** Headings of a training's progress, and of what runs are told apart by, without capitals and separators. */
const STEP = /^(global|training)?(steps?|iters?|iterations?|epochs?)$/
const NAME = /^(run|model|name|id|size|exp|experiment)(id|name)?$/

const plainHeading = (heading: string) => heading.toLowerCase().replace(/[\s_-]/g, '')
const numberOf = (cell: unknown) => (typeof cell === 'number' ? cell : numberIn(String(cell ?? '')))

/** What stands in a row under a heading that fits, read or not. */
function cellUnder({ cells, unread }: Row, heading: RegExp): unknown {
  if (heading.test('run') && cells.run) return cells.run.value
  return Object.entries(unread).find(([name]) => heading.test(plainHeading(name)))?.[1]
}

const stepOf = (row: Row) => numberOf(cellUnder(row, STEP))

/**
 * The rows of each run, where most runs have several: by a column of steps, or where compute grows and loss falls under
 * one name. Undefined where each row is a run.
 */
function curvesIn(rows: readonly Row[]): Row[][] | undefined {
  const hasSteps = rows.length > 0 && rows.every((row) => stepOf(row) >= 0)
  const named = group(rows, (row) => String(cellUnder(row, NAME) ?? row.cells.run?.value ?? ''))
  const groups = [...named.values()]
  const long = groups.filter((group) => group.length > 1)
  if (long.length < groups.length / 2 || long.length === 0) return undefined
  const grows = (curve: Row[], of: (row: Row) => number) =>
    curve.slice(1).every((row, k) => of(row) > of(curve[k] as Row))
  const inOrder = long.map((group) => (hasSteps ? group.toSorted((p, q) => stepOf(p) - stepOf(q)) : group))
  const isCurve = (group: Row[]) => {
    const losses = group.map(({ cells }) => numberOf(cells.loss?.value))
    const falls = (losses.at(-1) ?? NaN) < (losses[0] ?? NaN)
    return (
      (!hasSteps || grows(group, stepOf)) &&
      falls &&
      grows(group, ({ cells }) => numberOf(cells.compute?.value))
    )
  }
  // Without steps a name alone must tell the runs apart: rows without one are runs of their own.
  if (!hasSteps && rows.some(({ cells }) => !cells.run?.value)) return undefined
  return inOrder.filter(isCurve).length > long.length / 2 ? groups : undefined
}

/** The row of the largest step, or else the last one. */
const lastOf = (group: Row[]): Row =>
  greatest(group, (p, q) => (stepOf(p) >= 0 ? stepOf(p) - stepOf(q) : p.line - q.line)) as Row

/** Words that say that a run is to be predicted, and that it is to be fitted. */
const HELD_OUT = /^(test|hold-?out|held-?out|predict(ed)?|eval|target|true|y|yes|1)$/i
const FITTED = /^(train(ing)?|fit(ted)?|false|n|no|0)$/i
const MARK = /^(split|set|subset|fold|predict|test|target|holdout|isheldout|istest)$/

/** A column that isn't read and may mark the runs to be predicted. */
interface Mark {
  column: string
  /** Its word for those, where both its words are understood and the heading is one for marks. */
  words?: string
}

/**
 * A column that marks some rows, not all, and isn't read: true and false, or two words of which one stands on the
 * largest runs only; undefined if there is none, or the table says itself what is held out.
 */
function markOf(rows: readonly Row[]): Mark | undefined {
  if (rows.some(({ cells }) => cells.held_out)) return undefined
  for (const column of Object.keys(rows[0]?.unread ?? {})) {
    const cells = rows.map(({ unread }) => String(unread[column] ?? '').trim())
    const [one = '', other = '', ...more] = [...new Set(cells.map((cell) => cell || 'false'))]
    if (other === '' || more.length > 0) continue
    const computes = (word: string) =>
      rows.flatMap(({ cells: { compute } }, k) =>
        (cells[k] || 'false') === word ? [numberOf(compute?.value)] : [],
      )
    const above = [
      [one, other],
      [other, one],
    ].find(([high = '', low = '']) => (min(computes(high)) ?? NaN) > (max(computes(low)) ?? NaN))
    if (
      above &&
      MARK.test(plainHeading(column)) &&
      HELD_OUT.test(above[0] ?? '') &&
      FITTED.test(above[1] ?? '')
    )
      return { column, words: above[0] }
    const areTruths = truth(one) !== undefined && truth(other) !== undefined
    // Numbers of two kinds, such as a batch size that was doubled, are no marks.
    if (areTruths || (above && Number.isNaN(numberIn(one)) && Number.isNaN(numberIn(other))))
      return { column }
  }
  return undefined
}

/** Holds out the rows that a column marks. @returns how many */
function holdOut(rows: readonly Row[], { column, words }: Mark): { count: number } {
  const marked = rows.filter(({ unread }) => String(unread[column] ?? '').trim() === words)
  for (const { cells, line } of marked) cells.held_out = { value: 'true', line }
  return { count: marked.length }
}

/** What a law needs of the runs, which no single row can show. */
function checkComputes(runs: PlacedRun[], { name: file, fixedC }: RunTable) {
  const fitted = runs.flatMap(({ run: { compute, loss, heldOut } }) =>
    heldOut || loss === undefined ? [] : [{ compute, loss }],
  )
  const count = byCompute(fitted).length
  const needed = fewestComputes({ c: fixedC })
  if (count < needed)
    throw new RunTableError(
      { file, column: 'compute' },
      { code: 'computes', count, needed, canFix: needed > 3 },
    )
  const least = min(fitted, ({ loss }) => loss) ?? Infinity
  if (fixedC !== undefined && fixedC >= least)
    throw new RunTableError({ file }, { code: 'c-above-losses', c: fixedC, least })
  const largest = max(fitted, ({ compute }) => compute) ?? 0
  for (const { place, run } of runs) {
    const { compute, heldOut } = run
    if (heldOut && compute <= largest)
      throw new RunTableError({ ...place, column: 'compute' }, { code: 'held-out-inside', compute, largest })
  }
}
