import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { BrowserContext, Locator, Page, Route } from 'playwright-chromium'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wagerForecast } from '../../chart/wager'
import { nameOf, wagerAfter, type Action, type Done, type Wager } from '../../composables/wager/state'
import { readCorpus, sliceOf, writeCorpus } from '../../ladder/corpus'
import { SLICE_FILE } from '../../ladder/prepare'
import { random } from '../../ladder/random'
import { RECIPE } from '../../ladder/recipe'
import { LadderRun, meanLoss } from '../../ladder/run'
import type { Plugin } from 'vite'
import { browser, deck, site, talk } from '../opened'
import { serveTalk } from '../../tools/serve'
import { goTo, openContext, PATIENCE, settled, tap } from '../../tools/page'

// The talk's own code trains a plan that takes seconds instead of minutes: the built plan and text are exchanged on their
// way into the page, nothing else.

const PLAN = {
  recipe: { ...RECIPE, tokensPerParameter: 10 },
  widths: [3, 4, 5, 6, 7, 8, 9, 10, 11],
  every: 0.2,
  checkpointBytes: 200_000,
}
const SEED = 742
/** How wide the large model is: there is time to close windows while it trains, or it is soon there. */
const [WIDE, NARROW] = [52, 36]
let large = WIDE
const plan = () => `export const wagerPlan = ${JSON.stringify({ ...PLAN, large })}`

let context: BrowserContext
let wagerSlide: number
let revealSlide: number
let text: Uint8Array
/** Steps of the large run. */
let steps: number
/** What a page asked for that only a training needs. */
let fetched: string[]

beforeAll(async () => {
  const slideWith = (tag: string) => deck.find(({ content }) => content.includes(tag))?.no ?? NaN
  wagerSlide = slideWith('<Wager />')
  revealSlide = slideWith('<Reveal />')
  const slice = sliceOf(readCorpus(gunzipSync(readFileSync(SLICE_FILE)), SLICE_FILE), 430_000)
  text = writeCorpus({
    ...slice,
    validation: Object.fromEntries(
      Object.entries(slice.validation).map(([kind, all]) => [kind, all.subarray(0, 2000)]),
    ),
  })
  steps = largeRun(SEED).training.schedule.steps
})
beforeEach(async () => {
  fetched = []
  large = WIDE
  context = await openContext(browser, { viewport: { width: 960, height: 540 } })
  await context.route(/\/wager-plan-[^/]+\.js$/, (route) => {
    fetched.push('plan')
    return route.fulfill({
      contentType: 'text/javascript',
      body: plan(),
    })
  })
  await context.route(/\/mixture\.tokens-[^/]+\.gz$/, (route) => {
    fetched.push('text')
    return route.fulfill({ contentType: 'application/gzip', body: Buffer.from(gzipSync(text)) })
  })
})
afterEach(() => context.close())

/** The large run, before its first step. */
function largeRun(seed: number): LadderRun {
  const module = new WebAssembly.Module(readFileSync('ladder/kernels/kernels.wasm'))
  return new LadderRun(module, PLAN.recipe, large, seed, readCorpus(text, 'slice'))
}

const losses = new Map<string, number>()

/** Its loss, as Node finds it without a break. */
function lossOf(seed: number): number {
  const known = losses.get(`${large} ${seed}`)
  if (known !== undefined) return known
  const run = largeRun(seed)
  while (!run.isDone) run.step()
  const loss = meanLoss(run.losses())
  losses.set(`${large} ${seed}`, loss)
  return loss
}

