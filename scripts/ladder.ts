import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { Presets, SingleBar } from 'cli-progress'
import { removeCheckpoint } from '../ladder/checkpoints'
import { readCorpus, type Corpus } from '../ladder/corpus'
import { replaceFile } from '../ladder/files'
import { forecast, missOf, rungResults, runTableOf, type Registered } from '../ladder/forecasts'
import { checkPlan, runsOf, type Plan } from '../ladder/plan'
import { CORPUS_CHECKSUM, corpusFile, prepare } from '../ladder/prepare'
import {
  appendRecord,
  nameOf,
  readRecords,
  RECORDS_FILE,
  type Registration,
  type RunRecord,
} from '../ladder/records'
import { shownLadder } from '../ladder/shown'
import { schedule } from '../ladder/train'
import type { Job, News, ThreadData } from '../ladder/worker'

const USAGE = `usage: npm run ladder -- prepare | train | predict | reveal   [options]

Trains a ladder of small language models, forecasts a large one, and trains that, too.

  prepare         fetches the poems and makes the corpus
  train           trains the runs of the plan that aren't done yet; goes on where it was stopped
  predict         writes down the forecasts of the held-out run, to be committed before it is trained
  train --held-out   trains the held-out run, if plan and forecasts are committed and unchanged
  reveal          compares the forecasts with the run, and writes what the deck shows of it
  --threads N     runs at a time (one a core if left out)
  --checkpoint S  seconds between checkpoints (20 if left out)
  --plan FILE     a module that exports another plan`

const CACHE = '.cache/ladder'
const FORECASTS_FILE = 'ladder/results/forecasts.json'
const TABLE_FILE = 'data/runs/poems.csv'
const SHOWN_FILE = 'data/figures/ladder.json'
const KERNELS = fileURLToPath(new URL('../ladder/kernels/kernels.wasm', import.meta.url))
const PLAN = fileURLToPath(new URL('../ladder/plan.ts', import.meta.url))

/** A thread's first lines: it doesn't inherit what reads TypeScript in this one. */
const THREAD = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
  .then(({ register }) => register())
  .then(() => import(${JSON.stringify(new URL('../ladder/worker.ts', import.meta.url).href)}))`

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

/** How a training is driven. */
interface Driven {
  threads: number
  /** Seconds between checkpoints. */
  checkpoint: number
}

interface Experiment {
  plan: Plan
  planFile: string
  corpus: Corpus
  versions: RunRecord['versions']
}

/** @throws if the plan or the corpus is missing or wrong */
async function open(planFile: string): Promise<Experiment> {
  if (!existsSync(planFile)) throw new Error(`${planFile}: no such file, expected a plan; check --plan`)
  const { plan } = (await import(pathToFileURL(resolve(planFile)).href)) as { plan?: Plan }
  if (!plan) throw new Error(`${planFile}: exports no \`plan\``)
  checkPlan(plan)
  const file = corpusFile(CACHE)
  if (!existsSync(file))
    throw new Error(`${file}: no such file, expected the corpus; make it with \`npm run ladder -- prepare\``)
  const corpus = readCorpus(readFileSync(file), file)
  if (corpus.checksum !== CORPUS_CHECKSUM)
    throw new Error(
      `${file}: checksum ${corpus.checksum}, expected ${CORPUS_CHECKSUM}; it was changed: delete it and prepare it again`,
    )
  const versions = {
    node: process.version,
    kernels: sha256(readFileSync(KERNELS)).slice(0, 12),
    corpus: corpus.checksum,
    recipe: sha256(JSON.stringify(plan.recipe)).slice(0, 12),
  }
  return { plan, planFile, corpus, versions }
}

/** @throws if the results are damaged, or were trained by another recipe, corpus or kernels */
function results({ versions }: Experiment): RunRecord[] {
  const records = readRecords()
  records.forEach((record, index) => {
    for (const key of ['recipe', 'corpus', 'kernels'] as const)
      if (record.versions[key] !== versions[key])
        throw new Error(
          `${RECORDS_FILE}:${index + 1}: found ${key} ${record.versions[key]}, expected ${versions[key]}; ` +
            'these results belong to another plan: move them away, or take back the change',
        )
  })
  return records
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string }
    throw new Error(
      code === 'ENOENT' ? 'git: not installed' : `git ${args[0]}: ${stderr.trim().split('\n')[0]}`,
      {
        cause: error,
      },
    )
  }
}

/**
 * The commit that holds the forecasts.
 * @throws if plan, forecasts or the runs they rest on aren't committed, or were changed since
 */
