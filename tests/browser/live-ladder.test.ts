import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../ladder/poems/records'
import type { ShownRun } from '../../ladder/poems/shown'
import { browser, deck, openBuiltDeck, site } from './built'
import { serveStage, type Served } from './serve'
import { openPage, place, settled } from './stage'

/** Nine rungs take ten seconds on a good machine. */
const TRAINED = { timeout: 120_000 }
const SOON = { timeout: 15_000 }

/** The number of the slide. */
let no: number

openBuiltDeck()
beforeAll(() => {
  const slide = deck.find(({ content }) => content.includes('<LadderLive'))
  if (!slide) throw new Error('no slide shows <LadderLive>')
  no = slide.no
})

const figure = (page: Page) => page.locator('#slideshow .ladder:visible')
const phase = (page: Page) => figure(page).getAttribute('data-phase')
const press = (page: Page, name: string) => figure(page).getByRole('button', { name }).click()
const runs = (page: Page) =>
  page.evaluate(
    () =>
      (JSON.parse(sessionStorage.getItem('talk:ladder:live') ?? '{}') as { runs?: ShownRun[] }).runs ?? [],
  )
const finished = async (page: Page) => (await runs(page)).filter(({ loss }) => loss !== undefined).length

describe('the experiment on stage', () => {
  it('shows the committed results and fetches nothing until somebody presses', async () => {
    const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto(`${site.url}${no}?clicks=2`)
    await settled(page)
    expect(await phase(page)).toBe('committed')
    expect(await figure(page).locator('.forecasts tbody tr').count()).toBe(3)
    expect(fetched.filter((url) => /\.(wasm|bin)$/.test(url))).toEqual([])
    expect(page.workers()).toEqual([])
    expect(messages).toEqual([])
    await close()
  })

  it('trains, stops, starts anew, and ends with the committed losses; the talk goes on meanwhile', async () => {
    const { page, messages, requests, close } = await openPage(browser, {
      viewport: { width: 1280, height: 720 },
    })
    await page.goto(`${site.url}${no}?clicks=0`)
    await settled(page)
    await press(page, '现场训练')
    await expect.poll(() => finished(page), SOON).toBeGreaterThan(1)
    expect(page.workers()).toHaveLength(1)
    await press(page, '停止')
    await expect.poll(() => page.workers().length, SOON).toBe(0)
    expect(await phase(page)).toBe('stopped')

    await press(page, '重来')
    await expect.poll(() => phase(page), SOON).toBe('running')
    // The keys are the talk's, and the page answers.
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => place(page), SOON).toBe(`${no}:1`)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => phase(page), TRAINED).toBe('done')
    const records = readFileSync('ladder/results/poems/runs.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunRecord)
    const trained = await runs(page)
    expect(trained).toHaveLength(9)
    for (const { width, loss, curve } of trained) {
      const record = records.find((run) => run.width === width && run.seed === 1)
      expect({ width, loss, curve }).toEqual({ width, loss: record?.loss, curve: record?.curve })
    }
    expect(page.workers()).toEqual([])

    await press(page, '还原')
    expect(await phase(page)).toBe('committed')
    expect(messages).toEqual([])
    expect(requests).toEqual([])
    await close()
  })
})

describe('two windows', () => {
  let talk: Served
  let context: BrowserContext
  beforeAll(async () => {
    talk = await serveStage()
    context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 720 } })
  })
  afterAll(async () => {
    await context?.close()
    await talk?.close()
  })

  it('one trains, the other shows it and can stop it; a preview starts nothing', async () => {
    const [room, presenter] = [await context.newPage(), await context.newPage()]
    await presenter.goto(`${talk.url}presenter/${no - 1}`)
    await presenter.locator('.ladder:visible').first().waitFor()
    await presenter.goto(`${talk.url}presenter/${no}`)
    await room.goto(talk.url)
    await settled(room)
    expect(await phase(room)).toBe('committed')

    await press(room, '现场训练')
    await expect.poll(() => finished(presenter), TRAINED).toBeGreaterThan(0)
    expect(presenter.workers()).toEqual([])
    expect(room.workers()).toHaveLength(1)
    await presenter.locator('.ladder:visible').first().getByRole('button', { name: '停止' }).click()
    await expect.poll(() => room.workers().length, SOON).toBe(0)
    await expect.poll(() => phase(room), SOON).toBe('stopped')

    // A window that trains and is reloaded doesn't leave the others waiting.
    await press(room, '重来')
    await expect.poll(() => phase(room), SOON).toBe('running')
    await room.reload()
    await settled(room)
    for (const page of [room, presenter]) await expect.poll(() => phase(page), SOON).toBe('stopped')
    await press(room, '还原')
    await Promise.all([room.close(), presenter.close()])
  })
})
