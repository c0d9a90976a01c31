// All that is said about a table of runs: in English on the command line, in Chinese on a slide. A sentence of
// `messages.en.json` and `messages.zh.json` names its values: `{compute:plain}`, in one of the FORMATS; `[[more|words|else]]`
// are words where a value is there, or else others.

import en from './messages.en.json' with { type: 'json' }
import zh from './messages.zh.json' with { type: 'json' }

const MESSAGES = { en, zh } satisfies Record<
  string,
  { faults: Record<FaultCode, string[]>; warnings: object }
>

/** The languages of the messages. */
export type Language = keyof typeof MESSAGES
type FaultCode = keyof typeof en.faults & keyof typeof zh.faults
type WarningCode = keyof typeof en.warnings & keyof typeof zh.warnings
type Value = string | number | boolean | undefined

/** Why a table can't be used: a code of the messages with its values. */
export type Fault = { code: FaultCode } & Record<string, Value>

/** What one should know before trusting a forecast: a code of the messages with its values. */
export type Warning = { code: WarningCode } & Record<string, Value>

/** Where a fault lies. */
export interface Place {
  file: string
  /** Counted from 1. */
  line?: number
  column?: string
}

/** Text without line breaks and the control and direction characters that would disturb what stands around it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

/** 100000000000000000000 as 1e+20. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(4))
  return rounded >= 1e-4 && rounded < 1e6 ? String(rounded) : rounded.toExponential()
}

const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`

function quoted(text: string, language: Language): string {
  const short = printable(text.length > 40 ? `${text.slice(0, 39)}…` : text)
  if (language === 'en') return text === '' ? 'nothing' : `"${short}"`
  return text === '' ? '空白' : `「${short}」`
}

/** How a value is written. */
const FORMATS: Record<string, (value: never, language: Language) => string> = {
  plain,
  percent,
  quoted,
  printable,
  1: (value: number) => value.toFixed(1),
  2: (value: number) => value.toFixed(2),
  inverse: (value: number) => String(1 / value),
  signed: (value: number, language: Language) =>
    `${value > 0 ? '+' : language === 'en' ? '-' : '−'}${percent(Math.abs(value))}`,
  ln2: (value: number) => (value < 1 ? 'ln 2' : '1/ln 2'),
}

/** A sentence with its values. @throws if it names one that isn't there, or a format that there isn't */
function say(sentence: string, values: Fault | Warning, language: Language): string {
  const all: Record<string, Value> = { ...values, one: values.count === 1 }
  return sentence
    .replace(/\[\[(\w+)\|(.*?)(?:\|(.*?))?\]\]/g, (_, name: string, words: string, otherwise = '') =>
      all[name] ? words : otherwise,
    )
    .replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, format?: string) => {
      const value = all[name]
      if (value === undefined) throw new Error(`the message ${values.code} needs a value ${name}`)
      return format ? (FORMATS[format]?.(value as never, language) ?? `{${format}}`) : String(value)
    })
}

/** A fault in parts, and in one line: where, what was found, what was expected, and how to mend it. */
export function describeFault({ file, line, column }: Place, fault: Fault, language: Language) {
  const [found = '', expected = '', mend = ''] = MESSAGES[language].faults[fault.code].map((sentence) =>
    say(sentence, fault, language),
  )
  const name = printable(file)
  const text = {
    en: `${name}${line ? `:${line}` : ''}: ${column ? `column ${column}: ` : ''}found ${found}, expected ${expected}; ${mend}`,
    zh: `${name}${line ? ` 第 ${line} 行` : ''}${column ? `，${column} 列` : ''}：看到${found}，应为${expected}。${mend}。`,
  }[language]
  return { found, expected, mend, text }
}

/** A warning as one sentence: without a full stop in English, where the command line puts the file before it. */
export function describeWarning(warning: Warning, language: Language): string {
  return say(MESSAGES[language].warnings[warning.code], warning, language)
}
