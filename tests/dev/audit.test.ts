import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser } from '../opened'
import { numbersIn } from '../../tools/numbers-in-text'
import { look, type Seen } from '../browser/audit'
import { serveLive, type Served } from '../../tools/serve'
import { openPage, settled } from '../../tools/page'

// The gate must be able to fail: each of these slides breaks one of its rules.
let fixture: Served

beforeAll(async () => {
  fixture = await serveLive('tests/fixtures/slides/slides.md')
})

afterAll(async () => {
  await fixture?.close()
})

async function see(path: string): Promise<Seen & { messages: string[] }> {
  const { page, messages, close } = await openPage(browser, { viewport: { width: 1280, height: 720 } })
  await page.goto(fixture.url + path)
  await settled(page)
  const seen = await page.evaluate(look)
  await close()
  return { ...seen, messages }
}

describe('the gate sees', () => {
  it('a number without a source', async () => {
    const { free } = await see('1')
    const numbers = free.flatMap(numbersIn).map(({ text }) => text)
    expect(numbers.sort()).toEqual(['42', '三成', '九个', '万分之一'].sort())
  })

  it('text outside the slide, under 14 px, and over the bottom line', async () => {
    const { outside, small } = await see('2')
    expect(small.join()).toContain('这一行太小')
    expect(outside.join()).toContain('伸到幻灯片外面')
    expect(outside.join()).toContain('压在页脚上')
  })

  it('a mark in a title, a mark over two lines and a source line that runs into the page’s number', async () => {
    const { marks } = await see('5')
    expect(marks.sort()).toEqual(['〔标题里的〕', '〔断成两行的〕', '占'.repeat(70)].sort())
  })

  it('a number in a diagram', async () => {
    expect((await see('3?clicks=1')).diagrams.flatMap(numbersIn).map(({ value }) => value)).toEqual(['82'])
  })

  it('a diagram that Mermaid refuses', async () => {
    const { errors, messages } = await see('4')
    expect(errors.join()).toContain('Parse error on line')
    expect(messages.join()).toContain("A diagram can't be drawn")
  })
})
