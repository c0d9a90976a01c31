import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { couplets, poemsIn } from '../../ladder/couplets'
import { readCorpus, sliceOf, writeCorpus } from '../../ladder/corpus'
import { openExperiment, rungsOf, runsOf, sha256 } from '../../ladder/experiment'
import { appendLine } from '../../ladder/files'
import { forecast, type Registered } from '../../ladder/forecasts'
import { checkPlan, rungRuns } from '../../ladder/plan'
import { plan } from '../../ladder/plans/mixture'
import { CHECKSUMS, SLICE, SLICE_FILE, split } from '../../ladder/prepare'
import { readRecords, type RunRecord } from '../../ladder/records'
import { verifyFiles } from '../../ladder/registration'
import { LadderRun, meanLoss } from '../../ladder/run'
import { slopesOf } from '../../ladder/slopes'
import { ASCII, decode, encodeAscii, encodeChinese, HIGH, LOW, VOCABULARY } from '../../ladder/tokens'

const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))
const slice = readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE)
const plans = readdirSync('ladder/plans').map((file) => file.replace(/\.ts$/, ''))

describe('the engine', () => {
  it('trains the smallest stage run again to the committed losses, to the last bit', async () => {
    const stage = await openExperiment('stage')
    const committed = runsOf(stage).find(({ width, seed }) => width === 5 && seed === 1001)
    const run = new LadderRun(module, stage.plan.recipe, 5, 1001, slice)
    while (!run.isDone) run.step()
    expect(run.losses()).toEqual(committed?.losses)
    expect(meanLoss(run.losses())).toBe(committed?.loss)
    expect(run.curve).toEqual(committed?.curve)
    expect(run.samples()).toEqual(committed?.samples)
  })

  it('is compiled from the kernels that are committed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
    // As docs/contributing.md says.
    const [, command = ''] = /`npx asc ([^`]*)`/.exec(readFileSync('docs/contributing.md', 'utf8')) ?? []
    const out = join(folder, 'kernels.wasm')
    const args = command.replace('ladder/kernels/kernels.wasm', out).split(' ')
    execFileSync('node_modules/.bin/asc', args)
    expect(readFileSync(out).equals(readFileSync('ladder/kernels/kernels.wasm'))).toBe(true)
    rmSync(folder, { recursive: true })
  })
})

describe('tokens', () => {
  const rankOf = new Map(slice.characters.map((character, rank) => [character, rank]))

  it('spell what they were made of', () => {
    expect(decode(encodeAscii(ASCII), slice.characters)).toBe(ASCII)
    const poem = '春望\n國破山河在，城春草木深。\n'
    const tokens = encodeChinese(poem, rankOf)
    expect(
      tokens.every((token, i) => (i % 2 ? token >= LOW && token < VOCABULARY : token >= HIGH && token < LOW)),
    ).toBe(true)
    expect(decode(tokens, slice.characters)).toBe(poem)
    expect(decode(tokens.subarray(1), slice.characters)).toBe(`□${poem.slice(1)}`)
  })

  it('are refused where there are none', () => {
    expect(() => encodeAscii('a`b')).toThrow('no token for "`" (96)')
    expect(() => encodeChinese('x', rankOf)).toThrow('no rank for "x"')
  })
})

describe('the corpus', () => {
  it('stands in the repository as a slice: the stage run reads it once', async () => {
    const { plan } = await openExperiment('stage')
    expect(slice.checksum).toBe(CHECKSUMS.mixture)
    expect(slice.train).toHaveLength(SLICE)
    expect(Object.keys(slice.validation)).toEqual(['poems', 'english', 'code'])
    for (const { width, seed } of plan.heldOut)
      expect(() => new LadderRun(module, plan.recipe, width, seed, slice)).not.toThrow()
    expect(readFileSync(SLICE_FILE).length).toBeLessThan(8e6)
  })

  it('holds a third of each kind of text', () => {
    const isPoem = slice.train.reduce((sum, token) => sum + (token >= HIGH ? 1 : 0), 0) / slice.train.length
    expect(isPoem).toBeGreaterThan(0.32)
    expect(isPoem).toBeLessThan(0.35)
  })

  it('has near-duplicates on one side of the split', () => {
    const unit = (...clauses: string[]) => ({ text: `${clauses.join('\n')}\n`, clauses })
    const units = [
      unit('one line', 'another line', 'a third line'),
      unit('one line', 'another line', 'of its own'),
      unit('a third line', 'two', 'lines', 'of its own'),
      unit('nothing', 'in common'),
    ]
    const { train, validation, left } = split(units, encodeAscii, 20)
    expect(decode(validation, [])).toBe('one line\nanother lin')
    expect(decode(train, [])).toBe((units[2]?.text ?? '') + (units[3]?.text ?? ''))
    expect(left).toBe(1)
  })
})