async function open(path: string, site = talk): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${site.url}${path}`)
  await settled(page)
  return page
}

/** What a window knows; undefined while its page is being loaded. */
const known = <T>(page: Page, key: string): Promise<T | undefined> =>
  page
    .evaluate((key) => {
      // A public site in a folder keeps what it knows under its own name.
      const name = Object.keys(sessionStorage).find(
        (name) => /^gpt4-talk\/(deck\/)?/.exec(name)?.[0] + key === name,
      )
      return JSON.parse(sessionStorage.getItem(name ?? '') ?? 'null') as unknown
    }, key)
    .then((value) => (value ?? undefined) as T | undefined)
    .catch(() => undefined)
/** All that was done to the wager, as far as a window knows. */
const doneIn = (page: Page): Promise<Done[]> =>
  page
    .evaluate(() =>
      // Where storage is blocked, what stands in its place has no entries.
      Array.from({ length: sessionStorage.length }, (_, i) => sessionStorage.key(i) ?? '')
        .filter((key) => /^gpt4-talk\/(deck\/)?\+wager /.test(key))
        .map((key) => JSON.parse(sessionStorage.getItem(key) ?? '') as Done),
    )
    .catch(() => [])
const wagerIn = async (page: Page): Promise<Wager> => wagerAfter(await doneIn(page))
/** The small models of the seed that was called. */
const trainingIn = async (page: Page) => {
  const { seed, trainings } = await wagerIn(page)
  return trainings[seed ?? -1]
}
const shareIn = async (page: Page) => (await known<{ share: number }>(page, 'wager:progress'))?.share ?? 0

/** How much of the large run the browser has kept, from 0 to 1. */
const shareKept = (page: Page): Promise<number> =>
  page.evaluate(
    ([key, steps]) =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('gpt4-talk/')
        request.onupgradeneeded = () => request.result.createObjectStore('kept')
        request.onerror = () => reject(new Error('no storage'))
        request.onsuccess = () => {
          const base = request.result
          const found = base.transaction('kept').objectStore('kept').get(key)
          found.onsuccess = () => {
            base.close()
            const { checkpoint } = (found.result ?? {}) as { checkpoint?: { done: number } }
            resolve((checkpoint?.done ?? 0) / steps)
          }
        }
      }),
    ['wager:checkpoint', steps] as const,
  )

const slideIn = (page: Page, no: number) => page.locator(`#slideshow > [data-slidev-no="${no}"]`)
const poll = (get: () => Promise<unknown>) => expect.poll(get, { timeout: PATIENCE, interval: 100 })

/** Calls the seed and registers, without training small models. */
async function register(page: Page, seed = SEED) {
  for (const digit of String(seed)) await tap(page, digit)
  await poll(async () => (await wagerIn(page)).seed).toBe(seed)
  await slideIn(page, wagerSlide).locator('[data-register]').click()
  await poll(async () => (await wagerIn(page)).registration?.seed).toBe(seed)
}

/** How many lines a text takes: there is room for one. */
const linesOf = (text: Locator) =>
  text.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  })

async function callOff(page: Page) {
  const off = slideIn(page, wagerSlide).locator('[data-off]')
  for (const press of [1, 2]) await off.click({ clickCount: press })
  await poll(async () => (await wagerIn(page)).registration).toBeUndefined()
}

/** Lets two hours pass for all that the browser has kept, from a page in which the talk doesn't run. */
async function twoHoursLater() {
  const page = await context.newPage()
  await page.goto(`${talk.url}claims/`)
  await page.evaluate(async (ms) => {
    const older = (text: string) => text.replace(/"at":(\d+)/g, (_, at: string) => `"at":${Number(at) - ms}`)
    const text = localStorage.getItem('gpt4-talk/wager')
    if (text) localStorage.setItem('gpt4-talk/wager', older(text))
    const base = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('gpt4-talk/')
      request.onsuccess = () => resolve(request.result)
    })
    const store = base.transaction('kept', 'readwrite').objectStore('kept')
    await new Promise<void>((resolve) => {
      store.get('wager').onsuccess = ({ target }) => {
        const done = JSON.stringify((target as IDBRequest).result)
        store.put(JSON.parse(older(done)), 'wager').onsuccess = () => resolve()
      }
    })
    base.close()
  }, 7_300_000)
  await page.close()
}

