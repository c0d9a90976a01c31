import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCorpus, textOf, vocabularyOf } from '../../ladder/corpus'
import { appendLine } from '../../ladder/files'
import { forecast, rungResults, runTableOf, type Registered } from '../../ladder/forecasts'
import { checkPlan, plan, runsOf } from '../../ladder/plan'
import { CORPUS_CHECKSUM, SLICE_FILE } from '../../ladder/prepare'
import { readRecords, type RunRecord } from '../../ladder/records'
import { LadderRun } from '../../ladder/run'

const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))
const slice = readCorpus(readFileSync(SLICE_FILE), SLICE_FILE)
const records = readRecords()
const committed = (width: number, seed = 1) => {
  const record = records.find((run) => run.width === width && run.seed === seed)
  if (!record) throw new Error(`no run of width ${width}, seed ${seed}`)
  return record
}
const heldOut = () => committed(plan.heldOut.width, plan.heldOut.seed)

describe('the engine', () => {
  it.each([3, 4, 5])('trains width %i again to the committed loss, to the last bit', (width) => {
    const run = new LadderRun(module, plan.recipe, width, 1, slice)
    while (!run.isDone) run.step()
    const { loss, curve, compute, tokens } = committed(width)
    expect(run.loss()).toBe(loss)
    expect(run.curve).toEqual(curve)
    expect(run.training.schedule).toMatchObject({ compute, tokens })
  })

  it('is compiled from the kernels that are committed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
    const [command = ''] = /"kernels": "([^"]*)"/.exec(readFileSync('package.json', 'utf8'))?.slice(1) ?? []
    const out = join(folder, 'kernels.wasm')
    const [, ...args] = command.replace('ladder/kernels/kernels.wasm', out).split(' ')
    execFileSync('node_modules/.bin/asc', args)
    expect(readFileSync(out).equals(readFileSync('ladder/kernels/kernels.wasm'))).toBe(true)
    rmSync(folder, { recursive: true })
  })
})

describe('the corpus', () => {
  it('is a slice of the whole one, and no character is lost', () => {
    expect(slice.checksum).toBe(CORPUS_CHECKSUM)
    const text = textOf(slice.validation)
    for (let i = 0; i < slice.validation.length; i++) {
      const [high, low] = [text.token(2 * i), text.token(2 * i + 1)]
      if ((((high - 128) << 7) | low) !== slice.validation[i] || Math.max(high, low) >= slice.vocabulary)
        expect.fail(`character ${i}`)
    }
    expect(slice.vocabulary).toBe(vocabularyOf(slice.characters.length))
  })

  it('has no line of a validation poem among the training poems, but for the common ones', () => {
    const write = (ranks: Uint16Array) => Array.from(ranks, (rank) => slice.characters[rank]).join('')
    const poems = (ranks: Uint16Array) =>
      write(ranks)
        .split('\n\n')
        .map((poem) => poem.split('\n').slice(1).join(''))
    const clausesOf = (poem: string) =>
      poem.split(/[，。！？、；：「」『』]/u).filter((clause) => clause.length >= 4)
    const seen = new Set(poems(slice.validation).flatMap(clausesOf))
    // The slice's last poem is cut.
    const shared = poems(slice.train)
      .slice(0, -1)
      .map(clausesOf)
      .filter((clauses) => clauses.length > 0)
      .map((clauses) => clauses.filter((clause) => seen.has(clause)).length / clauses.length)
    expect(shared.length).toBeGreaterThan(5000)
    expect(Math.max(...shared.filter((share) => share < 1))).toBeLessThan(0.5)
    expect(shared.filter((share) => share >= 1 / 3)).toEqual([])
  })
})

describe('the committed results', () => {
  it('hold every run of the plan and the held-out run, and nothing else', () => {
    const planned = runsOf([...plan.rungs, ...plan.afterwards]).map(({ width, seed }) => `${width}-${seed}`)
    const found = records.map(({ width, seed }) => `${width}-${seed}`)
    expect(found.sort()).toEqual([...planned, `${plan.heldOut.width}-${plan.heldOut.seed}`].sort())
  })

  it('give the registered forecasts again, which were there before the held-out run began', () => {
    const written = readFileSync('ladder/results/forecasts.json', 'utf8')
    const rungs = records.filter(({ width }) => plan.rungs.some((rung) => rung.width === width))
    expect(JSON.parse(written)).toEqual(forecast(plan, rungs, slice.vocabulary))
    const { registration } = heldOut()
    expect(registration?.forecasts).toBe(createHash('sha256').update(written).digest('hex'))
    expect(registration?.commit).toMatch(/^[0-9a-f]{40}$/)
  })

  it('are the run table of the deck', () => {
    expect(readFileSync('data/runs/poems.csv', 'utf8')).toBe(
      runTableOf(rungResults(plan, records), heldOut()),
    )
  })
})

