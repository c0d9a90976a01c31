import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { Presets, SingleBar } from 'cli-progress'
import { removeCheckpoint } from '../ladder/checkpoints'
import { readCorpus } from '../ladder/corpus'
import { couplets, poemsIn } from '../ladder/couplets'
import {
  CACHE,
  forecastsText,
  KERNELS,
  openExperiment,
  runsOf,
  rungsOf,
  sha256,
  type Experiment,
} from '../ladder/experiment'
import { replaceFile } from '../ladder/files'
import { forecast, missOf, rungResults, type Registered } from '../ladder/forecasts'
import { rungRuns, type Job } from '../ladder/plan'
import { corpusFile, prepare, SLICE, SLICE_FILE } from '../ladder/prepare'
import { appendRecord, nameOf, readPoems, type Registration, type RunRecord } from '../ladder/records'
import { registrationOf, verify, verifyFiles } from '../ladder/registration'
import { shownPlan, type ShownPlan } from '../ladder/shown'
import { decode } from '../ladder/tokens'
import { schedule } from '../ladder/training'
import type { News, Order, ThreadData, Trained } from '../ladder/worker'

const USAGE = `usage: npm run ladder -- prepare | train | predict | reveal | verify   [PLAN]   [options]

Trains a ladder of small language models, forecasts large ones, and trains those, too. A plan is ladder/plans/PLAN.ts,
its results lie in ladder/results/PLAN/.

  prepare            fetches the texts and makes the corpora
  train PLAN         trains the rungs that aren't done yet; goes on where it was stopped
  predict PLAN       writes down the forecasts of the held-out runs, to be committed before they are trained
  train PLAN --held-out   trains the held-out runs, if plan and forecasts are committed and unchanged
  reveal PLAN        compares the forecasts with the runs, and writes what the deck shows
  verify [PLAN]      checks what is committed, without training: hashes, order of commits, forecasts
  --width W, --seed S   trains only these
  --threads N        runs at a time (one a core if left out)
  --checkpoint S     seconds between checkpoints (20 if left out)`

/** Poems that the first seed of each rung, and each held-out run, writes. */
const POEMS = 200

