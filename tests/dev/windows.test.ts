import { describe, it } from 'vitest'
import { serveLive } from '../../tools/serve'
import { tap } from '../../tools/page'
import { agree, at, chart, context, openWindows, windowsFollow } from '../browser/windows'

openWindows()

describe('windows in development', () => windowsFollow(serveLive, 12, true))

describe('the development server', () => {
  it('goes away and comes back: the windows stay together, and nothing is pulled back', async () => {
    let talk = await serveLive()
    const port = Number(new URL(talk.url).port)
    try {
      const [presenter, audience] = [await context.newPage(), await context.newPage()]
      await presenter.goto(`${talk.url}presenter/${chart}?clicks=1`)
      await audience.goto(talk.url)
      await agree([presenter, audience], at(`${chart}:1`))
      await talk.close()
      await tap(presenter, 'ArrowRight')
      await agree([presenter, audience], at(`${chart}:2`))
      // Vite reloads every window when its server is back.
      const back = [presenter, audience].map((page) => page.waitForEvent('load'))
      talk = await serveLive('slides.md', '.', port)
      await Promise.all(back)
      await agree([presenter, audience], at(`${chart}:2`))
      await tap(presenter, 'ArrowRight')
      await agree([presenter, audience], at(`${chart}:3`))
    } finally {
      await talk.close()
    }
  })
})
