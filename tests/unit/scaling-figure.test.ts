import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastOf, missAt, mostRemoved } from '../../chart/scaling-forecast'
import { spread } from '../../chart/labels'
import {
  chineseCount,
  computeTick,
  factor,
  finer,
  percent,
  signedPercent,
  significant3,
} from '../../data/numbers'
import { compactFigure, printFigures, scalingFigure, type Figure } from '../../chart/scaling-figure'
import type { ScalingState } from '../../chart/scene'
import { spanBands } from '../../chart/span-bands'
import { STEPS } from '../../chart/scaling-steps'
import { scalingRows } from '../../chart/alt-text'
import { textOf } from '../../chart/labels'
import { claim } from '../../data/claims'
import { scalingTables } from '../../data/scaling-tables'
import { report } from '../../scripts/forecast-command'
import { predict, RUN_NOISE } from '../../law/power-law'
import { parseRunTable } from '../../law/run-table'

const text = (name: string) => readFileSync(`data/runs/${name}.csv`, 'utf8')
const shipped = Object.keys(scalingTables)

function state(name: string, progress: number, more: Partial<ScalingState> = {}): ScalingState {
  const names = scalingTables[name]
  if (!names) throw new Error(`no table ${name}`)
  return { table: parseRunTable(text(name), name), names, progress, ...more }
}
const stage = (...arguments_: Parameters<typeof state>) => scalingFigure(state(...arguments_))
const words = ({ labels }: Figure) => labels.map(({ parts }) => textOf(parts))
const dots = (path: string) => path.split('M').length - 1

it('every table of data/runs/ can be picked', () => {
  const tables = readdirSync('data/runs').map((file) => basename(file, '.csv'))
  expect([...shipped].sort(), 'data/scaling-tables.ts says how each is spoken of').toEqual(tables.sort())
})

it('quotes claims where it is given them, and computes the same numbers itself where not', () => {
  const quoted = { 'dashed-line-loss': 'line', 'reading-error': 'reading', 'noise-prior': 'noise' }
  const values = (more: Partial<ScalingState>, step: number) =>
    stage('gpt4-figure1', step, more)
      .labels.flatMap(({ parts }) => parts)
      .flatMap((part) =>
        typeof part === 'string'
          ? []
          : 'claim' in part
            ? [`${part.claim}: ${part.text}`]
            : [`${part.computed} = ${part.text}`],
      )
  expect([...values({ quoted }, 7), ...values({ quoted }, 8)]).toEqual(
    expect.arrayContaining(['dashed-line-loss: line', 'reading-error: reading', 'noise-prior: noise']),
  )
  expect([...values({}, 7), ...values({}, 8)]).toEqual(
    expect.arrayContaining([
      `dashed-line-loss = ${claim('dashed-line-loss').value}`,
      `reading-error = ${claim('reading-error').value}`,
      `noise-prior = ${claim('noise-prior').value}`,
    ]),
  )
})

