import { predict, RUN_NOISE } from '../law/power-law'
import {
  backTestOf,
  isWithinReading,
  missAt,
  mostRemoved,
  widthAtFullSpan,
  widthOf,
} from './scaling-forecast'
import { STEP } from './scaling-steps'
import { spread, textOf, textWidth, type Label, type Part, type Tone } from './labels'
import { chineseCount, factor, finer, percent, signedPercent, significant3 } from '../data/numbers'
import {
  along,
  alongForecast,
  BANDS,
  curveStart,
  isInside,
  polyline,
  type Quoted,
  type Scene,
  type ScalingState,
  type Stroke,
} from './scene'

// The words in the scaling figure. A decreasing curve leaves room above it on its right and below it on its left: there
// they stand, so that no table makes them run into it.

const computed = (text: string, what: string): Part => ({ text, computed: what })
/** A number as its claim prints it; where the deck has no such claim, as it is computed here. */
const quote = ({ quoted }: ScalingState, id: keyof Quoted, text: string): Part =>
  quoted ? { text: quoted[id], claim: id } : computed(text, id)

interface Words {
  labels: Label[]
  guides: Stroke[]
}

interface Place {
  x: number
  y: number
  anchor?: Label['anchor']
}

type Say = (key: string, place: Place, tone: Tone, opacity: number, parts: Part[], bold?: boolean) => void

/** All labels, and the thin lines that lead to what they name. */
export function labelsOf(scene: Scene): Words {
  const labels: Label[] = []
  const guides: Stroke[] = []
  const say: Say = (key, place, tone, opacity, parts, bold = false) => {
    if (opacity > 0) labels.push({ key, anchor: 'start', ...place, tone, opacity, parts, bold })
  }
  const above = skyline(scene, 'all')
  nameRuns(scene, say, above)
  nameField(scene, say, guides)
  nameEnd(scene, say, above, skyline(scene, 'runs'))
  if (scene.shown.rows > 0) rowsBeside(scene, say, guides)
  if (scene.shown.bandNames > 0) nameBand(scene, say, guides, above)
  notes(scene, say)
  return { labels, guides }
}

/** The height below which a label between two places would touch the curve, the band or a small model. */
type Skyline = (left: number, right: number) => number

function skyline({ axes, shown, forecast }: Scene, what: 'runs' | 'all'): Skyline {
  const { law, to, runs } = forecast
  const { x, y } = axes
  const places = [
    ...along(law, curveStart(forecast), to, axes),
    ...(what === 'all' ? alongForecast(forecast, axes) : []),
    ...(what === 'all' && shown.band > 0
      ? forecast.curve.map(({ compute, band }) => [x(compute), y(band[95][1])] as const)
      : []),
    ...runs
      .filter((small) => isInside(small, axes))
      .map(({ compute, loss }) => [x(compute), y(loss) - 8] as const),
  ]
  return (left, right) =>
    places.reduce(
      (least, [at, height]) => (at >= left - 8 && at <= right + 8 ? Math.min(least, height) : least),
      axes.bottom,
    ) - 10
}

function nameRuns(
  { layout: { size }, axes: { x, y, left }, shown, forecast: { runs, law } }: Scene,
  say: Say,
  above: Skyline,
) {
  const named = runs[Math.max(1, Math.floor(runs.length / 5))]
  if (named) {
    const at = x(named.compute) + 20
    say(
      'small',
      { x: at, y: Math.min(y(named.loss) - 14, above(at, at + 5.5 * size)) },
      'muted',
      shown.dotsName,
      [computed(`${chineseCount(runs.length)}个`, 'small-count'), '小模型'],
    )
  }
  const [first, second] = runs
  if (!first || !second) return
  const between = Math.sqrt(first.compute * second.compute)
  const end = x(between) - 6
  if (end - 4 * size > left)
    say('fit', { x: end, y: y(predict(law, between)) + 24, anchor: 'end' }, 'muted', shown.fitName, [
      '当场拟合',
    ])
}

