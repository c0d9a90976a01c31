import { readFileSync } from 'node:fs'
import type { BrowserContext, Locator, Page } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QUESTIONS, STYLES } from '../../data/demos/dialogues'
import { CLASSES, reward, SAMPLES } from '../../data/demos/safety-samples'
import { claim } from '../../data/claims'
import { browser, deck, site } from '../opened'
import { pressInFrame } from './framed'
import { serveTalk, type Served } from '../../tools/serve'
import { type Heard, openContext, openPage, place, settled, tap } from '../../tools/page'

/** The number of the slide that a component stands on. */
function slideOf(component: string): number {
  const slide = deck.find(({ content }) => content.includes(`<${component}`))
  if (!slide) throw new Error(`no slide shows <${component}>`)
  return slide.no
}

async function openSlide(component: string, clicks = 0, scheme: 'light' | 'dark' = 'light'): Promise<Heard> {
  const heard = await openPage(browser, {
    viewport: { width: 1280, height: 720 },
    colorScheme: scheme,
    hasTouch: true,
  })
  await heard.page.goto(`${site.url}${slideOf(component)}?clicks=${clicks}`)
  await settled(heard.page)
  return heard
}

const shown = (page: Page, selector: string) => page.locator(`#slideshow ${selector}:visible`)

const middle = async (target: Locator) => {
  const box = await target.boundingBox()
  if (!box) throw new Error('not on the screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Drags with the mouse from the middle of something. */
async function drag(page: Page, target: Locator, by: { x: number; y: number }) {
  const { x, y } = await middle(target)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + by.x / 2, y + by.y / 2)
  await page.mouse.move(x + by.x, y + by.y)
  await page.mouse.up()
}

/** Clicks what is in a frame with the mouse. */
async function clickInFrame(page: Page, target: Locator) {
  const at = await target.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  })
  await pressInFrame(page, shown(page, 'iframe'), at)
}

/** The keys belong to the slides: the left arrow goes one click back. */
async function givesKeysBack(page: Page) {
  const [no, clicks] = place(page).split(':')
  // A framed page hands the focus over by a message.
  await page.waitForFunction(() => !(document.activeElement instanceof HTMLIFrameElement))
  await tap(page, 'ArrowLeft')
  await expect.poll(() => place(page)).toBe(`${no}:${Number(clicks) - 1}`)
}

const now = async (handle: Locator) => Number(await handle.getAttribute('aria-valuenow'))

/** The sketch's page in a browser in which `blur()` does nothing to a frame. */
async function openSketchWithoutBlur() {
  const heard = await openSlide('SketchToPage', 4)
  await heard.page.addInitScript(() => (HTMLIFrameElement.prototype.blur = () => undefined))
  await heard.page.reload()
  await settled(heard.page)
  return { ...heard, no: slideOf('SketchToPage') }
}

