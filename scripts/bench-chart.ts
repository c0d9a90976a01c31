import type { Page } from 'playwright-chromium'
import { launch } from '../tools/browser'
import { loadDeck } from '../tools/deck'
import { allDrawn, allMounted } from '../tools/page'
import { serveSite } from '../tools/serve'

// The scaling chart: every step of the chart, then the ladder's handle, which fits, forecasts and draws anew at every move.
// Once from the moment the chart stands there, before the other slides are mounted, and once after that.

const slides = await loadDeck()
const { url, close } = await serveSite('/')
const browser = await launch()

const everything = async (page: Page) => {
  await allMounted(page, slides.length)
  await allDrawn(page)
}
const [chart] = slides.filter(({ content }) => /<ScalingChart table="[^"]+" \/>/.test(content))
if (!chart) throw new Error('no slide has the scaling chart')

const { no } = chart
const wager = slides.find(({ content }) => content.includes('<Wager />'))?.no ?? NaN

/** Registers a wager, so that the large run trains in the background. */
async function train(page: Page) {
  await page.goto(`${url}${wager}?clicks=5`)
  await page.locator(`[data-slidev-no="${wager}"] [data-register]`).waitFor()
  await page.keyboard.press('1')
  await page.locator(`[data-slidev-no="${wager}"] [data-register]`).click()
}

async function walk(whole: boolean, training = false) {
  // What is moved by hand is kept in the browser: a new context starts from the whole table.
  const page = await (await browser.newContext()).newPage()
  if (training) await train(page)
  await page.goto(`${url}${no}`)
  await page.locator(`[data-slidev-no="${no}"] svg`).first().waitFor()
  if (whole) await everything(page)
  // The texts are fetched and unpacked before the first word on how far it is.
  if (training)
    await page.waitForFunction(
      () =>
        (JSON.parse(sessionStorage.getItem('gpt4-talk/wager:progress') ?? '{}') as { share?: number }).share,
    )
  await page.evaluate(() => {
    const tasks: number[] = []
    const frames: number[] = []
    // A function with a name would call a helper that isn't in the page.
    void (async () => {
      for (let before = performance.now(); ;) {
        const now = await new Promise<number>(requestAnimationFrame)
        frames.push(now - before)
        before = now
      }
    })()
    Object.assign(window, { frames })
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' })
    Object.assign(window, { tasks })
  })
  for (let step = 1; step <= 10; step++) {
    await page.keyboard.press('ArrowRight')
    await page.waitForURL((url) => url.searchParams.get('clicks') === String(step))
    await page.waitForFunction(() => !document.querySelector('[data-moving]'))
  }
  const answers = await page
    .locator(`[data-slidev-no="${no}"] [role=slider]`)
    .last()
    .evaluate(async (slider) => {
      const answers: number[] = []
      // Only what has the focus has the arrow keys.
      ;(slider as SVGElement).focus()
      for (let k = 0; k < 5; k++) {
        const before = slider.getAttribute('aria-valuenow')
        const began = performance.now()
        slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
        // Vue draws in a microtask; reading a box makes the browser lay it out.
        for (let turn = 0; slider.getAttribute('aria-valuenow') === before; turn++) {
          if (turn > 1000) throw new Error('the handle answers no key')
          await Promise.resolve()
        }
        slider.closest('svg')?.getBoundingClientRect()
        answers.push(performance.now() - began)
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      return answers.sort((a, b) => a - b)
    })
  const { tasks, frames } = await page.evaluate(() => {
    const { tasks, frames } = window as unknown as { tasks: number[]; frames: number[] }
    return { tasks, frames }
  })
  await page.context().close()
  return { median: answers[2] ?? NaN, tasks, frames: frames.sort((a, b) => a - b) }
}
/** The longest tasks of the page over 50 ms, when a table of so many runs is dropped and when its handle is moved once. */
async function drop(runs: number): Promise<{ dropped: number; moved: number }> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${url}${no}?clicks=10`)
  await everything(page)
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' })
  })
  const longest = () =>
    page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const { tasks } = window as unknown as { tasks: number[] }
      return Math.max(0, ...tasks.splice(0))
    })
  const rows = Array.from({ length: runs }, (_, k) => {
    const compute = 10 ** (15 + (6 * k) / runs)
    return `${compute},${2 * (compute / 1e18) ** -0.1 + 1 + 0.002 * Math.sin(k)}`
  })
  const buffer = Buffer.from(['compute,loss', ...rows].join('\n'))
  const stage = page.locator(`[data-slidev-no="${no}"]`)
  await stage.locator('input[type=file]').setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer })
  await stage.getByRole('alert').waitFor()
  const dropped = await longest()
  const handle = stage.locator('[role=slider]').last()
  const before = await handle.getAttribute('aria-valuenow')
  await handle.focus()
  await page.keyboard.press('ArrowLeft')
  await page.waitForFunction(
    ([no, before]) =>
      [...document.querySelectorAll(`[data-slidev-no="${no}"] [role=slider]`)].at(-1)?.ariaValueNow !==
      before,
    [no, before] as const,
  )
  const moved = await longest()
  await page.context().close()
  return { dropped, moved }
}

const early = await walk(false)
const { median, tasks, frames } = await walk(true)
const beside = await walk(true, true)
const FRAME = 1000 / 60
const told = (tasks: number[]) =>
  tasks.length === 0 ? 'none, met' : `${tasks.map((task) => `${task.toFixed(0)} ms`).join(', ')}, MISSED`
console.log('The scaling chart')
console.log(
  `  refit and redraw of the ladder's handle: median ${median.toFixed(1)} ms, ${median <= FRAME ? 'met' : 'MISSED'} (a frame of ${FRAME.toFixed(1)} ms)`,
)
console.log(`  tasks over 50 ms while stepping and moving: ${told(tasks)}`)
console.log(`  the same from the chart's first sight, no other slide being mounted yet: ${told(early.tasks)}`)
console.log(`  the same while the wager's large run trains: ${told(beside.tasks)}`)
for (const runs of [1000, 10_000]) {
  const { dropped, moved } = await drop(runs)
  const inFrames = (task: number) => (task ? `${(task / FRAME).toFixed(1)} frames` : 'none over 50 ms')
  console.log(
    `  longest task, a table of ${runs} runs: dropped ${inFrames(dropped)}, its handle moved ${inFrames(moved)}`,
  )
}
const at = (frames: readonly number[], share: number) => frames[Math.floor(share * frames.length)] ?? NaN
for (const [name, share] of [
  ['median', 0.5],
  ['95th percentile', 0.95],
] as const)
  console.log(
    `  frame time while stepping, ${name}: ${at(frames, share).toFixed(1)} ms, with training ${at(beside.frames, share).toFixed(1)} ms (×${(at(beside.frames, share) / at(frames, share)).toFixed(2)})`,
  )

await browser.close()
await close()