describe('the numbers', () => {
  it.each(shipped)('of %s are the command line’s, whatever is taken away', (name) => {
    const whole = parseRunTable(text(name), name)
    for (let removed = 0; removed <= mostRemoved(whole); removed++) {
      const forecast = forecastOf(whole, removed)
      const taken = forecast.runs.filter(({ compute }) => compute > forecast.to)
      const fitBelow = removed > 0 ? taken[0]?.compute : undefined
      const { law, fitted, forecasts } = report(parseRunTable(text(name), name, { fitBelow }))
      const answer = forecasts.find(({ compute }) => compute === forecast.run.compute)
      expect(fitted).toBe(forecast.kept.length)
      expect(new Set(taken.map(({ compute }) => compute)).size).toBe(removed)
      expect(forecast.law).toEqual(law)
      expect(answer).toMatchObject({ predicted: forecast.predicted, interval: forecast.band })
      const { loss } = forecast.run
      if (loss !== undefined) expect(missAt(forecast, forecast.predicted).error).toBe(answer?.error)
      expect(answer?.ratio).toBe(forecast.run.compute / forecast.to)

      const shown = scalingFigure(state(name, STEPS, { table: whole, removed }))
      const [low, high] = forecast.band[95]
      expect(words(shown).join(' ')).toContain(`${significant3(low)}–${significant3(high)}`)
      expect(words(shown).join(' ')).toContain(
        `预测 ${(loss === undefined ? significant3 : finer)(forecast.predicted)}`,
      )
      if (loss === undefined) continue
      const { error } = missAt(forecast, forecast.predicted)
      expect(words(shown).join(' ')).toContain(
        `实测 ${finer(loss)}，预测偏${error > 0 ? '高' : '低'} ${percent(Math.abs(error))}`,
      )
    }
  })

  it('of the noise and the run are those of their claims', () => {
    expect(claim('noise-prior').value).toBe(`${Number((100 * RUN_NOISE).toPrecision(6))}%`)
    const { run } = forecastOf(parseRunTable(text('gpt4-figure1'), 'x'))
    expect(`${significant3(run.loss ?? NaN)} 比特/词`).toBe(claim('gpt4-loss').value)
  })

  it('are written as on a slide', () => {
    expect([1.2729, 0.2647, 12.3, 1234.5, 0.00012, 0].map(significant3)).toEqual([
      '1.27',
      '0.265',
      '12.3',
      '1230',
      '1.2×10⁻⁴',
      '0',
    ])
    expect([0.0137, -0.117, 0.0996].map(signedPercent)).toEqual(['+1.4%', '−12%', '+10%'])
    expect([0.12, 0.061].map(percent)).toEqual(['12%', '6.1%'])
    expect([1.67, 0.0523, 24_300, 3e12, Infinity, NaN].map(factor)).toEqual([
      '×1.7',
      '×0.052',
      '×2.4 万',
      '×3×10¹²',
      '×∞',
      '—',
    ])
    expect([1e-10, 0.01, 1, 1e22].map(computeTick)).toEqual(['10⁻¹⁰', '0.01', '1', '10²²'])
    expect([4, 9, 12].map(chineseCount)).toEqual(['四', '九', '12 '])
  })
})

