import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scalingTables } from '../../data/scaling-tables'
import { parseRunTable, RunTableError } from '../../law/run-table'
import { describeWarning } from '../../law/table-messages'
import { browser, deck, site } from '../opened'
import { serveTalk } from '../../tools/serve'
import { openContext, openPage, place, settled, type Heard, tap } from '../../tools/page'

const STEPS = 10
const FIGURE1 = 'data/runs/gpt4-figure1.csv'

let no: number
let folder: string

beforeAll(async () => {
  no = deck.find(({ content }) => /<ScalingChart table="gpt4-figure1" \/>/.test(content))?.no ?? 0
  folder = await mkdtemp(join(tmpdir(), 'talk-stage-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function open(clicks: number, options: Parameters<typeof openPage>[1] = {}): Promise<Heard> {
  const heard = await openPage(browser, { viewport: { width: 1280, height: 720 }, ...options })
  await heard.page.goto(`${site.url}${no}?clicks=${clicks}`)
  await settled(heard.page)
  return heard
}

const stage = (page: Page) => page.locator(`#slideshow [data-slidev-no="${no}"]`)
const handle = (page: Page) => stage(page).getByRole('slider')
const value = async (page: Page) => Number(await handle(page).getAttribute('aria-valuenow'))
/** What the data table says in a row. */
const told = (page: Page, row: string) => stage(page).locator(`[data-value="${row}"]`).innerText()
const shown = (page: Page, what: string) =>
  stage(page).locator(`svg [data-computed="${what}"]`).first().textContent()
const pick = (page: Page, table: string) => stage(page).locator('select').selectOption(table)

interface Answer {
  forecasts: {
    run: string
    predicted: number
    interval: Record<50 | 80 | 95, [number, number]>
    error: number
  }[]
}

/** What the command line says. */
async function commandLine(...args: string[]): Promise<Answer['forecasts'][number]> {
  const command = ['--import', 'tsx', 'scripts/forecast-command.ts', ...args, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, command)
  const answer = (JSON.parse(stdout) as Answer).forecasts.at(-1)
  if (!answer) throw new Error(stdout)
  return answer
}

const six = (value: number) => String(Number(value.toPrecision(6)))

async function expectCommandLine(page: Page, { predicted, interval, error }: Answer['forecasts'][number]) {
  expect(await told(page, 'forecast')).toBe(six(predicted))
  for (const share of [50, 80, 95] as const)
    expect(await told(page, `interval-${share}`)).toBe(interval[share].map(six).join(' – '))
  expect(await shown(page, 'forecast')).toBe(predicted.toPrecision(predicted < 1 ? 3 : 4))
  expect(await shown(page, 'interval-95')).toBe(interval[95].map((loss) => loss.toPrecision(3)).join('–'))
  const percent = 100 * Math.abs(error)
  expect(await shown(page, 'miss')).toBe(
    `偏${error < 0 ? '低' : '高'} ${percent.toFixed(percent < 9.95 ? 1 : 0)}%`,
  )
}

describe.concurrent('the numbers on the slide are the command line’s', () => {
  it.each(Object.keys(scalingTables))('for %s', async (table) => {
    const { page, messages, close } = await open(STEPS)
    await pick(page, table)
    await expectCommandLine(page, await commandLine(`data/runs/${table}.csv`))
    expect(messages).toEqual([])
    await close()
  })

  it('while the largest small models are taken away', async () => {
    const { page, close } = await open(STEPS)
    const { runs } = parseRunTable(await readFile(FIGURE1, 'utf8'), FIGURE1)
    const computes = runs.filter(({ heldOut }) => !heldOut).map(({ compute }) => compute)
    await handle(page).focus()
    for (let kept = 8; kept >= 4; kept--) {
      await tap(page, 'ArrowLeft')
      expect(await value(page)).toBe(kept)
      // The ends say what those between them would.
      if (kept === 8 || kept === 4)
        await expectCommandLine(page, await commandLine(FIGURE1, '--fit-below', String(computes[kept])))
    }
    await tap(page, 'ArrowLeft')
    expect(await value(page)).toBe(4)
    await close()
  })
})

describe('the guess', () => {
  it('takes the arrow keys while it has the focus, and gives them back on Escape', async () => {
    const { page, close } = await open(3)
    const before = await value(page)
    await handle(page).focus()
    for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) await tap(page, key)
    await tap(page, 'PageDown')
    expect(await value(page)).toBeCloseTo(before - 0.12)
    expect(place(page)).toBe(`${no}:3`)
    await tap(page, 'Escape')
    await tap(page, 'ArrowRight')
    await page.waitForURL(/clicks=4/)
    expect(await told(page, 'guess')).toBe(six(before - 0.12))
    await close()
  })

  it('follows the mouse, and leaves the keys to the slides', async () => {
    const { page, close } = await open(3)
    const box = await handle(page).locator('.reach').boundingBox()
    if (!box) throw new Error('no handle')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const before = await value(page)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y - 80, { steps: 5 })
    await page.mouse.up()
    // 262 units of the view box are 5.26 bits per word high, and 1280 pixels are 960 units wide.
    expect((await value(page)) - before).toBeCloseTo(((80 * 960) / 1280) * (5.26 / 262), 1)
    await tap(page, 'ArrowRight')
    await page.waitForURL(/clicks=4/)
    await close()
  })

  it('follows a finger, which turns no slide', async () => {
    const { page, close } = await open(3, { hasTouch: true })
    const box = await handle(page).locator('.reach').boundingBox()
    if (!box) throw new Error('no handle')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const before = await value(page)
    const { send } = await page
      .context()
      .newCDPSession(page)
      .then((session) => ({
        send: (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
          session.send('Input.dispatchTouchEvent', { type, touchPoints }),
      }))
    await send('touchStart', [{ x, y }])
    for (let k = 1; k <= 5; k++) await send('touchMove', [{ x: x - 40 * k, y: y - 50 * k }])
    await send('touchEnd', [])
    expect(await value(page)).toBeGreaterThan(before + 1)
    expect(place(page)).toBe(`${no}:3`)
    await close()
  })

  it('can be moved from the third step until the run is shown', async () => {
    const { page, close } = await open(2)
    for (let step = 2; step <= 9; step++) {
      expect(await handle(page).count(), `step ${step}`).toBe(step >= 3 && step < 8 ? 1 : 0)
      await tap(page, 'ArrowRight')
      await settled(page)
    }
    await close()
  })
})

describe('a table of one’s own', () => {
  const GOOD = `# loss: my loss
compute,loss,run,held_out
1e18,4,a,false
1e19,3.5,<b>b</b>,false
1e20,3.1,c,false
1e21,2.8,d,false
1e22,2.55,<img src=x onerror=alert(1)>,true`

  const files = (page: Page) => stage(page).locator('input[type=file]')

  async function give(page: Page, name: string, content: string) {
    const path = join(folder, name)
    await writeFile(path, content)
    await files(page).setInputFiles(path)
    return path
  }

  it('is drawn, fitted and forecast like any other; HTML in a name is text; the original comes back', async () => {
    const { page, messages, requests, close } = await open(STEPS)
    const before = await told(page, 'forecast')
    const path = await give(page, 'mine.csv', GOOD)
    await stage(page).getByText('<img src=').first().waitFor({ state: 'attached' })
    await expectCommandLine(page, await commandLine(path))
    expect(await stage(page).locator('.stage img, .stage b').count()).toBe(0)
    expect(await stage(page).locator('.axes').textContent()).toContain('my loss')
    await stage(page).getByRole('button', { name: '还原' }).click()
    expect(await told(page, 'forecast')).toBe(before)
    // The keys are the slides' again.
    await tap(page, 'ArrowLeft')
    await page.waitForURL(/clicks=9/)
    expect(messages).toEqual([])
    expect(requests).toEqual([])
    await close()
  })

  it('can be dropped on the chart', async () => {
    const { page, close } = await open(4)
    const transfer = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], 'dropped.csv'))
      return transfer
    }, GOOD)
    await stage(page).locator('.stage').dispatchEvent('drop', { dataTransfer: transfer })
    await page.waitForFunction(
      () => document.querySelector('.stage select option:checked')?.textContent === 'dropped.csv',
    )
    await close()
  })

  it('that is no good is answered in Chinese with what the command line says, and the old one stays', async () => {
    const { page, close } = await open(4)
    const before = await told(page, 'forecast')
    const bad = GOOD.replace('3.1', 'three')
    await give(page, 'bad.csv', bad)
    const message = stage(page).getByRole('alert')
    await message.waitFor()
    let expected = ''
    try {
      parseRunTable(bad, 'bad.csv')
    } catch (error) {
      if (error instanceof RunTableError) expected = error.chinese
    }
    expect(await message.locator('p').innerText()).toBe(expected)
    expect(await told(page, 'forecast')).toBe(before)
    await message.getByRole('button').click()
    expect(await message.count()).toBe(0)
    await close()
  })

  it('that warns is drawn, and the warning shown', async () => {
    const { page, close } = await open(4)
    const rising = GOOD.replace('3.1', '3.6')
    await give(page, 'rising.csv', rising)
    const message = stage(page).getByRole('alert')
    await message.waitFor()
    const { warnings } = parseRunTable(rising, 'rising.csv')
    expect(await message.locator('p').allInnerTexts()).toEqual(
      warnings.map((warning) => describeWarning(warning, 'zh')),
    )
    await close()
  })

  it.each([
    [
      'with too many runs',
      `compute,loss\n${Array.from({ length: 10_001 }, (_, k) => `${1e18 + k * 1e15},3`).join('\n')}`,
      /10001 行，应为台上不超过 10000 行/,
    ],
  ])('%s is refused', async (_, content, pattern) => {
    const { page, close } = await open(4)
    await give(page, 'table.csv', content)
    await stage(page).getByRole('alert').waitFor()
    expect(await stage(page).getByRole('alert').innerText()).toMatch(pattern)
    await close()
  })
})