function nameField(
  {
    layout: { size },
    state,
    axes: { x, left, top, bottom },
    shown,
    forecast: { from: smallest, to, run },
    removed,
    from,
    t,
  }: Scene,
  say: Say,
  guides: Stroke[],
) {
  const [start, target] = [Math.max(left, x(to)), x(run.compute)]
  const decades = computed(Math.log10(run.compute / to).toFixed(1), 'empty-decades')
  const parts = [removed > 0 ? '外推 ' : '没有任何观测的 ', decades, ' 个数量级']
  const centred = textWidth(textOf(parts), size) + 8 < target - start
  say(
    'field',
    { x: centred ? (start + target) / 2 : target, y: top + 24, anchor: centred ? 'middle' : 'end' },
    'muted',
    shown.fieldName,
    parts,
  )
  if (target - start > 20)
    guides.push({
      kind: 'guide',
      d: polyline([
        [start + 6, top + 34],
        [target - 6, top + 34],
      ]),
      opacity: shown.fieldName,
    })
  say('target', { x: target - 12, y: top + 20, anchor: 'end' }, 'muted', shown.targetName, [
    `${state.names.run} 的算力`,
  ])
  guides.push({
    kind: 'target',
    d: polyline([
      [target, top],
      [target, bottom],
    ]),
    opacity: from === 'full' && state.progress < STEP.target ? (state.progress > STEP.curve ? 1 - t : 1) : 0,
  })
  // The axes stand empty at first: what is going to stand on them has its places.
  const middle = (x(smallest) + x(to)) / 2
  say('ladder', { x: middle, y: bottom - 26, anchor: 'middle' }, 'muted', shown.ladderName, ['小模型的算力'])
  guides.push({
    kind: 'guide',
    d: polyline([
      [x(smallest), bottom - 20],
      [x(smallest), bottom - 14],
      [x(to), bottom - 14],
      [x(to), bottom - 20],
    ]),
    opacity: shown.ladderName,
  })
}

/** A loss where the axis shows it without c: what is left is that of the numbers shown, so that the sum is right. */
function reduced(loss: number, c: number): Part[] {
  const [whole, floor] = [loss.toFixed(3), c.toFixed(3)]
  const left = (Number(whole) - Number(floor)).toFixed(3)
  return [computed(whole, 'actual'), ' − ', computed(floor, 'c'), ' = ', computed(left, 'reducible')]
}

/**
 * Forecast, guess and run, named left of where they stand; one above the other where they would meet. Before the curve is
 * there the guess's name must not dodge it, or it would tell where the curve runs.
 */
function nameEnd(
  { layout: { size }, state, axes: { x, y, top }, shown, forecast, guess, touched }: Scene,
  say: Say,
  above: Skyline,
  aboveRuns: Skyline,
) {
  const { predicted, run, band } = forecast
  const end = x(run.compute) - 20
  const over = (parts: readonly Part[]) => above(end - textWidth(textOf(parts), size), end)

  const forecastText = ['预测 ', computed(significant3(predicted), 'forecast')]
  const forecastY = over(forecastText)
  say('forecast', { x: end, y: forecastY, anchor: 'end' }, 'forecast', shown.forecastName, forecastText)

  const guessText = touched ? ['现场猜测 ', computed(significant3(guess), 'guess')] : ['拖动圆点，猜一个']
  const free = aboveRuns(end - textWidth(textOf(guessText), size), end)
  const alone = Math.max(top + 42, Math.min(y(guess) - 16, free))
  const lowest = Math.min(forecastY - 24, over(guessText))
  const stacked = Math.min(Math.max(alone, top + 60), lowest)
  const guessY = alone + (stacked - alone) * shown.curve
  const inFullView = Math.max(0, Math.min(1, STEP.target - state.progress))
  say('guess', { x: end, y: guessY, anchor: 'end' }, 'caution', shown.guess * inFullView, guessText, true)

  const { c } = forecast.law
  const runText: Part[] = [`${state.names.run} ${run.loss === undefined ? '还没有训练' : '实测 '}`]
  if (run.loss !== undefined)
    runText.push(
      ...(shown.straight === 1 && c > 0
        ? reduced(run.loss, c)
        : [computed((shown.removal > 0 ? finer : significant3)(run.loss), 'actual')]),
    )
  if (shown.removal > 0 && run.loss !== undefined) {
    const { error } = missAt(forecast, predicted)
    runText.push('，预测', computed(`偏${error < 0 ? '低' : '高'} ${percent(Math.abs(error))}`, 'miss'))
    if (isWithinReading(state.table, forecast, predicted)) runText.push('，误差内')
  }
  // The field's name has the top; a flat curve leaves no room between it and itself.
  const low = Math.max(y(run.loss ?? predicted), y(band[95][0])) + 30
  const runY = over(runText) - 2 > top + 34 + size ? over(runText) - 2 : low
  say('run', { x: end, y: runY, anchor: 'end' }, 'gpt4', shown.runName, runText, true)
}