function registrationOf(experiment: Experiment): Registration {
  const refuse = (found: string) =>
    new Error(
      `the held-out run is not trained: ${found}; write the forecasts with \`npm run ladder -- predict\` and commit ` +
        `${experiment.planFile}, ${RECORDS_FILE} and ${FORECASTS_FILE} first`,
    )
  if (!existsSync(FORECASTS_FILE)) throw refuse('no forecast is written down')
  const files = [experiment.planFile, RECORDS_FILE, FORECASTS_FILE]
  try {
    git('ls-files', '--error-unmatch', '--', ...files)
  } catch (error) {
    throw refuse((error as Error).message)
  }
  const changed = git('status', '--porcelain', '--', ...files)
  if (changed) throw refuse(`changed since the last commit: ${changed.replace(/\s+/g, ' ')}`)
  const written = readFileSync(FORECASTS_FILE, 'utf8')
  if (written !== asText(forecast(experiment.plan, results(experiment), experiment.corpus.vocabulary)))
    throw refuse('the committed forecasts are not what the plan and the runs give')
  const [commit = '', date = ''] = git('log', '-1', '--format=%H %cI', '--', ...files).split(' ')
  return { commit, date, forecasts: sha256(written) }
}

const asText = (forecasts: Registered) => `${JSON.stringify(forecasts, null, 2)}\n`

/** Trains jobs on threads; every finished run is on the disk at once. @throws at the first run that fails */
async function trainAll(
  jobs: Job[],
  experiment: Experiment,
  { threads, checkpoint }: Driven,
  print: (line: string) => void,
  registration?: Registration,
): Promise<void> {
  const { plan, corpus, versions } = experiment
  const computeOf = ({ width }: Job) => schedule(plan.recipe, width, corpus.vocabulary).compute
  const total = jobs.reduce((sum, job) => sum + computeOf(job), 0)
  const bar = new SingleBar(
    { format: '  {bar} {percentage} % | {runs} | {eta_formatted} left', etaBuffer: 200, hideCursor: true },
    Presets.shades_grey,
  )
  const shares = new Map<Job, number>()
  const update = () => {
    let done = 0
    for (const [job, share] of shares) done += share * computeOf(job)
    const running = [...shares]
      .filter(([, share]) => share < 1)
      .map(([{ width, seed }]) => `d = ${width} #${seed}`)
    bar.update(done, { runs: running.join(', ') })
  }
  const data: ThreadData = {
    cache: CACHE,
    corpus: corpusFile(CACHE),
    kernels: KERNELS,
    recipe: plan.recipe,
    of: `${versions.recipe}-${versions.corpus}-${versions.kernels}`,
    every: checkpoint,
  }
  // The large runs first, so that no core waits for the last one.
  const waiting = [...jobs].sort((p, q) => computeOf(q) - computeOf(p))
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(THREAD, { eval: true, workerData: data }),
  )
  bar.start(total, 0, { runs: '' })
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = waiting.shift(); job; job = waiting.shift()) {
          const current = job
          shares.set(current, 0)
          const record = await finish(worker, current, (share) => {
            shares.set(current, share)
            update()
          })
          appendRecord({ ...record, versions, ...(registration && { registration }) })
          removeCheckpoint(CACHE, current.width, current.seed)
          shares.set(current, 1)
          update()
          if (!process.stderr.isTTY)
            print(`${nameOf(record)}: loss ${record.loss.toFixed(4)} after ${record.seconds.toFixed(1)} s`)
        }
      }),
    )
  } finally {
    bar.stop()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function finish(worker: Worker, job: Job, onProgress: (share: number) => void) {
  return new Promise<Extract<News, { kind: 'done' }>['record']>((done, fail) => {
    const onMessage = (news: News) => {
      if (news.kind === 'progress') return onProgress(news.share)
      worker.off('message', onMessage)
      worker.off('error', fail)
      if (news.kind === 'done') done(news.record)
      else fail(new Error(news.message))
    }
    worker.on('message', onMessage)
    worker.on('error', fail)
    worker.postMessage(job)
  })
}

async function train(
  experiment: Experiment,
  heldOut: boolean,
  driven: Driven,
  print: (line: string) => void,
) {
  const { plan } = experiment
  const done = new Set(results(experiment).map(nameOf))
  // What explains the held-out run waits for it.
  const afterwards = done.has(nameOf(plan.heldOut)) ? plan.afterwards : []
  const all = heldOut ? [plan.heldOut] : runsOf([...plan.rungs, ...afterwards])
  const jobs = all.filter((job) => !done.has(nameOf(job)))
  if (jobs.length === 0) return print(`all ${all.length} runs are done, in ${RECORDS_FILE}`)
  const registration = heldOut ? registrationOf(experiment) : undefined
  await trainAll(jobs, experiment, driven, print, registration)
  print(`${jobs.length} runs added to ${RECORDS_FILE}`)
}

function predictHeldOut(experiment: Experiment, print: (line: string) => void) {
  const records = results(experiment)
  const { plan, corpus } = experiment
  const registered = forecast(plan, records, corpus.vocabulary)
  const text = asText(registered)
  if (existsSync(FORECASTS_FILE) && readFileSync(FORECASTS_FILE, 'utf8') !== text)
    throw new Error(
      `${FORECASTS_FILE}: other forecasts are registered there, nothing was changed; to register anew, delete it and commit both steps`,
    )
  replaceFile(FORECASTS_FILE, text)
  for (const rung of rungResults(plan, records))
    print(
      `d = ${rung.width}: ${rung.compute.toExponential(2)} FLOP, loss ${rung.loss.toFixed(4)} ± ${rung.spread.toFixed(4)} over ${rung.losses.length} seeds`,
    )
  print(`held out: d = ${plan.heldOut.width}, ${registered.heldOut.compute.toExponential(3)} FLOP`)
  for (const { name, rungs, ratio, law, predicted, interval, c } of registered.forecasts)
    print(
      `${name}: ${rungs.length} rungs up to d = ${rungs.at(-1)}, ×${ratio.toFixed(0)} ahead, b = ${law.b.toFixed(4)}, ` +
        `c = ${law.c.toFixed(3)}${c === undefined ? '' : ' (kept)'}: loss ${predicted.toFixed(4)}, 95 % ${range(interval[95])}`,
    )
  print(`wrote ${FORECASTS_FILE}; commit it before the held-out run is trained`)
}

const range = ([low, high]: [number, number]) => `${low.toFixed(4)} to ${high.toFixed(4)}`
const percent = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`

function reveal(experiment: Experiment, print: (line: string) => void) {
  const { plan } = experiment
  const records = results(experiment)
  const run = records.find(({ width, seed }) => width === plan.heldOut.width && seed === plan.heldOut.seed)
  if (!run)
    throw new Error(
      `the held-out run isn't trained yet; train it with \`npm run ladder -- train --held-out\``,
    )
  const written = readFileSync(FORECASTS_FILE, 'utf8')
  if (run.registration?.forecasts !== sha256(written))
    throw new Error(
      `${FORECASTS_FILE}: not the forecasts that were registered before the run; restore them from git`,
    )
  const registered = JSON.parse(written) as Registered
  print(`held out: d = ${run.width}, ${run.compute.toExponential(3)} FLOP, loss ${run.loss.toFixed(4)}`)
  print(`registered in commit ${run.registration.commit} of ${run.registration.date}`)
  for (const each of registered.forecasts) {
    const miss = missOf(each, run.loss)
    print(
      `${each.name}: predicted ${each.predicted.toFixed(4)}, 95 % ${range(each.interval[95])} (${miss.inside ? 'inside' : 'outside'}); ` +
        `miss ${percent(miss.error)}, compute ×${miss.compute.toFixed(2)}, ` +
        `${(100 * miss.share).toFixed(0)} % of the drop; without a law ${percent(miss.baselineError)}`,
    )
  }
  replaceFile(TABLE_FILE, runTableOf(rungResults(plan, records), run))
  replaceFile(SHOWN_FILE, `${JSON.stringify(shownLadder(plan, records, registered, run))}\n`)
  print(`wrote ${TABLE_FILE} and ${SHOWN_FILE}`)
}