describe('a plan', () => {
  it('that names a rung twice is refused', () => {
    const [first] = plan.rungs
    expect(() => checkPlan({ ...plan, rungs: [...plan.rungs, ...(first ? [first] : [])] })).toThrow(
      'ladder/plan.ts: found the rung of width 3 twice, expected it once; add up its seeds',
    )
  })

  it('whose held-out run is a rung is refused', () => {
    expect(() => checkPlan({ ...plan, heldOut: { width: 4, seed: 9 } })).toThrow(
      'both among the rungs and held out',
    )
  })
})

// Each command is a process of its own.
describe('npm run ladder', () => {
  const tsx = resolve('node_modules/.bin/tsx')
  const script = resolve('scripts/ladder.ts')
  const planModule = resolve('ladder/plan.ts')
  let folder: string
  const inFolder = (file: string) => join(folder, file)

  const RUNS = 'ladder/results/runs.jsonl'
  const FORECASTS = 'ladder/results/forecasts.json'
  const CORPUS = '.cache/ladder/poems.bin'

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ladder-'))
    mkdirSync(inFolder('.cache/ladder'), { recursive: true })
    copyFileSync(SLICE_FILE, inFolder(CORPUS))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A plan that takes seconds; what is given replaces its parts. */
  const usePlan = (parts = '') =>
    writeFileSync(
      inFolder('plan.ts'),
      `import { plan as whole } from ${JSON.stringify(planModule)}
       export const plan = {
         ...whole,
         rungs: [3, 4, 5, 6].map((width) => ({ width, seeds: 1 })),
         heldOut: { width: 7, seed: 1 },
         forecasts: [{ name: 'all', below: 1, c: 0 }],
         afterwards: [],
         ${parts}
       }`,
    )
  const args = (...more: string[]) => [script, ...more, '--plan', 'plan.ts', '--threads', '1']
  const ladder = (...more: string[]) => {
    const { status, stdout, stderr } = spawnSync(tsx, args(...more), { cwd: folder, encoding: 'utf8' })
    return { status, stdout, stderr: stderr.trim() }
  }
  const results = () => readRecords(inFolder(RUNS))
  const git = (...more: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...more], {
      cwd: folder,
      encoding: 'utf8',
    })
  const commit = () => {
    git('add', '.')
    git('commit', '-qm', 'register')
  }

  it('killed in the middle goes on from its checkpoint, and ends with the same loss', async () => {
    usePlan('rungs: [{ width: 16, seeds: 1 }],')
    mkdirSync(inFolder('.cache/ladder/checkpoints'))
    const child: ChildProcess = spawn(tsx, args('train', '--checkpoint', '0.3'), {
      cwd: folder,
      detached: true,
    })
    const watcher = watch(inFolder('.cache/ladder/checkpoints'))
    const file = inFolder('.cache/ladder/checkpoints/width-16-seed-1.bin')
    while (!existsSync(file)) await once(watcher, 'change')
    watcher.close()
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await once(child, 'exit')
    expect(existsSync(inFolder(RUNS))).toBe(false)
    const [header = ''] = readFileSync(file, 'latin1').split('\n')
    const { done } = JSON.parse(header) as { done: number }

    // It does go on from there: a checkpoint that claims to be at the end leaves the rest untrained.
    const saved = readFileSync(file)
    const floats = saved.subarray(saved.indexOf(10))
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(JSON.stringify({ ...JSON.parse(header), done: 1525 })), floats]),
    )
    expect(ladder('train')).toMatchObject({ status: 0 })
    expect(results()[0]?.curve.length).toBeLessThan(committed(16).curve.length)
    rmSync(inFolder(RUNS))
    writeFileSync(file, saved)

    expect(ladder('train')).toMatchObject({ status: 0 })
    const [run] = results()
    const { compute, tokens, loss, curve } = committed(16)
    expect(done).toBeGreaterThan(0)
    expect(run).toMatchObject({ compute, tokens, loss, curve })
    expect(existsSync(file)).toBe(false)
    // Everything is done: nothing is trained again.
    expect(ladder('train').stdout).toContain('all 1 runs are done')
    expect(results()).toHaveLength(1)
  })

  it('trains the held-out run only when plan and forecasts are committed and unchanged', () => {
    usePlan()
    writeFileSync(inFolder('.gitignore'), '.cache/\n')
    git('init', '-q')
    expect(ladder('train')).toMatchObject({ status: 0 })
    const refused = (found: string) => {
      const { status, stderr } = ladder('train', '--held-out')
      expect(stderr).toContain(`the held-out run is not trained: ${found}`)
      expect(status).toBe(2)
      expect(results()).toHaveLength(4)
    }
    refused('no forecast is written down')
    expect(ladder('predict')).toMatchObject({ status: 0 })
    refused('git ls-files: error: pathspec')
    commit()
    const registered = readFileSync(inFolder(FORECASTS), 'utf8')

    writeFileSync(inFolder(FORECASTS), registered.replace(/"predicted": \d/, '"predicted": 9'))
    refused('changed since the last commit: M ladder/results/forecasts.json')
    commit()
    refused('the committed forecasts are not what the plan and the runs give')
    writeFileSync(inFolder(FORECASTS), registered)
    commit()
    usePlan('// changed')
    refused('changed since the last commit: M plan.ts')
    usePlan()

    expect(ladder('train', '--held-out')).toMatchObject({ status: 0 })
    const run = results().find(({ width }) => width === 7) as RunRecord
    expect(run.registration?.commit).toBe(git('log', '-1', '--format=%H').trim())
    const { forecasts } = JSON.parse(registered) as Registered
    const { stdout } = ladder('reveal')
    expect(stdout).toContain(`predicted ${forecasts[0]?.predicted.toFixed(4)}`)
    expect(readFileSync(inFolder('data/runs/poems.csv'), 'utf8')).toContain(
      `${run.loss.toFixed(5)},d = 7,true`,
    )
    // Other forecasts don't take the place of the registered ones.
    usePlan(`forecasts: [{ name: 'late', below: 0.9, c: 1 }],`)
    expect(ladder('predict').stderr).toContain('other forecasts are registered there, nothing was changed')
    expect(readFileSync(inFolder(FORECASTS), 'utf8')).toBe(registered)
  })

  it('says in one line what is wrong, and leaves the results alone', () => {
    usePlan()
    expect(ladder('train')).toMatchObject({ status: 0 })
    const whole = readFileSync(inFolder(RUNS), 'utf8')
    const complains = (message: string, command = 'train') => {
      const before = readFileSync(inFolder(RUNS), 'utf8')
      const { status, stderr } = ladder(command)
      expect(stderr).toContain(message)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(status).toBe(2)
      expect(readFileSync(inFolder(RUNS), 'utf8')).toBe(before)
    }
    const lines = whole.split('\n')

    writeFileSync(inFolder(RUNS), whole.slice(0, -100))
    complains(`${RUNS}:4: found "{"width":`)
    writeFileSync(inFolder(RUNS), [lines[0]?.slice(0, 50), ...lines.slice(1)].join('\n'))
    complains(`${RUNS}:1: found "{"width":`)
    writeFileSync(inFolder(RUNS), `${lines[0]}\n${whole}`)
    complains(`${RUNS}:2: found width`)
    writeFileSync(inFolder(RUNS), whole.replace(/"recipe":"\w+"/, '"recipe":"other"'))
    complains(`${RUNS}:1: found recipe other, expected`)
    writeFileSync(inFolder(RUNS), whole)

    usePlan('rungs: [{ width: 8, seeds: 1 }, { width: 9, seeds: 1 }, { width: 8, seeds: 2 }],')
    complains('found the rung of width 8 twice')
    usePlan('rungs: [{ width: 30, seeds: 1 }],')
    complains('tokens of text, there are')
    usePlan()
    complains('expected prepare, train, predict or reveal', 'fit')
    complains("the held-out run isn't trained yet", 'reveal')

    writeFileSync(inFolder(RUNS), '')
    complains('width 3: found 0 of 1 runs, expected all of them', 'predict')
    usePlan('recipe: { ...whole.recipe, matrixRate: 1e30, embeddingRate: 1e30 },')
    complains('width 6, seed 1: step ')

    usePlan()
    const corpus = readFileSync(inFolder(CORPUS))
    corpus[corpus.length - 1] = (corpus.at(-1) ?? 0) ^ 1
    writeFileSync(inFolder(CORPUS), corpus)
    complains('the file was changed, make it again with `npm run ladder -- prepare`')
    writeFileSync(inFolder(CORPUS), corpus.subarray(0, -1000))
    complains('the file was cut or changed')
    rmSync(inFolder(CORPUS))
    complains('no such file, expected the corpus; make it with `npm run ladder -- prepare`')
  })

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', () => {
    expect(() => appendLine('/dev/full', 'a run')).toThrow(
      '/dev/full: the disk is full; make room and run the same command again, it goes on',
    )
  })
})
