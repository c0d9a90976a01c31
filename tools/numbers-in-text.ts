// What counts as a number on a slide, for the checks: digits, and Chinese numerals that state a quantity.

/** Exact strings that hold a digit or a numeral but state no quantity: names. At most 15. */
export const NAMES = [
  'GPT-4',
  'GPT-3.5',
  'InstructGPT',
  'Microsoft 365',
  'M365',
  'Midjourney V5',
  'AMC 10',
  'AMC 12',
  'E1',
  'E2',
  'GSM-8K',
] as const

const NUMERAL = '零〇一二两三四五六七八九十百千万亿'
const CLASSIFIER =
  '个|次|成|倍|年|月|日|天|周|小时|分钟|秒|门|题|道|项|种|类|步|条|张|份|人|位|家|款|轮|层|格|行|列|栏|页|幅|段|句|点|线|组|台|套|场|件|名|篇|座|数量级|词|字|章|只|块|部|股|颗|例|所|代|对|双|节|期|级|元|美元|词元|参数'
const DIGITS = String.raw`\d+(?:[.,]\d+)*`
const FRACTION = `[${NUMERAL}]+分之[${NUMERAL}]+`
const QUANTITY = `(?<![第同这那每某任哪另${NUMERAL}])(?:[${NUMERAL}]+|[数几][十百千万亿]+|半)(?:${CLASSIFIER})`
const NUMBER = new RegExp(`${DIGITS}|${FRACTION}|${QUANTITY}`, 'g')
// 一 before these is an article, not a count.
const ARTICLE = /^一(?:个|次|种|条|段|张|句|步|位|件|份|页|行|点|块|组|套|幅|场|代|层|格|部|台|道|篇)$/

const DIGIT: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const UNIT: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

/** The value of a Chinese numeral: 九 → 9, 一万二千 → 12000. */
function valueOf(numeral: string): number {
  let total = 0
  let section = 0
  let digit = 0
  for (const character of numeral) {
    if (character in DIGIT) digit = DIGIT[character] as number
    else if (character in UNIT) {
      section += (digit || 1) * (UNIT[character] as number)
      digit = 0
    } else {
      total = (total + section + digit || 1) * (character === '万' ? 1e4 : 1e8)
      section = digit = 0
    }
  }
  return total + section + digit
}

/** A number found in a text: as it stands there, and as a value that compares (九个 and 9 are the same). */
export interface FoundNumber {
  text: string
  value: string
}

/**
 * The numbers that a text states. Names on the list are passed over, as is 一 where it is an article
 * (一个, 一次, 一条), and an ordinal (第一) is no quantity.
 *
 * @param text any text
 * @returns the numbers in order; `value` of 万分之一 is `1/10000`
 */
export function numbersIn(text: string): FoundNumber[] {
  const bare = NAMES.reduce<string>((rest, name) => rest.replaceAll(name, ' '), text)
  return [...bare.matchAll(NUMBER)]
    .map(([found]) => found)
    .filter((found) => !ARTICLE.test(found))
    .map((found) => {
      if (/^\d/.test(found)) return { text: found, value: String(Number(found.replaceAll(',', ''))) }
      const fraction = found.split('分之')
      if (fraction.length === 2) return { text: found, value: fraction.map(valueOf).reverse().join('/') }
      const numeral = new RegExp(`^[${NUMERAL}]+`).exec(found)?.[0]
      return { text: found, value: numeral ? String(valueOf(numeral)) : found }
    })
}
