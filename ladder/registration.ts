import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readCorpus } from './corpus'
import { forecastsText, runsOf, rungsOf, sha256, type Experiment } from './experiment'
import { forecast } from './forecasts'
import { CHECKSUMS, SLICE_FILE } from './prepare'
import { nameOf, type Registration, type RunRecord } from './records'
import { schedule } from './training'

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    })
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string }
    throw new Error(
      code === 'ENOENT' ? 'git: not installed' : `git ${args[0]}: ${stderr.trim().split('\n')[0]}`,
      { cause: error },
    )
  }
}

/** A file of the current folder as it stood in a commit. */
const fileAt = (commit: string, file: string) => git('show', `${commit}:./${file}`)

/**
 * The commit that holds the forecasts of an experiment.
 * @throws if plan, forecasts or the rungs they rest on aren't committed, or were changed since
 */
export function registrationOf(experiment: Experiment): Registration {
  const { name, planFile, runsFile, forecastsFile } = experiment
  const refuse = (found: string) =>
    new Error(
      `no held-out run is trained: ${found}; write the forecasts with \`npm run ladder -- predict ${name}\` and commit ` +
        `${planFile}, ${runsFile} and ${forecastsFile} first`,
    )
  if (!existsSync(forecastsFile)) throw refuse('no forecast is written down')
  const files = [planFile, forecastsFile]
  try {
    git('ls-files', '--error-unmatch', '--', ...files, runsFile)
  } catch (error) {
    throw refuse((error as Error).message)
  }
  const changed = git('status', '--porcelain', '--', ...files).trim()
  if (changed) throw refuse(`changed since the last commit: ${changed.replace(/\s+/g, ' ')}`)
  const [commit = '', date = ''] = git('log', '-1', '--format=%H %cI', '--', ...files)
    .trim()
    .split(' ')
  const rungs = rungsOf(experiment, runsOf(experiment))
  const late = missingAt(commit, runsFile, rungs)
  if (late) throw refuse(`${nameOf(late)} isn't in the commit of the forecasts`)
  const written = readFileSync(forecastsFile, 'utf8')
  if (written !== forecastsText(forecast(experiment.plan, rungs)))
    throw refuse('the committed forecasts are not what the plan and the runs give')
  return { commit, date, forecasts: sha256(written), began: new Date().toISOString() }
}

/** The first run that didn't stand in a commit as it stands now; held-out runs are added to the same file later. */
function missingAt(commit: string, runsFile: string, runs: readonly RunRecord[]): RunRecord | undefined {
  const lines = new Set(fileAt(commit, runsFile).split('\n'))
  return runs.find((run) => !lines.has(JSON.stringify(run)))
}

/** The runs that stood in a commit. */
const namesAt = (commit: string, runsFile: string) =>
  new Set(
    fileAt(commit, runsFile)
      .trim()
      .split('\n')
      .map((line) => nameOf(JSON.parse(line) as RunRecord)),
  )

/**
 * Checks what an experiment's files say, without training: that every run is what the plan makes of its width, that the
 * forecasts follow from the rungs, and that each held-out run began after the commit that holds them.
 *
 * @returns what was checked, a line each
 * @throws at the first thing that is wrong
 */
export function verify(experiment: Experiment): string[] {
  const { name, plan, planFile, runsFile, forecastsFile } = experiment
  const runs = runsOf(experiment)
  for (const run of runs) {
    const { compute, tokens } = schedule(plan.recipe, run.width)
    if (run.compute !== compute || run.tokens !== tokens)
      throw new Error(
        `${runsFile}: ${nameOf(run)} has ${run.tokens} tokens and ${run.compute} FLOP, the plan's recipe gives ${tokens} and ${compute}`,
      )
  }
  const said = [
    `${name}: ${runs.length} runs of recipe ${experiment.versions.recipe} on corpus ${experiment.versions.corpus}`,
  ]
  const heldOut = runs.filter((run) => plan.heldOut.some((job) => nameOf(job) === nameOf(run)))
  if (!existsSync(forecastsFile)) {
    const [run] = heldOut
    if (!run) return said
    throw new Error(
      `${forecastsFile}: isn't there, although ${runsFile} holds the held-out ${nameOf(run)}; restore it from its commit`,
    )
  }
  const rungs = rungsOf(experiment, runs)
  const written = readFileSync(forecastsFile, 'utf8')
  if (written !== forecastsText(forecast(plan, rungs)))
    throw new Error(`${forecastsFile}: not what ${planFile} and the rungs in ${runsFile} give`)
  said.push(`${name}: the forecasts follow from the plan and its rungs`)
  for (const run of heldOut) {
    const { registration } = run
    const wrong = (what: string) => new Error(`${runsFile}: ${nameOf(run)}: ${what}`)
    if (!registration) throw wrong('held out, but without a registration')
    const { commit, date, forecasts, began } = registration
    if (forecasts !== sha256(written))
      throw wrong(`registered were other forecasts than ${forecastsFile} holds`)
    git('merge-base', '--is-ancestor', commit, 'HEAD')
    if (sha256(fileAt(commit, forecastsFile)) !== forecasts)
      throw wrong(`commit ${commit} holds other forecasts`)
    if (fileAt(commit, planFile) !== readFileSync(planFile, 'utf8'))
      throw wrong(`commit ${commit} holds another plan`)
    const late = missingAt(commit, runsFile, rungs)
    if (late) throw wrong(`its forecasts rest on ${nameOf(late)}, which isn't in commit ${commit}`)
    if (namesAt(commit, runsFile).has(nameOf(run))) throw wrong(`stands in commit ${commit} already`)
    if (!(Date.parse(date) < Date.parse(began))) throw wrong(`began at ${began}, was registered at ${date}`)
    said.push(`${name}: ${nameOf(run)} began ${began}, registered in ${commit.slice(0, 12)} of ${date}`)
  }
  return said
}

/** In a folder of results whose code is gone: the checksums of what it holds, as `sha256sum` writes them. */
const SUMS = 'SHA256SUMS'

/**
 * Checks the files that no plan speaks of: the slice of the corpus, and the results of experiments whose code is gone.
 *
 * @returns what was checked, a line each
 * @throws at the first thing that is wrong
 */
export function verifyFiles(): string[] {
  const said: string[] = []
  if (existsSync(SLICE_FILE)) {
    const { checksum } = readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE)
    if (checksum !== CHECKSUMS.mixture)
      throw new Error(`${SLICE_FILE}: of corpus ${checksum}, expected ${CHECKSUMS.mixture}`)
    said.push(`${SLICE_FILE}: of corpus ${checksum}`)
  }
  for (const name of readdirSync('ladder/results')) {
    const folder = join('ladder/results', name)
    if (!existsSync(join(folder, SUMS))) continue
    const lines = readFileSync(join(folder, SUMS), 'utf8').trim().split('\n')
    for (const line of lines) {
      const [sum, file = ''] = line.split('  ')
      const found = sha256(readFileSync(join(folder, file)))
      if (found !== sum) throw new Error(`${join(folder, file)}: SHA-256 ${found}, ${SUMS} says ${sum}`)
    }
    said.push(`${name}: ${lines.length} files as they were revealed`)
  }
  return said
}