interface Row {
  key: 'guess' | 'forecast' | 'dashed' | 'run'
  /** The step that it comes with. */
  from: number
  loss: number
  tone: Tone
  name: string
  value?: Part
}

function rowsOf({ state, forecast: { predicted, run }, guess, touched }: Scene): Row[] {
  const judged = state.progress > STEP.dashed
  const untouched = judged ? '没有人猜' : '拖动圆点，猜一个'
  // Beside how far each was off, the losses must tell it.
  const told = judged && run.loss !== undefined ? finer : significant3
  const rows: Row[] = [
    touched
      ? {
          key: 'guess',
          from: 0,
          loss: guess,
          tone: 'caution',
          name: '现场猜测',
          value: computed(told(guess), 'guess'),
        }
      : { key: 'guess', from: 0, loss: guess, tone: 'caution', name: untouched },
    {
      key: 'forecast',
      from: 0,
      loss: predicted,
      tone: 'forecast',
      name: '本讲拟合',
      value: computed(told(predicted), 'forecast'),
    },
    {
      key: 'run',
      from: STEP.run,
      loss: run.loss ?? predicted,
      tone: 'gpt4',
      name: run.loss === undefined ? `${state.names.run} 还没有训练` : `${state.names.run} 实测`,
      ...(run.loss !== undefined && { value: computed(told(run.loss), 'actual') }),
    },
  ]
  const { line } = state.names
  if (line)
    rows.push({
      key: 'dashed',
      from: STEP.dashed,
      loss: predict(line, run.compute),
      tone: 'ink',
      name: '报告虚线',
      value: judged
        ? computed(told(predict(line, run.compute)), 'dashed-line-loss')
        : quote(state, 'dashed-line-loss', significant3(predict(line, run.compute))),
    })
  return rows.sort((p, q) => q.loss - p.loss)
}