/** Drops what lies at these paths on the chart, as the system does. */
async function drop(page: Page, ...files: string[]) {
  const box = await stage(page).locator('svg.chart').first().boundingBox()
  if (!box) throw new Error('no chart')
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: files.map((file) => resolve(file)), dragOperationsMask: 1 },
    })
}

describe('what is dropped', () => {
  it.each<[string, () => Promise<string[]>, RegExp]>([
    [
      'a folder',
      async () => {
        await mkdir(join(folder, 'runs'), { recursive: true })
        return [join(folder, 'runs')]
      },
      /^runs：看到一个文件夹，应为一个文件。/,
    ],
    [
      'a file that is gone',
      () => Promise.resolve([join(folder, 'gone.csv')]),
      /^gone\.csv：看到读不出来的文件/,
    ],
    [
      'two files at once',
      () => Promise.resolve([FIGURE1, 'data/runs/poems.csv']),
      /：看到一次 2 个文件，应为一个。/,
    ],
  ])('%s gets a message that hides no words, and the old table stays', async (_, filesOf, pattern) => {
    const { page, messages, close } = await open(8)
    const before = await told(page, 'forecast')
    await drop(page, ...(await filesOf()))
    const message = stage(page).getByRole('alert')
    await message.waitFor()
    expect(await message.locator('p').innerText()).toMatch(pattern)
    expect(await told(page, 'forecast')).toBe(before)
    const hidden = await message.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      return [...document.querySelectorAll('.stage svg.chart text, .stage .controls > *, .slidev-layout h1')]
        .filter((words) => words.checkVisibility())
        .filter((words) => {
          const box = words.getBoundingClientRect()
          return box.left < right && box.right > left && box.top < bottom && box.bottom > top
        })
        .map((words) => words.textContent)
    })
    expect(hidden).toEqual([])
    expect(messages).toEqual([])
    await close()
  })

  it.each([
    ['beside the page', false],
    ['in the page where no worker starts', true],
  ])(
    'of a thousand runs is read and forecast %s, and says that neighbours are merged',
    async (_, isBlocked) => {
      const { page, messages, close } = await open(STEPS)
      // What a worker answered, the page didn't reckon.
      await page.evaluate(() => {
        const answers: unknown[] = []
        Object.assign(window, { answers })
        const { postMessage } = Worker.prototype
        Worker.prototype.postMessage = function (this: Worker, order: unknown) {
          this.addEventListener('message', ({ data }) => answers.push(data), { once: true })
          postMessage.call(this, order)
        }
      })
      if (isBlocked) await page.route(/\/table-worker-/, (route) => route.abort())
      const file = join(folder, 'thousand.csv')
      const rows = Array.from({ length: 1000 }, (_, k) => {
        const compute = 10 ** (15 + (6 * k) / 1000)
        return `${compute},${2 * (compute / 1e18) ** -0.1 + 1 + 0.002 * Math.sin(k)},${k === 999}`
      })
      await writeFile(file, ['compute,loss,held_out', ...rows].join('\n'))
      await stage(page).locator('input[type=file]').setInputFiles(file)
      await expect
        .poll(() => stage(page).getByRole('alert').innerText())
        .toContain('有 999 种算力：相邻的合并')
      await expectCommandLine(page, await commandLine(file))
      await handle(page).last().focus()
      await tap(page, 'ArrowLeft')
      await expect.poll(() => shown(page, 'interval-95')).not.toBe('')
      const answers = await page.evaluate(() => (window as unknown as { answers: unknown[] }).answers.length)
      if (isBlocked) expect(answers).toBe(0)
      else expect(answers).toBeGreaterThanOrEqual(2)
      expect(messages.filter((text) => !isBlocked || !/ERR_FAILED/.test(text))).toEqual([])
      await close()
    },
  )

  it('without a held-out run shows its largest as held out, and says so', async () => {
    const { page, close } = await open(8)
    await drop(page, 'tests/fixtures/runs/good/numpy-header.csv')
    const message = stage(page).getByRole('alert')
    await message.waitFor()
    expect(await message.innerText()).toContain('算力最大的 3e+20 当作待预测的')
    expect(await told(page, 'actual')).toBe('2.43759')
    await close()
  })

  it('under the same name as the one before starts without its guess', async () => {
    const { page, close } = await open(4)
    await drop(page, 'data/runs/olmo-ladder.csv')
    await page.waitForFunction(
      () => document.querySelector('.stage select option:checked')?.textContent === 'olmo-ladder.csv',
    )
    await handle(page).focus()
    await tap(page, 'PageDown')
    await stage(page).locator('[data-value="guess"]').waitFor({ state: 'attached' })
    await tap(page, 'Escape')
    await drop(page, 'data/runs/olmo-ladder.csv')
    await stage(page).locator('[data-value="guess"]').waitFor({ state: 'detached' })
    await close()
  })
})

