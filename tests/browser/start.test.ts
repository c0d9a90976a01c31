import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser, deck } from '../opened'
import { start, type Started } from '../../tools/serve'
import { openPage, place, settled } from '../../tools/page'

/** The addresses that a command has printed, in their order. */
const addresses = ({ printed }: Started) => printed().match(/http:\/\/localhost:\d+\/\S*/g) ?? []
const npmStart = (...args: string[]) => start('npm', ['start', '--', ...args], /presenter\/\n/)

describe('npm start', () => {
  let talk: Started
  beforeAll(async () => {
    talk = await npmStart('--port', '0')
  })
  afterAll(async () => {
    await talk?.close()
  })

  it("prints the audience's and the presenter's address, and builds nothing anew", () => {
    expect(addresses(talk)).toHaveLength(2)
    const [audience, presenter] = addresses(talk)
    expect(presenter).toBe(`${audience}presenter/`)
    expect(talk.printed()).not.toContain('builds the talk')
  })

  it('shows the presenter notes, the next slide and a timer with the planned duration', async () => {
    const [slide] = deck.filter(({ note }) => note.includes('[click]'))
    if (!slide) throw new Error('no slide has a click')
    const { page, messages, requests, close } = await openPage(browser)
    await page.goto(`${addresses(talk)[1]}${slide.no}?clicks=1`)
    await settled(page)
    expect(place(page)).toBe(`${slide.no}:1`)
    await page.getByText(slide.note.trim().slice(0, 12)).first().waitFor()
    await page.waitForFunction(
      (no) => document.querySelectorAll(`[data-slidev-no="${no + 1}"]`).length >= 1,
      slide.no,
    )
    expect(await page.locator('body').innerText()).toMatch(/30:00|29:5\d/)
    expect(messages).toEqual([])
    expect(requests).toEqual([])
    await close()
  })

  it('tells the presenter, and nobody else, until when the slide is planned and how the timer stands to that', async () => {
    const [audience = '', presenter] = addresses(talk)
    const { page, close } = await openPage(browser)
    const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
    const until = (no: number) => deck.slice(0, no).reduce((sum, { seconds = 0 }) => sum + seconds, 0)
    const plan = page.locator('[data-plan]')
    const total = until(deck.length)
    /** Opens a slide with a timer that was stopped after so many seconds. */
    const open = async (no: number, seconds: number) => {
      const timer = { status: 'paused', startedAt: 1000, pausedAt: 1000 * (1 + seconds), slides: {} }
      await page.evaluate((text) => sessionStorage.setItem('gpt4-talk/timer', text), JSON.stringify(timer))
      await page.goto(`${presenter}${no}`)
      await settled(page)
    }

    await page.goto(`${presenter}1`)
    await settled(page)
    expect(await plan.innerText()).toBe(`计划讲到 ${clock(until(1))}，剩 ${clock(total - until(1))} · 未计时`)
    const no = 9
    const planned = `计划讲到 ${clock(until(no))}，剩 ${clock(total - until(no))} · `
    for (const [seconds, pace] of [
      [until(no) + 75, '慢 1:15'],
      [until(no), '准时'],
      [until(no - 1), '准时'],
      [until(no - 1) - 10, '快 0:10'],
    ] as const) {
      await open(no, seconds)
      expect(await plan.innerText()).toBe(planned + pace)
    }
    // A click is no slide.
    await page.goto(`${presenter}${no}?clicks=1`)
    await settled(page)
    expect(await plan.innerText()).toBe(`${planned}快 0:10`)
    await page.goto(`${audience}${no}`)
    await settled(page)
    expect(await plan.count()).toBe(0)
    await close()
  })

  it('takes another port where its own is taken', async () => {
    const { port } = new URL(addresses(talk)[0] ?? '')
    const second = await npmStart('--port', port)
    const [audience = ''] = addresses(second)
    expect(new URL(audience).port).not.toBe(port)
    expect((await fetch(audience)).status).toBe(200)
    await second.close()
  })

  it('says what is wrong with a port', async () => {
    await expect(npmStart('--port', 'three')).rejects.toThrow('--port is "three"; expected a number')
  })
})

describe('the cached build', () => {
  let folder: string
  const startThere = (...args: string[]) =>
    start(
      process.execPath,
      [resolve('node_modules/tsx/dist/cli.mjs'), resolve('scripts/start.ts'), '--port', '0', ...args],
      /presenter\/\n/,
      folder,
    )
  const builds = () => readdirSync(join(folder, '.builds'))

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'talk-start-'))
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    cpSync('package.json', join(folder, 'package.json'))
    writeFileSync(join(folder, 'slides.md'), '---\nfonts:\n  provider: none\n---\n\n# One\n')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('a build that is killed is not served; the same sources are built once, others anew; the one used last is kept', async () => {
    const killed = start(
      process.execPath,
      [resolve('node_modules/tsx/dist/cli.mjs'), resolve('scripts/start.ts')],
      /builds the talk/,
      folder,
    )
    await (await killed).close()

    const first = await startThere()
    expect(first.printed()).toContain('builds the talk')
    const whole = builds().filter((name) => !name.includes('.'))
    expect(whole).toHaveLength(1)
    expect(await (await fetch(addresses(first)[0] ?? '')).text()).toBe(
      readFileSync(join(folder, '.builds', whole[0] ?? '', 'index.html'), 'utf8'),
    )
    await first.close()

    const again = await startThere()
    expect(again.printed()).not.toContain('builds the talk')
    await again.close()

    const hoursAgo = (name: string, hours: number) => {
      const at = new Date(Date.now() - hours * 3_600_000)
      mkdirSync(join(folder, '.builds', name))
      utimesSync(join(folder, '.builds', name), at, at)
    }
    hoursAgo('talk-older', 1)
    hoursAgo('talk-half.1', 2)
    hoursAgo('site-of-another-kind', 3)
    writeFileSync(join(folder, 'slides.md'), '---\nfonts:\n  provider: none\n---\n\n# Two\n')
    const changed = await startThere()
    expect(changed.printed()).toContain('builds the talk')
    const { page, close } = await openPage(browser)
    await page.goto(addresses(changed)[0] ?? '')
    await page.getByRole('heading', { name: 'Two' }).waitFor()
    await close()
    expect(builds()).toEqual(expect.arrayContaining([...whole, 'site-of-another-kind']))
    expect(builds().filter((name) => name.startsWith('talk-') && !name.includes('.'))).toHaveLength(2)
    expect(builds()).not.toContain('talk-half.1')
    const short = await startThere('--minutes', '20')
    expect(short.printed()).toContain('builds the talk')
    await short.close()
    await changed.close()
  })

  it('--fresh tells every page when the talk began, and nothing else does', async () => {
    const cookieOf = async (...args: string[]) => {
      const talk = await startThere(...args)
      const cookies = await Promise.all(
        addresses(talk).map(async (url) => (await fetch(url)).headers.get('set-cookie')),
      )
      await talk.close()
      return cookies
    }
    expect(await cookieOf()).toEqual([null, null])
    const before = Date.now()
    const [audience, presenter] = await cookieOf('--fresh')
    expect(audience).toBe(presenter)
    const at = Number(/^talk-fresh=(\d+); Path=\//.exec(audience ?? '')?.[1])
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })
})