describe('the page made from the sketch', () => {
  it.each(['light', 'dark'] as const)(
    'reveals its jokes, reaches nothing and gives the keys back (%s)',
    async (scheme) => {
      const { page, messages, requests, close } = await openSlide('SketchToPage', 4, scheme)
      const asked: string[] = []
      page.on('request', (request) => {
        const isOfSlide = request.isNavigationRequest() || request.frame() === page.mainFrame()
        if (!isOfSlide && !request.url().startsWith('data:')) asked.push(request.url())
      })
      await page.reload()
      await settled(page)
      const frame = page.frameLocator('#slideshow iframe:visible')
      const buttons = frame.getByRole('button', { name: '揭晓' })
      await expect.poll(() => buttons.count()).toBe(2)
      expect(await frame.getByText('它怕 Windows。').isVisible()).toBe(false)
      await clickInFrame(page, buttons.first())
      await expect.poll(() => frame.getByText('它怕 Windows。').isVisible()).toBe(true)
      expect(await frame.getByText('往上走，损失太大。').isVisible()).toBe(false)
      await clickInFrame(page, buttons.last())
      await expect.poll(() => frame.getByText('往上走，损失太大。').isVisible()).toBe(true)
      await givesKeysBack(page)
      expect({ asked, messages, requests }).toEqual({ asked: [], messages: [], requests: [] })
      await close()
    },
  )

  it('is written in two moves: what the sketch says, then the file that runs', async () => {
    const { page, close } = await openSlide('SketchToPage', 2)
    const read = (name: string) => readFileSync(`snippets/${name}.html`, 'utf8').trim()
    const [sketched, whole] = [read('joke-site-sketch'), read('joke-site')]
    const code = async () => (await shown(page, '.sketch-to-page pre').innerText()).trim()
    const moving = () =>
      shown(page, '.sketch-to-page').evaluate((figure) => figure.getAnimations({ subtree: true }).length)
    const ground = () => shown(page, '.sketch-to-page pre').evaluate((pre) => pre.clientHeight)
    const room = await ground()
    expect(await code()).toBe(sketched)
    await tap(page, 'ArrowRight')
    await expect.poll(code, { interval: 5 }).toBe(whole)
    // Reduced motion: the code is simply there. Its ground is as large as the whole page needs from the start.
    expect(await moving()).toBe(0)
    expect(await ground()).toBe(room)
    await tap(page, 'ArrowLeft')
    await expect.poll(code, { interval: 5 }).toBe(sketched)
    expect(await moving()).toBe(0)
    // Every line of the first move stands in the file, in the same order.
    const lines = whole.split('\n')
    for (const line of sketched.split('\n')) {
      const at = lines.indexOf(line)
      expect(at, line).toBeGreaterThanOrEqual(0)
      lines.splice(0, at + 1)
    }
    await close()
  })

  it('is the file that the slide shows, sealed off from the slide and from the network', async () => {
    const { page, close } = await openSlide('SketchToPage', 4)
    const file = readFileSync('snippets/joke-site.html', 'utf8')
    const iframe = shown(page, 'iframe')
    expect(await iframe.getAttribute('sandbox')).toBe('allow-scripts')
    expect((await iframe.getAttribute('srcdoc'))?.endsWith(file)).toBe(true)
    expect((await shown(page, '.sketch-to-page pre').innerText()).trim()).toBe(file.trim())
    const inside = await (await iframe.elementHandle())?.contentFrame()
    const asked: string[] = []
    page.on('requestfinished', (request) => {
      if (request.frame() === inside) asked.push(request.url())
    })
    expect(
      await inside?.evaluate(async (url) => {
        const request = await fetch(url).then(
          () => 'answered',
          () => 'refused',
        )
        const image = await new Promise((resolve) => {
          const picture = new Image()
          picture.onload = () => resolve('answered')
          picture.onerror = () => resolve('refused')
          picture.src = `${url}favicon.svg`
        })
        let reach = 'reached'
        try {
          void parent.document.title
        } catch {
          reach = 'sealed'
        }
        return { request, image, reach }
      }, site.url),
    ).toEqual({ request: 'refused', image: 'refused', reach: 'sealed' })
    expect(asked).toEqual([])
    await close()
  })

  it.each(['mouse', 'finger'] as const)(
    'gives the keys back after a press by %s where a frame’s blur() leaves them there',
    async (by) => {
      const { page, no, close } = await openSketchWithoutBlur()
      const iframe = shown(page, 'iframe')
      const inside = await (await iframe.elementHandle())?.contentFrame()
      if (!inside) throw new Error('no frame on the screen')
      // Had it the focus for a moment, the word that gives it back could come before it.
      await inside.evaluate(() => {
        addEventListener('focus', () => (document.documentElement.dataset.focused = ''))
        addEventListener('click', () => (document.documentElement.dataset.clicked = ''))
      })
      const ground = await inside.evaluate(() => ({ x: innerWidth / 2, y: innerHeight - 10 }))
      await pressInFrame(page, iframe, ground, by)
      await inside.waitForFunction(() => 'clicked' in document.documentElement.dataset)
      expect(await inside.evaluate(() => 'focused' in document.documentElement.dataset)).toBe(false)
      await tap(page, 'PageUp')
      await expect.poll(() => place(page), { timeout: 30_000 }).toBe(`${no}:3`)
      await close()
    },
  )

  it('has no keys from a press that the browser gives to the slide, the frame not being drawn yet', async () => {
    const { page, close } = await openSlide('SketchToPage', 4)
    const goesOn = await shown(page, 'iframe').evaluate((iframe) =>
      iframe.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true })),
    )
    expect(goesOn).toBe(false)
    await close()
  })

  it('gives the keys back on Escape when it was used by keyboard', async () => {
    const { page, close } = await openSlide('SketchToPage', 4)
    const button = page.frameLocator('#slideshow iframe:visible').getByRole('button').first()
    await button.focus()
    await tap(page, 'Enter')
    await tap(page, 'ArrowLeft')
    expect(place(page)).toMatch(/:4$/)
    await tap(page, 'Escape')
    await givesKeysBack(page)
    await close()
  })
})

