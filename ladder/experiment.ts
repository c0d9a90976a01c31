import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Registered } from './forecasts'
import { checkPlan, type Plan } from './plan'
import { CHECKSUMS } from './prepare'
import { readRecords, type RunRecord, type Versions } from './records'

/** The compiled kernels. */
export const KERNELS = fileURLToPath(new URL('kernels/kernels.wasm', import.meta.url))

/** Where corpora and checkpoints lie. */
export const CACHE = '.cache/ladder'

/** A plan, and where its results lie. */
export interface Experiment {
  name: string
  plan: Plan
  planFile: string
  runsFile: string
  forecastsFile: string
  poemsFile: string
  /** Folder of the checkpoints. */
  checkpoints: string
  versions: Versions
}

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

/**
 * Opens a plan of the current folder.
 * @throws if it is missing or wrong
 */
export async function openExperiment(name: string | undefined): Promise<Experiment> {
  if (!name)
    throw new RangeError('found no plan, expected the name of one in ladder/plans; --help shows the usage')
  const planFile = `ladder/plans/${name}.ts`
  if (!existsSync(planFile)) throw new Error(`${planFile}: no such file, expected a plan`)
  const { plan } = (await import(pathToFileURL(resolve(planFile)).href)) as { plan?: Plan }
  if (!plan) throw new Error(`${planFile}: exports no \`plan\``)
  checkPlan(plan, planFile)
  return {
    name,
    plan,
    planFile,
    runsFile: `ladder/results/${name}/runs.jsonl`,
    forecastsFile: `ladder/results/${name}/forecasts.json`,
    poemsFile: `ladder/results/${name}/poems.jsonl`,
    checkpoints: `${CACHE}/checkpoints/${name}`,
    versions: {
      node: process.version,
      kernels: sha256(readFileSync(KERNELS)).slice(0, 12),
      corpus: CHECKSUMS[plan.corpus],
      recipe: sha256(JSON.stringify(plan.recipe)).slice(0, 12),
    },
  }
}

/**
 * The finished runs of an experiment.
 * @throws if they are damaged, or were trained by another recipe, corpus or kernels
 */
export function runsOf({ versions, runsFile }: Experiment): RunRecord[] {
  const records = readRecords(runsFile)
  records.forEach((record, index) => {
    for (const key of ['recipe', 'corpus', 'kernels'] as const)
      if (record.versions[key] !== versions[key])
        throw new Error(
          `${runsFile}:${index + 1}: found ${key} ${record.versions[key]}, expected ${versions[key]}; ` +
            'these results belong to another plan: move them away, or take back the change',
        )
  })
  return records
}

/** The runs that forecasts rest on. */
export const rungsOf = ({ plan }: Experiment, records: readonly RunRecord[]) =>
  records.filter(({ width }) => plan.rungs.some((rung) => rung.width === width))

/** Forecasts as they are written down. */
export const forecastsText = (registered: readonly Registered[]) => `${JSON.stringify(registered, null, 2)}\n`
