import { predict } from '../law/power-law'
import { forecastOf, isWithinReading, missAt, mostRemoved, type ScalingForecast } from './scaling-forecast'
import { STEP } from './scaling-steps'
import { factor, scientific, signedPercent, significant3 } from '../data/numbers'
import type { Figure } from './scaling-figure'
import type { Names, ScalingState } from './scene'
import type { Axes, ViewName } from './views'

// The scaling figure in words: its axes' titles, and what stands in for the picture where it isn't seen.

/** The axes' titles; between two views one fades into the other. */
export function titlesOf(
  { compute, loss }: Names,
  from: ViewName,
  to: ViewName,
  t: number,
  { right }: Axes,
): Figure['titles'] {
  const yTitle = { full: loss, target: loss, straight: '损失减去 c（对数）', removal: `${loss}，对数` }
  const titles = new Map<string, number>()
  for (const [view, opacity] of [
    [from, 1 - t],
    [to, t],
  ] as const)
    if (opacity > 0) titles.set(yTitle[view], opacity + (titles.get(yTitle[view]) ?? 0))
  return [
    { axis: 'x', at: right, text: compute, opacity: 1 },
    ...[...titles].map(([text, opacity]) => ({ axis: 'y' as const, at: 0, text, opacity })),
  ]
}

const stepOf = ({ progress }: ScalingState) => Math.floor(progress + 1e-9)

/** What the picture shows at the steps done, in one sentence. */
export function findingOf(state: ScalingState, forecast: ScalingForecast): string {
  const { names, table, quoted } = state
  const { kept, run, predicted, band, law, from, to } = forecast
  const span = Math.log10(to / from).toFixed(1)
  const interval = `95% 预测区间 ${significant3(band[95][0])} 到 ${significant3(band[95][1])}`
  const miss = run.loss === undefined ? '' : signedPercent(missAt(forecast, predicted).error)
  const actual =
    run.loss === undefined ? `${names.run} 还没有训练` : `${names.run} 实测 ${significant3(run.loss)}`
  const report = names.line
    ? `，报告自己的虚线给出 ${quoted?.['dashed-line-loss'] ?? significant3(predict(names.line, run.compute))}`
    : ''
  const sentences = [
    '一张空的坐标图：横轴是训练算力，纵轴是损失',
    `${kept.length} 个小模型的损失随算力下降`,
    '一条三个参数的曲线穿过所有小模型',
    `曲线停在最大的小模型处，请猜 ${names.run} 的损失`,
    `曲线延长到 ${names.run} 的算力，预测 ${significant3(predicted)}，中间没有任何观测`,
    `坐标轴移到目标附近，预测 ${significant3(predicted)}`,
    `预测 ${significant3(predicted)}，${interval}`,
    `预测 ${significant3(predicted)}，${interval}${report}`,
    `${actual}，预测 ${significant3(predicted)}${miss && `，偏差 ${miss}`}${report}`,
    table.fixedC === undefined
      ? `纵轴改为 L 减 c 的对数，曲线变成直线，因为 c = ${significant3(law.c)} 就是这样选的`
      : '纵轴改为对数，曲线变成直线',
    `留下 ${kept.length} 个小模型，跨 ${span} 个数量级：预测 ${significant3(predicted)}，${interval}，${actual}`,
  ]
  return sentences[stepOf(state)] ?? ''
}

/** The most small models that are told one by one. */
const MOST_TOLD = 50

const computeText = (compute: number) => scientific(Number(compute.toPrecision(3)))

/** The values behind the picture, as far as the steps done show them. */
export function descriptionOf({ names, progress }: ScalingState, { runs, kept }: ScalingForecast): string {
  const axes = `横轴：${names.compute}。纵轴：${names.loss}。`
  if (progress < STEP.dots) return axes
  const points = runs
    .slice(0, MOST_TOLD)
    .map(({ compute, loss }) => `${computeText(compute)} → ${significant3(loss)}`)
    .join('；')
  const more = runs.length > MOST_TOLD ? `；等 ${runs.length} 个` : ''
  const taken = runs.length > kept.length ? `（拟合用了前 ${kept.length} 个）` : ''
  return `${axes}小模型${taken}：${points}${more}。`
}

/** A row of the data table that stands in for the figure. */
export interface ScalingRow {
  key: string
  name: string
  compute: string
  /** Six significant digits. */
  loss: string
  remark: string
}

/** The figure's numbers as a table: what the steps done show, and no more. */
export function scalingRows(state: ScalingState): ScalingRow[] {
  const { table, names, guess } = state
  const step = stepOf(state)
  const forecast = forecastOf(
    table,
    step >= STEP.removal ? Math.min(state.removed ?? 0, mostRemoved(table)) : 0,
  )
  const { runs, run, predicted, band, to } = forecast
  const six = (value: number) => String(Number(value.toPrecision(6)))
  const at = computeText(run.compute)
  const rows: ScalingRow[] = []
  const add = (from: number, row: ScalingRow) => step >= from && rows.push(row)
  const missed = (loss: number) => {
    if (step < STEP.run || run.loss === undefined) return ''
    const { error, compute } = missAt(forecast, loss)
    const worth = isWithinReading(table, forecast, loss) ? '在读数误差内' : `折合算力 ${factor(compute)}`
    return `偏差 ${signedPercent(error)}，${worth}`
  }
  runs.slice(0, MOST_TOLD).forEach((small, k) =>
    add(STEP.dots, {
      key: `small-${k}`,
      name: small.run ?? `小模型 ${k + 1}`,
      compute: computeText(small.compute),
      loss: six(small.loss),
      remark: small.compute > to ? '已拿走' : '',
    }),
  )
  if (runs.length > MOST_TOLD)
    add(STEP.dots, { key: 'more', name: `等 ${runs.length} 个`, compute: '', loss: '', remark: '' })
  if (guess !== undefined)
    add(STEP.guess, { key: 'guess', name: '现场猜测', compute: at, loss: six(guess), remark: missed(guess) })
  add(STEP.curve, {
    key: 'forecast',
    name: '预测',
    compute: at,
    loss: six(predicted),
    remark: missed(predicted),
  })
  for (const share of [50, 80, 95] as const)
    add(STEP.band, {
      key: `interval-${share}`,
      name: `${share}% 预测区间`,
      compute: at,
      loss: band[share].map(six).join(' – '),
      remark: '',
    })
  if (names.line) {
    const loss = predict(names.line, run.compute)
    add(STEP.dashed, {
      key: 'dashed',
      name: '报告自己的虚线',
      compute: at,
      loss: six(loss),
      remark: missed(loss),
    })
  }
  if (run.loss === undefined)
    add(STEP.run, { key: 'actual', name: names.run, compute: at, loss: '', remark: '还没有训练' })
  else
    add(STEP.run, { key: 'actual', name: `${names.run} 实测`, compute: at, loss: six(run.loss), remark: '' })
  return rows
}