describe('the bar of the exam question', () => {
  const handles = (page: Page) => ({
    left: page.getByRole('slider', { name: '左端的温度' }),
    right: page.getByRole('slider', { name: '右端的温度' }),
    place: page.getByRole('slider', { name: '棒上的位置' }),
  })
  const result = (page: Page) => shown(page, '[data-computed="temperature"]').textContent()

  it('shows the formula of the claim', async () => {
    const { page, close } = await openSlide('HeatBar', 3)
    const formula = (await shown(page, '[data-solution]').textContent())?.replaceAll('₀', '0')
    expect(formula?.trim()).toBe(claim('demo-physics-solution').value)
    await close()
  })

  it('moves by mouse: the line follows, and the keys go back to the slides', async () => {
    const { page, messages, close } = await openSlide('HeatBar', 3)
    const { left, right, place: at } = handles(page)
    const before = await shown(page, '.heat-bar path.line.gpt4').getAttribute('d')
    await drag(page, left, { x: 40, y: -60 })
    expect(await now(left)).toBeGreaterThan(30)
    expect(await shown(page, '.heat-bar path.line.gpt4').getAttribute('d')).not.toBe(before)
    // Far beyond the axis it stops at its end.
    await drag(page, right, { x: 0, y: 600 })
    expect(await now(right)).toBe(0)
    await drag(page, at, { x: 60, y: 90 })
    expect(await now(at)).toBeGreaterThan(0.4)
    const [t0, share] = [await now(left), await now(at)]
    expect(await result(page)).toContain(`= ${((0 - t0) * share + t0).toFixed(1)} °C`)
    await givesKeysBack(page)
    expect(messages).toEqual([])
    await close()
  })

  it('moves by touch, which is not taken for a swipe', async () => {
    const { page, close } = await openSlide('HeatBar', 3)
    const { place: at } = handles(page)
    const { x, y } = await middle(at)
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
    await touch('touchStart', [{ x, y }])
    for (const step of [40, 80, 120, 160]) await touch('touchMove', [{ x: x + step, y }])
    await touch('touchEnd', [])
    await expect.poll(() => now(at)).toBeGreaterThan(0.6)
    expect(place(page)).toBe(`${slideOf('HeatBar')}:3`)
    await close()
  })

  it('moves by keyboard while it has the focus, and Escape gives the keys back', async () => {
    const { page, close } = await openSlide('HeatBar', 3)
    const { left, right, place: at } = handles(page)
    await left.focus()
    await tap(page, 'ArrowUp')
    await tap(page, 'ArrowRight')
    expect(await now(left)).toBe(22)
    await tap(page, 'Tab')
    await tap(page, 'PageDown')
    expect(await now(right)).toBe(70)
    await tap(page, 'Tab')
    await tap(page, 'End')
    expect(await now(at)).toBe(1)
    expect(await result(page)).toContain('= 70.0 °C')
    await tap(page, 'Home')
    expect(await result(page)).toContain('= 22.0 °C')
    expect(place(page)).toBe(`${slideOf('HeatBar')}:3`)
    await tap(page, 'Escape')
    await givesKeysBack(page)
    await close()
  })

  it('keeps its words apart at every corner of its room', async () => {
    const { page, close } = await openSlide('HeatBar', 3)
    const { left, right, place: at } = handles(page)
    const collisions: string[] = []
    for (const t0 of ['Home', 'End'])
      for (const tb of ['Home', 'End'])
        for (const x of ['Home', 'End', 'PageDown']) {
          for (const [handle, key] of [
            [left, t0],
            [right, tb],
            [at, x],
          ] as const) {
            await handle.focus()
            await tap(page, key)
          }
          const found = await shown(page, '.heat-bar svg').evaluate((svg) => {
            const texts = [...svg.querySelectorAll('text')].map((text) => ({
              words: text.textContent?.trim(),
              box: text.getBoundingClientRect(),
            }))
            return texts.flatMap(({ words, box }, index) =>
              texts
                .slice(index + 1)
                .filter(
                  ({ box: other }) =>
                    Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
                    Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 5,
                )
                .map((other) => `${words} × ${other.words}`),
            )
          })
          collisions.push(...found.map((pair) => `${t0} ${tb} ${x}: ${pair}`))
        }
    expect(collisions).toEqual([])
    await close()
  })
})