describe('the steps', () => {
  it.each(shipped)('of %s tell nothing before it is asked', (name) => {
    const { predicted, run, band } = forecastOf(parseRunTable(text(name), name))
    const said = (step: number) => {
      const at = state(name, step)
      const figure = scalingFigure(at)
      const rows = scalingRows(at).flatMap((row) => Object.values(row))
      return [
        ...words(figure),
        figure.title,
        figure.description,
        ...rows,
        figure.guessHandle?.text ?? '',
      ].join(' | ')
    }
    // A run that isn't trained yet has no loss to be told, and its place stays open.
    const isTold = (step: number) => step >= 8 && run.loss !== undefined
    const six = (value: number) => String(Number(value.toPrecision(6)))
    for (let step = 0; step <= STEPS; step++) {
      const words = said(step)
      expect(words.includes(six(predicted)), `forecast at ${step}`).toBe(step >= 4)
      if (step < 4) expect(words).not.toContain(significant3(predicted))
      expect(words.includes(six(band[95][0])), `band at ${step}`).toBe(step >= 6)
      expect(words.includes('实测'), `run at ${step}`).toBe(isTold(step))
      const { rings, open, lines, bands } = scalingFigure(state(name, step))
      const drawn = (kind: string) => lines.some((line) => line.kind === kind)
      expect(rings.some(({ opacity }) => opacity > 0)).toBe(isTold(step))
      expect(open.opacity > 0).toBe(step >= 4 && !isTold(step))
      expect(drawn('forecast')).toBe(step >= 4)
      if (step < 5) expect(drawn('curve')).toBe(step >= 2)
      expect(drawn('dashed')).toBe(name === 'gpt4-figure1' && (step === 7 || step === 8))
      expect(bands.length > 0).toBe(step >= 6)
      if (step < 8) expect(words).not.toContain(`实测 ${significant3(run.loss ?? NaN)}`)
    }
  })

  it('bring the small models one by one, in the order of their compute', () => {
    const counts = [0, 0.1, 0.5, 0.9, 1].map((progress) => dots(stage('gpt4-figure1', progress).kept))
    expect(counts).toEqual([0, 1, 5, 9, 9])
    const [first] = /M[\d.]+/.exec(stage('gpt4-figure1', 0.1).kept) ?? []
    expect(stage('gpt4-figure1', 1).kept.startsWith(first ?? 'none')).toBe(true)
  })

  it('move the axes to the target and back', () => {
    const { axes } = stage('gpt4-figure1', 5)
    expect(axes.x.domain()).toEqual([0.01, 1])
    expect([axes.lossAt(axes.bottom), axes.lossAt(axes.top)].map((loss) => Number(loss.toFixed(9)))).toEqual([
      1.1, 1.7,
    ])
    expect(stage('gpt4-figure1', 9).axes.x.domain()).toEqual(stage('gpt4-figure1', 4).axes.x.domain())
  })

  it.each(shipped)('keep band, curve and run of %s in the view of the target', (name) => {
    const { axes } = stage(name, 8)
    const forecast = forecastOf(parseRunTable(text(name), name))
    const start = axes.x.domain()[0] ?? 0
    const losses = forecast.curve.filter(({ compute }) => compute >= start).flatMap(({ band }) => band[95])
    for (const loss of [...losses, forecast.run.loss ?? forecast.predicted, forecast.predicted]) {
      expect(axes.y(loss)).toBeGreaterThan(axes.top)
      expect(axes.y(loss)).toBeLessThan(axes.bottom)
    }
    // The band fills enough of the height to be read.
    expect(axes.y(forecast.band[95][0]) - axes.y(forecast.band[95][1])).toBeGreaterThan(20)
  })

  it('make the curve straight when c is taken off, and only then', () => {
    const bend = (step: number) => {
      const { lines } = stage('gpt4-figure1', step)
      const places = (lines.find(({ kind }) => kind === 'curve')?.d ?? '')
        .split(/[ML]/)
        .filter(Boolean)
        .map((place) => place.split(',').map(Number) as [number, number])
      const [[x0, y0], [x1, y1]] = [places[0] ?? [0, 0], places.at(-1) ?? [0, 0]]
      return Math.max(...places.map(([x, y]) => Math.abs(y - (y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)))))
    }
    expect(bend(9)).toBeLessThan(0.05)
    expect(bend(4)).toBeGreaterThan(20)
    expect(bend(10)).toBeGreaterThan(3)
  })

  it.each(shipped)('name the run of %s at the height where the axis without c has it', (name) => {
    const { law, run } = forecastOf(parseRunTable(text(name), name))
    const named = words(stage(name, 9)).find((label) => label.includes('实测')) ?? ''
    const numbers = named.match(/[\d.]+ − [\d.]+ = [\d.]+$/)?.[0].split(/ [−=] /) ?? []
    const hasPlace = law.c > 0 && run.loss !== undefined
    expect(numbers).toHaveLength(hasPlace ? 3 : 0)
    const [loss = NaN, c = NaN, left = NaN] = numbers.map((number) => 1000 * Number(number))
    if (hasPlace) expect(Math.round(loss - c)).toBe(Math.round(left))
  })

  it('are whole at whole numbers, and go there without a jump', () => {
    const end = ({ axes, lines, field }: Figure) => [
      axes.y(1.9),
      axes.x(1),
      field.x,
      ...((lines.find(({ kind }) => kind === 'forecast') ?? lines[0])?.d
        .match(/-?[\d.]+/g)
        ?.slice(-2)
        .map(Number) ?? []),
    ]
    for (let step = 1; step <= STEPS; step++) {
      const [near, at] = [stage('gpt4-figure1', step - 1e-7), stage('gpt4-figure1', step)]
      end(near).forEach((value, k) => expect(value, `step ${step}`).toBeCloseTo(end(at)[k] ?? NaN, 2))
    }
  })

  it('keep all runs until the handle is there', () => {
    const removed = 3
    for (let step = 1; step < STEPS; step++) expect(stage('gpt4-figure1', step, { removed }).taken).toBe('')
    const last = stage('gpt4-figure1', STEPS, { removed })
    expect([dots(last.kept), dots(last.taken)]).toEqual([6, 3])
    expect(last.removalHandle).toMatchObject({ min: 4, max: 9, now: 6 })
    const taken = stage('gpt4-figure1', STEPS, { removed: 99 })
    expect(taken.removalHandle?.now).toBe(4)
  })
})