describe.each(plans)('the committed results of %s', (name) => {
  it('hold runs of the plan only, as the plan makes them, and the forecasts that follow from them', async () => {
    const experiment = await openExperiment(name)
    const { plan } = experiment
    const planned = new Set([...rungRuns(plan), ...plan.heldOut].map(({ width, seed }) => `${width}-${seed}`))
    const runs = runsOf(experiment)
    expect(runs.filter(({ width, seed }) => !planned.has(`${width}-${seed}`))).toEqual([])
    for (const { loss, losses } of runs) expect(meanLoss(losses)).toBe(loss)
    if (!existsSync(experiment.forecastsFile)) return
    const written = readFileSync(experiment.forecastsFile, 'utf8')
    expect(JSON.parse(written)).toEqual(forecast(plan, rungsOf(experiment, runs)))
    for (const { registration } of runs.filter(({ width }) =>
      plan.heldOut.some((job) => job.width === width),
    ))
      expect(registration?.forecasts).toBe(sha256(written))
  })
})

describe('slopes', () => {
  const rung = (compute: number, loss: number, seeds: number, spread: number | null) => ({
    compute,
    loss,
    seeds,
    spread,
  })

  it('of a power law are its exponent, at the middle of each step', () => {
    const rungs = [1e9, 1e10, 1e12].map((compute) => rung(compute, 3 * (compute / 1e9) ** -0.05, 4, 0))
    for (const { perDecade } of slopesOf(rungs)) expect(perDecade).toBeCloseTo(0.05 * Math.log(10), 12)
    expect(slopesOf(rungs).map(({ compute }) => Math.log10(compute))).toEqual([9.5, 11])
  })

  it('have the error of both rungs; one of few seeds takes the spread of all', () => {
    const [first, second] = slopesOf([rung(1e9, 2, 16, 0.08), rung(1e10, 2, 4, 0.02), rung(1e12, 2, 1, null)])
    expect(first?.error).toBeCloseTo(Math.hypot(0.01, 0.005), 12)
    const pooled = Math.sqrt((15 * 0.04 ** 2 + 3 * 0.01 ** 2) / 18)
    expect(second?.error).toBeCloseTo(Math.hypot(0.005, pooled) / 2, 12)
  })
})

describe('a plan', () => {
  const file = 'ladder/plans/mixture.ts'
  it('that names a rung twice is refused', () => {
    const [first] = plan.rungs
    expect(() => checkPlan({ ...plan, rungs: [...plan.rungs, ...(first ? [first] : [])] }, file)).toThrow(
      'ladder/plans/mixture.ts: found the rung of width 3 twice, expected it once; add up its seeds',
    )
  })

  it('whose seeds begin at 0 is refused', () => {
    expect(() => checkPlan({ ...plan, firstSeed: 0 }, file)).toThrow(
      'ladder/plans/mixture.ts: found the first seed 0, expected a whole number from 1',
    )
  })

  it('whose held-out run is a rung is refused', () => {
    expect(() => checkPlan({ ...plan, heldOut: [{ width: 4, seed: 9 }] }, file)).toThrow(
      'both among the rungs and held out',
    )
  })
})