describe('the system message', () => {
  it('is shown as its file is written, and the same questions are answered turn by turn', async () => {
    const { page, messages, close } = await openSlide('SystemMessage')
    const opacities = () =>
      shown(page, '.dialogue .said').evaluateAll((turns) =>
        turns.map((turn) =>
          Math.min(
            ...[turn, turn.parentElement ?? turn].map((each) => Number(getComputedStyle(each).opacity)),
          ),
        ),
      )
    expect(await opacities()).toEqual([1, 0, 0, 0])
    await tap(page, 'ArrowRight')
    await settled(page)
    expect(await opacities()).toEqual([1, 1, 0, 0])
    await tap(page, 'ArrowRight')
    await settled(page)
    expect(await opacities()).toEqual([1, 1, 1, 1])
    const pressed = shown(page, '.styles [aria-pressed="true"]')
    expect(await pressed.innerText()).toContain(STYLES[0]?.name)
    await tap(page, 'ArrowRight')
    await settled(page)
    expect(await pressed.innerText(), 'the last step changes the message by itself').toContain(
      STYLES.at(-1)?.name,
    )
    expect(await opacities()).toEqual([1, 1, 1, 1])
    for (const { key, name, answers } of STYLES) {
      await page.getByRole('button', { name }).click()
      const message = await shown(page, '.message p').allInnerTexts()
      expect(message.join('\n')).toBe(readFileSync(`snippets/prompts/${key}.md`, 'utf8').trim())
      const turns = await shown(page, '.dialogue p:not(.head)').allInnerTexts()
      for (const [index, answer] of answers.entries()) {
        expect(turns[2 * index]).toContain(QUESTIONS[index])
        expect(turns[2 * index + 1]).toContain(answer)
      }
    }
    await givesKeysBack(page)
    expect(messages).toEqual([])
    await close()
  })

  it('is chosen by keyboard, and keys that press no button stay the slides’', async () => {
    const { page, close } = await openSlide('SystemMessage', 2)
    const cat = page.getByRole('button', { name: '猫娘' })
    await cat.focus()
    await tap(page, 'Enter')
    expect(await cat.getAttribute('aria-pressed')).toBe('true')
    await tap(page, 'Shift+Tab')
    await tap(page, 'Space')
    expect(await cat.getAttribute('aria-pressed')).toBe('false')
    expect(place(page)).toMatch(/:2$/)
    await givesKeysBack(page)
    await close()
  })

  it('overrides nothing: no message lifts a rule, and the cat ends every sentence with 喵～', () => {
    for (const { message } of STYLES) expect(message).not.toMatch(/覆盖|过滤|忽略|无视|限制|规则/)
    const cat = STYLES.find(({ key }) => key === 'catgirl')
    for (const answer of cat?.answers ?? []) expect(answer).toMatch(/^(?:[^～]+喵～)+$/)
  })
})