/** A thread's first lines: it doesn't inherit what reads TypeScript in this one. */
const THREAD = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
  .then(({ register }) => register())
  .then(() => import(${JSON.stringify(new URL('../ladder/worker.ts', import.meta.url).href)}))`

/** How a training is driven. */
interface Driven {
  threads: number
  /** Seconds between checkpoints. */
  checkpoint: number
  width?: number
  seed?: number
}

/** Trains jobs on threads; every finished run is on the disk at once. @throws at the first run that fails */
async function trainAll(
  jobs: Job[],
  experiment: Experiment,
  { threads, checkpoint }: Driven,
  print: (line: string) => void,
  registration?: Registration,
): Promise<void> {
  const { plan, versions, runsFile, poemsFile, checkpoints } = experiment
  const corpus = corpusFile(CACHE, plan.corpus)
  if (!existsSync(corpus))
    throw new Error(
      `${corpus}: no such file, expected the corpus; make it with \`npm run ladder -- prepare\``,
    )
  const { checksum } = readCorpus(readFileSync(corpus), corpus)
  if (checksum !== versions.corpus)
    throw new Error(
      `${corpus}: checksum ${checksum}, expected ${versions.corpus}; it was changed: delete it and prepare it again`,
    )
  const computeOf = ({ width }: Job) => schedule(plan.recipe, width).compute
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
  mkdirSync(checkpoints, { recursive: true })
  const data: ThreadData = {
    checkpoints,
    corpus,
    ...(plan.text === 'slice' && { slice: SLICE }),
    kernels: KERNELS,
    recipe: plan.recipe,
    of: `${versions.recipe}-${versions.corpus}-${plan.text}-${versions.kernels}`,
    every: checkpoint,
  }
  const waiting = [...jobs]
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(THREAD, { eval: true, workerData: data }),
  )
  const writes = (job: Job) =>
    job.seed === plan.firstSeed || plan.heldOut.some(({ width }) => width === job.width) ? POEMS : 0
  bar.start(total, 0, { runs: '' })
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = waiting.shift(); job; job = waiting.shift()) {
          const current = job
          shares.set(current, 0)
          const { poems, ...run } = await finish(worker, { ...current, poems: writes(current) }, (share) => {
            shares.set(current, share)
            update()
          })
          if (poems.length > 0) appendRecord({ ...current, poems }, poemsFile)
          appendRecord({ ...run, versions, ...(registration && { registration }) }, runsFile)
          removeCheckpoint(checkpoints, current)
          shares.set(current, 1)
          update()
          if (!process.stderr.isTTY)
            print(`${nameOf(run)}: loss ${run.loss.toFixed(4)} after ${run.seconds.toFixed(1)} s`)
        }
      }),
    )
  } finally {
    bar.stop()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function finish(worker: Worker, order: Order, onProgress: (share: number) => void) {
  return new Promise<Trained>((done, fail) => {
    const onMessage = (news: News) => {
      if (news.kind === 'progress') return onProgress(news.share)
      worker.off('message', onMessage)
      worker.off('error', fail)
      if (news.kind === 'done') done(news.trained)
      else fail(new Error(news.message))
    }
    worker.on('message', onMessage)
    worker.on('error', fail)
    worker.postMessage(order)
  })
}

const listed = (numbers: readonly number[]) => [...new Set(numbers)].join(', ')

async function train(
  experiment: Experiment,
  heldOut: boolean,
  driven: Driven,
  print: (line: string) => void,
) {
  const { plan, runsFile } = experiment
  const done = new Set(runsOf(experiment).map(nameOf))
  // The large rungs first, so that no core waits for the last one; held-out runs in the plan's order.
  const all = heldOut ? plan.heldOut : rungRuns(plan).sort((p, q) => q.width - p.width)
  const asked = all.filter(
    ({ width, seed }) => (driven.width ?? width) === width && (driven.seed ?? seed) === seed,
  )
  if (asked.length === 0)
    throw new Error(
      `no ${heldOut ? 'held-out run' : 'rung'} of the plan has ${[
        driven.width !== undefined && `width ${driven.width}`,
        driven.seed !== undefined && `seed ${driven.seed}`,
      ]
        .filter(Boolean)
        .join(
          ' and ',
        )}; expected widths ${listed(all.map(({ width }) => width))} and seeds ${listed(all.map(({ seed }) => seed))}`,
    )
  const jobs = asked.filter((job) => !done.has(nameOf(job)))
  if (jobs.length === 0) return print(`all ${asked.length} runs are done, in ${runsFile}`)
  const registration = heldOut ? registrationOf(experiment) : undefined
  await trainAll(jobs, experiment, driven, print, registration)
  print(`${jobs.length} runs added to ${runsFile}`)
}

const range = ([low, high]: [number, number]) => `${low.toFixed(4)} to ${high.toFixed(4)}`
const percent = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`

function predictHeldOut(experiment: Experiment, print: (line: string) => void) {
  const { plan, forecastsFile } = experiment
  const registered = forecast(plan, rungsOf(experiment, runsOf(experiment)))
  const text = forecastsText(registered)
  if (existsSync(forecastsFile) && readFileSync(forecastsFile, 'utf8') !== text)
    throw new Error(
      `${forecastsFile}: other forecasts are registered there, nothing was changed; to register anew, delete it and commit both steps`,
    )
  replaceFile(forecastsFile, text)
  for (const { heldOut, forecasts, c } of registered) {
    print(`held out: ${nameOf(heldOut)}, ${heldOut.compute.toExponential(3)} FLOP, c = ${c}`)
    for (const { name, rungs, ratio, law, predicted, byLaw, interval } of forecasts)
      print(
        `  ${name}: ${rungs.length} rungs up to d = ${rungs.at(-1)?.width}, ×${ratio.toFixed(0)} ahead, b = ${law.b.toFixed(4)}: ` +
          `loss ${predicted.toFixed(4)} (by the law ${byLaw.toFixed(4)}), 95 % ${range(interval[95])}`,
      )
  }
  print(`wrote ${forecastsFile}; commit it before a held-out run is trained`)
}

function showRungs({ plan }: Experiment, records: RunRecord[], print: (line: string) => void) {
  const rungs = rungResults(plan, records)
  rungs.forEach(({ width, compute, loss, losses, spread }, i) => {
    const before = rungs[i - 1]
    const slope = before ? -Math.log(loss / before.loss) / Math.log10(compute / before.compute) : NaN
    print(
      `d = ${width}: ${compute.toExponential(2)} FLOP, loss ${loss.toFixed(4)} ± ${spread.toFixed(4)} over ${losses.length} seeds` +
        (before ? `, ${slope.toFixed(3)} a decade` : ''),
    )
  })
}

function reveal(experiment: Experiment, print: (line: string) => void) {
  const { plan, forecastsFile, name } = experiment
  const records = runsOf(experiment)
  showRungs(experiment, records, print)
  if (plan.heldOut.length > 0 && !existsSync(forecastsFile))
    throw new Error(`${forecastsFile}: no such file; write it with \`npm run ladder -- predict ${name}\``)
  const written = plan.heldOut.length > 0 ? readFileSync(forecastsFile, 'utf8') : '[]'
  const registered = JSON.parse(written) as Registered[]
  for (const { heldOut, forecasts } of registered) {
    const run = records.find((record) => nameOf(record) === nameOf(heldOut))
    if (!run) {
      print(`${nameOf(heldOut)}: not trained yet; \`npm run ladder -- train ${name} --held-out\` trains it`)
      continue
    }
    if (run.registration?.forecasts !== sha256(written))
      throw new Error(
        `${forecastsFile}: not the forecasts that were registered before ${nameOf(run)}; restore them from git`,
      )
    const { commit, date } = run.registration
    print(
      `${nameOf(run)}: ${run.compute.toExponential(3)} FLOP, loss ${run.loss.toFixed(4)}; registered in ${commit.slice(0, 12)} of ${date}`,
    )
    for (const each of forecasts) {
      const miss = missOf(each, run.loss)
      print(
        `  ${each.name}: predicted ${each.predicted.toFixed(4)}, 95 % ${range(each.interval[95])} (${miss.inside ? 'inside' : 'outside'}); ` +
          `miss ${percent(miss.error)}, compute ×${miss.compute.toFixed(2)}, ${(100 * miss.share).toFixed(0)} % of the drop; ` +
          `without a law ${percent(miss.noLawError)}, by the last slope ${percent(miss.lastSlopeError)}`,
      )
    }
  }
  const shownFile = `data/figures/ladder/${name}.json`
  const shown: ShownPlan = {
    ...shownPlan(plan, records, registered),
    ...(name === 'mixture' && { couplets: coupletsOf(experiment, records) }),
  }
  replaceFile(shownFile, `${JSON.stringify(shown, null, 1)}\n`)
  print(`wrote ${shownFile}`)
}

