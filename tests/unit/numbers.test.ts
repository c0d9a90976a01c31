import { describe, expect, it } from 'vitest'
import { NAMES, numbersIn } from '../../tools/numbers-in-text'

const found = (text: string) => numbersIn(text).map(({ text, value }) => `${text}=${value}`)

describe('numbers in a text', () => {
  it.each([
    ['降低了 82%，从 4.3 到 0.7', ['82=82', '4.3=4.3', '0.7=0.7']],
    ['5,214 条提示', ['5,214=5214']],
    ['九个小模型用了万分之一的算力', ['九个=9', '万分之一=1/10000']],
    ['三成的人等了一万二千倍的时间', ['三成=3', '一万二千倍=12000']],
    ['两年里的十一件事', ['两年=2', '十一件=11']],
    ['数百个例子用了半年', ['数百个=数百个', '半年=半年']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it.each(['一个模型，一次预测，一条曲线', '第一个', 'GPT-4 与 GPT-3.5', '一般来说，十分重要', '统一的说法'])(
    'none in %s',
    (text) => {
      expect(found(text)).toEqual([])
    },
  )

  it('knows at most 15 names', () => {
    expect(NAMES.length).toBeLessThanOrEqual(15)
  })
})