describe('the safety reward', () => {
  it('follows from the class of the answer and from what was asked', async () => {
    const { page, messages, close } = await openSlide('SafetySorting')
    for (const sample of SAMPLES) {
      await expect.poll(() => shown(page, '.sample .answered').innerText()).toContain(sample.answer)
      const right = CLASSES.find(({ key }) => key === sample.belongs)
      const wrong = CLASSES.find(({ key }) => key !== sample.belongs)
      await page.getByRole('button', { name: wrong?.name, exact: true }).click()
      expect(await page.locator('#slideshow').getByRole('status').innerText()).toContain(
        `分类器会说：${right?.name}`,
      )
      await page.getByRole('button', { name: right?.name, exact: true }).click()
      const outcome = await page.locator('#slideshow').getByRole('status').innerText()
      expect(outcome).toContain('归得对')
      expect(outcome).toContain(`奖励 ${reward(sample)}`)
      await page.getByRole('button', { name: /换一个回答|从头再来/ }).click()
    }
    await tap(page, 'ArrowLeft')
    await expect.poll(() => place(page)).toMatch(new RegExp(`^${slideOf('SafetySorting') - 1}:`))
    expect(messages).toEqual([])
    await close()
  })

  it('has samples of every class, and of both signs', () => {
    expect(new Set(SAMPLES.map(({ belongs }) => belongs)).size).toBe(CLASSES.length)
    expect(new Set(SAMPLES.map(reward)).size).toBe(2)
    expect(reward({ harmful: true, belongs: 'refusal' })).toBe('+')
    expect(reward({ harmful: false, belongs: 'safe' })).toBe('+')
    expect(reward({ harmful: false, belongs: 'refusal' })).toBe('−')
    expect(reward({ harmful: true, belongs: 'disallowed' })).toBe('−')
  })
})

describe('two windows', () => {
  let talk: Served
  let context: BrowserContext

  beforeAll(async () => {
    talk = await serveTalk()
    context = await openContext(browser, { viewport: { width: 1280, height: 720 } })
  })

  afterAll(async () => {
    await context?.close()
    await talk?.close()
  })

  async function pair(path: string) {
    const [speaker, room] = [await context.newPage(), await context.newPage()]
    for (const page of [speaker, room]) {
      await page.goto(talk.url + path)
      await settled(page)
    }
    return { speaker, room, close: () => Promise.all([speaker.close(), room.close()]) }
  }

  it('show the same temperatures and place, also in a window opened later', async () => {
    const path = `${slideOf('HeatBar')}?clicks=3`
    const { speaker, room, close } = await pair(path)
    const left = (page: Page) => page.getByRole('slider', { name: '左端的温度' })
    await drag(speaker, left(speaker), { x: 0, y: -80 })
    const t0 = await now(left(speaker))
    expect(t0).toBeGreaterThan(30)
    await expect.poll(() => now(left(room))).toBe(t0)
    const later = await context.newPage()
    await later.goto(talk.url + path)
    await settled(later)
    await expect.poll(() => now(left(later))).toBe(t0)
    await later.close()
    await close()
  })

  it('show the same system message', async () => {
    const { speaker, room, close } = await pair(`${slideOf('SystemMessage')}?clicks=2`)
    await speaker.getByRole('button', { name: '译员' }).click()
    const translator = STYLES.find(({ key }) => key === 'translator')
    await expect.poll(() => shown(room, '.dialogue').innerText()).toContain(translator?.answers[0])
    await close()
  })

  it('show the same punchline, also in a window opened later', async () => {
    const path = `${slideOf('SketchToPage')}?clicks=4`
    const { speaker, room, close } = await pair(path)
    const frame = (page: Page) => page.frameLocator('#slideshow iframe:visible')
    await clickInFrame(speaker, frame(speaker).getByRole('button').first())
    const later = await context.newPage()
    await later.goto(talk.url + path)
    await settled(later)
    for (const page of [speaker, room, later]) {
      await expect.poll(() => frame(page).getByText('它怕 Windows。').isVisible()).toBe(true)
      expect(await frame(page).getByText('往上走，损失太大。').isVisible()).toBe(false)
    }
    await later.close()
    await close()
  })
})
