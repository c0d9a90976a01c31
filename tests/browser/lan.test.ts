import { expect, it } from 'vitest'
import { openPage, place, settled, tap } from '../../tools/page'
import { browser, clicksOf, IN_THE_ROOM, slideWith, talk } from '../opened'

const url = talk.url.replace('127.0.0.1', IN_THE_ROOM)

it('a window there follows the presenter, and does not lead him', async () => {
  const { no } = slideWith((slide) => clicksOf(slide) >= 3)
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