/** Labels that run into each other, into a curve or into an axis; runs in the page. */
function collisions(): string[] {
  const svg = [...document.querySelectorAll<SVGSVGElement>('.stage svg.chart')].find((svg) =>
    svg.checkVisibility(),
  )
  if (!svg) return ['no chart']
  const unit = svg.getScreenCTM()?.a ?? 1
  const boxes = [...svg.querySelectorAll<SVGTextElement>('text')].map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect()
    // A line of text is higher than its letters.
    return { name: text.textContent ?? '', left, right, top: top + 3 * unit, bottom: bottom - 3 * unit }
  })
  const found: string[] = []
  boxes.forEach((a, k) => {
    for (const b of boxes.slice(k + 1))
      if (
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
      )
        found.push(`「${a.name}」 and 「${b.name}」`)
  })
  for (const path of svg.querySelectorAll<SVGGeometryElement>(
    '.curve, .ahead, .dashed, .kept, .axes .line, .guide, .run-ring, .removal circle',
  )) {
    const matrix = path.getScreenCTM()
    const length = path.getTotalLength()
    if (!matrix || length === 0) continue
    const hit = new Set<string>()
    for (let k = 0; k <= 300; k++) {
      const { x, y } = path.getPointAtLength((length * k) / 300).matrixTransform(matrix)
      for (const { name, left, right, top, bottom } of boxes)
        if (x > left && x < right && y > top && y < bottom) hit.add(name)
    }
    for (const name of hit) found.push(`「${name}」 and ${path.getAttribute('class')}`)
  }
  return found
}

