// All that is said about a table of runs: in English on the command line, in Chinese on a slide. The two stand side by
// side, and a message without one of them is no message for the compiler.

/** The languages of the messages. */
export type Language = 'en' | 'zh'

/** What was found, what was expected, and how to mend it. */
type Said = readonly [found: string, expected: string, mend: string]

type InBoth<Values, Words> = Record<Language, (values: Values) => Words>

const fault = <Values = object>(en: (values: Values) => Said, zh: (values: Values) => Said) =>
  ({ en, zh }) satisfies InBoth<Values, Said>

const warning = <Values = object>(en: (values: Values) => string, zh: (values: Values) => string) =>
  ({ en, zh }) satisfies InBoth<Values, string>

type Coded<Catalogue> = {
  [Code in keyof Catalogue]: { code: Code } & (Catalogue[Code] extends InBoth<infer Values, unknown>
    ? Values
    : never)
}[keyof Catalogue]

/** Why a table can't be used: a code of the catalogue with its values. */
export type Fault = Coded<typeof FAULTS>

/** What one should know before trusting a forecast: a code of the catalogue with its values. */
export type Warning = Coded<typeof WARNINGS>

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

/** A fault in parts, and in one line: where, what was found, what was expected, and how to mend it. */
export function describeFault({ file, line, column }: Place, fault: Fault, language: Language) {
  const render = FAULTS[fault.code][language] as (values: Fault) => Said
  const [found, expected, mend] = render(fault)
  const name = printable(file)
  const text = {
    en: `${name}${line ? `:${line}` : ''}: ${column ? `column ${column}: ` : ''}found ${found}, expected ${expected}; ${mend}`,
    zh: `${name}${line ? ` 第 ${line} 行` : ''}${column ? `，${column} 列` : ''}：看到${found}，应为${expected}。${mend}。`,
  }[language]
  return { found, expected, mend, text }
}

/** A warning as one sentence: without a full stop in English, where the command line puts the file before it. */
export function describeWarning(warning: Warning, language: Language): string {
  const render = WARNINGS[warning.code][language] as (values: Warning) => string
  return render(warning)
}

