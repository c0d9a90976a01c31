import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../../law/messages.en.json' with { type: 'json' }
import zh from '../../law/messages.zh.json' with { type: 'json' }
import { signedPercent } from '../../data/numbers'
import { readRunTable, RunTableError } from '../../law/run-table'
import { describeFault, describeWarning, type Warning } from '../../law/table-messages'

const BAD = 'tests/fixtures/runs'
const HAN = /\p{Script=Han}/u

describe('a message', () => {
  const files = readdirSync(BAD, { withFileTypes: true }).filter((entry) => entry.isFile())
  it.each(files.map(({ name }) => name))(
    'on %s is English on the command line, Chinese on a slide',
    (name) => {
      let error: unknown
      try {
        readRunTable(readFileSync(`${BAD}/${name}`), name)
      } catch (thrown) {
        error = thrown
      }
      if (!(error instanceof RunTableError)) throw error
      const { message, chinese, line, column } = error
      expect(message.replace(/"[^"]*"/g, '')).not.toMatch(HAN)
      expect(chinese).toMatch(HAN)
      // Both name the same place, and the sentence is Chinese but for the words of the format.
      expect(chinese.startsWith(name)).toBe(true)
      if (line !== undefined) expect(chinese).toContain(`第 ${line} 行`)
      if (column !== undefined) expect(chinese).toContain(`${column} 列`)
      expect(`${message}${chinese}`).not.toMatch(/undefined|NaN(?!")(?!」)|\[object|\n/)
      expect(chinese).toMatch(/看到.+，应为.+。.+。$/)
    },
  )

  it('holds no line break or direction sign of the file’s', () => {
    const place = { file: 'a\nb.csv', line: 2, column: 'loss' }
    for (const language of ['en', 'zh'] as const) {
      const { text } = describeFault(place, { code: 'number', text: `\u202e${'x'.repeat(99)}` }, language)
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })
})

it('a number is told in four digits, however it was reckoned', () => {
  const far: Warning = { code: 'far', target: 6.309573444801943e6, ahead: 3, span: 1 }
  expect(describeWarning(far, 'zh')).toContain('目标 6.31e+6 ')
  expect(signedPercent(-0.0001)).toBe('0.0%')
  expect([signedPercent(-0.0006), signedPercent(0.0123)]).toEqual(['−0.1%', '+1.2%'])
})

it('a warning is a sentence in both languages', () => {
  const warnings: Warning[] = [
    { code: 'rising', compute: 1e20, more: 1 },
    { code: 'scatter', compute: 1e20, runs: 12, spread: 0.08, more: 0 },
    { code: 'flat' },
    { code: 'far', target: 1e25, ahead: 4.56, span: 1.6 },
    { code: 'bend', compute: 1e20, below: 0.01, error: -0.031 },
  ]
  expect(warnings.map((warning) => describeWarning(warning, 'en'))).toEqual([
    'losses rise with compute, at 1e+20 and at 1 more: is every run trained to its end?',
    '12 runs at 1e+20 scatter by 8 %: the law is fitted to their mean, not to the best of them; if they are a sweep, keep the best',
    'the losses do not fall, so the law is flat at their mean',
    'the target 1e+25 lies 4.6 decades beyond a ladder of 1.6 decades',
    'the ladder seems to bend: its own larger runs are missed to one side, more and more, 1e+20 from 1/100 by -3.1 %, outside the 95 % band; a forecast far ahead may miss to the same side',
  ])
  for (const warning of warnings) expect(describeWarning(warning, 'zh')).toMatch(HAN)
})

it('every message names the same values in both languages, each in a format that there is', () => {
  const named = (words: unknown) =>
    [...new Set(JSON.stringify(words).match(/\{\w+|\[\[\w+/g))].filter((name) => name !== '[[one').sort()
  for (const kind of ['faults', 'warnings'] as const)
    for (const [code, words] of Object.entries(en[kind]))
      expect({ code, named: named(words) }).toEqual({
        code,
        named: named((zh[kind] as Record<string, unknown>)[code]),
      })
  const formats = JSON.stringify([en, zh]).match(/(?<=\{\w+:)\w+(?=\})/g)
  expect(new Set(formats)).toEqual(
    new Set(['plain', 'percent', 'quoted', 'printable', '1', '2', 'inverse', 'signed', 'ln2']),
  )
})
