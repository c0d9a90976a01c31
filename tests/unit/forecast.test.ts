import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main, type Report } from '../../scripts/forecast-command'
import { band, median, posterior } from '../../law/posterior'
import { fit, predict } from '../../law/power-law'
import { MAX_BYTES } from '../../law/run-table'

/** Runs the command in this process. */
function forecast(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = main(
    args,
    (text) => out.push(text),
    (text) => err.push(text),
  )
  return { code, out, err, reports: () => out.map((line) => JSON.parse(line) as Report) }
}

const SMALL = [
  { compute: 1, loss: 4 },
  { compute: 10, loss: 3.2 },
  { compute: 100, loss: 2.7 },
  { compute: 1000, loss: 2.3 },
]
let folder: string
const write = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forecast-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run -s forecast', () => {
  it('prints one line of JSON a table, as documented', () => {
    const { code, out, err } = forecast(
      'data/runs/gpt4-figure1.csv',
      '--json',
      '--target',
      '1e-2',
      '--target',
      '10',
    )
    expect([code, err]).toEqual([0, []])
    expect(out).toHaveLength(1)
    const number = String.raw`-?\d[\d.e+-]*`
    const interval = `{"50":[N,N],"80":[N,N],"95":[N,N]}`
    const plain = `{"run":null,"compute":N,"ratio":N,"predicted":N,"interval":${interval},"actual":null,"error":null}`
    const heldOut = `{"run":"gpt-4","compute":1,"ratio":N,"predicted":N,"interval":${interval},"actual":1.256,"error":N}`
    const law = `{"a":N,"b":-N,"c":N,"c0":N}`
    const test = (name: string, below: string) =>
      `{"below":${below},"compute":N,"run":"${name}","fitted":N,"predicted":N,"interval":${interval},"actual":N,"error":N,"inside":true}`
    const tests = [6, 7, 8, 9].map((k) => test(`small-${k}`, '0.1'))
    tests.push(...[8, 9].map((k) => test(`small-${k}`, '0.01')))
    const line = `{"file":"data/runs/gpt4-figure1.csv","law":${law},"fitted":9,"forecasts":[${heldOut},${plain},${plain}],"backtest":[${tests.join(',')}]}`
    const pattern = line.replace(/[{}[\].]/g, String.raw`\$&`).replace(/-?N/g, number)
    expect(out[0]).toMatch(new RegExp(`^${pattern}$`))
  })

  it('says what the law says', () => {
    const rows = SMALL.map(({ compute, loss }, k) => `${compute},${loss},r${k},false`).join('\n')
    const path = write('runs.csv', `compute,loss,run,held_out\n${rows}\n5000,2.2,,true\n`)
    const [report] = forecast(path, '--json', '--target', '20000').reports()
    const law = fit(SMALL)
    const beliefs = posterior(SMALL)
    const predicted = median(beliefs, 5000)
    expect(report).toEqual({
      file: path,
      law,
      fitted: 4,
      forecasts: [
        {
          run: null,
          compute: 5000,
          ratio: 5,
          predicted,
          interval: band(beliefs, 5000),
          actual: 2.2,
          error: (predicted - 2.2) / 2.2,
        },
        {
          run: null,
          compute: 20000,
          ratio: 20,
          predicted: median(beliefs, 20000),
          interval: band(beliefs, 20000),
          actual: null,
          error: null,
        },
      ],
      backtest: [],
    })
  })

  it('prints a table for people', () => {
    const { out } = forecast('data/runs/gpt4-figure1.csv', '--target', '100')
    expect(out.join('\n')).toMatch(
      /^data\/runs\/gpt4-figure1.csv\n {2}L\(C\) = 1\.80844·\(C\/2\.2674e-7\)\^-0\.120078 \+ 0\.985195, fitted to 9 runs\n/,
    )
    expect(out.join('\n')).toMatch(/gpt-4 +1 +×14180 +1\.271 .* 1\.256 +\+1\.20 % +×1\.571\n/)
    expect(out.join('\n')).toMatch(/target +100 +×1\.418e\+6 +1\.\d+ .* to 1\.\d+$/m)
    expect(out.join('\n')).toContain('loss: bits per word, OpenAI internal codebase')
  })

  it('forecasts a held-out run that is not trained yet, as a target, and says so', () => {
    const path = 'tests/fixtures/runs/good/not-trained-yet.csv'
    const { code, err, reports } = forecast(path, '--json', '--target', '3e20')
    const [held, target] = reports()[0]?.forecasts ?? []
    expect(held).toEqual({ ...target, run: 'm5' })
    expect([code, err]).toEqual([
      0,
      [`${path}: warning: 1 held-out row has no loss: forecast as not trained yet`],
    ])
    expect(forecast(path).out.join()).not.toMatch(/NaN|undefined|null/)
  })

  it('forecasts inside its own bands, where the law lies outside', () => {
    const path = 'tests/fixtures/runs/good/bends-within-its-noise.csv'
    const [report] = forecast(path, '--json', '--target', '3e24', '--target', '3e21').reports()
    if (!report) throw new Error('no report')
    const [far] = report.forecasts
    for (const { predicted, interval } of report.forecasts) {
      expect(predicted).toBeGreaterThan(interval[50][0])
      expect(predicted).toBeLessThan(interval[50][1])
    }
    expect(predict(report.law, 3e24)).toBeGreaterThan(far?.interval[50][1] ?? NaN)
  })

  it('reads paths from where the user stands', () => {
    const run = spawnSync('npm', ['run', '-s', 'forecast', '--', 'poems.csv', '--json'], {
      encoding: 'utf8',
      cwd: 'data/runs',
      shell: process.platform === 'win32',
    })
    expect(run.stderr).toBe('')
    expect((JSON.parse(run.stdout) as Report).file).toBe('poems.csv')
    expect(run.status).toBe(0)
  })

  it('fixes c and leaves out the larger runs, if told to', () => {
    const [report] = forecast(
      'data/runs/cerebras-gpt.csv',
      '--json',
      '--c',
      '0',
      '--fit-below',
      '2.8e20',
    ).reports()
    expect(report?.law.c).toBe(0)
    expect(report?.fitted).toBe(3)
    expect(report?.forecasts.map(({ run }) => run)).toEqual(['13B'])
    expect(report?.forecasts[0]?.ratio).toBeCloseTo(2.3e22 / 6.1e19, 9)
    const few = forecast('data/runs/cerebras-gpt.csv', '--fit-below', '2.8e20')
    expect(few.code).toBe(2)
    expect(few.err[0]).toContain('found 3 distinct computes among the runs to fit, expected at least 4')
  })

  it('answers the good tables, reports the bad ones, and returns 2', () => {
    const { code, reports, err } = forecast(
      'data/runs/olmo-ladder.csv',
      'no-such-file.csv',
      'tests/fixtures/runs/nan-loss.csv',
      folder,
      'data/runs/gpt4-figure1.csv',
      '--json',
    )
    expect(code).toBe(2)
    expect(reports().map(({ file }) => file)).toEqual([
      'data/runs/olmo-ladder.csv',
      'data/runs/gpt4-figure1.csv',
    ])
    expect(err).toEqual([
      'no-such-file.csv: found no such file, expected a table of runs; check the path',
      'tests/fixtures/runs/nan-loss.csv:3: column loss: found "NaN", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
      `${folder}: found a folder, expected a table of runs; check the path`,
    ])
  })

  it('refuses a file that is too large before it reads it', () => {
    const path = join(folder, 'large.csv')
    const file = openSync(path, 'w')
    ftruncateSync(file, MAX_BYTES + 1)
    closeSync(file)
    expect(forecast(path)).toMatchObject({
      code: 2,
      out: [],
      err: [expect.stringContaining('found 10485761 bytes')],
    })
  })

  it('says of a target among the fitted runs that it is no forecast', () => {
    const { code, err } = forecast('data/runs/olmo-ladder.csv', '--target', '1e18')
    expect(code).toBe(0)
    expect(err).toEqual([
      expect.stringMatching(
        /warning: the target 1e\+18 lies among or below the fitted runs, up to [\d.e+]+: that is no forecast$/,
      ),
    ])
  })

  it('warns, and answers none the less', () => {
    const { code, out, err } = forecast('data/runs/olmo-ladder.csv', '--json', '--target', '1e25')
    expect([code, out.length]).toEqual([0, 1])
    expect(err).toEqual([
      'data/runs/olmo-ladder.csv: warning: the target 1e+25 lies 4.6 decades beyond a ladder of 1.6 decades',
    ])
  })

  it.each([
    [[], 'found no file, expected a table of runs'],
    [['x.csv', '--target', 'far'], '--target: found "far", expected a number above 0'],
    [['x.csv', '--target', '0'], '--target: found "0", expected a number above 0'],
    [['x.csv', '--target', '1e999'], '--target: found "1e999", expected a number above 0'],
    [['x.csv', '--c=-1'], '--c: found "-1", expected a number of at least 0'],
    [['x.csv', '--fit-below', ''], '--fit-below: found "", expected a number above 0'],
    [['x.csv', '--targets', '1'], "Unknown option '--targets'"],
    [['x.csv', '--target'], "Option '--target <value>' argument missing"],
  ])('refuses a wrong command in one line: %j', (args, message) => {
    const { code, out, err } = forecast(...args)
    expect([code, out, err.length]).toEqual([2, [], 1])
    expect(err[0]).toContain(message)
    expect(err[0]).toMatch(/; --help shows the usage$/)
    expect(err[0]).not.toContain('\n')
  })

  it('shows its usage', () => {
    const { code, out, err } = forecast('--help')
    expect([code, err]).toEqual([0, []])
    expect(out[0]).toMatch(/^usage: /)
  })

  it('prints names that would disturb a terminal as harmless text', () => {
    const rows = SMALL.map(({ compute, loss }) => `{"compute":${compute},"loss":${loss}}`)
    const path = write(
      'names.jsonl',
      [...rows, '{"compute":1e4,"loss":2.1,"run":"\\u001b[2J<b>","held_out":true}'].join('\n'),
    )
    const { out } = forecast(path)
    expect(out[0]).toContain('\ufffd[2J<b>')
    expect(out[0]).not.toContain('\u001b')
  })

  it('is a command with an exit code, answers on one stream and complaints on the other', () => {
    const run = spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        'scripts/forecast-command.ts',
        'data/runs/gpt4-figure2.csv',
        'no-such-file.csv',
        '--json',
      ],
      { encoding: 'utf8' },
    )
    expect(run.status).toBe(2)
    expect((JSON.parse(run.stdout) as Report).law.c).toBe(0)
    expect(run.stderr).toBe(
      'data/runs/gpt4-figure2.csv: warning: the target 1 lies 3.2 decades beyond a ladder of 2.9 decades\n' +
        'no-such-file.csv: found no such file, expected a table of runs; check the path\n',
    )
  })
})