const short = (text: string) => printable(text.length > 40 ? `${text.slice(0, 39)}…` : text)
const quoted = (text: string) => (text === '' ? 'nothing' : `"${short(text)}"`)
const cited = (text: string) => (text === '' ? '空白' : `「${short(text)}」`)
const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`

const HEADER = 'compute,loss[,run][,held_out]'

/** Faults by their code. */
const FAULTS = {
  // The file
  'no-file': fault(
    () => ['no such file', 'a table of runs', 'check the path'],
    () => ['没有这个文件', '一张训练记录表', '请检查路径'],
  ),
  folder: fault(
    () => ['a folder', 'a table of runs', 'check the path'],
    () => ['一个文件夹', '一个文件', '请打开文件夹，只拖其中的那张表'],
  ),
  'no-permission': fault(
    () => ['no permission to read it', 'a table of runs', 'check the path'],
    () => ['没有读取权限', '读得了的文件', '请检查权限'],
  ),
  unreadable: fault<{ reason: string }>(
    ({ reason }) => [`it can't be read (${reason})`, 'a table of runs', 'check the path'],
    ({ reason }) => [
      `读不出来的文件（${reason}）`,
      '还在原处、读得了的文件',
      '它可能已被移动、删除或改写，请重新选一次',
    ],
  ),
  'several-files': fault<{ count: number }>(
    ({ count }) => [`${count} files at once`, 'one', 'drop one table at a time'],
    ({ count }) => [`一次 ${count} 个文件`, '一个', '请一次只拖一张表'],
  ),
  bytes: fault<{ bytes: number; most: number }>(
    ({ bytes, most }) => [
      `${bytes} bytes`,
      `at most ${most} (10 MB)`,
      'keep one row a run, with its final loss',
    ],
    ({ bytes, most }) => [`${bytes} 字节`, `不超过 ${most} 字节（10 MB）`, '每次训练只留一行，写最终的损失'],
  ),
  'too-many-runs': fault<{ runs: number; most: number }>(
    ({ runs, most }) => [`${runs} runs`, `at most ${most} on the stage`, 'keep one row a run'],
    ({ runs, most }) => [`${runs} 行`, `台上不超过 ${most} 行`, '每次训练只留一行'],
  ),
  'not-text': fault(
    () => [
      'bytes that are not UTF-8 text',
      'CSV or JSON Lines',
      'export the table as CSV in UTF-8, not as a spreadsheet, a PDF or an image',
    ],
    () => [
      '不是 UTF-8 文本的内容',
      'CSV 或 JSON Lines',
      '请把表格另存为 UTF-8 的 CSV，不要用表格软件、PDF 或图片的原文件',
    ],
  ),
  html: fault(
    () => ['HTML', 'CSV or JSON Lines', 'save the file itself, not the web page that shows it'],
    () => ['一张网页（HTML）', 'CSV 或 JSON Lines', '请下载文件本身，不要保存展示它的网页'],
  ),
  empty: fault(
    () => [
      'no rows',
      'a header line and a row for each run',
      'begin with the line compute,loss,run,held_out',
    ],
    () => ['没有一行数据', '一行表头，再加每次训练一行', '第一行请写 compute,loss,run,held_out'],
  ),

  // Comments and header
  'reading-error': fault<{ text: string }>(
    ({ text }) => [
      quoted(text),
      'a number ≥ 0 in the unit of the loss',
      'write the standard deviation alone, such as # read: 0.02',
    ],
    ({ text }) => [cited(text), '不小于 0 的数，单位与损失相同', '只写标准差，如 # read: 0.02'],
  ),
  'fixed-c': fault<{ text: string }>(
    ({ text }) => [
      quoted(text),
      'c=NUMBER with a number ≥ 0',
      'write # law: c=0, or leave the line out to have c fitted',
    ],
    ({ text }) => [cited(text), 'c=某个不小于 0 的数', '写成 # law: c=0；要拟合 c，就删去这一行'],
  ),
  'no-column': fault<{ header: string; column: string }>(
    ({ header, column }) => [
      `the header ${quoted(header)}`,
      `one column named ${column}`,
      `the header line is ${HEADER}`,
    ],
    ({ header, column }) => [`表头${cited(header)}`, `有一列叫 ${column}`, `表头请写 ${HEADER}`],
  ),
  'columns-by-spaces': fault<{ header: string; column: string }>(
    ({ header, column }) => [
      `the header ${quoted(header)}`,
      `one column named ${column}`,
      "put commas between the columns, in all rows (NumPy: delimiter=','; R: write.csv)",
    ],
    ({ header, column }) => [
      `表头${cited(header)}`,
      `有一列叫 ${column}`,
      "各列之间请用逗号分开，每一行都一样（NumPy：delimiter=','；R：write.csv）",
    ],
  ),
  'column-twice': fault<{ count: number; column: string }>(
    ({ count, column }) => [
      `${count} such columns`,
      `one column named ${column}`,
      `the header line is ${HEADER}`,
    ],
    ({ count, column }) => [`${count} 列 ${column}`, `只有一列叫 ${column}`, `表头请写 ${HEADER}`],
  ),
  'full-width': fault<{ sign: string; plain: string; text: string }>(
    ({ sign, plain, text }) => [
      `a full-width ${sign} in ${quoted(text)}`,
      `a plain ${plain}`,
      `replace ${sign} by ${plain} in all rows`,
    ],
    ({ sign, plain, text }) => [
      `全角的 ${sign}，在${cited(text)}里`,
      `半角的 ${plain}`,
      `请把每一行的 ${sign} 换成半角的 ${plain}`,
    ],
  ),

  // Rows
  'too-few-fields': fault<{ count: number; columns: number; text: string }>(
    ({ count, columns, text }) => [
      `${count} fields in ${quoted(text)}`,
      `${columns} as in the header`,
      'the line seems cut off: write out every column',
    ],
    ({ count, columns, text }) => [
      `${cited(text)}里 ${count} 格`,
      `与表头一样 ${columns} 格`,
      '这一行似乎断了，请把每一列写全',
    ],
  ),
  'too-many-fields': fault<{ count: number; columns: number; text: string }>(
    ({ count, columns, text }) => [
      `${count} fields in ${quoted(text)}`,
      `${columns} as in the header`,
      'put quotes around a name that holds the separator, and write decimals with a point',
    ],
    ({ count, columns, text }) => [
      `${cited(text)}里 ${count} 格`,
      `与表头一样 ${columns} 格`,
      '名字里如果有分隔符，请给它加上引号；小数请用点号',
    ],
  ),
  'row-names': fault<{ count: number; columns: number }>(
    ({ count, columns }) => [
      `${count} fields in every row`,
      `${columns} as in the header`,
      'the rows begin with names that have no column: in R, write the table with row.names = FALSE',
    ],
    ({ count, columns }) => [
      `每一行 ${count} 格`,
      `与表头一样 ${columns} 格`,
      '各行开头的行名没有表头；在 R 里导出时请加 row.names = FALSE',
    ],
  ),
  'late-comment': fault<{ text: string }>(
    ({ text }) => [
      quoted(text),
      'a row',
      'comments stand before the first row: move the line there, or remove it',
    ],
    ({ text }) => [cited(text), '一行数据', '注释只能写在数据之前：请移到前面，或删去这一行'],
  ),
  'open-quote': fault<{ text: string }>(
    ({ text }) => [
      `a quote that doesn't end in ${quoted(text)}`,
      'a closing quote',
      'the line seems cut off: complete it',
    ],
    ({ text }) => [`${cited(text)}里没有收尾的引号`, '成对的引号', '这一行似乎断了，请补全'],
  ),
  'after-quote': fault<{ text: string }>(
    ({ text }) => [
      `${quoted(text)} behind a closing quote`,
      'the end of the field',
      'close the quote that begins in this line, or write one inside it twice ("")',
    ],
    ({ text }) => [
      `收尾引号后面还有${cited(text)}`,
      '这一格到此为止',
      '请把这一行开始的引号收好；引号里的引号要写两遍（""）',
    ],
  ),
  'json-array': fault(
    () => [
      'a JSON array',
      'JSON Lines',
      'write one object a line, without the brackets and commas around them',
    ],
    () => ['一个 JSON 数组', 'JSON Lines', '每行写一个对象，去掉外面的方括号和逗号'],
  ),
  'json-object': fault<{ text: string }>(
    ({ text }) => [quoted(text), 'a JSON object', 'the line seems cut off: write one complete object a line'],
    ({ text }) => [cited(text), '一个 JSON 对象', '这一行似乎断了：每行写一个完整的对象'],
  ),
  'json-key': fault<{ text: string; column: string }>(
    ({ text, column }) => [
      quoted(text),
      `a key named ${column}`,
      'every line needs compute and loss, such as {"compute": 1e18, "loss": 2.9}',
    ],
    ({ text, column }) => [
      cited(text),
      `有一个键叫 ${column}`,
      '每行都要有 compute 和 loss，如 {"compute": 1e18, "loss": 2.9}',
    ],
  ),

  // Cells
  number: fault<{ text: string }>(
    ({ text }) => [
      quoted(text),
      'a number above 0 (1e-40 to 1e40)',
      'write it plainly, such as 2.91 or 1.5e18, or remove the row',
    ],
    ({ text }) => [
      cited(text),
      '大于 0 的数（1e-40 到 1e40）',
      '请直接写数，如 2.91 或 1.5e18，或者删去这一行',
    ],
  ),
  'no-loss': fault(
    () => [
      'nothing',
      'a number above 0 (1e-40 to 1e40)',
      "write the final loss, or held_out true if the run isn't trained yet, or remove the row",
    ],
    () => [
      '空白',
      '大于 0 的数（1e-40 到 1e40）',
      '请填最终的损失；还没有训练的，held_out 写 true；或者删去这一行',
    ],
  ),
  'held-out': fault<{ text: string }>(
    ({ text }) => [
      quoted(text),
      'true or false',
      'write true for a run to be predicted, false for one to be fitted',
    ],
    ({ text }) => [cited(text), 'true 或 false', '要预测的写 true，用来拟合的写 false'],
  ),
  'name-twice': fault<{ name: string; line: number }>(
    ({ name, line }) => [
      `${quoted(name)} again, as in line ${line}`,
      'a different name for each run',
      'rename one, or remove it if it is the same run twice',
    ],
    ({ name, line }) => [
      `${cited(name)}，与第 ${line} 行同名`,
      '各行名字不同',
      '请改掉一个；如果是同一次训练，删去一行',
    ],
  ),

  curves: fault<{ rows: number; runs: number }>(
    ({ rows, runs }) => [
      `training curves: ${rows} rows of ${runs} runs`,
      'one row a run, with its final loss',
      'keep the last row of each run, or let --last-per-run take it',
    ],
    ({ rows, runs }) => [
      `训练曲线：${runs} 次训练共 ${rows} 行`,
      '每次训练一行，写最终的损失',
      '请每次训练只留最后一行',
    ],
  ),

  // The ladder
  computes: fault<{ count: number; needed: number }>(
    ({ count, needed }) => [
      `${count} distinct compute${count === 1 ? '' : 's'} among the runs to fit`,
      `at least ${needed}`,
      needed > 3 ? 'add runs, or fix c (# law: c=0), which needs three' : 'add runs',
    ],
    ({ count, needed }) => [
      `用来拟合的训练只有 ${count} 种算力`,
      `至少 ${needed} 种`,
      needed > 3 ? '请补几行；或把 c 定下来（# law: c=0），三种就够' : '请补几行',
    ],
  ),
  'c-above-losses': fault<{ c: number; least: number }>(
    ({ c, least }) => [
      `c = ${plain(c)}`,
      `less than the smallest fitted loss, ${plain(least)}`,
      'no run can fall below the irreducible loss: fix a smaller one',
    ],
    ({ c, least }) => [
      `c = ${plain(c)}`,
      `小于拟合所用的最小损失 ${plain(least)}`,
      '损失不可能降到 c 以下，请把它定得小一些',
    ],
  ),
  'held-out-inside': fault<{ compute: number; largest: number }>(
    ({ compute, largest }) => [
      `${plain(compute)} in a held-out run`,
      `more than ${plain(largest)}, the largest fitted compute`,
      'hold out only the largest runs, for a forecast looks ahead',
    ],
    ({ compute, largest }) => [
      `待预测的一行算力为 ${plain(compute)}`,
      `大于 ${plain(largest)}，即拟合所用的最大算力`,
      '预测是往前看的：只留算力最大的几行待预测',
    ],
  ),
}