it.concurrent.each(Object.keys(scalingTables))(
  'no label of %s runs into another, a curve or an axis at any step',
  async (table) => {
    const { page, close } = await open(0)
    await pick(page, table)
    const found: string[] = []
    const look = async (at: string) => {
      for (const collision of await page.evaluate(collisions)) found.push(`${at}: ${collision}`)
    }
    for (let step = 0; step <= STEPS; step++) {
      await look(`step ${step}`)
      // The guess may stand anywhere.
      if (step >= 3 && step <= 7) {
        await handle(page).focus()
        await tap(page, 'End')
        for (let k = 0; k < 52; k++) {
          await look(`step ${step}, guess ${await value(page)}`)
          const now = await value(page)
          await tap(page, 'PageDown')
          if (now === (await value(page))) break
        }
        for (let k = 0; k < 12; k++) await tap(page, 'PageUp')
        await tap(page, 'Escape')
      }
      if (step === STEPS && (await handle(page).count()) > 0) {
        await handle(page).focus()
        for (;;) {
          const now = await value(page)
          await tap(page, 'ArrowLeft')
          await look(`keeping ${await value(page)}`)
          if (now === (await value(page))) break
        }
        await tap(page, 'Escape')
      }
      const address = await page.evaluate(() => location.href)
      await tap(page, 'ArrowRight')
      await page.waitForFunction((before) => location.href !== before, address)
      await settled(page)
    }
    await close()
    expect(found).toEqual([])
  },
)

