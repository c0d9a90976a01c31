// How a figure writes its numbers.

const minus = (text: string) => text.replace('-', '−')

/** Three significant digits: a loss, in whatever unit it is. */
export const significant3 = (value: number): string => significant(value, 3)

/** A digit more than {@link significant3} above 1: losses whose small difference is told beside them. */
export const finer = (value: number): string => significant(value, Math.abs(value) < 1 ? 3 : 4)

function significant(value: number, digits: 3 | 4): string {
  const rounded = Number(value.toPrecision(digits))
  if (rounded === 0) return '0'
  if (Math.abs(rounded) < 1e-3 || Math.abs(rounded) >= 1e6) return scientific(rounded)
  return minus(Math.abs(rounded) >= 1000 ? String(rounded) : value.toPrecision(digits))
}

/** A share as a signed percentage: one decimal below 10 %. */
export function signedPercent(share: number): string {
  const text = percent(Math.abs(share))
  return `${text === '0.0%' ? '' : share < 0 ? '−' : '+'}${text}`
}

/** A share as a percentage: one decimal below 10 %. */
export function percent(share: number): string {
  const value = 100 * share
  return `${value.toFixed(value < 9.95 ? 1 : 0)}%`
}

/** A factor of compute, two significant digits; a dash where there is none. */
export function factor(value: number): string {
  if (Number.isNaN(value)) return '—'
  if (value === Infinity) return '×∞'
  const rounded = Number(value.toPrecision(2))
  if (rounded >= 1e8 || rounded < 0.001) return `×${scientific(rounded)}`
  return rounded >= 1e4 ? `×${rounded / 1e4} 万` : `×${rounded}`
}

const SUPERSCRIPT: Record<string, string> = { '-': '⁻', ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) }
const superscript = (exponent: number) => [...String(exponent)].map((sign) => SUPERSCRIPT[sign]).join('')

/** 3.1×10²¹ with up to three digits. */
export function scientific(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits === '1' ? '' : `${minus(digits)}×`}10${superscript(Number(exponent))}`
}

/** A tick of a logarithmic axis of compute: 0.01 and 1 as they are, a power of ten further out by its exponent. */
export function computeTick(value: number): string {
  return value >= 1e-3 && value <= 1e3
    ? String(Number(value.toPrecision(3)))
    : scientific(Number(value.toPrecision(3)))
}

/** A small count in Chinese before a classifier. */
export function chineseCount(count: number): string {
  return ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十'][count] ?? `${count} `
}
