import type { BrowserContext, Page } from 'playwright-chromium'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { random } from '../../ladder/random'
import { goTo, tap } from '../../tools/page'
import { deck, slideWith, talk } from '../opened'
import { agree, at, chart, newContext, WAIT } from './agree'
import { neverAfter } from './never-after'

// What windows tell each other is tested in tests/unit/agreement.test.ts; here it goes through a browser and Slidev.

/** How many things are done at random. */
const ACTIONS = 40

let context: BrowserContext
beforeEach(async () => {
  context = await newContext()
})
afterEach(() => context.close())

const isPresenter = (page: Page) => new URL(page.url()).pathname.startsWith('/presenter')

async function open(path: string, within = context): Promise<Page> {
  const page = await within.newPage()
  await page.goto(talk.url + path)
  return page
}

it('the audience follows the presenter to his first slide and each click, and he follows the audience', async () => {
  const audience = await open(String(chart - 1))
  await agree([audience], at(`${chart - 1}:0`))
  const presenter = await open(`presenter/${chart}`)
  await agree([presenter, audience], at(`${chart}:0`))
  await tap(presenter, 'ArrowRight')
  await agree([presenter, audience], at(`${chart}:1`))
  await tap(audience, 'ArrowRight')
  await agree([presenter, audience], at(`${chart}:2`))
  await tap(presenter, 'ArrowLeft')
  await agree([presenter, audience], at(`${chart}:1`))
  // Keys pressed one upon the other are not taken back.
  for (let k = 0; k < 4; k++) await tap(presenter, 'ArrowRight')
  await agree([presenter, audience], at(`${chart}:5`))
})

it('a reloaded presenter comes back to where he was, and the audience stays there', async () => {
  const presenter = await open(`presenter/${chart}?clicks=2`)
  const audience = await open('')
  await agree([presenter, audience], at(`${chart}:2`))
  const places = await audience.evaluateHandle(() => {
    const places: string[] = []
    const { pushState, replaceState } = history
    const note = (url: unknown) => places.push(String(url))
    history.pushState = (...all) => (note(all[2]), pushState.apply(history, all))
    history.replaceState = (...all) => (note(all[2]), replaceState.apply(history, all))
    return places
  })
  await presenter.reload()
  await agree([presenter, audience], at(`${chart}:2`))
  await tap(presenter, 'ArrowRight')
  await agree([presenter, audience], at(`${chart}:3`))
  const moves = (await places.jsonValue()).map((url) => new URL(url, talk.url))
  expect(moves.filter(({ searchParams }) => searchParams.get('clicks') !== '3').map(String)).toEqual([])
})

it('a window opened late or reloaded, a duplicate and a reopened presenter come to where the others are', async () => {
  const presenter = await open(`presenter/${chart}?clicks=2`)
  await agree([presenter], at(`${chart}:2`))
  const audience = await open('')
  const astray = await open('7')
  const all = [presenter, audience, astray]
  await agree(all, at(`${chart}:2`))
  await audience.reload()
  await agree(all, at(`${chart}:2`))
  await tap(presenter, 'ArrowRight')
  await agree(all, at(`${chart}:3`))
  const [duplicate] = await Promise.all([
    context.waitForEvent('page'),
    audience.evaluate(() => void window.open(location.href)),
  ])
  await agree([...all, duplicate], at(`${chart}:3`))
  await presenter.close()
  await tap(audience, 'ArrowRight')
  await agree([audience, astray, duplicate], at(`${chart}:4`))
  const reopened = await open('presenter/')
  await agree([reopened, audience, astray, duplicate], at(`${chart}:4`))
})

it('a slide whose address is a name is one like any other', async () => {
  const { no, route } = slideWith(({ no, route }) => route !== String(no))
  expect(no).toBeGreaterThan(1)
  const audience = await open(String(chart))
  await agree([audience], at(`${chart}:0`))
  const presenter = await open(`presenter/${route}`)
  await agree([presenter, audience], at(`${no}:0`))
  await presenter.reload()
  await agree([presenter, audience], at(`${no}:0`))
  await tap(audience, 'ArrowLeft')
  const { place } = await agree([presenter, audience], ({ place }) => place.startsWith(`${no - 1}:`))
  await tap(audience, 'ArrowRight')
  await agree([presenter, audience], at(`${no}:0`))
  const late = await open(place.replace(':', '?clicks='))
  await agree([presenter, audience, late], at(`${no}:0`))
})

it('the dialog for a jump opens right after a handle was pressed', async () => {
  const heat = slideWith('<HeatBar').no
  const presenter = await open(`presenter/${heat}?clicks=3`)
  await agree([presenter], at(`${heat}:3`))
  await presenter.locator('#slideshow [role=slider]:visible').first().click()
  await tap(presenter, 'g')
  await presenter.locator('#slidev-goto-dialog input').fill(String(chart))
  await tap(presenter, 'Enter')
  await agree([presenter], at(`${chart}:0`))
})

