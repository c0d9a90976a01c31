import { max } from 'd3-array'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { backTest, bendOf, type BackTest } from '../law/back-test'
import { forecast, missOf, type Prediction } from '../law/forecast'
import type { Band } from '../law/posterior'
import { isPlausible, type Law } from '../law/power-law'
import {
  checkSize,
  fitOptions,
  fittedRuns,
  numberIn,
  readRunTable,
  RunTableError,
  targetsOf,
  type RunTable,
  type RunTableOptions,
} from '../law/run-table'
import { describeWarning, printable } from '../law/table-messages'
import { targetWarnings } from '../law/table-warnings'

const USAGE = `usage: npm run -s forecast -- FILE … [--target C …] [--c LOSS] [--fit-below C] [--last-per-run] [--json]

Fits L(C) = a·(C/c0)^b + c to the runs of each table that aren't held out, and forecasts the held-out runs: the median
of the posterior, with its bands. A held-out row without a loss is a run that isn't trained yet. The back-test forecasts
the fitted runs themselves, each from those with at most 1/10 and 1/100 of its compute.

  --target C      forecast a run of compute C, too; may be repeated
  --c LOSS        keep the irreducible loss c at LOSS (0: a pure power law) instead of fitting it
  --fit-below C   fit only runs with a compute below C
  --last-per-run  of a table of training curves, take the last row of each run
  --json          one line of JSON a table: file, law {a, b, c, c0}, fitted, forecasts [{run, compute, ratio, predicted,
                  interval {50, 80, 95}, actual, error}], backtest; errors are shares, 0.01 for 1 %
  --help          this text

A table is CSV or JSON Lines with compute, loss and, if wanted, run and held_out (true or false).
Exit code 0: every table answered; 2: at least one could not be used, or the command was wrong.`

/** One target's forecast; `actual` and `error` are null where it isn't trained, `run` where it has no name. */
export interface Answer {
  run: string | null
  compute: number
  /** Compute of the target over the largest fitted one. */
  ratio: number
  /** The median of the posterior. */
  predicted: number
  interval: Band
  actual: number | null
  /** (predicted − actual)/actual. */
  error: number | null
}

/** What is printed for a table. */
export interface Report {
  file: string
  law: Law
  /** Number of runs fitted. */
  fitted: number
  forecasts: Answer[]
  /** The ladder's own larger runs, forecast from the smaller ones. */
  backtest: BackTest[]
}

/** Fits a table's law and forecasts its held-out runs, those that aren't trained yet, and then the targets. */
export function report(table: RunTable, targets: readonly number[] = []): Report {
  const runs = fittedRuns(table)
  const options = fitOptions(table)
  const { law, at } = forecast(runs, options)
  const largest = max(runs, ({ compute }) => compute) ?? 0
  const answer = ({ compute, run, loss }: { compute: number; run?: string; loss?: number }): Answer => {
    const { predicted, band }: Prediction = at(compute)
    return {
      run: run ?? null,
      compute,
      ratio: compute / largest,
      predicted,
      interval: band,
      actual: loss ?? null,
      error: loss === undefined ? null : missOf(law, predicted, loss).error,
    }
  }
  return {
    file: table.name,
    law,
    fitted: runs.length,
    forecasts: [...targetsOf(table), ...targets.map((compute) => ({ compute }))].map(answer),
    backtest: backTest(runs, options),
  }
}

const short = (value: number, digits = 4) => {
  const rounded = Number(value.toPrecision(digits))
  const size = Math.abs(rounded)
  return size > 0 && (size < 1e-4 || size >= 1e6) ? rounded.toExponential() : String(rounded)
}
const inLoss = (value: number) => value.toPrecision(4)
const interval = ([low, high]: [number, number]) => `${inLoss(low)} to ${inLoss(high)}`
const signed = (error: number) => `${error < 0 ? '-' : '+'}${Math.abs(100 * error).toFixed(2)} %`

/** Rows in columns under their heads, two spaces apart. */
function columns(heads: string[], rows: string[][]): string[] {
  const widths = heads.map((head, k) =>
    Math.max(...[head, ...rows.map((row) => row[k] ?? '')].map((s) => s.length)),
  )
  return [heads, ...rows].map((cells) =>
    `  ${cells.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join('  ')}`.trimEnd(),
  )
}

function forecastLines({ law, forecasts }: Report): string[] {
  if (forecasts.length === 0) return ['  nothing to forecast: hold out a run, or give --target']
  const heads = [
    'run',
    'compute',
    'ahead',
    'predicted',
    '50 %',
    '80 %',
    '95 %',
    'actual',
    'error',
    'in compute',
  ]
  const rows = forecasts.map(({ run, compute, ratio, predicted, interval: band, actual, error }) => [
    run ? printable(run) : 'target',
    short(compute),
    `×${short(ratio)}`,
    inLoss(predicted),
    interval(band[50]),
    interval(band[80]),
    interval(band[95]),
    ...(actual === null || error === null
      ? ['']
      : [
          inLoss(actual),
          signed(error),
          predicted > law.c ? `×${short(missOf(law, predicted, actual).compute)}` : '-',
        ]),
  ])
  return ['', ...columns(heads, rows)]
}

