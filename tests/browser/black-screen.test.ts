import type { Page } from 'playwright-chromium'
import { describe, expect, it } from 'vitest'
import { browser, deck, site } from '../opened'
import { serveTalk } from '../../tools/serve'
import { type Heard, openContext, openPage, place, settled, tap } from '../../tools/page'

/** How long a busy machine may take. */
const SOON = { timeout: 30_000 }

/** A slide with clicks, so that a key that moved the talk would show. */
const example = () => deck.find(({ note }) => (note.match(/\[click\]/g) ?? []).length >= 3)?.no ?? 0

async function open(path = `${example()}?clicks=1`): Promise<Heard> {
  const heard = await openPage(browser, { viewport: { width: 1280, height: 720 }, hasTouch: true })
  await heard.page.goto(site.url + path)
  await settled(heard.page)
  return heard
}

const black = (page: Page) => page.locator('[data-black-screen]')
const isBlack = (page: Page) => expect.poll(() => black(page).count(), SOON).toBe(1)
const isBack = (page: Page) => expect.poll(() => black(page).count(), SOON).toBe(0)

/** Whether every pixel of the window is black. */
const allBlack = async (page: Page) => {
  const png = (await page.screenshot()).toString('base64')
  return page.evaluate(async (png) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    const { data } = context?.getImageData(0, 0, image.width, image.height) ?? { data: [1] }
    return [...data].every((value, index) => index % 4 === 3 || value === 0)
  }, png)
}

describe('the black screen', () => {
  it.each(['b', '.'])('comes with %s and covers the whole window, whatever its shape', async (key) => {
    const { page, messages, close } = await open()
    await page.setViewportSize({ width: 1000, height: 720 })
    await tap(page, key)
    await isBlack(page)
    expect(await allBlack(page)).toBe(true)
    expect(place(page)).toBe(`${example()}:1`)
    expect(messages).toEqual([])
    await close()
  })

  it.each(['b', '.', 'PageDown', 'PageUp', 'ArrowRight', 'ArrowLeft', 'Space', 'Escape', 'Enter', 'x'])(
    'goes with %s, which moves nothing even when it is held; the next key is the talk’s',
    async (key) => {
      const { page, close } = await open()
      await page.keyboard.down('b')
      await isBlack(page)
      // The key that made it black is held a little.
      await page.keyboard.down('b')
      await isBlack(page)
      await page.keyboard.up('b')
      await page.keyboard.down(key)
      await isBack(page)
      await page.keyboard.down(key)
      await page.keyboard.down(key)
      await page.keyboard.up(key)
      await isBack(page)
      expect(place(page)).toBe(`${example()}:1`)
      await tap(page, 'PageDown')
      await expect.poll(() => place(page), SOON).toBe(`${example()}:2`)
      await close()
    },
  )

  it('goes with a press or a touch, which reaches nothing beneath it', async () => {
    const { page, close } = await open()
    for (const touch of [() => page.mouse.click(1200, 360), () => page.touchscreen.tap(1200, 360)]) {
      await tap(page, 'b')
      await isBlack(page)
      await touch()
      await isBack(page)
      expect(place(page)).toBe(`${example()}:1`)
    }
    await close()
  })

  it('stays with a key that only accompanies another one, and over a reload', async () => {
    const { page, close } = await open()
    await tap(page, 'b')
    for (const key of ['Shift', 'Control', 'Alt', 'Meta']) await tap(page, key)
    await isBlack(page)
    await page.reload()
    await isBlack(page)
    await tap(page, 'PageDown')
    await isBack(page)
    expect(place(page)).toBe(`${example()}:1`)
    await close()
  })

  it('leaves the talk a key that has a name and no place on the keyboard, as some clickers send it', async () => {
    const { page, close } = await open()
    const send = () =>
      page.evaluate(() => {
        for (const type of ['keydown', 'keyup'])
          document.body.dispatchEvent(new KeyboardEvent(type, { key: 'ArrowRight', bubbles: true }))
      })
    await send()
    await expect.poll(() => place(page), SOON).toBe(`${example()}:2`)
    await tap(page, 'b')
    await isBlack(page)
    await send()
    await isBack(page)
    expect(place(page)).toBe(`${example()}:2`)
    await send()
    await expect.poll(() => place(page), SOON).toBe(`${example()}:3`)
    await close()
  })

  it('leaves letters to what is typed, and paper white', async () => {
    const { page, close } = await open()
    await tap(page, 'g')
    const input = page.locator('#slidev-goto-input')
    await expect.poll(() => input.evaluate((element) => element === document.activeElement), SOON).toBe(true)
    await page.keyboard.type('b.')
    expect(await input.inputValue()).toBe('b.')
    expect(await black(page).count()).toBe(0)
    await tap(page, 'Escape')
    await tap(page, 'b')
    await isBlack(page)
    await page.goto(`${site.url}${example()}?print`)
    await settled(page)
    expect(await black(page).count()).toBe(0)
    await close()
  })

  it('is the same in all windows, a late one, too; the speaker sees the slide, the notes and that it is black', async () => {
    const talk = await serveTalk()
    const context = await openContext(browser, { viewport: { width: 1280, height: 720 } })
    const window = async (path: string) => {
      const page = await context.newPage()
      await page.goto(talk.url + path)
      await page.waitForSelector('#slideshow .slidev-layout:visible')
      return page
    }
    const no = example()
    const speaker = await window(`presenter/${no}?clicks=1`)
    const room = await window(`${no}?clicks=1`)
    await tap(speaker, '.')
    await isBlack(room)
    expect(await allBlack(room)).toBe(true)
    await isBlack(speaker)
    expect(await black(speaker).innerText()).toContain('看不到')
    const note = deck[no - 1]?.note.trim().slice(0, 12) ?? ''
    expect(await speaker.getByText(note).first().isVisible()).toBe(true)
    expect(await speaker.locator('#slideshow h1:visible').first().isVisible()).toBe(true)
    const late = await window('')
    await isBlack(late)

    await tap(speaker, 'PageDown')
    for (const page of [speaker, room, late]) await isBack(page)
    expect(place(speaker)).toBe(`${no}:1`)
    await tap(room, 'b')
    for (const page of [speaker, room, late]) await isBlack(page)
    await tap(room, 'PageDown')
    for (const page of [speaker, room, late]) await isBack(page)
    expect([place(room), place(speaker)]).toEqual([`${no}:1`, `${no}:1`])
    await context.close()
    await talk.close()
  })
})