it("the presenter's clock goes on after a reload", async () => {
  const presenter = await open(`presenter/${chart}`)
  const audience = await open('')
  await agree([presenter, audience], at(`${chart}:0`))
  const clock = () =>
    presenter.evaluate(
      () =>
        (JSON.parse(sessionStorage.getItem('gpt4-talk/timer') ?? '{}') as { startedAt?: number }).startedAt,
    )
  await presenter.locator('.i-carbon\\:play').first().dispatchEvent('click')
  await expect.poll(clock, WAIT).toBeGreaterThan(0)
  const started = await clock()
  await presenter.reload()
  await agree([presenter, audience], at(`${chart}:0`))
  await tap(presenter, 'ArrowRight')
  await agree([presenter, audience], at(`${chart}:1`))
  await presenter.locator('.i-carbon\\:pause').first().waitFor({ state: 'attached' })
  expect(await clock()).toBe(started)
})

it('the clock begins when the first slide is left, in whatever window, but for a trial', async () => {
  const presenter = await open('presenter/')
  const audience = await open('')
  await agree([presenter, audience], at('1:0'))
  const status = () => presenter.locator('[data-plan] strong').innerText()
  expect(await status()).toBe('未计时')
  // A clicker is tried out before the talk, and what was pressed too much is pressed back.
  await tap(audience, 'PageDown')
  await agree([presenter, audience], at('2:0'))
  await expect.poll(status, WAIT).not.toBe('未计时')
  await tap(audience, 'PageUp')
  await agree([presenter, audience], at('1:0'))
  await expect.poll(status, WAIT).toBe('未计时')
  await tap(audience, 'PageDown')
  await agree([presenter, audience], at('2:0'))
  await expect.poll(status, WAIT).not.toBe('未计时')
  await presenter.reload()
  await agree([presenter, audience], at('2:0'))
  await expect.poll(status, WAIT).not.toBe('未计时')
  // What another window tells of an old clock, as Slidev does with each slide, counts for nothing.
  await audience.evaluate(
    (title) => {
      const timer = { status: 'stopped', slides: {}, startedAt: 0, pausedAt: 0 }
      new BroadcastChannel(`${title} - shared`).postMessage({ timer })
    },
    await audience.title(),
  )
  await tap(audience, 'PageDown')
  await agree([presenter, audience], at('2:1'))
  expect(await status()).not.toBe('未计时')
  // Ten minutes later somebody asks for the first slide again: the talk is still the same.
  await presenter.evaluate(() => {
    const now = Date.now
    Date.now = () => now() + 600_000
  })
  await expect.poll(status, WAIT).toMatch(/^慢 (9|\d\d):/)
  await goTo(presenter, 1)
  await agree([presenter, audience], at('1:0'))
  expect(await status()).toMatch(/^慢/)
})

it("the arrow of a mouse that rests leaves the room's slide", async () => {
  const presenter = await open(`presenter/${chart}`)
  const audience = await open('')
  await agree([presenter, audience], at(`${chart}:0`))
  const arrow = audience
    .locator('#slide-container svg.stroke-white, .pointer-events-none.text-xl > svg')
    .first()
  for (const y of [300, 320]) {
    await presenter.bringToFront()
    await presenter.mouse.move(400, y)
    await expect.poll(() => arrow.count(), WAIT).toBe(1)
    await expect.poll(() => arrow.count(), WAIT).toBe(0)
  }
})

it('all that is kept and told bears the name of this deck', async () => {
  await context.addInitScript(() => {
    const names: string[] = []
    Object.assign(window, { names })
    window.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name)
        names.push(name)
      }
    }
  })
  const wager = slideWith('<Wager />').no
  const presenter = await open(`presenter/${wager}?clicks=1`)
  await agree([presenter], at(`${wager}:1`))
  await tap(presenter, '7')
  const kept = () =>
    presenter.evaluate(async () => {
      const { held = [] } = await navigator.locks.query()
      return [
        ...(window as unknown as { names: string[] }).names,
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
        ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
        ...held.map(({ name }) => name ?? ''),
      ]
    })
  await expect.poll(async () => (await kept()).filter((name) => name.includes('wager')), WAIT).toHaveLength(2)
  // Slidev's own bear the talk's title, or its own name; the router's is where a page was scrolled to.
  for (const name of await kept()) expect(name).toMatch(/^(gpt4-talk|slidev|vue-router|九个小模型，一次预测)/)
})

it('an only window opens where its address says, and waits for no other', async () => {
  await context.addInitScript(neverAfter, 200)
  await agree([await open(`${chart}?clicks=2`)], at(`${chart}:2`))
})