/** Warnings by their code. */
const WARNINGS = {
  rising: warning<{ compute: number; more: number }>(
    ({ compute, more }) =>
      `losses rise with compute, at ${plain(compute)}${more ? ` and at ${more} more` : ''}: is every run trained to its end?`,
    ({ compute, more }) =>
      `算力增加，损失反而上升：在 ${plain(compute)}${more ? `，另有 ${more} 处` : ''}。每次训练都练完了吗？`,
  ),
  scatter: warning<{ compute: number; runs: number; spread: number; more: number }>(
    ({ compute, runs, spread, more }) =>
      `${runs} runs at ${plain(compute)} scatter by ${percent(spread)}${more ? `, as at ${more} more computes` : ''}: the law is fitted to their mean, not to the best of them; if they are a sweep, keep the best`,
    ({ compute, runs, spread, more }) =>
      `算力 ${plain(compute)} 的 ${runs} 次训练相差很大（标准差 ${percent(spread)}）${more ? `，另有 ${more} 处也是` : ''}：曲线拟合的是它们的平均，不是其中最好的；如果是在试超参数，请只留最好的`,
  ),
  flat: warning(
    () => 'the losses do not fall, so the law is flat at their mean',
    () => '损失没有下降，曲线是一条平线，停在平均值上',
  ),
  'c-at-zero': warning(
    () =>
      'c is pinned at 0: these losses show no irreducible loss, so the law may come out too low far ahead; the forecast allows for one and lies above it (fix c=0 if there is none)',
    () =>
      'c 停在 0：这些损失看不出底线，所以曲线到远处可能偏低；预测给底线留了余地，比曲线高（确知没有底线，就定 c=0）',
  ),
  'levelled-off': warning<{ b: number }>(
    ({ b }) => `c is pinned at its upper end (b = ${b}): these losses have already levelled off`,
    ({ b }) => `c 停在上限（b = ${b}）：这些损失已经走平了`,
  ),
  'hardly-falls': warning<{ b: number }>(
    ({ b }) => `b is pinned at its flat end (${b}): these losses hardly fall`,
    ({ b }) => `b 停在最平的一端（${b}）：这些损失几乎不降`,
  ),
  far: warning<{ target: number; ahead: number; span: number }>(
    ({ target, ahead, span }) =>
      `the target ${plain(target)} lies ${ahead.toFixed(1)} decades beyond a ladder of ${span.toFixed(1)} decades`,
    ({ target, ahead, span }) =>
      `目标 ${plain(target)} 在小模型之外 ${ahead.toFixed(1)} 个数量级，小模型自己只跨 ${span.toFixed(1)} 个`,
  ),
  'not-ahead': warning<{ target: number; largest: number }>(
    ({ target, largest }) =>
      `the target ${plain(target)} lies among or below the fitted runs, up to ${plain(largest)}: that is no forecast`,
    ({ target, largest }) => `目标 ${plain(target)} 没有超出拟合所用的最大算力 ${plain(largest)}：这不是预测`,
  ),
  'not-trained': warning<{ count: number }>(
    ({ count }) =>
      `${count} held-out ${count === 1 ? 'row has' : 'rows have'} no loss: forecast as not trained yet`,
    ({ count }) => `有 ${count} 行待预测的还没有损失：当作尚未训练，只给预测`,
  ),
  'largest-held-out': warning<{ compute: number }>(
    ({ compute }) => `no run is held out: the largest, at ${plain(compute)}, stands as the one to predict`,
    ({ compute }) =>
      `表里没有待预测的训练（held_out）：算力最大的 ${plain(compute)} 当作待预测的，不参加拟合`,
  ),
  'unread-mark': warning<{ column: string }>(
    ({ column }) =>
      `no run is held out, and the column "${printable(column)}" is not read: a column held_out marks the runs to forecast`,
    ({ column }) =>
      `表里没有待预测的训练，「${printable(column)}」这一列也没有读：待预测的要写在 held_out 列`,
  ),
  'last-per-run': warning<{ rows: number; runs: number }>(
    ({ rows, runs }) => `${rows} rows of training curves: the last one of each of ${runs} runs is taken`,
    ({ rows, runs }) => `${rows} 行是训练曲线：${runs} 次训练各取最后一行`,
  ),
  marked: warning<{ column: string; words?: string; count: number }>(
    ({ column, words = '', count }) =>
      `no column held_out: the column "${printable(column)}" holds out ${count} run${count === 1 ? '' : 's'}, by its word "${printable(words)}"`,
    ({ column, words = '', count }) =>
      `表里没有 held_out 列：「${printable(column)}」一列写着「${printable(words)}」的 ${count} 行当作待预测的`,
  ),
  narrow: warning<{ span: number; isLogarithm: boolean }>(
    ({ span, isLogarithm }) =>
      `the ladder spans ${span.toFixed(2)} decades of compute, too few for a slope${isLogarithm ? '; its compute looks like a logarithm: give the compute itself, such as 1e20' : ''}`,
    ({ span, isLogarithm }) =>
      `这些训练的算力只跨 ${span.toFixed(2)} 个数量级，看不出斜率${isLogarithm ? '；算力像是取过对数的：请写算力本身，如 1e20' : ''}`,
  ),
  'jump-in-compute': warning<{ compute: number; decades: number }>(
    ({ compute, decades }) =>
      `the compute jumps by ${decades.toFixed(1)} decades up to ${plain(compute)}: are the runs below it in another unit?`,
    ({ compute, decades }) =>
      `算力到 ${plain(compute)} 一下跳了 ${decades.toFixed(1)} 个数量级：下面那些训练的单位一样吗？`,
  ),
  'jump-in-loss': warning<{ compute: number; factor: number }>(
    ({ compute, factor }) =>
      `the loss steps by a factor of ${factor < 1 ? 'ln 2' : '1/ln 2'} at ${plain(compute)}: are some losses in nats and others in bits?`,
    ({ compute, factor }) =>
      `损失在 ${plain(compute)} 处跳了 ${factor < 1 ? 'ln 2' : '1/ln 2'} 倍：是不是有的用奈特，有的用比特？`,
  ),
  merged: warning<{ count: number; most: number }>(
    ({ count, most }) =>
      `${count} distinct computes: neighbours are merged into at most ${most}, in equal steps of log C`,
    ({ count, most }) => `有 ${count} 种算力：相邻的合并成不超过 ${most} 个，按算力的对数等分`,
  ),
  bend: warning<{ compute: number; below: number; error: number }>(
    ({ compute, below, error }) =>
      `the ladder seems to bend: its own larger runs are missed to one side, more and more, ${plain(compute)} from 1/${1 / below} by ${error > 0 ? '+' : '-'}${percent(Math.abs(error))}, outside the 95 % band; a forecast far ahead may miss to the same side`,
    ({ compute, below, error }) =>
      `梯子似乎是弯的：从更小的模型预测它自己较大的几个，都偏向同一边，而且越偏越多；从 1/${1 / below} 的算力预测 ${plain(compute)}，差 ${error > 0 ? '+' : '−'}${percent(Math.abs(error))}，落在 95% 区间之外。往远处预测，可能偏向同一边`,
  ),
}
