import { describe, expect, it } from 'vitest'
import { claims } from '../../data/claims'
import { claimsPage } from '../../deck/claims-page'
import { browser, deck, site } from '../opened'
import { openPage, settled } from '../../tools/page'

async function openClaims(colorScheme: 'light' | 'dark' = 'light') {
  const heard = await openPage(browser, { viewport: { width: 1200, height: 900 }, colorScheme })
  await heard.page.goto(`${site.url}claims/`)
  await heard.page.evaluate(() => document.fonts.ready.then(() => undefined))
  const entries = await heard.page.locator('main ul > li').evaluateAll((items) =>
    items.map((item) => ({
      id: item.id,
      statement: item.querySelector('p')?.textContent,
      kind: item.querySelector<HTMLElement>('[data-kind]')?.dataset.kind,
      known: item.querySelector('.known')?.textContent ?? '',
      references: [...item.querySelectorAll<HTMLAnchorElement>('.known a[href^="#ref-"]')].map(({ hash }) =>
        hash.replace('#ref-', ''),
      ),
      slides: [...item.querySelectorAll<HTMLAnchorElement>('.known a:not([href^="#"])')].map(({ pathname }) =>
        Number(pathname.split('/').at(-1)),
      ),
    })),
  )
  return { ...heard, entries }
}

describe('the page of claims', () => {
  it('lists every claim once, with its kind, its sources and its places', async () => {
    const { entries, messages, requests, close } = await openClaims()
    expect(entries.map(({ id }) => id).sort()).toEqual(claims.map(({ id }) => id).sort())
    for (const { id, statement, kind, source, also } of claims) {
      const entry = entries.find((one) => one.id === id)
      const sources = [source, also].filter((one) => one !== undefined)
      expect(entry, id).toMatchObject({ statement, kind, references: sources.map(({ key }) => key) })
      for (const { place } of sources) expect(entry?.known, id).toContain(place)
    }
    expect({ messages, requests }).toEqual({ messages: [], requests: [] })
    await close()
  })

  it('has its claims in the order of their first slides, unused ones last', async () => {
    const { entries, close } = await openClaims()
    const first = entries.map(({ slides }) => slides[0] ?? Infinity)
    expect(first).toEqual([...first].sort((a, b) => a - b))
    await close()
  })

  it('numbers and words its references as the reference slides do', async () => {
    const { page, close } = await openClaims()
    const texts = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((items) => items.map((item) => [item.id, item.textContent?.replace(/\s+/g, '')]))
    const listed = await texts('main ol > li')
    const inDeck = []
    for (const { no } of deck.filter(({ content }) => content.includes('<ReferenceList'))) {
      await page.goto(`${site.url}${no}`)
      await settled(page)
      inDeck.push(...(await texts(`#slideshow > [data-slidev-no="${no}"] [data-references] > li`)))
    }
    expect(inDeck.length).toBeGreaterThan(10)
    expect(listed.slice(0, inDeck.length)).toEqual(inDeck)
    await close()
  })

  it('has no link that leads nowhere, and its slides open', async () => {
    const { page, close } = await openClaims()
    const dead = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
        .filter(({ hash }) => document.querySelectorAll(`[id="${hash.slice(1)}"]`).length !== 1)
        .map(({ hash }) => hash),
    )
    expect(dead).toEqual([])
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    await page.locator('#disallowed-drop .known a:not([href^="#"])').first().click()
    await settled(page)
    expect(await page.locator('#slideshow [data-claim="disallowed-drop"]:visible').count()).toBeGreaterThan(0)
    await close()
  })

  it.each(['light', 'dark'] as const)(
    'is drawn with shipped fonts alone, on the paper of the slides (%s)',
    async (scheme) => {
      const { page, close } = await openClaims(scheme)
      const session = await page.context().newCDPSession(page)
      await session.send('DOM.enable')
      await session.send('CSS.enable')
      const { root } = await session.send('DOM.getDocument')
      const { nodeIds } = await session.send('DOM.querySelectorAll', {
        nodeId: root.nodeId,
        selector: 'body *',
      })
      const drawn = await Promise.all(
        nodeIds.map((nodeId) => session.send('CSS.getPlatformFontsForNode', { nodeId })),
      )
      const fonts = drawn.flatMap((node) => node.fonts)
      expect(fonts.length).toBeGreaterThan(claims.length)
      expect(fonts.filter(({ isCustomFont }) => !isCustomFont)).toEqual([])

      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      await page.goto(`${site.url}2`)
      await settled(page)
      const paper = await page
        .locator('#slideshow .slidev-layout:visible')
        .evaluate((layout) => getComputedStyle(layout).backgroundColor)
      expect(ground).toBe(paper)
      await close()
    },
  )

  it('fits a phone', async () => {
    const { page, close } = await openClaims()
    await page.setViewportSize({ width: 360, height: 700 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await close()
  })

  it('is linked from the reference slide', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(`${site.url}references`)
    await settled(page)
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      page.locator('#slideshow .claims-link:visible').click(),
    ])
    await opened.locator('#disallowed-drop').waitFor()
    expect(opened.url()).toBe(`${site.url}claims/`)
    await close()
  })

  it('keeps to the base path', () => {
    const html = claimsPage({ title: 'x', slides: deck }, '/deck/', (file) => `/deck/assets/${file}`)
    const named = [...html.matchAll(/href="(\/[^"]*)"|url\('([^']*)'\)/g)].map(
      ([, link, font]) => link ?? font,
    )
    expect(named.length).toBeGreaterThan(deck.length)
    for (const path of named) expect(path).toMatch(/^\/deck\//)
    expect(html).not.toMatch(/<script|src=|@import/)
  })
})