describe('the wager', () => {
  it('ends with the same loss to the last bit, whichever windows are closed or reloaded meanwhile, and never begins anew', async () => {
    const expected = lossOf(SEED)
    const draw = random(15)
    /** How far the large run was kept at each kill, and where and when each worker went on: the word of it may come late. */
    const kills: { at: number; kept: number }[] = []
    const wentOn: { at: number; from: number }[] = []
    await context.exposeFunction('wentOn', (at: number, from: number) => void wentOn.push({ at, from }))
    await context.addInitScript(() => {
      window.Worker = class extends Worker {
        constructor(...all: ConstructorParameters<typeof Worker>) {
          super(...all)
          let isFirst = true
          this.addEventListener('message', ({ data }: MessageEvent<{ kind: string; share: number }>) => {
            if (data.kind !== 'progress' || !isFirst) return
            isFirst = false
            ;(window as unknown as { wentOn: (at: number, from: number) => void }).wentOn(
              Date.now(),
              data.share,
            )
          })
        }
      }
    })
    const openBoth = async () =>
      [await open(`presenter/${wagerSlide}?clicks=5`), await open(`${wagerSlide}?clicks=5`)] as [Page, Page]
    let windows = await openBoth()
    await register(windows[0])
    for (const kill of ['both', 'reload', 'close', 'both', 'reload']) {
      const until = Math.min(1, (kills.at(-1)?.kept ?? 0) + draw() * 0.2)
      await poll(() => shareKept(windows[1])).toBeGreaterThanOrEqual(until)
      const kept = await shareKept(windows[1])
      if (kept === 1) break
      kills.push({ at: Date.now(), kept })
      if (kill === 'reload') await windows[0].reload()
      else if (kill === 'close') {
        await windows[0].close()
        windows = [windows[1], await open(`${wagerSlide}?clicks=5`)]
      } else {
        // The browser's storage alone knows what was going on.
        await Promise.all(windows.map((page) => page.close()))
        windows = await openBoth()
        await poll(async () => (await wagerIn(windows[1])).registration?.seed).toBe(SEED)
      }
    }
    for (const page of windows) await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(expected)
    const after = wentOn.map(({ at, from }) => ({ from, kill: kills.findLast((kill) => kill.at <= at) }))
    expect(after.filter(({ kill }) => (kill?.kept ?? 0) > 0).length).toBeGreaterThan(0)
    for (const { from, kill } of after) expect(from).toBeGreaterThanOrEqual(kill?.kept ?? 0)
  })

  it('fetches and starts nothing without a press, and a preview takes none', async () => {
    const page = await open(`presenter/${wagerSlide - 1}?clicks=99`)
    const preview = page.locator('.wager[inert]')
    await poll(() => preview.count()).toBeGreaterThan(0)
    await page.close()
    const own = await open(`${wagerSlide}?clicks=5`)
    expect(await slideIn(own, wagerSlide).locator('.wager[inert]').count()).toBe(0)
    expect(fetched).toEqual([])
  })

  it('trains small models with the seed that was called, and forecasts from them; nothing moves once it is registered', async () => {
    large = NARROW
    const page = await open(`${wagerSlide}?clicks=2`)
    const slide = slideIn(page, wagerSlide)
    for (const digit of String(SEED)) await tap(page, digit)
    await slide.locator('[data-train]').click()
    await poll(async () => (await trainingIn(page))?.seconds).toBeGreaterThan(0)
    const { rungs = [] } = (await trainingIn(page)) ?? {}
    expect(rungs.map(({ width }) => width)).toEqual(PLAN.widths)
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await tap(page, key)
    await poll(() => slide.locator('[data-register]').count()).toBe(1)
    await slide.locator('[role=slider]').focus()
    await tap(page, 'ArrowUp')
    await tap(page, 'Escape')
    await slide.locator('[data-register]').click()
    await poll(async () => Boolean((await wagerIn(page)).registration)).toBe(true)
    const { registration } = await wagerIn(page)
    expect(registration?.here).toBe(true)
    expect(registration?.guess).toBeDefined()
    // Logarithms may differ in their last bit from one engine to another.
    const { predicted, band } = wagerForecast(rungs)
    expect(registration?.forecast.predicted).toBeCloseTo(predicted, 10)
    registration?.forecast.band.forEach((end, i) => expect(end).toBeCloseTo(band[i] ?? NaN, 10))
    expect(await slide.locator('[role=slider]').count()).toBe(0)
    await tap(page, '5')
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
    expect((await wagerIn(page)).registration).toEqual(registration)
    expect((await wagerIn(page)).seed).toBe(SEED)
  })

  it('counts every registration, also those that were called off', async () => {
    const page = await open(`${wagerSlide}?clicks=5`)
    const slide = slideIn(page, wagerSlide)
    await register(page)
    const off = slide.locator('[data-off]')
    await off.click()
    await poll(() => off.innerText()).toMatch(/确定/)
    // The mouse leaves it: a press by mistake calls nothing off.
    await page.mouse.move(0, 0)
    await poll(() => off.innerText()).toBe('作废')
    expect((await wagerIn(page)).registration?.seed).toBe(SEED)
    // Nor does one by finger, which leaves nothing, when the slide was left in between.
    await off.dispatchEvent('click')
    await poll(() => off.innerText()).toMatch(/确定/)
    await tap(page, 'PageDown')
    await page.waitForURL((url) => !url.pathname.endsWith(`/${wagerSlide}`))
    await tap(page, 'PageUp')
    await page.waitForURL((url) => url.pathname.endsWith(`/${wagerSlide}`))
    await settled(page)
    await poll(() => off.innerText()).toBe('作废')
    await callOff(page)
    await page.reload()
    await settled(page)
    expect((await wagerIn(page)).registration).toBeUndefined()
    await slide.locator('[data-register]').click()
    await poll(() => slide.locator('li.registered').innerText()).toMatch(/第 2 次登记/)
  })

  it('offers an older wager as the last one, and shows it as no one’s before', async () => {
    let page = await open(`presenter/${wagerSlide}?clicks=5`)
    await register(page)
    await poll(() => shareIn(page)).toBeGreaterThan(0)
    await page.close()
    await twoHoursLater()
    large = NARROW
    page = await open(`presenter/${wagerSlide}?clicks=5`)
    const slide = slideIn(page, wagerSlide)
    await poll(() => slide.getByText('看上一次的').count()).toBe(1)
    expect((await wagerIn(page)).registration).toBeUndefined()
    // This talk's own are counted, also those before it was looked at.
    await register(page, SEED + 2)
    await callOff(page)
    await slide.getByText('看上一次的').click()
    await poll(async () => (await wagerIn(page)).looked).toMatch(/./)
    await poll(() => slide.locator('.seed-value').innerText()).toBe(String(SEED))
    // Nobody goes on with it: the lock is free at once.
    await page.evaluate(() => navigator.locks.request('gpt4-talk/wager', () => undefined))
    expect((await wagerIn(page)).outcome).toBeUndefined()
    await slide.locator('[data-off]').click()
    await register(page, SEED + 1)
    expect((await wagerIn(page)).attempts).toBe(2)
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED + 1))
  })

  it('does not offer an older wager that was called off, and trains the next one', async () => {
    large = NARROW
    let page = await open(`presenter/${wagerSlide}?clicks=5`)
    await register(page)
    await callOff(page)
    await page.close()
    await twoHoursLater()
    page = await open(`presenter/${wagerSlide}?clicks=5`)
    await register(page, SEED + 1)
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED + 1))
    await callOff(page)
    expect(await slideIn(page, wagerSlide).getByText('看上一次的').count()).toBe(0)
  })

  it('lets another window train the small models when the one that did is closed', async () => {
    await context.route(/\/mixture\.tokens-[^/]+\.gz$/, () => undefined)
    const [one, other] = [
      await open(`${wagerSlide}?clicks=2`),
      await open(`presenter/${wagerSlide}?clicks=2`),
    ]
    for (const digit of String(SEED)) await tap(one, digit)
    await slideIn(one, wagerSlide).locator('[data-train]').click()
    await poll(async () => Boolean((await trainingIn(other))?.window)).toBe(true)
    await poll(() => slideIn(other, wagerSlide).locator('[data-train]').count()).toBe(0)
    await one.goto('about:blank')
    await poll(() => slideIn(other, wagerSlide).locator('[data-train]').isEnabled()).toBe(true)
  })

  it('trains nothing with a seed that was changed while the plan was on its way', async () => {
    const page = await open(`${wagerSlide}?clicks=2`)
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    await context.route(/\/wager-plan-[^/]+\.js$/, async (route) => {
      await released
      await route.fallback()
    })
    for (const digit of String(SEED)) await tap(page, digit)
    const train = slideIn(page, wagerSlide).locator('[data-train]')
    await train.click()
    await poll(() => train.isEnabled()).toBe(false)
    for (const digit of String(SEED + 1)) await tap(page, digit)
    await poll(async () => (await wagerIn(page)).seed).toBe(SEED + 1)
    release()
    await poll(() => train.isEnabled()).toBe(true)
    expect(fetched).toEqual(['plan'])
  })

  const TEXT = /\/mixture\.tokens-[^/]+\.gz$/
  const policy = (value: string) => async (route: Route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': value } })
  }
  it.each<[string, RegExp, RegExp, (route: Route) => Promise<void>]>([
    [
      'a policy forbids WebAssembly',
      /WebAssembly/,
      /\/(\d+\?.*|.*\.js)$/,
      policy("script-src 'self' 'unsafe-inline'"),
    ],
    ['a policy forbids workers', /后台线程/, /\/\d+\?[^/]*$/, policy("worker-src 'none'")],
    ['its worker is blocked', /后台线程/, /\/page-worker-/, (route) => route.abort()],
    ['its text is missing', /没有语料/, TEXT, (route) => route.fulfill({ status: 404 })],
    [
      'its text is cut short',
      /不完整/,
      TEXT,
      (route) => route.fulfill({ body: Buffer.from(gzipSync(text)).subarray(0, 1000) }),
    ],
    [
      'its text is a page',
      /不完整/,
      TEXT,
      (route) => route.fulfill({ body: '<!doctype html><title>404</title>' }),
    ],
    ['the site was built anew', /换过了/, /\/wager-plan-/, (route) => route.abort()],
    [
      'the server is gone',
      /没有回答/,
      /\/(wager-plan-[^/]*|\d+\?[^/]*)$/,
      (route) => (route.request().isNavigationRequest() ? route.fallback() : route.abort()),
    ],
  ])('says why it trains nothing where %s', async (cause, why, address, fault) => {
    await context.route(address, fault)
    const page = await open(`${wagerSlide}?clicks=2`)
    for (const digit of String(SEED)) await tap(page, digit)
    const slide = slideIn(page, wagerSlide)
    await slide.locator('[data-train]').click()
    const line = slide.locator('[data-failed]')
    await poll(() => line.locator('.reason').innerText()).toMatch(why)
    expect(await linesOf(line.locator('.reason'))).toBe(1)
    // The committed models stand in, and say that they do.
    await tap(page, 'ArrowRight')
    await poll(() => slide.innerText()).toContain('现场没练')
    if (cause !== 'the server is gone') return
    // When it is back, it trains.
    await context.unroute(address, fault)
    await page.reload()
    await settled(page)
    await line.locator('[data-go-on]').click()
    await poll(async () => (await trainingIn(page))?.seconds).toBeGreaterThan(0)
    expect(await line.count()).toBe(0)
  })

  it('trains where the server has gone, also after a reload', async () => {
    large = NARROW
    const small: Plugin = {
      name: 'small',
      configurePreviewServer: ({ middlewares }) =>
        void middlewares.use((request, response, next) => {
          const { url = '' } = request
          if (TEXT.test(url)) return response.end(gzipSync(text))
          if (!/\/wager-plan-/.test(url)) return next()
          response.setHeader('Content-Type', 'text/javascript')
          response.end(plan())
        }),
    }
    const mortal = await serveTalk([small])
    const own = await openContext(browser, { serviceWorkers: 'allow' })
    const page = await own.newPage()
    await page.goto(`${mortal.url}${wagerSlide}?clicks=2`)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await mortal.close()
    const slide = slideIn(page, wagerSlide)
    for (const seed of [SEED, SEED + 1]) {
      for (const digit of String(seed)) await tap(page, digit)
      await slide.locator('[data-train]').click()
      await poll(async () => (await trainingIn(page))?.seconds).toBeGreaterThan(0)
      expect((await wagerIn(page)).seed).toBe(seed)
      await page.reload()
      await settled(page)
    }
    await page.goto(`${mortal.url}${wagerSlide}?clicks=5`)
    await slide.locator('[data-register]').click()
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED + 1))
    await own.close()
  })

  it('says so where there is no WebAssembly', async () => {
    await context.addInitScript(() => void Reflect.deleteProperty(window, 'WebAssembly'))
    const page = await open(`${wagerSlide}?clicks=2`)
    for (const digit of String(SEED)) await tap(page, digit)
    await slideIn(page, wagerSlide).locator('[data-train]').click()
    await poll(() => slideIn(page, wagerSlide).locator('[data-failed]').innerText()).toContain('WebAssembly')
  })

  it('takes a second --fresh for another talk, and lets the speaker say that it wasn’t', async () => {
    const begin = (at: number) =>
      context.addCookies([{ name: 'talk-fresh', value: String(at), url: talk.url }])
    const inDoubt = (page: Page) => slideIn(page, wagerSlide).locator('[data-in-doubt]')
    await begin(Date.now() - 60_000)
    const before = await open(`${wagerSlide}?clicks=5`)
    await register(before)
    const { registration } = await wagerIn(before)
    // The server died, and was started by the same command.
    await begin(Date.now())
    const [presenter, audience] = [
      await open(`presenter/${wagerSlide}?clicks=5`),
      await open(`${wagerSlide}?clicks=5`),
    ]
    await poll(() => inDoubt(presenter).innerText()).toContain(String(SEED))
    expect(await linesOf(inDoubt(presenter).locator('.reason'))).toBe(1)
    for (const page of [before, audience]) {
      await poll(async () => (await wagerIn(page)).registration).toBeUndefined()
      expect(await inDoubt(page).count()).toBe(0)
      expect(await slideIn(page, wagerSlide).locator('[data-registered]').count()).toBe(0)
      expect(await page.locator('[data-training-mark]').count()).toBe(0)
    }
    // It trains all the same, also in another window.
    await before.close()
    await poll(async () => (await wagerIn(presenter)).earlier.at(-1)?.outcome?.loss).toBe(lossOf(SEED))
    await inDoubt(presenter).locator('[data-resume]').click()
    for (const page of [presenter, audience]) {
      await poll(async () => (await wagerIn(page)).registration).toEqual(registration)
      expect((await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
    }
    // Another one, which is put aside: it isn't asked for again, and can be looked at.
    await begin(Date.now() + 1000)
    await presenter.reload()
    await settled(presenter)
    await inDoubt(presenter).locator('[data-put-aside]').click()
    await poll(() => inDoubt(presenter).count()).toBe(0)
    await presenter.reload()
    await settled(presenter)
    await poll(() => slideIn(presenter, wagerSlide).getByText('看上一次的').count()).toBe(1)
    expect(await inDoubt(presenter).count()).toBe(0)
  })

  it('says that the training stopped where its text can’t be fetched, and goes on when it can', async () => {
    large = NARROW
    const gone = (route: Route) => route.fulfill({ status: 404 })
    await context.route(/\/mixture\.tokens-[^/]+\.gz$/, gone)
    const page = await open(`${wagerSlide}?clicks=5`)
    await register(page)
    await poll(async () => (await wagerIn(page)).stopped).toMatch(/404/)
    await context.unroute(/\/mixture\.tokens-[^/]+\.gz$/, gone)
    await goTo(page, revealSlide)
    await slideIn(page, revealSlide).locator('[data-go-on]').click()
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
  })

  it.each([
    [
      'every opening of the store fails',
      () =>
        (IDBFactory.prototype.open = () => {
          throw new Error('broken')
        }),
    ],
    ['no checkpoint finds room', 100_000],
  ] as const)(
    'keeps what is registered where %s, and says before the press that a reload begins anew',
    async (_, fault) => {
      if (typeof fault === 'function') {
        await context.addInitScript(fault)
        await context.route(/\/page-worker-/, async (route) => {
          const response = await route.fetch()
          await route.fulfill({ response, body: `(${String(fault)})();${await response.text()}` })
        })
      } else {
        const session = await context.newCDPSession(await context.newPage())
        await session.send('Storage.overrideQuotaForOrigin', {
          origin: new URL(talk.url).origin,
          quotaSize: fault,
        })
      }
      const page = await open(`presenter/${wagerSlide}?clicks=5`)
      await poll(() => slideIn(page, wagerSlide).locator('[data-danger]').innerText()).toContain('从头练')
      expect(await linesOf(slideIn(page, wagerSlide).locator('[data-danger]'))).toBe(1)
      const audience = await open(`${wagerSlide}?clicks=5`)
      await register(audience)
      const { registration } = await wagerIn(audience)
      await poll(() => shareIn(audience)).toBeGreaterThan(0)
      // Also where only the training has found out.
      await poll(() => slideIn(audience, wagerSlide).locator('[data-danger]').innerText()).toContain('从头练')
      await Promise.all([page.close(), audience.close()])
      const again = await open(`${wagerSlide}?clicks=5`)
      await poll(async () => (await wagerIn(again)).registration).toEqual(registration)
      await poll(async () => (await wagerIn(again)).outcome?.loss).toBe(lossOf(SEED))
    },
  )

  it('trains without locks and storage, too, and says that a reload ends it', async () => {
    large = NARROW
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
      Object.defineProperty(window, 'indexedDB', { value: undefined })
    })
    const page = await open(`${wagerSlide}?clicks=5`)
    await poll(() => slideIn(page, wagerSlide).locator('.warning').innerText()).toContain('一刷新')
    expect(await linesOf(slideIn(page, wagerSlide).locator('.warning'))).toBe(1)
    await register(page)
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
  })

  it('trains where storage and locks are refused', async () => {
    large = NARROW
    await context.addInitScript(() => {
      const refuse = () => new DOMException('Access is denied for this document.', 'SecurityError')
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          configurable: true,
          get: () => {
            throw refuse()
          },
        })
      LockManager.prototype.request = () => Promise.reject(refuse())
    })
    const page = await open(`${wagerSlide}?clicks=5`)
    await poll(() => slideIn(page, wagerSlide).locator('.warning').innerText()).toContain('一刷新')
    expect(await linesOf(slideIn(page, wagerSlide).locator('.warning'))).toBe(1)
    await register(page)
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
  })

  it('trains in the window that registered alone where windows can’t agree, also after a reload', async () => {
    await context.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }),
    )
    const workers: string[] = []
    context.on('page', (page) => page.on('worker', () => workers.push(page.url())))
    const [page, other] = [
      await open(`${wagerSlide}?clicks=5`),
      await open(`presenter/${wagerSlide}?clicks=5`),
    ]
    await poll(() => slideIn(page, wagerSlide).locator('.warning').innerText()).toContain('别关它')
    expect(await linesOf(slideIn(page, wagerSlide).locator('.warning'))).toBe(1)
    await register(page)
    await poll(() => shareIn(other)).toBeGreaterThan(0)
    await page.reload()
    await settled(page)
    await poll(async () => (await wagerIn(other)).outcome?.loss).toBe(lossOf(SEED))
    expect(workers.filter((url) => url.includes('presenter'))).toEqual([])
    expect(workers.length).toBeGreaterThan(0)
  })

  it('can be made on the public site', async () => {
    large = NARROW
    const page = await open(`${wagerSlide}?clicks=5`, site)
    expect(fetched).toEqual([])
    await register(page)
    await poll(async () => (await wagerIn(page)).outcome?.loss).toBe(lossOf(SEED))
  })
})