// Each command is a process of its own.
describe('npm run ladder', () => {
  const tsx = resolve('node_modules/.bin/tsx')
  const script = resolve('scripts/ladder.ts')
  let folder: string
  const inFolder = (file: string) => join(folder, file)

  const PLAN = 'ladder/plans/tiny.ts'
  const RUNS = 'ladder/results/tiny/runs.jsonl'
  const FORECASTS = 'ladder/results/tiny/forecasts.json'
  const CORPUS = '.cache/ladder/mixture.tokens'

  /** A corpus of a moment's work under the whole one's name. */
  const tiny = writeCorpus({
    ...sliceOf(slice, 300_000),
    validation: Object.fromEntries(
      Object.entries(slice.validation).map(([kind, text]) => [kind, text.subarray(0, 1016)]),
    ),
  })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ladder-'))
    mkdirSync(inFolder('.cache/ladder'), { recursive: true })
    mkdirSync(inFolder('ladder/plans'), { recursive: true })
    writeFileSync(inFolder(CORPUS), tiny)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A plan that takes seconds; what is given replaces its parts. */
  const usePlan = (parts = '') =>
    writeFileSync(
      inFolder(PLAN),
      `import { plan as whole } from ${JSON.stringify(resolve('ladder/plans/mixture.ts'))}
       const recipe = { ...whole.recipe, tokensPerParameter: 5 }
       const forecast = { ...whole.forecast, lowest: 3, rules: [{ name: 'all', below: 1 }] }
       export const plan = {
         ...whole,
         recipe,
         forecast,
         rungs: [3, 4, 5, 6, 7].map((width) => ({ width, seeds: 1 })),
         heldOut: [{ width: 9, seed: 1001 }],
         ${parts}
       }`,
    )
  const args = (...more: string[]) => [script, ...more, '--threads', '1']
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
    usePlan('rungs: [{ width: 40, seeds: 1 }], heldOut: []')
    const folderOfCheckpoints = inFolder('.cache/ladder/checkpoints/tiny')
    mkdirSync(folderOfCheckpoints, { recursive: true })
    const child: ChildProcess = spawn(tsx, args('train', 'tiny', '--checkpoint', '0.05'), {
      cwd: folder,
      detached: true,
    })
    const watcher = watch(folderOfCheckpoints)
    const file = join(folderOfCheckpoints, 'width-40-seed-1.bin')
    const ended = once(child, 'exit')
    while (!existsSync(file)) {
      await Promise.race([once(watcher, 'change'), ended])
      expect(child.exitCode, 'it ends before its first checkpoint').toBeNull()
    }
    watcher.close()
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ended
    expect(existsSync(inFolder(RUNS))).toBe(false)
    const [header = ''] = readFileSync(file, 'latin1').split('\n')
    const { done } = JSON.parse(header) as { done: number }

    const run = new LadderRun(
      module,
      { ...plan.recipe, tokensPerParameter: 5 },
      40,
      1,
      readCorpus(tiny, 'tiny'),
    )
    const { steps } = run.training.schedule
    while (!run.isDone) run.step()
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(steps)

    // It does go on from there: a checkpoint that claims to be at the end leaves the rest untrained.
    const saved = readFileSync(file)
    const floats = saved.subarray(saved.indexOf(10))
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(JSON.stringify({ ...JSON.parse(header), done: steps })), floats]),
    )
    expect(ladder('train', 'tiny')).toMatchObject({ status: 0 })
    expect(results()[0]?.curve.length).toBeLessThan(run.curve.length)
    rmSync(inFolder(RUNS))
    writeFileSync(file, saved)

    expect(ladder('train', 'tiny')).toMatchObject({ status: 0 })
    const losses = run.losses()
    expect(results()[0]).toMatchObject({ losses, loss: meanLoss(losses), curve: run.curve })
    expect(existsSync(file)).toBe(false)
    // Everything is done: nothing is trained again.
    expect(ladder('train', 'tiny').stdout).toContain('all 1 runs are done')
    expect(results()).toHaveLength(1)
  })

  it('trains a held-out run only when plan and forecasts are committed and unchanged', () => {
    usePlan()
    writeFileSync(inFolder('.gitignore'), '.cache/\n')
    git('init', '-q')
    expect(ladder('train', 'tiny')).toMatchObject({ status: 0 })
    const refused = (found: string) => {
      const { status, stderr } = ladder('train', 'tiny', '--held-out')
      expect(stderr).toContain(`no held-out run is trained: ${found}`)
      expect(status).toBe(2)
      expect(results()).toHaveLength(5)
    }
    refused('no forecast is written down')
    expect(ladder('predict', 'tiny')).toMatchObject({ status: 0 })
    refused('git ls-files: error: pathspec')
    commit()
    const registered = readFileSync(inFolder(FORECASTS), 'utf8')

    writeFileSync(inFolder(FORECASTS), registered.replace(/"predicted": \d/, '"predicted": 9'))
    refused(`changed since the last commit: M ${FORECASTS}`)
    commit()
    const other = git('rev-parse', 'HEAD').trim()
    refused('the committed forecasts are not what the plan and the runs give')
    writeFileSync(inFolder(FORECASTS), registered)
    commit()
    const runs = readFileSync(inFolder(RUNS), 'utf8')
    writeFileSync(inFolder(RUNS), runs.replace(/"seconds":[\d.]+/, '"seconds":0.0001'))
    refused("width 7, seed 1 isn't in the commit of the forecasts")
    writeFileSync(inFolder(RUNS), runs)
    usePlan('// changed')
    refused(`changed since the last commit: M ${PLAN}`)
    usePlan()

    expect(ladder('train', 'tiny', '--held-out')).toMatchObject({ status: 0 })
    const run = results().find(({ width }) => width === 9) as RunRecord
    expect(run.registration?.commit).toBe(git('log', '-1', '--format=%H').trim())
    const [{ forecasts } = { forecasts: [] }] = JSON.parse(registered) as Registered[]
    expect(ladder('reveal', 'tiny').stdout).toContain(`predicted ${forecasts[0]?.predicted.toFixed(4)}`)
    expect(ladder('verify').stdout).toContain(`registered in ${run.registration?.commit.slice(0, 12)}`)

    // What was tampered with is found without training.
    const ended = readFileSync(inFolder(RUNS), 'utf8')
    const tampered = (from: RegExp | string, to: string, found: string) => {
      writeFileSync(inFolder(RUNS), ended.replace(from, to))
      const { status, stderr } = ladder('verify', 'tiny')
      expect(stderr).toContain(found)
      expect(status).toBe(2)
      writeFileSync(inFolder(RUNS), ended)
    }
    tampered(/"tokens":\d+/, '"tokens":7', 'tokens and')
    tampered(/"loss":\d/, '"loss":4', 'not what ladder/plans/tiny.ts and the rungs')
    tampered(run.registration?.began ?? '', '2020-01-01T00:00:00.000Z', 'began at 2020-01-01')
    tampered(run.registration?.commit ?? '', other, `commit ${other} holds other forecasts`)
    commit()
    tampered(run.registration?.commit ?? '', git('rev-parse', 'HEAD').trim(), 'stands in commit')
    rmSync(inFolder(FORECASTS))
    tampered('', '', `${FORECASTS}: isn't there, although ${RUNS} holds the held-out width 9`)
    writeFileSync(inFolder(FORECASTS), registered)

    // Other forecasts don't take the place of the registered ones.
    usePlan(`forecast: { ...forecast, c: 1 }`)
    expect(ladder('predict', 'tiny').stderr).toContain(
      'other forecasts are registered there, nothing was changed',
    )
    expect(readFileSync(inFolder(FORECASTS), 'utf8')).toBe(registered)
  })

  it('says in one line what is wrong, and leaves the results alone', () => {
    usePlan()
    expect(ladder('train', 'tiny')).toMatchObject({ status: 0 })
    const whole = readFileSync(inFolder(RUNS), 'utf8')
    const complains = (message: string, command = 'train', name = 'tiny') => {
      const before = readFileSync(inFolder(RUNS), 'utf8')
      const { status, stderr } = ladder(command, name)
      expect(stderr).toContain(message)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(status).toBe(2)
      expect(readFileSync(inFolder(RUNS), 'utf8')).toBe(before)
    }
    const lines = whole.split('\n')

    writeFileSync(inFolder(RUNS), whole.slice(0, -100))
    complains(`${RUNS}:5: found "{"width":`)
    writeFileSync(inFolder(RUNS), [lines[0]?.slice(0, 50), ...lines.slice(1)].join('\n'))
    complains(`${RUNS}:1: found "{"width":`)
    writeFileSync(inFolder(RUNS), `${lines[0]}\n${whole}`)
    complains(`${RUNS}:2: found width`)
    writeFileSync(inFolder(RUNS), whole.replace(/"recipe":"\w+"/, '"recipe":"other"'))
    complains(`${RUNS}:1: found recipe other, expected`)
    writeFileSync(inFolder(RUNS), whole)

    complains('ladder/plans/missing.ts: no such file, expected a plan', 'train', 'missing')
    usePlan('rungs: [{ width: 8, seeds: 1 }, { width: 9, seeds: 1 }, { width: 8, seeds: 2 }],')
    complains('found the rung of width 8 twice')
    usePlan('rungs: [{ width: 80, seeds: 1 }],')
    complains('tokens of text, there are')
    usePlan('forecast: undefined,')
    complains('found held-out runs without a `forecast`')
    usePlan()
    complains('expected prepare, train, predict, reveal or verify', 'fit')
    expect(ladder('train', 'tiny', '--width', '99').stderr).toContain(
      'no rung of the plan has width 99; expected widths',
    )

    writeFileSync(inFolder(RUNS), '')
    complains('width 3, seed 1: not trained yet', 'predict')
    usePlan('recipe: { ...recipe, matrixRate: 1e30, tableRate: 1e30 },')
    complains('width 7, seed 1: step ')

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

it('the slice and the results of the first experiment stand as they were committed', () => {
  expect(verifyFiles()).toEqual([
    `${SLICE_FILE}: of corpus ${CHECKSUMS.mixture}`,
    'poems: 5 files as they were revealed',
  ])
})

describe('regular couplets', () => {
  it('are two clauses of five or of seven characters', () => {
    expect(couplets(['春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。'])).toEqual({
      sentences: 2,
      regular: 2,
    })
    expect(couplets(['春眠不覺曉，處處聞啼。夜來，風雨，花落知。', '大江東去。'])).toEqual({
      sentences: 3,
      regular: 0,
    })
    expect(couplets(['黃河之水天上來，奔流到海不復回。\n五字五字五，七字七字七字七。'])).toEqual({
      sentences: 2,
      regular: 1,
    })
  })

  it('are counted in poems without their titles', () => {
    expect(poemsIn('尾聲。\n\n春曉\n春眠不覺曉，處處聞啼鳥。\n\n又\n斷')).toEqual([
      '春眠不覺曉，處處聞啼鳥。',
    ])
  })
})