/** Beside the target: what was guessed, drawn, computed and measured, one row each, in the order of the losses. */
function rowsBeside(scene: Scene, say: Say, guides: Stroke[]) {
  const { state, layout, axes, shown, forecast } = scene
  const { y, top, bottom } = axes
  const rows = rowsOf(scene)
  const place = (loss: number) => Math.min(bottom, Math.max(top, y(loss)))
  // The rows make room for one that comes: they go from their places at one whole step to those at the next.
  const [step, share] = [Math.floor(state.progress), state.progress % 1]
  const placesAt = (step: number) => {
    const there = rows.filter(({ from }) => from <= step)
    const wanted = there.map(({ loss }) => place(loss) + 5)
    const places = spread(wanted, 30, [top + 44, bottom - 34])
    return new Map(there.map(({ key }, k) => [key, places[k] ?? 0]))
  }
  const [before, after] = [placesAt(step), placesAt(step + 1)]
  const heightOf = (key: Row['key']) => {
    const [a, b] = [before.get(key), after.get(key)]
    return a === undefined || b === undefined ? (a ?? b ?? 0) : a + (b - a) * share
  }

  const name = layout.beside + 52
  const compute = layout.right + 4
  const [loss, error] = [compute - 158, compute - 84]
  for (const { key, from, loss: value, tone, name: text, value: shownValue } of rows) {
    const at = heightOf(key)
    const opacity = shown.rows * (from === STEP.dashed ? shown.dashed : from === STEP.run ? shown.misses : 1)
    const bold = tone === 'gpt4'
    say(`${key}-row`, { x: name, y: at }, tone, opacity, [text], bold)
    guides.push({
      kind: 'leader',
      d: polyline([
        // The guess has its mark on the target, clear of the reading error.
        [layout.beside + (key === 'guess' ? 13 : 28), place(value)],
        [name - 8, at - 5],
      ]),
      // Nothing stands there any more when the room hasn't guessed.
      opacity: shownValue ? opacity : opacity * (1 - shown.misses),
    })
    if (!shownValue) continue
    say(`${key}-loss`, { x: loss, y: at, anchor: 'end' }, tone, opacity, [shownValue], bold)
    const { readingError } = state.table
    if (key === 'run') {
      if (readingError === undefined) continue
      const text = `±${readingError}`
      const part = state.names.line ? quote(state, 'reading-error', text) : computed(text, 'reading-error')
      say('run-error', { x: error, y: at, anchor: 'end' }, tone, opacity, [part], bold)
      const [high, low] = [y(value + readingError), y(value - readingError)]
      const bar = axes.x(forecast.run.compute) + 18
      guides.push({
        kind: 'error',
        d: polyline([
          [bar - 4, high],
          [bar + 4, high],
          [bar, high],
          [bar, low],
          [bar - 4, low],
          [bar + 4, low],
        ]),
        opacity,
      })
      continue
    }
    if (forecast.run.loss === undefined) continue
    const miss = missAt(forecast, value)
    const suffix = key === 'forecast' ? '' : `-${key}`
    say(`${key}-error`, { x: error, y: at, anchor: 'end' }, tone, shown.misses, [
      computed(signedPercent(miss.error), `miss${suffix}`),
    ])
    say(`${key}-compute`, { x: compute, y: at, anchor: 'end' }, tone, shown.misses, [
      // What lies within the reading error is worth no compute.
      isWithinReading(state.table, forecast, value)
        ? '误差内'
        : computed(factor(miss.compute), `equivalent-compute${suffix}`),
    ])
  }
  const first = rows.find(({ value }) => value)
  const head = first ? heightOf(first.key) - 28 : top
  const judged = forecast.run.loss === undefined ? 0 : shown.misses
  say('error-head', { x: error, y: head, anchor: 'end' }, 'muted', judged, ['偏差'])
  say('compute-head', { x: compute, y: head, anchor: 'end' }, 'muted', judged, ['折合算力'])
  say('noise', { x: name, y: bottom }, 'muted', shown.bandNames, [
    '假设每次偏离曲线约 ',
    quote(state, 'noise-prior', percent(RUN_NOISE)),
  ])
}

/** The band's names stand above it, each with a line into its tint. */
function nameBand(
  { layout: { size }, axes: { x, y, left, top }, shown, forecast }: Scene,
  say: Say,
  guides: Stroke[],
  above: Skyline,
) {
  const { to, run, curve } = forecast
  const [begin, target] = [Math.max(left, x(to)), x(run.compute)]
  // However near the target is, the shares keep clear of each other.
  const gap = Math.max(2.5 * size, Math.min(56, (target - begin - 12) / 3))
  const room = target - begin - 3 * gap
  const start = begin + Math.min(room, gap < 56 ? 12 : 0.36 * room)
  const nameEnd = start - 4
  const named = nameEnd - 4 * size > left
  const at = Math.max(top + 16, above(named ? nameEnd - 4 * size : start, start + 3 * gap) - 14)
  if (named) say('band', { x: nameEnd, y: at, anchor: 'end' }, 'forecast', shown.bandNames, ['预测区间'])
  BANDS.forEach((share, k) => {
    const place = start + (k + 0.5) * gap
    const compute = x.invert(place)
    const nearest = curve.find((point) => point.compute >= compute) ?? curve.at(-1)
    if (!nearest) return
    const { band } = nearest
    const inner = share === 95 ? band[80][1] : share === 80 ? band[50][1] : nearest.predicted
    say(`band-${share}`, { x: place, y: at, anchor: 'middle' }, 'forecast', shown.bandNames, [
      computed(`${share}%`, 'band-share'),
    ])
    guides.push({
      kind: 'leader',
      d: polyline([
        [place, at + 6],
        [place, (y(band[share][1]) + y(inner)) / 2],
      ]),
      opacity: shown.bandNames,
    })
  })
}

