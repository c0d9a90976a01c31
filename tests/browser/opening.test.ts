import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-chromium'
import type { Plugin } from 'vite'
import { describe, expect, it } from 'vitest'
import { buildSite } from '../../tools/build'
import { serveBuilt } from '../../tools/serve'
import { browser, site } from '../opened'
import { goTo, openPage, place, settled, tap } from '../../tools/page'
import { neverAfter } from './never-after'

const NOT_REMEMBERED = '浏览器没有保存数据'
const NOT_TOGETHER = '浏览器不让窗口互通'

/** The lines that stand beside the talk, without those that are hidden. */
const said = (page: Page) => page.getByRole('status').innerText()

/** What a browser is like before the deck's first line runs. */
const BROWSERS = {
  'whose storage is blocked': () => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {
        configurable: true,
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError')
        },
      })
  },
  'whose storage is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('exceeded the quota', 'QuotaExceededError')
    }
  },
  'that joins no windows': () => {
    window.BroadcastChannel = function () {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    } as unknown as typeof BroadcastChannel
  },
}

describe.each(Object.entries(BROWSERS))('a browser %s', (name, become) => {
  it('shows the talk, says what is lost and works', async () => {
    const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
    await page.addInitScript(become)
    await page.goto(site.url)
    await settled(page)
    const line = name === 'that joins no windows' ? NOT_TOGETHER : NOT_REMEMBERED
    expect(await said(page)).toContain(line)
    expect((await said(page)).trim().split('\n')).toHaveLength(1)

    await tap(page, 'ArrowRight')
    await page.waitForURL(/\/2$/)
    await settled(page)
    expect((await said(page)).trim()).toBe('')
    expect(messages.join('\n')).toBe('')

    const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark'))
    const before = await dark()
    await tap(page, 'd')
    await expect.poll(dark).toBe(!before)
    await close()
  })
})

it('a browser that lacks nothing says nothing', async () => {
  const { page, messages, close } = await openPage(browser)
  await page.goto(site.url)
  await settled(page)
  expect((await said(page)).trim()).toBe('')
  expect(await page.locator('.instead-of-talk:visible').count()).toBe(0)
  expect(messages.join('\n')).toBe('')
  await close()
})

describe('in a frame without an origin', () => {
  /** A page of another site that holds the deck in a sandboxed frame. */
  async function embed(deck: string) {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end(`<iframe sandbox="allow-scripts" width="960" height="540" src="${deck}"></iframe>`)
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
    const { page, messages, close } = await openPage(browser)
    await page.goto(url)
    return {
      frame: page.frameLocator('iframe'),
      page,
      messages,
      close: async () => {
        await close()
        server.close()
      },
    }
  }

  it('it opens, says what is lost and works, where its server lets every page have its files', async () => {
    const everywhere: Plugin = {
      name: 'everywhere',
      configurePreviewServer: ({ middlewares }) =>
        void middlewares.use((_, response, next) => {
          response.setHeader('Access-Control-Allow-Origin', '*')
          next()
        }),
    }
    const open = await serveBuilt(await buildSite('/deck/'), [everywhere], '/deck/')
    const { frame, page, messages, close } = await embed(open.url)
    await frame.locator('[data-slidev-no="1"] h1').waitFor()
    const status = frame.getByRole('status')
    await expect.poll(() => status.innerText()).toContain(NOT_REMEMBERED)
    await frame.locator('h1').first().click()
    await expect.poll(async () => (await status.innerText()).trim()).toBe('')
    await tap(page, 'ArrowRight')
    await frame.locator('[data-slidev-no="2"] h1').waitFor()
    // A frame may not keep the screen awake unless the page around it says so.
    expect(messages.filter((text) => !/wake-lock|WakeLock/.test(text))).toEqual([])
    await close()
    await open.close()
  })

  it('one line says what to do where the server doesn’t', async () => {
    const { frame, close } = await embed(site.url)
    await frame.getByText('请在单独的窗口里打开').waitFor()
    await close()
  })
})

it('opened from a file, one line says what to do', async () => {
  const { page, close } = await openPage(browser)
  await page.goto(pathToFileURL(resolve(await buildSite('/deck/'), 'index.html')).href)
  await page.getByText('请在项目文件夹里运行 npm start').waitFor()
  expect(await page.locator('.instead-of-talk:visible').count()).toBe(1)
  await close()
})

it('under another path than it was built for, one line says what to do', async () => {
  const elsewhere = await serveBuilt(await buildSite('/deck/'), [], '/elsewhere/')
  const { page, close } = await openPage(browser)
  await page.goto(elsewhere.url)
  await page.getByText('npm run build -- --base').waitFor()
  await close()
  await elsewhere.close()
})

it('without scripts, one line says what to do', async () => {
  const { page, close } = await openPage(browser, { javaScriptEnabled: false })
  await page.goto(site.url)
  expect(await page.locator('.instead-of-talk:visible').innerText()).toContain('这个演示要用 JavaScript')
  await close()
})

it('the page is described in plain words', async () => {
  const { page, close } = await openPage(browser)
  await page.goto(`${site.url}1`)
  const head = await page.evaluate(() =>
    ['description', 'author', 'keywords', 'og:description'].map((name) =>
      document.querySelector(`meta:is([name="${name}"], [property="${name}"])`)?.getAttribute('content'),
    ),
  )
  expect(head[0]).toBe(head[3])
  for (const text of head) expect(text).toMatch(/^[^"&]{4,}$/)
  expect(place(page)).toBe('1:0')
  await close()
})

it('windows of the public site go each their own way, and wait for none', async () => {
  const { page, close } = await openPage(browser)
  await page.context().addInitScript(neverAfter, 200)
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    const { postMessage } = BroadcastChannel.prototype
    BroadcastChannel.prototype.postMessage = function (message) {
      told.push(this.name)
      postMessage.call(this, message)
    }
  })
  await page.goto(`${site.url}3`)
  await settled(page)
  const other = await page.context().newPage()
  await other.goto(`${site.url}5`)
  await settled(other)
  expect([place(page), place(other)]).toEqual(['3:0', '5:0'])
  await tap(other, 'PageDown')
  await expect.poll(() => place(other)).toBe('5:1')
  expect(place(page)).toBe('3:0')
  const names = await page.evaluate(() => (window as unknown as { told: string[] }).told)
  expect(names.filter((name) => name.startsWith('gpt4-talk'))).toEqual([])
  await close()
})

it('says that the site was deployed anew, or that it is gone, where a slide can no longer be fetched', async () => {
  for (const [fault, said] of [
    ['anew', '网页已经更新'],
    ['gone', '网断了，或者服务器停了'],
  ] as const) {
    const { page, close } = await openPage(browser)
    await page.goto(`${site.url}1`)
    await settled(page)
    await page.route('**/*', (route) =>
      fault === 'gone' || route.request().resourceType() === 'script' ? route.abort() : route.fallback(),
    )
    await goTo(page, 20)
    const line = page.getByRole('alert')
    await expect.poll(() => line.innerText()).toContain(said)
    await page.unrouteAll()
    await line.getByRole('button').click()
    await page.waitForFunction(() => !document.querySelector('[role=alert]'))
    await settled(page)
    expect(place(page)).toBe('20:0')
    await close()
  }
})