it('tells the presenter that the training was paused, rather than a time that nobody knows', async () => {
  const at = Date.now()
  const registration = { id: 'x', at, seed: 27, rungs: [], here: true, home: 'elsewhere' }
  const done = { at, by: 'elsewhere', action: { do: 'register', registration } } as unknown as Done
  await context.addInitScript(
    ([name, text]) => {
      const how = { id: 'x', share: 0.43, isPaused: true, isKept: true }
      sessionStorage.setItem(`gpt4-talk/+wager ${name}`, text)
      sessionStorage.setItem('gpt4-talk/wager:progress', JSON.stringify(how))
    },
    [nameOf(done), JSON.stringify(done)] as const,
  )
  const presenter = await open('presenter/1')
  await poll(() => presenter.locator('[data-training-mark]').first().innerText()).toMatch(/暂停过\s*43%/)
})

describe('the reveal', () => {
  const rungs = Array.from({ length: 9 }, (_, i) => ({ compute: 5e8 * 1.5 ** i, loss: 2.9 * 0.98 ** i }))
  const forecast = wagerForecast(rungs)
  const registration = {
    id: 'x',
    at: 0,
    seed: 27,
    rungs,
    here: true,
    forecast,
    home: 'elsewhere',
  }
  const samples = { poems: '春', english: 'a', code: 'b' }
  const inside = { loss: forecast.predicted * 1.001, samples, at: 0 }
  const outside = { loss: forecast.band[1] * 1.02, samples, at: 0 }

  it.each([
    ['inside', [{ do: 'finish', id: 'x', outcome: inside }], /落在写下的范围里/],
    ['outside', [{ do: 'finish', id: 'x', outcome: outside }], /没有落进写下的范围/],
    ['running', [], /还在练，已经 43%/],
    ['stopped', [{ do: 'stop', id: 'x', reason: 'x' }], /训练停了/],
    ['never', undefined, /预先练好的一次/],
  ] as [string, Action[] | undefined, RegExp][])(
    'has a title and no empty place when it is %s',
    async (_, came, title) => {
      const page = await context.newPage()
      const outcome = came?.find((action) => action.do === 'finish')?.outcome
      if (came) {
        const at = Date.now()
        const actions: Action[] = [{ do: 'register', registration: { ...registration, at } }, ...came]
        const done = actions.map((action, i): Done => ({ at: at + i, by: 'elsewhere', action }))
        await page.addInitScript(
          (entries) => {
            if (window === window.top)
              for (const [key, value] of Object.entries(entries))
                sessionStorage.setItem(`gpt4-talk/${key}`, value)
          },
          {
            ...Object.fromEntries(done.map((one) => [`+wager ${nameOf(one)}`, JSON.stringify(one)])),
            // Another window's, before the browser was opened anew.
            'wager:progress': JSON.stringify({
              id: came[0]?.do === 'stop' ? 'y' : 'x',
              ...{ share: 0.43, left: 60, isPaused: false, isKept: true },
            }),
          },
        )
      }
      await page.goto(`${talk.url}${revealSlide}`)
      await settled(page)
      const slide = slideIn(page, revealSlide)
      const loss = outcome?.loss.toFixed(3)
      // No loss, no miss before the click.
      expect(await slide.locator('[data-loss]').count()).toBe(0)
      if (loss) expect(await page.locator('#slideshow').innerText()).not.toContain(loss)
      await tap(page, 'ArrowRight')
      await tap(page, 'ArrowRight')
      await poll(() => slide.locator('h1').innerText()).toMatch(title)
      if (loss) expect(await slide.locator('[data-loss]').innerText()).toBe(loss)
      // What the notes speak of in every case.
      for (const name of ['说不会再降', '照末段斜率', '上一次，只学诗'])
        expect(await slide.locator('dt', { hasText: name }).locator('+ dd').innerText()).toMatch(/\d/)
      expect(await slide.innerText()).not.toMatch(/NaN|undefined|Invalid|(?<![\d.])0%/)
    },
  )
})