describe('a table of somebody else', () => {
  const LOSSES = [2.7991, 2.7177, 2.6355, 2.5662, 2.4962]
  const dropped = (rows: string) => parseRunTable(`compute,loss,run,held_out\n${rows}`, 'mine.csv')
  const rowsOf = (losses: readonly number[], computeOf = (k: number) => 1e18 * 10 ** (k / 2)) =>
    losses.map((loss, k) => `${computeOf(k)},${loss},,false`).join('\n')
  const names = { run: 'big', compute: 'C', loss: 'L' }
  const drawn = (table: ReturnType<typeof dropped>, more: Partial<ScalingState> = {}) =>
    Array.from({ length: 2 * STEPS + 1 }, (_, k) => scalingFigure({ table, names, progress: k / 2, ...more }))

  it('may hold out a run that is not trained yet: a target without a ring', () => {
    const table = dropped(`${rowsOf(LOSSES)}\n1e21,,big,true`)
    const figures = drawn(table)
    for (const figure of figures) expect(figure.rings).toEqual([])
    for (const figure of figures.slice(2 * 8)) {
      expect(figure.open.opacity).toBe(1)
      const said = [...words(figure), figure.title, figure.description].join(' | ')
      expect(said).not.toMatch(/实测|NaN|undefined|偏差 [−+—]|折合/)
      expect(said).toContain('还没有训练')
    }
    const rows = scalingRows({ table, names, progress: STEPS })
    expect(rows.find(({ key }) => key === 'actual')).toMatchObject({ loss: '', remark: '还没有训练' })
    expect(Object.values(rows.find(({ key }) => key === 'forecast') ?? {}).join()).not.toContain('NaN')
    const [answer] = report(table).forecasts
    expect(answer).toMatchObject({ run: 'big', actual: null, error: null })
    expect(answer?.predicted).toBe(forecastOf(table).predicted)
  })

  it.each<[string, string]>([
    ['losses that are all equal', `${rowsOf([2, 2, 2, 2, 2])}\n1e21,2,big,true`],
    ['losses that hardly differ', `${rowsOf([2, 2, 2, 2, 2 - 1e-12])}\n1e21,2,big,true`],
    ['losses that rise', `${rowsOf([2, 2.1, 2.2, 2.3, 2.4])}\n1e21,2,big,true`],
    [
      'computes within a millionth of each other',
      `${[1e18, 1e18 * (1 + 3e-7), 1e19, 1e20, 1e21, 1e21 * (1 + 3e-7)].map((compute, k) => `${compute},${3 - 0.1 * k},,false`).join('\n')}\n1e22,2.2,big,true`,
    ],
  ])('is drawn at every step: %s', (_, rows) => {
    const table = dropped(rows)
    for (let removed = 0; removed <= mostRemoved(table) + 1; removed++)
      for (const figure of drawn(table, { removed })) {
        expect(JSON.stringify(figure.axes)).not.toMatch(/NaN|null/)
        expect(JSON.stringify([figure.lines, figure.bands, figure.labels, figure.rings])).not.toMatch(
          /NaN|null|Infinity/,
        )
        expect(figure.axes.yTicks.length).toBeGreaterThan(0)
        const { bottom, top, y } = figure.axes
        expect(Math.abs(y(2.6) - y(2))).toBeGreaterThan(0)
        expect(bottom).toBeGreaterThan(top)
      }
  })

  it('has one rung for computes that the law counts as one', () => {
    const table = dropped(
      `${[1e18, 1e18 * (1 + 3e-7), 1e19, 1e20, 1e21].map((compute, k) => `${compute},${3 - 0.1 * k},,false`).join('\n')}\n1e22,2.2,big,true`,
    )
    expect(mostRemoved(table)).toBe(0)
  })

  it('is told how its law did within its own runs, in one line', () => {
    const tests = report(state('poems', 0).table).backtest.filter(({ below }) => below === 0.1)
    const line = words(stage('poems', STEPS)).find((text) => text.includes('回头试'))
    const errors = tests.map(({ error }) => error)
    expect(line).toBe(
      `从 1/10 回头试，接住 ${tests.filter(({ inside }) => inside).length}/${tests.length}，偏差 ${signedPercent(Math.min(...errors))} 到 ${signedPercent(Math.max(...errors))}`,
    )
    expect(words(stage('olmo-ladder', STEPS))).toContain('跨度太短，没法从 1/10 回头试')
  })
})

