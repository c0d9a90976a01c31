import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import { Bench } from 'tinybench'
import { band, posterior } from '../law/posterior'
import { fit, predict } from '../law/power-law'

/** One thing that is timed. */
interface Timed {
  name: string
  run: () => unknown
  /** What it may take, in milliseconds. */
  budget?: number
}

const FRAME = 1000 / 60

/** Ten runs over six decades, off the law L(C) = 1.8·C^-0.12 + 1 by up to 1 %. */
const runs = Array.from({ length: 10 }, (_, k) => {
  const compute = 10 ** ((6 * k) / 9)
  const jitter = (1e4 * Math.sin(k + 1)) % 1
  return { compute, loss: predict({ a: 1.8, b: -0.12, c: 1, c0: 1 }, compute) * (1 + 0.01 * jitter) }
})
const logs = runs.map(({ compute }) => Math.log(compute))
const meanLog = logs.reduce((sum, log) => sum + log, 0) / logs.length
const columns = { x: logs.map((log) => log - meanLog), y: runs.map(({ loss }) => loss) }
const targets = Array.from({ length: 100 }, (_, k) => 10 ** (6 + (4 * k) / 99))

/** The first is what the others are compared with. Both fits see ten runs in u = ln(C/c0). */
const law: Timed[] = [
  {
    name: 'fit by ml-levenberg-marquardt',
    run: () =>
      levenbergMarquardt(
        columns,
        ([a = NaN, b = NaN, c = NaN]) =>
          (u) =>
            a * Math.exp(b * u) + c,
        // Its default step of 0.1 is too coarse for an exponent of 0.1.
        { initialValues: [1, -0.1, 1], gradientDifference: 1e-6 },
      ),
  },
  { name: 'fit', run: () => fit(runs), budget: 0.2 },
  { name: 'posterior and band at one target', run: () => band(posterior(runs), 1e10), budget: 4 },
  {
    name: 'posterior and band at 100 targets',
    run: () => {
      const beliefs = posterior(runs)
      return targets.map((target) => band(beliefs, target))
    },
    budget: FRAME,
  },
]

/** Times a group and prints the medians, next to their budgets and to the first of the group. */
async function report(title: string, group: Timed[]) {
  const bench = new Bench({ time: 1000, warmupTime: 300 })
  for (const { name, run } of group) bench.add(name, run)
  await bench.run()
  const median = (name: string) => {
    const result = bench.getTask(name)?.result
    if (!result || !('latency' in result)) throw new Error(`${name} could not be timed`)
    return result.latency.p50
  }
  const base = median(group[0]?.name ?? '')
  console.log(title)
  for (const { name, budget } of group) {
    const time = median(name)
    const verdict = budget ? `${time <= budget ? 'met' : 'MISSED'} (${Number(budget.toPrecision(3))} ms)` : ''
    const cells = [
      name.padEnd(36),
      `${time.toFixed(3)} ms`.padStart(12),
      `×${(time / base).toPrecision(3)}`.padStart(9),
    ]
    console.log(`  ${cells.join('')}  ${verdict}`.trimEnd())
  }
}

await report('The law, ten runs: median time, share of ml-levenberg-marquardt, budget', law)