/** How regular the poems of each width are, and the real ones beside them. */
function coupletsOf({ poemsFile }: Experiment, records: RunRecord[]): ShownPlan['couplets'] {
  const { characters, validation } = readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE)
  const real = poemsIn(decode(validation.poems ?? [], characters))
  const written = readPoems(poemsFile).flatMap(({ width, poems }) => {
    const run = records.find((record) => record.width === width)
    return run ? [{ width, compute: run.compute, ...couplets(poems.map(({ poem }) => poem)) }] : []
  })
  return { written: written.sort((a, b) => a.width - b.width), real: couplets(real) }
}

/** All plans and what else is committed, or one plan. */
async function verifyAll(name: string | undefined, print: (line: string) => void) {
  const names = name ? [name] : readdirSync('ladder/plans').map((file) => file.replace(/\.ts$/, ''))
  if (!name) for (const line of verifyFiles()) print(line)
  for (const each of names) for (const line of verify(await openExperiment(each))) print(line)
}

/**
 * The command; plans, results and cache lie in the current folder.
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
        width: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const [command, name] = positionals
    if (values.help) {
      print(USAGE)
      return 0
    }
    const count = (option: 'threads' | 'width' | 'seed') => {
      const value = values[option]
      if (value !== undefined && !(Number.isInteger(Number(value)) && Number(value) > 0))
        throw new RangeError(`--${option}: found "${value}", expected a whole number from 1`)
      return value === undefined ? undefined : Number(value)
    }
    const [width, seed] = [count('width'), count('seed')]
    const driven: Driven = {
      threads: count('threads') ?? 1,
      checkpoint: Number(values.checkpoint),
      ...(width && { width }),
      ...(seed && { seed }),
    }
    if (!(driven.checkpoint > 0))
      throw new RangeError(`--checkpoint: found "${values.checkpoint}", expected seconds above 0`)
    if (command === 'prepare') await prepare(CACHE, print)
    else if (command === 'train') await train(await openExperiment(name), values['held-out'], driven, print)
    else if (command === 'predict') predictHeldOut(await openExperiment(name), print)
    else if (command === 'reveal') reveal(await openExperiment(name), print)
    else if (command === 'verify') await verifyAll(name, print)
    else
      throw new RangeError(
        `found ${command ? `"${command}"` : 'no command'}, expected prepare, train, predict, reveal or verify; --help shows the usage`,
      )
    return 0
  } catch (error) {
    complain((error as Error).message.replace(/\s*\n\s*/g, ' '))
    return 2
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await main(process.argv.slice(2), console.log, console.error)