describe('the forecast', () => {
  it('is drawn where it is, and the law is straight beside it', () => {
    // Steeper and steeper: the law takes c to 0, the forecast doesn't.
    const rows = [3, 2.9, 2.76, 2.58, 2.3].map((loss, k) => `${10 ** k},${loss}`).join('\n')
    const table = parseRunTable(
      `compute,loss,held_out\n${rows.replaceAll(/$/gm, ',false')}\n1e7,1.6,true`,
      'f',
    )
    const names = { run: 'big', compute: 'C', loss: 'L' }
    const { predicted, law, run, band } = forecastOf(table)
    expect(predicted).toBeGreaterThan(1.01 * predict(law, run.compute))
    expect(predicted).toBeGreaterThan(band[50][0])
    expect(predicted).toBeLessThan(band[50][1])
    const figure = scalingFigure({ table, names, progress: 9 })
    const end = (kind: string) =>
      figure.lines
        .find((line) => line.kind === kind)
        ?.d.match(/-?[\d.]+/g)
        ?.slice(-2)
        .map(Number) ?? []
    expect(end('forecast')[1]).toBeCloseTo(figure.axes.y(predicted), 1)
    expect(end('curve')[0]).toBeCloseTo(figure.axes.x(run.compute), 1)
    expect(end('curve')[1]).toBeCloseTo(figure.axes.y(predict(law, run.compute)), 1)
    expect(figure.open.y).toBe(figure.axes.y(predicted))
  })
})

describe('the guess', () => {
  it('stands at the largest small model until it is moved, from step 3 until the run is shown', () => {
    for (let step = 0; step <= STEPS; step++) {
      const { guessHandle } = stage('gpt4-figure1', step)
      expect(Boolean(guessHandle), `step ${step}`).toBe(step >= 3 && step < 8)
      if (guessHandle) expect(guessHandle.now).toBeCloseTo(1.9)
    }
    expect(words(stage('gpt4-figure1', 3))).toContain('拖动圆点，猜一个')
    expect(words(stage('gpt4-figure1', 3, { guess: 1.41 }))).toContain('现场猜测 1.41')
  })

  it('is judged beside the others, in percent and in compute', () => {
    const said = words(stage('gpt4-figure1', 8, { guess: 1.41 }))
    expect(said).toEqual(
      expect.arrayContaining(['现场猜测', '1.410', '+12%', '报告虚线', '本讲拟合', 'GPT-4 实测', '±0.02']),
    )
    expect(words(stage('gpt4-figure1', 8))).toContain('没有人猜')
  })

  it('is worth no compute within the reading error, in the picture and in its table', () => {
    const worth = (guess: number) => {
      const judged = state('gpt4-figure1', 8, { guess })
      const table = scalingRows(judged).find(({ key }) => key === 'guess')?.remark
      const labels = scalingFigure(judged).labels.filter(({ key }) => key === 'guess-compute')
      return [labels.map(({ parts }) => textOf(parts)).join(), table]
    }
    expect(worth(1.27)).toEqual(['误差内', '偏差 +1.1%，在读数误差内'])
    expect(worth(1.3)[0]).toMatch(/^×/)
    expect(worth(1.3)[1]).toContain('折合算力 ×')
    expect(words(stage('gpt4-figure1', STEPS)).join()).toContain('预测偏高 1.2%，误差内')
    expect(words(stage('cerebras-gpt', STEPS)).join()).not.toContain('误差内')
  })

  it('has no worth in compute where the law never comes to it', () => {
    const forecast = forecastOf(parseRunTable(text('gpt4-figure1'), 'x'))
    expect(factor(missAt(forecast, 0.9).compute)).toBe('—')
  })

  it('stays at the edge of a view that doesn’t reach it', () => {
    expect(stage('gpt4-figure1', 5, { guess: 3 }).guess?.beyond).toBe(-1)
    expect(stage('gpt4-figure1', 5, { guess: 1 }).guess?.beyond).toBe(1)
    expect(stage('gpt4-figure1', 5, { guess: 1.41 }).guess?.beyond).toBe(0)
  })

  it('is where it was put', () => {
    const { axes, lossAt } = stage('gpt4-figure1', 3)
    expect(lossAt(axes.y(1.414))).toBe(1.41)
    expect(lossAt(-1000)).toBeLessThan(6.2)
  })
})