/** Sentences in the room below the curve: what the last two steps show. */
function notes(scene: Scene, say: Say) {
  const {
    state: { table },
    axes: { left, bottom },
    shown,
    forecast,
    removed,
  } = scene
  const { law, kept, from, to, predicted, band } = forecast
  const line = (k: number): Place => ({ x: left + 16, y: bottom - 18 - 27 * k })
  const floor = computed(significant3(law.c), 'law-c')
  if (table.fixedC === undefined) {
    say('straight-1', line(1), 'ink', shown.straight, ['减去 c = ', floor, '，剩下的落在一条直线上'], true)
    say('straight-0', line(0), 'muted', shown.straight, ['它是直的，因为 c 正是为了让它变直而选的'])
  } else {
    say('straight-1', line(1), 'ink', shown.straight, ['c = ', floor, '，取对数就是一条直线'], true)
    say('straight-0', line(0), 'muted', shown.straight, ['这里的 c 是事先定的，没有拟合'])
  }
  if (shown.removal === 0) return
  const count = computed(String(kept.length), 'kept')
  const decades = computed(Math.log10(to / from).toFixed(1), 'span')
  say('removal-4', line(4), 'ink', shown.removal, ['跨度比个数重要'], true)
  say('removal-3', line(3), 'muted', shown.removal, [count, ' 个小模型，跨 ', decades, ' 个数量级'])
  say('removal-2', line(2), 'forecast', shown.removal, [
    '预测 ',
    computed((forecast.run.loss === undefined ? significant3 : finer)(predicted), 'forecast'),
    '，',
    computed('95%', 'band-share'),
    ' 区间 ',
    computed(band[95].map(significant3).join('–'), 'interval-95'),
    '，宽 ',
    computed(percent(widthOf(forecast)), 'width'),
  ])
  say('removal-1', line(1), 'muted', shown.removal, backTested(scene))
  if (mostRemoved(table) === 0)
    say('removal-0', line(0), 'caution', shown.removal, ['再少一个，曲线就定不下来了'])
  else if (removed === 0)
    say('removal-0', line(0), 'caution', shown.removal, ['向左拖圆环，拿走最大的小模型'])
  else
    say('removal-0', line(0), 'muted', shown.removal, [
      '同样 ',
      count,
      ' 个，若跨满全程，宽 ',
      computed(percent(widthAtFullSpan(table, forecast)), 'width-full-span'),
    ])
}

/** How the law did within the runs: their own larger runs, forecast from at most a tenth of their compute. */
function backTested({ state: { table }, removed }: Scene): Part[] {
  const tests = backTestOf(table, removed).filter(({ below }) => below === 0.1)
  const share = computed('1/10', 'back-test-share')
  if (tests.length === 0) return ['跨度太短，没法从 ', share, ' 回头试']
  const errors = tests.map(({ error }) => error)
  const [least, most] = [Math.min(...errors), Math.max(...errors)].map(signedPercent)
  return [
    '从 ',
    share,
    ' 回头试，接住 ',
    computed(`${tests.filter(({ inside }) => inside).length}/${tests.length}`, 'back-tests'),
    '，偏差 ',
    computed(least === most ? `${least}` : `${least} 到 ${most}`, 'back-test-misses'),
  ]
}