/**
 * The command; results, forecasts and cache lie in the current folder.
 *
 * @param print takes what goes to standard output, `complain` what goes to standard error, a line at a time
 * @returns the exit code
 */
export async function main(
  args: string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 2> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'held-out': { type: 'boolean', default: false },
        threads: { type: 'string', default: String(availableParallelism()) },
        checkpoint: { type: 'string', default: '20' },
        plan: { type: 'string', default: PLAN },
        help: { type: 'boolean', default: false },
      },
    })
    const [command] = positionals
    if (values.help) {
      print(USAGE)
      return 0
    }
    const driven = { threads: Number(values.threads), checkpoint: Number(values.checkpoint) }
    if (!Number.isInteger(driven.threads) || driven.threads < 1)
      throw new RangeError(`--threads: found "${values.threads}", expected a whole number from 1`)
    if (!(driven.checkpoint > 0))
      throw new RangeError(`--checkpoint: found "${values.checkpoint}", expected seconds above 0`)
    if (command === 'prepare') await prepare(CACHE, print)
    else if (command === 'train') await train(await open(values.plan), values['held-out'], driven, print)
    else if (command === 'predict') predictHeldOut(await open(values.plan), print)
    else if (command === 'reveal') reveal(await open(values.plan), print)
    else
      throw new RangeError(
        `found ${command ? `"${command}"` : 'no command'}, expected prepare, train, predict or reveal; --help shows the usage`,
      )
    return 0
  } catch (error) {
    complain((error as Error).message.replace(/\s*\n\s*/g, ' '))
    return 2
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await main(process.argv.slice(2), console.log, console.error)