it('beside code nothing is said or moved, on paper both views are there', () => {
  const rest = state('gpt4-figure1', 0)
  const compact = compactFigure(rest)
  expect([compact.labels, compact.guessHandle, compact.removalHandle]).toEqual([[], undefined, undefined])
  expect(dots(compact.kept)).toBe(9)
  const [full, target] = printFigures(rest)
  expect(full.axes.x.domain()[0]).toBeLessThan(1e-10)
  expect(target.axes.x.domain()).toEqual([0.01, 1])
  for (const figure of [full, target]) expect(figure.rings[0]?.opacity).toBe(1)
})

it('draws ten thousand runs, and tells the first fifty', () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, k) => `${1e15 * 1.001 ** k},${2 + 3 * 1.001 ** (-0.1 * k)},,false`,
  )
  const table = parseRunTable(`compute,loss,run,held_out\n${rows.join('\n')}\n1e22,2.1,big,true`, 'many.csv')
  const names = { run: 'big', compute: 'C', loss: 'L' }
  // However many there are, each is looked at a few times: the work grows with the table, not with its square.
  let looks = 0
  const counted = {
    ...table,
    runs: table.runs.map(({ compute, ...run }) => ({
      ...run,
      get compute() {
        looks++
        return compute
      },
    })),
  }
  const figure = scalingFigure({ table: counted, names, progress: 4 })
  expect(looks / table.runs.length).toBeGreaterThan(1)
  expect(looks / table.runs.length).toBeLessThan(100)
  expect(dots(figure.kept)).toBe(10_000)
  expect(scalingRows({ table, names, progress: 4 }).length).toBeLessThan(60)
})

it('rows move apart as little as they must', () => {
  expect(spread([100, 100, 300], 30, [0, 400])).toEqual([85, 115, 300])
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { maxLength: 8 }), (wanted) => {
      const sorted = [...wanted].sort((a, b) => a - b)
      const places = spread(sorted, 30, [0, 400])
      places.forEach((place, k) => {
        expect(place).toBeGreaterThanOrEqual(-1e-9)
        expect(place).toBeLessThanOrEqual(400 + 1e-9)
        if (k > 0) expect(place - (places[k - 1] ?? 0)).toBeGreaterThanOrEqual(30 - 1e-9)
      })
    }),
  )
})

it('a wider span lets one expect a narrower band', () => {
  const { law } = forecastOf(parseRunTable(text('gpt4-figure1'), 'x'))
  const bands = spanBands(law, 1)
  expect(bands).toEqual(spanBands(law, 1))
  expect(bands.map(({ span }) => span)).toEqual([1, 2, 3, 4, 5, 6, 7])
  bands.slice(1).forEach(({ low, high }, k) => {
    const before = bands[k]
    expect(high - low).toBeLessThan(before ? before.high - before.low : 0)
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
  })
})