describe('two windows', () => {
  it('show the same guess, ladder and table', async () => {
    const talk = await serveTalk()
    const context = await openContext(browser, { viewport: { width: 1280, height: 720 } })
    const window = async (path: string) => {
      const page = await context.newPage()
      await page.goto(`${talk.url}${path}${no}?clicks=3`)
      await page
        .locator(`#slideshow [data-slidev-no="${no}"] [data-ready], .grid-container [data-ready]`)
        .first()
        .waitFor()
      return page
    }
    const [audience, speaker] = [await window(''), await window('')]
    await handle(speaker).focus()
    await tap(speaker, 'PageDown')
    await tap(speaker, 'Escape')
    const guess = await value(speaker)
    await expect.poll(() => value(audience)).toBe(guess)
    await speaker.goto(`${talk.url}${no}?clicks=10`)
    await audience.goto(`${talk.url}${no}?clicks=10`)
    await handle(speaker).waitFor()
    await handle(audience).waitFor()
    await handle(speaker).focus()
    await tap(speaker, 'ArrowLeft')
    await tap(speaker, 'Escape')
    await expect.poll(() => value(audience)).toBe(8)
    expect(await told(audience, 'forecast')).toBe(await told(speaker, 'forecast'))

    // As many runs as may be handed on.
    const rows = Array.from(
      { length: 9999 },
      (_, k) => `${1e18 * 1.001 ** k},${2 + 2 * 1.001 ** (-0.1 * k)},r${k},false`,
    )
    await stage(speaker)
      .locator('input[type=file]')
      .setInputFiles({
        name: 'mine.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`compute,loss,run,held_out\n${rows.join('\n')}\n1e23,2.5,big,true`),
      })
    await audience.waitForFunction(
      () => document.querySelector('.stage select option:checked')?.textContent === 'mine.csv',
    )
    expect(await told(audience, 'forecast')).toBe(await told(speaker, 'forecast'))
    // A window that is opened later shows it too.
    const late = await window('')
    await late.waitForFunction(
      () => document.querySelector('.stage select option:checked')?.textContent === 'mine.csv',
    )
    await context.close()
    await talk.close()
  })
})
