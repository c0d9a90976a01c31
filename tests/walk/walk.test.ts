import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openPage, settled } from '../../tools/page'
import { browser, clicksOf, deck, IN_THE_ROOM, site, talk } from '../opened'
import {
  announced,
  axe,
  claims,
  contrast,
  fontsAsked,
  latinWords,
  layout,
  moved,
  noteMotion,
  observe,
  observeBackwards,
  pictures,
  SLIDEVS,
} from './observers'

// The whole deck, step by step: what every slide has to be is looked at here, once.

/** The deck's subsets. */
const OWN_FONTS = readdirSync('styles/fonts').filter((name) => name.endsWith('.woff2'))

it('every step is sound, forwards, backwards and jumped to: light, 16:9, who asks for less motion', async () => {
  const { page, messages, requests, close } = await openPage(browser, {
    viewport: { width: 1280, height: 720 },
    colorScheme: 'light',
  })
  await page.addInitScript(noteMotion)
  const fonts = fontsAsked(page)
  const pictured = pictures()
  const heard = axe()
  const { found, states } = await observe(page, site.url, {
    layout,
    announced,
    picture: pictured.remember,
    axe: heard.observer,
    claims,
  })
  expect(found).toEqual([])

  const clicks = deck.map(({ no }) => states.filter(({ slide }) => slide.no === no).length - 1)
  expect(clicks, 'clicks of every slide, as its notes mark them').toEqual(deck.map(clicksOf))
  const onMainPath = clicks.filter((_, index) => !deck[index]?.chapter?.appendix)
  const sum = onMainPath.reduce((sum, own) => sum + own, 0)
  expect(sum, 'clicks of the main path').toBeLessThanOrEqual(90)

  for (const [i, count] of heard.slidevs.entries())
    expect(count, `what is mended in Slidev is to be looked at: ${SLIDEVS[i]?.rule}`).toBeGreaterThan(0)

  expect(await observeBackwards(page, states, pictured.compare)).toEqual([])
  const pieces = await latinWords(page)
  expect(pieces.filter(({ language }) => language === 'en').length).toBeGreaterThan(20)
  expect(pieces.filter(({ language }) => language.startsWith('zh'))).toEqual([])
  expect(await moved(page)).toEqual([])
  // Into the middle of every slide that has clicks.
  for (const slide of deck.filter((slide) => clicksOf(slide) > 0)) {
    const at = `${slide.route}:${Math.ceil(clicksOf(slide) / 2)}`
    await page.goto(site.url + at.replace(':', '?clicks='))
    await settled(page)
    expect(await pictured.compare({ at, slide, isLast: false }, page), `jumping to ${at}`).toEqual([])
  }

  expect(fonts.size).toBeGreaterThan(0)
  expect(
    // A formula brings its own faces.
    [...fonts].filter((name) => !OWN_FONTS.includes(name) && !name.startsWith('KaTeX_')),
    'fallback slices fetched: a character of the deck is missing from its subsets',
  ).toEqual([])
  expect(messages).toEqual([])
  expect(requests).toEqual([])
  await close()
})

it('every step is sound: dark, 4:3, with more contrast or without, at an address that the browser holds for insecure', async () => {
  const { page, messages, close } = await openPage(browser, {
    viewport: { width: 1024, height: 768 },
    colorScheme: 'dark',
  })
  const url = talk.url.replace('127.0.0.1', IN_THE_ROOM)
  const { found, states } = await observe(page, url, { layout, contrast })
  expect(found).toEqual([])
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  expect(new Set(states.map(({ slide }) => slide)).size).toBe(deck.length)
  expect(messages).toEqual([])
  await close()
})