/** Opens two windows of a browser of their own, and moves them at random. @throws with what was done, where it fails */
async function moveAtRandom(seed: number): Promise<void> {
  const context = await newContext()
  const draw = random(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T
  const heat = slideWith('<HeatBar').no
  const scaling = slideWith('<ScalingChart').no
  const done: string[] = []
  context.on('weberror', (error) => done.push(`! ${error.error().message}`))
  const windows = [await open('presenter/', context), await open('', context)]
  let now = await agree(windows, at('1:0'))

  const name = (page: Page) => `${windows.indexOf(page)}${isPresenter(page) ? ' (presenter)' : ''}`
  const leader = () => windows.find(isPresenter) ?? pick(windows)
  async function go(page: Page, no: number, clicks: number) {
    await goTo(page, no, clicks)
    now = await agree(windows, at(`${no}:${clicks}`))
  }
  const table: Record<string, () => Promise<void>> = {
    async next() {
      const page = pick(windows)
      done.push(`next in ${name(page)}`)
      const [no, clicks] = now.place.split(':').map(Number) as [number, number]
      const places = [`${no}:${clicks + 1}`, `${no + 1}:0`]
      if (no === deck.length) places.push(now.place)
      await tap(page, 'ArrowRight')
      now = await agree(windows, ({ place }) => places.includes(place))
    },
    async previous() {
      const page = pick(windows)
      done.push(`previous in ${name(page)}`)
      const [no, clicks] = now.place.split(':').map(Number) as [number, number]
      await tap(page, 'ArrowLeft')
      now = await agree(windows, ({ place }) =>
        clicks > 0 ? place === `${no}:${clicks - 1}` : place.startsWith(`${Math.max(1, no - 1)}:`),
      )
    },
    async jump() {
      const page = pick(windows)
      const no = pick(deck).no
      done.push(`jump to ${no} in ${name(page)}`)
      await tap(page, 'g')
      await page.locator('#slidev-goto-dialog input').fill(String(no))
      await tap(page, 'Enter')
      now = await agree(windows, at(`${no}:0`))
    },
    async drag() {
      done.push('drag')
      await go(leader(), heat, 3)
      const page = pick(windows)
      done.push(`… in ${name(page)}`)
      const handle = page.locator('#slideshow [role=slider]:visible').first()
      const box = await handle.boundingBox()
      if (!box) throw new Error('no handle on the screen')
      const before = JSON.stringify(now.handles)
      const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      const by = (Number(now.handles[0]) > 60 ? 1 : -1) * (20 + 20 * draw())
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      for (const part of [0.3, 0.6, 1]) await page.mouse.move(from.x, from.y + part * by)
      await page.mouse.up()
      now = await agree(windows, ({ handles }) => JSON.stringify(handles) !== before)
    },
    async table() {
      done.push('table')
      await go(leader(), scaling, 3)
      const page = pick(windows)
      const select = page.locator('#slideshow select:visible')
      const other = await select
        .locator('option')
        .evaluateAll((options) =>
          (options as HTMLOptionElement[]).filter(({ selected }) => !selected).map(({ value }) => value),
        )
      const key = pick(other)
      done.push(`… ${key} in ${name(page)}`)
      await select.selectOption(key)
      now = await agree(windows, ({ tables }) => tables.includes(key))
    },
    async reload() {
      const page = pick(windows)
      done.push(`reload ${name(page)}`)
      await page.reload()
      now = await agree(windows, at(now.place))
    },
    async close() {
      if (windows.length === 1) return table.open?.()
      const page = pick(windows)
      done.push(`close ${name(page)}`)
      windows.splice(windows.indexOf(page), 1)
      await page.close()
      now = await agree(windows, at(now.place))
    },
    async open() {
      if (windows.length === 3) return table.close?.()
      const path = windows.some(isPresenter) ? pick(['', 'presenter/', '5']) : 'presenter/'
      done.push(`open /${path}`)
      windows.push(await open(path, context))
      now = await agree(windows, at(now.place))
    },
    async scheme() {
      const page = pick(windows)
      done.push(`toggle scheme in ${name(page)}`)
      const { isDark } = now
      await tap(page, 'd')
      now = await agree(windows, (shown) => shown.isDark !== isDark)
    },
  }
  const weights = {
    next: 5,
    previous: 4,
    jump: 2,
    drag: 2,
    table: 2,
    reload: 3,
    close: 2,
    open: 2,
    scheme: 1,
  }
  const lots = Object.entries(weights).flatMap(([key, weight]) => Array<string>(weight).fill(key))
  try {
    for (let k = 0; k < ACTIONS; k++) await table[pick(lots)]?.()
  } catch (error) {
    throw new Error(`seed ${seed}:\n${done.join('\n')}`, { cause: error })
  } finally {
    await context.close()
  }
}

it(`agree after each of ${ACTIONS} random actions`, () => moveAtRandom(1))
