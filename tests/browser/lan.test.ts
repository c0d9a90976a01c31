import { expect, it } from 'vitest'
import { openPage, place, settled, tap, walk } from '../../tools/page'
import { browser, deck, IN_THE_ROOM, talk } from '../opened'

const url = talk.url.replace('127.0.0.1', IN_THE_ROOM)

it('the whole deck works where the browser holds the address for insecure', async () => {
  const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
  const states = await walk(page, url, async () => {})
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  expect(states.at(-1)?.split(':')[0]).toBe(deck.at(-1)?.route)
  expect(messages).toEqual([])
  await close()
})

it('a window there follows the presenter, and does not lead him', async () => {
  const no = deck.find(({ note }) => (note.match(/\[click\]/g) ?? []).length >= 3)?.no ?? 0
  const { page: presenter, close } = await openPage(browser)
  await presenter.goto(`${url}presenter/${no}?clicks=1`)
  await settled(presenter)
  const room = await presenter.context().newPage()
  await room.goto(url)
  await expect.poll(() => place(room)).toBe(`${no}:1`)
  await settled(room)
  await tap(room, 'ArrowRight')
  await expect.poll(() => place(room)).toBe(`${no}:2`)
  await tap(presenter, 'ArrowRight')
  await tap(presenter, 'ArrowRight')
  await expect.poll(() => place(room)).toBe(`${no}:3`)
  expect(place(presenter)).toBe(`${no}:3`)
  await close()
})