function backTestLines({ backtest }: Report): string[] {
  if (backtest.length === 0) return []
  const heads = ['run', 'compute', 'from', 'fitted', 'predicted', '95 %', 'actual', 'error', 'in the band']
  const rows = backtest.map(
    ({ below, run, compute, fitted, predicted, interval: band, actual, error, inside }) => [
      run ? printable(run) : '-',
      short(compute),
      `1/${1 / below}`,
      String(fitted),
      inLoss(predicted),
      interval(band[95]),
      inLoss(actual),
      signed(error),
      inside ? 'yes' : 'no',
    ],
  )
  return ['', '  back-test: the fitted runs, each from those far below it', ...columns(heads, rows)]
}

/** The report as a table for people. */
export function format(report: Report, { computeLabel, lossLabel }: RunTable): string {
  const { file, law, fitted } = report
  return [
    printable(file),
    `  L(C) = ${short(law.a, 6)}·(C/${short(law.c0, 6)})^${short(law.b, 6)} + ${short(law.c, 6)}, fitted to ${fitted} runs`,
    `  compute: ${printable(computeLabel ?? 'in the unit of the table')}`,
    `  loss: ${printable(lossLabel ?? 'in the unit of the table')}`,
    ...forecastLines(report),
    ...backTestLines(report),
  ].join('\n')
}

/**
 * The folder that the user stands in: npm runs a script from the folder of its package, and says where it was called.
 */
function standing(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env
  return script === 'forecast' && folder ? folder : process.cwd()
}

/** @throws RunTableError if the file can't be read or used */
function readTable(file: string, options: RunTableOptions): RunTable {
  const path = resolve(standing(), file)
  let bytes
  try {
    checkSize(statSync(path).size, file)
    bytes = readFileSync(path)
  } catch (error) {
    if (error instanceof RunTableError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const known = { ENOENT: 'no-file', EISDIR: 'folder', EACCES: 'no-permission' } as const
    const fault = known[code as keyof typeof known]
    throw new RunTableError({ file }, fault ? { code: fault } : { code: 'unreadable', reason: code })
  }
  return readRunTable(bytes, file, options)
}

/** @throws RangeError with a line for the user if the command line makes no sense */
function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      target: { type: 'string', multiple: true, default: [] },
      c: { type: 'string' },
      'fit-below': { type: 'string' },
      'last-per-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const number = (option: string, text: string, zero = false) => {
    const value = numberIn(text)
    if (isPlausible(value) || (zero && value === 0)) return value
    throw new RangeError(
      `--${option}: found "${printable(text)}", expected a number ${zero ? 'of at least' : 'above'} 0`,
    )
  }
  if (positionals.length === 0 && !values.help)
    throw new RangeError('found no file, expected a table of runs')
  return {
    files: positionals,
    targets: values.target.map((text) => number('target', text)),
    options: {
      c: values.c === undefined ? undefined : number('c', values.c, true),
      lastPerRun: values['last-per-run'],
      fitBelow: values['fit-below'] === undefined ? undefined : number('fit-below', values['fit-below']),
    },
    json: values.json,
    help: values.help,
  }
}

/**
 * The command: answers every table it can use and complains about the others, one line each.
 *
 * @param print takes what goes to standard output, `complain` what goes to standard error, a line or more at a time
 * @returns the exit code
 */
export function main(args: string[], print: (text: string) => void, complain: (text: string) => void): 0 | 2 {
  let command
  try {
    command = readArguments(args)
  } catch (error) {
    complain(`${(error as Error).message.replace(/\s*\n\s*/g, ' ')}; --help shows the usage`)
    return 2
  }
  const { files, targets, options, json, help } = command
  if (help) {
    print(USAGE)
    return 0
  }
  let code: 0 | 2 = 0
  for (const file of files) {
    try {
      const table = readTable(file, options)
      const answer = report(table, targets)
      print(json ? JSON.stringify(answer) : format(answer, table))
      for (const warning of [
        ...table.warnings,
        ...targetWarnings(fittedRuns(table), targets),
        ...bendOf(answer.backtest),
      ])
        complain(`${printable(file)}: warning: ${describeWarning(warning, 'en')}`)
    } catch (error) {
      if (!(error instanceof RunTableError)) throw error
      complain(error.message)
      code = 2
    }
  }
  return code
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // A reader that has seen enough, such as head, is no fault.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  process.exitCode = main(process.argv.slice(2), console.log, console.error)
}
