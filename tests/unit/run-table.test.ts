import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fitOptions,
  fittedRuns,
  MAX_BYTES,
  parseRunTable,
  readRunTable,
  RunTableError,
  targetsOf,
  type RunTable,
} from '../../law/run-table'
import { random } from '../../ladder/random'
import { predict } from '../../law/power-law'
import { describeWarning, printable } from '../../law/table-messages'
import { targetWarnings } from '../../law/table-warnings'

const SHIPPED = ['gpt4-figure1.csv', 'gpt4-figure2.csv', 'cerebras-gpt.csv', 'olmo-ladder.csv']
const BAD = 'tests/fixtures/runs'
const textOf = (name: string) => readFileSync(`data/runs/${name}`, 'utf8')

/** What is thrown at a table. */
function complaint(read: () => RunTable): RunTableError {
  try {
    read()
  } catch (error) {
    if (error instanceof RunTableError) return error
    throw error
  }
  throw new Error('the table was read')
}

describe('a good table', () => {
  it('keeps its header and its rows', () => {
    expect(parseRunTable(textOf('gpt4-figure2.csv'), 'f.csv')).toEqual({
      name: 'f.csv',
      runs: [
        { compute: 7.86e-7, loss: 4.067, run: 'small-1' },
        { compute: 4.37e-6, loss: 3.053, run: 'small-2' },
        { compute: 1.66e-5, loss: 2.224, run: 'small-3' },
        { compute: 4.96e-5, loss: 1.774, run: 'small-4' },
        { compute: 0.000565, loss: 1.173, run: 'small-5' },
        { compute: 1, loss: 0.298, run: 'gpt-4', heldOut: true },
      ],
      source:
        'read off the pixels of Figure 2, GPT-4 Technical Report, arXiv:2303.08774 p. 3; not published numbers',
      computeLabel: 'training compute, GPT-4 = 1',
      lossLabel: '-mean log pass rate, 23 HumanEval problems',
      readingError: 0.02,
      fixedC: 0,
      planned: [],
      warnings: [
        { code: 'far', target: 1, ahead: -Math.log10(0.000565), span: Math.log10(0.000565 / 7.86e-7) },
      ],
    })
  })

  it('says which runs are fitted, and how', () => {
    const figure1 = parseRunTable(textOf('gpt4-figure1.csv'), 'f.csv')
    expect(fittedRuns(figure1)).toEqual(figure1.runs.slice(0, 9))
    expect(fitOptions(figure1)).toEqual({ readingError: 0.02 })
    expect(fitOptions(parseRunTable(textOf('gpt4-figure2.csv'), 'f.csv'))).toEqual({
      readingError: 0.02,
      c: 0,
    })
    expect(fitOptions(parseRunTable(textOf('cerebras-gpt.csv'), 'f.csv'))).toEqual({})
  })

  it('takes c and the runs to fit from the caller, if he says so', () => {
    const table = parseRunTable(textOf('cerebras-gpt.csv'), 'f.csv', { c: 0.5, fitBelow: 1.1e21 })
    expect(fitOptions(table)).toEqual({ c: 0.5 })
    expect(fittedRuns(table).map(({ run }) => run)).toEqual(['111M', '256M', '590M', '1.3B'])
    expect(table.runs.at(-1)?.run).toBe('13B')
  })

  const rewritten: [string, (text: string) => string][] = [
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['old Macintosh line ends', (text) => text.replaceAll('\n', '\r')],
    ['no line end after the last row', (text) => text.trimEnd()],
    ['blank lines', (text) => text.replaceAll('\n', '\n\n')],
    ['tabs', (text) => text.replaceAll(/^([^#].*)$/gm, (row) => row.replaceAll(',', '\t'))],
    ['semicolons', (text) => text.replaceAll(/^([^#].*)$/gm, (row) => row.replaceAll(',', ';'))],
    [
      'spaces around the fields',
      (text) => text.replaceAll(/^([^#].*)$/gm, (row) => `  ${row.replaceAll(',', ' , ')} `),
    ],
    [
      'quotes around the fields',
      (text) => text.replaceAll(/^([^#].*)$/gm, (row) => `"${row.replaceAll(',', '","')}"`),
    ],
    [
      'capitals in the header and the booleans',
      (text) =>
        text.replace('compute,loss,run,held_out', 'Compute,LOSS,Run,Held Out').replaceAll('false', 'FALSE'),
    ],
    ['0 and 1 for false and true', (text) => text.replaceAll(',false', ',0').replaceAll(',true', ',1')],
    ['nothing for false', (text) => text.replaceAll(',false', ',')],
    [
      'columns that mean nothing here',
      (text) => text.replaceAll(/^([^#].*)$/gm, (row) => `x;y,${row},"a, b"`),
    ],
    [
      'what a spreadsheet makes of it',
      (text) =>
        text
          .replaceAll(/^(#.*)$/gm, (row) => `"${row}",,,`)
          .replaceAll(/(true|false)$/gm, '$1,,')
          .replaceAll(/\n$/g, '\n,,,\n'),
    ],
  ]
  it.each(rewritten)('is read without complaint with %s', (_, rewrite) => {
    for (const name of SHIPPED) {
      const bytes = new TextEncoder().encode(rewrite(textOf(name)))
      expect(readRunTable(bytes, name)).toEqual(parseRunTable(textOf(name), name))
    }
  })

  it('may come as JSON Lines', () => {
    for (const name of SHIPPED) {
      const table = parseRunTable(textOf(name), name)
      const comments = textOf(name).match(/^#.*$/gm) ?? []
      const rows = table.runs.map(({ compute, loss, run, heldOut = false }) =>
        JSON.stringify({ tokens: 1, run, held_out: heldOut, loss, compute }),
      )
      expect(parseRunTable([...comments, ...rows].join('\n'), name)).toEqual(table)
      expect(parseRunTable(`\ufeff${[...comments, '', ...rows].join('\r\n')}`, name)).toEqual(table)
    }
  })

  it('needs no names, and keeps what looks like HTML, a comma or a quote in one', () => {
    const rows = '1e18,3\n1e19,2.5\n1e20,2.2\n1e21,2\n'
    expect(parseRunTable(`compute,loss\n${rows}`, 'f').runs[0]).toEqual({ compute: 1e18, loss: 3 })
    const named = rows
      .replaceAll(/$/gm, ',')
      .replace('3,', '3,"<b>7B, ""tuned""</b>"')
      .trimEnd()
      .replace(/,$/, '')
    expect(parseRunTable(`compute,loss,run\n${named}`, 'f').runs[0]?.run).toBe('<b>7B, "tuned"</b>')
  })

  it('may be as large as 10 MB', () => {
    const row = `,${'x'.repeat(10_000)}\n`
    const count = Math.floor((MAX_BYTES - 20) / (row.length + 8))
    const rows = Array.from(
      { length: count },
      (_, k) => `1e${18 + (k % 4)},${3 - 0.2 * (k % 4)}`.padEnd(8, '0') + row,
    )
    const bytes = new TextEncoder().encode(`compute,loss,note\n${rows.join('')}`)
    expect(bytes.length).toBeGreaterThan(0.99 * MAX_BYTES)
    expect(readRunTable(bytes, 'large.csv').runs).toHaveLength(count)
  })
})

describe('a table as people have it', () => {
  const read = (name: string, options = {}) =>
    readRunTable(readFileSync(`${BAD}/good/${name}`), name, options)
  const namesOf = ({ runs }: RunTable) => runs.map(({ run }) => run)

  it('may name its runs with a # in front: comments stand before the header only', () => {
    const table = read('named-by-hash.csv')
    expect(namesOf(table)).toEqual(['m0', '#m1', 'm2', '#m3', 'm4', 'm5'])
    const held = read('held-out-named-by-hash.csv')
    expect(namesOf(held)).toEqual(['#1', '2', '3', '4', '5', '#6'])
    expect(held.runs.at(-1)?.heldOut).toBe(true)
    const text = readFileSync(`${BAD}/good/named-by-hash.csv`, 'utf8')
    expect(parseRunTable(text.replaceAll(',', '\t'), table.name)).toEqual(table)
    const lines = table.runs.map((run) => JSON.stringify(run)).join('\n')
    expect(parseRunTable(lines, table.name)).toEqual(table)
  })

  it('may have its header in the last comment, as NumPy writes it', () => {
    const table = read('numpy-header.csv')
    expect(table.runs).toHaveLength(6)
    expect(table.runs[0]).toEqual({ compute: 1e18, loss: 2.811963595246803393 })
    const text = readFileSync(`${BAD}/good/numpy-header.csv`, 'utf8')
    expect(parseRunTable(text.replaceAll(',', '\t'), table.name)).toEqual(table)
    expect(parseRunTable(`# source: a, b\n${text}`, 'f')).toMatchObject({ runs: table.runs, source: 'a, b' })
    // A comment about the columns is no header where there is one.
    const both = `# compute, loss\n${text.replace('# compute', 'compute')}`
    expect(parseRunTable(both, 'f').runs).toEqual(table.runs)
  })

  it('may hold line breaks and quotes in quoted cells', () => {
    const table = read('line-breaks-in-quotes.csv')
    expect(namesOf(table)).toEqual([0, 1, 2, 3, 4, 5].map((k) => `ladder-${k}`))
    const text = readFileSync(`${BAD}/good/line-breaks-in-quotes.csv`, 'utf8')
    for (const rewritten of [
      text.replaceAll('","', '"\t"'),
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('first line', 'first ""line""'),
    ])
      expect(parseRunTable(rewritten, table.name)).toEqual(table)
    // An inch in a name opens no quote.
    const inches = 'run,compute,loss\n7" a,1,4\n8" b,10,3\n9" c,100,2.5\n10" d,1000,2.2'
    expect(namesOf(parseRunTable(inches, 'f'))).toEqual(['7" a', '8" b', '9" c', '10" d'])
  })

  it('may hold out a run that is not trained yet', () => {
    const table = read('not-trained-yet.csv')
    expect(table.planned).toEqual([{ compute: 3e20, run: 'm5', heldOut: true }])
    expect(fittedRuns(table)).toHaveLength(5)
    expect(table.warnings).toEqual([{ code: 'not-trained', count: 1 }])
    const text = readFileSync(`${BAD}/good/not-trained-yet.csv`, 'utf8')
    expect(parseRunTable(text.replaceAll(',', '\t'), table.name)).toEqual(table)
    expect(parseRunTable(text.replace('3e+20,,', '3e+20,NA,'), table.name)).toEqual(table)
    const objects = [...table.runs, { ...table.planned[0], loss: null }]
    const lines = objects.map(({ heldOut = false, ...run }) => JSON.stringify({ ...run, held_out: heldOut }))
    expect(parseRunTable(lines.join('\n'), table.name)).toEqual(table)
    expect(parseRunTable(lines.join('\n').replace('"loss":null,', ''), table.name)).toEqual(table)
    // A run that diverged is no run that isn't trained.
    expect(complaint(() => parseRunTable(text.replace('3e+20,,', '3e+20,NaN,'), 'f')).fault.code).toBe(
      'number',
    )
  })

  it.each([
    ['split', 'train', 'test'],
    ['Split', 'fit', 'holdout'],
    ['predict', 'N', 'Y'],
    ['predict', 'no', 'yes'],
    ['test', '0', '1'],
    ['hold_out', 'false', 'true'],
    ['holdout', '', 'true'],
  ])('understands a column %s with the words "%s" and "%s", and says so', (heading, fitted, heldOut) => {
    const losses = [4.1, 3.7, 3.4, 3.2, 3.05, 2.9]
    const table = (word: (k: number) => string) =>
      parseRunTable(
        ['compute,loss,' + heading, ...losses.map((loss, k) => `1e${15 + k},${loss},${word(k)}`)].join('\n'),
        'f',
      )
    const marked = table((k) => (k > 3 ? heldOut : fitted))
    expect(targetsOf(marked).map(({ compute }) => compute)).toEqual([1e19, 1e20])
    expect(marked.warnings).toEqual([{ code: 'marked', column: heading, words: heldOut, count: 2 }])
    // A word on some of the smaller runs, too, holds nothing out: a forecast looks ahead.
    expect(targetsOf(table((k) => (k % 2 ? heldOut : fitted)))).toEqual([])
  })

  it('notices two words of which one stands on the largest runs only, and no two numbers or kinds of text', () => {
    const warnings = (words: string[]) =>
      parseRunTable(
        ['compute,loss,phase', ...words.map((word, k) => `1e${15 + k},${4 - k / 5},${word}`)].join('\n'),
        'f',
      ).warnings
    const mark = { code: 'unread-mark', column: 'phase' }
    expect(warnings(['early', 'early', 'early', 'early', 'late'])).toContainEqual(mark)
    expect(warnings(['early', 'late', 'early', 'early', 'late'])).not.toContainEqual(mark)
    expect(warnings(['256', '256', '256', '256', '512'])).not.toContainEqual(mark)
    expect(warnings(['a', 'b', 'c', 'd', 'e'])).not.toContainEqual(mark)
  })

  describe('with many rows a run', () => {
    const curve = (name: string, scale: number) =>
      [1, 2, 3, 4, 5].map((step) => ({
        name,
        step,
        compute: scale * step,
        loss: 5 - 0.1 * Math.log(scale * step),
      }))
    const rows = [1e17, 1e18, 1e19, 1e20].flatMap((scale, k) => curve(`m${k}`, scale))
    const csv = (head: string, of: (row: (typeof rows)[number]) => unknown[]) =>
      [head, ...rows.map((row) => of(row).join(','))].join('\n')
    const last = rows.filter(({ step }) => step === 5).map(({ compute }) => compute)

    it.each([
      [
        'a step column',
        csv('model,step,compute,loss', ({ name, step, compute, loss }) => [name, step, compute, loss]),
      ],
      [
        'growing compute under one name',
        csv('run,compute,loss', ({ name, compute, loss }) => [name, compute, loss]),
      ],
      [
        'steps in no order',
        [
          'model,global_step,compute,loss',
          ...rows.map(({ name, step, compute, loss }) => [name, step, compute, loss].join(',')).reverse(),
        ].join('\n'),
      ],
    ])('by %s: it is refused, or the last row of each is taken', (_, text) => {
      expect(() => parseRunTable(text, 'f')).toThrow('training curves: 20 rows of 4 runs')
      const table = parseRunTable(text, 'f', { lastPerRun: true })
      expect(table.runs.map(({ compute }) => compute).sort((p, q) => p - q)).toEqual(last)
      expect(table.warnings).toContainEqual({ code: 'last-per-run', rows: 20, runs: 4 })
    })

    it('but not where every row is a run: seeds of one size, steps that each run took, families', () => {
      const text = [
        'model,steps,seed,compute,loss',
        ...[1, 10, 100, 1000].flatMap((compute, k) =>
          [1, 2].map((seed) => `${k}M,${1000 * (k + 1)},${seed},${compute},${5 - k / 2 + seed / 1000}`),
        ),
      ].join('\n')
      expect(parseRunTable(text, 'f').runs).toHaveLength(8)
      const families = ['family,compute,loss', 'a,1,4', 'a,10,3', 'b,100,2.5', 'b,1000,2.2'].join('\n')
      expect(parseRunTable(families, 'f').runs).toHaveLength(4)
    })
  })

  it('reads objects over several lines, and says where one is cut off', () => {
    const runs = [4, 3, 2.5, 2.2].map((loss, k) => ({ compute: 10 ** k, loss }))
    const pretty = runs.map((run) => JSON.stringify(run, undefined, 2)).join('\n')
    expect(parseRunTable(pretty, 'f').runs).toEqual(runs)
    const lines = runs.map((run) => JSON.stringify(run))
    expect(() => parseRunTable([lines[0], lines[1]?.slice(0, 9), ...lines.slice(2)].join('\n'), 'f')).toThrow(
      /^f:2: found "\{"compute.*cut off/,
    )
  })

  it('says that a misspelt held_out marks nothing', () => {
    const rows = [4.1, 3.7, 3.4, 3.2, 3.05, 2.9].map((loss, k) => ({
      compute: 10 ** (15 + k),
      loss,
      hold: k === 5,
      width: k,
    }))
    const csv = (heading: string) =>
      [
        `compute,loss,width,${heading}`,
        ...rows.map(({ compute, loss, width, hold }) => `${compute},${loss},${width},${hold}`),
      ].join('\n')
    const warnings = (text: string) => parseRunTable(text, 'f').warnings
    expect(warnings(csv('hold_it'))).toContainEqual({ code: 'unread-mark', column: 'hold_it' })
    expect(warnings(rows.map((row) => JSON.stringify(row)).join('\n'))).toContainEqual({
      code: 'unread-mark',
      column: 'hold',
    })
    expect(warnings(csv('hold_it').replaceAll('false', ''))).toContainEqual({
      code: 'unread-mark',
      column: 'hold_it',
    })
    expect(warnings(csv('held_out'))).toEqual([])
    // What is the same of all runs, such as one epoch, marks none.
    expect(warnings(csv('epochs').replace(/true|false/g, '1'))).toEqual([])
  })

  it('holds out its largest run, if it is told to and holds out none', () => {
    const text = readFileSync(`${BAD}/good/not-trained-yet.csv`, 'utf8').split('\n').slice(0, 6).join('\n')
    const table = parseRunTable(text, 'f', { holdOutLargest: true })
    expect(table.runs.filter(({ heldOut }) => heldOut)).toEqual([
      { compute: 1e20, loss: 2.4962, run: 'm4', heldOut: true },
    ])
    expect(table.warnings).toEqual([{ code: 'largest-held-out', compute: 1e20 }])
    expect(parseRunTable(text, 'f').runs.some(({ heldOut }) => heldOut)).toBe(false)
    const cerebras = parseRunTable(textOf('cerebras-gpt.csv'), 'f')
    expect(parseRunTable(textOf('cerebras-gpt.csv'), 'f', { holdOutLargest: true })).toEqual(cerebras)
  })
})

describe('a bad table', () => {
  const cases: Record<string, string> = {
    'full-width-commas.csv':
      ':1: column compute: found a full-width ， in "run，compute，loss", expected a plain ,; replace ， by , in all rows',
    'full-width-semicolons.csv':
      ':1: column compute: found a full-width ， in "run，compute；loss", expected a plain ,; replace ， by , in all rows',
    'full-width-row.csv':
      ':3: found a full-width ， in "1e19，2.8，b", expected a plain ,; replace ， by , in all rows',
    'full-width.jsonl':
      ':2: found a full-width ： in "{"compute"：1e19，"loss"：2.8}", expected a plain :; replace ： by : in all rows',
    'row-names.csv':
      ':2: found 3 fields in every row, expected 2 as in the header; the rows begin with names that have no column: in R, write the table with row.names = FALSE',
    'row-names.tsv':
      ':2: found 3 fields in every row, expected 2 as in the header; the rows begin with names that have no column: in R, write the table with row.names = FALSE',
    'spaces.csv': `:1: column compute: found the header "compute loss", expected one column named compute; put commas between the columns, in all rows (NumPy: delimiter=','; R: write.csv)`,
    'late-comment.csv':
      ':3: found "# the second half, by another hand", expected a row; comments stand before the first row: move the line there, or remove it',
    'late-comment.jsonl':
      ':2: found "# {"compute": 1e19, "loss": 2.8}", expected a row; comments stand before the first row: move the line there, or remove it',
    'commented-out-row.csv':
      ':2: column compute: found "#1e18", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'unclosed-quote.csv':
      ':2: found "b"" behind a closing quote, expected the end of the field; close the quote that begins in this line, or write one inside it twice ("")',
    'below-line-breaks.csv':
      ':6: column loss: found "low", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'array.json':
      ':1: found a JSON array, expected JSON Lines; write one object a line, without the brackets and commas around them',
    'binary.csv':
      ': found bytes that are not UTF-8 text, expected CSV or JSON Lines; export the table as CSV in UTF-8, not as a spreadsheet, a PDF or an image',
    'c-above-losses.csv':
      ': found c = 2.4, expected less than the smallest fitted loss, 2.3; no run can fall below the irreducible loss: fix a smaller one',
    'cut-off-held-out.csv':
      ':6: column held_out: found nothing, expected true or false; write true for a run to be predicted, false for one to be fitted',
    'cut-off-quote.csv': `:6: found a quote that doesn't end in "1e22,2.2,"e", expected a closing quote; the line seems cut off: complete it`,
    'cut-off-row.csv':
      ':6: found 2 fields in "1e22,2.", expected 4 as in the header; the line seems cut off: write out every column',
    'cut-off.jsonl':
      ':2: found "{"compute": 1e19, "lo", expected a JSON object; the line seems cut off: write one complete object a line',
    'decimal-comma.csv':
      ':2: column loss: found "3,1", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'empty-loss.csv': `:3: column loss: found nothing, expected a number above 0 (1e-40 to 1e40); write the final loss, or held_out true if the run isn't trained yet, or remove the row`,
    'empty.csv':
      ': found no rows, expected a header line and a row for each run; begin with the line compute,loss,run,held_out',
    'extra-field.csv':
      ':3: found 5 fields in "1e19,2.8,b, second try,false", expected 4 as in the header; put quotes around a name that holds the separator, and write decimals with a point',
    'held-out-inside.csv':
      ':6: column compute: found 1e+20 in a held-out run, expected more than 1e+21, the largest fitted compute; hold out only the largest runs, for a forecast looks ahead',
    'infinite-compute.csv':
      ':3: column compute: found "inf", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'list-in-lines.jsonl':
      ':2: found a JSON array, expected JSON Lines; write one object a line, without the brackets and commas around them',
    'nan-loss.csv':
      ':3: column loss: found "NaN", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'nan.jsonl':
      ':2: column loss: found "NaN", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'negative-loss.csv':
      ':3: column loss: found "-2.8", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'no-header.csv':
      ':1: column compute: found the header "1e18,3.1,a,false", expected one column named compute; the header line is compute,loss[,run][,held_out]',
    'no-loss-column.csv':
      ':1: column loss: found the header "compute,final,run,held_out", expected one column named loss; the header line is compute,loss[,run][,held_out]',
    'no-loss-key.jsonl':
      ':2: column loss: found "{"compute": 1e19, "value": 2.8}", expected a key named loss; every line needs compute and loss, such as {"compute": 1e18, "loss": 2.9}',
    'null.jsonl':
      ':2: column loss: found "null", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'one-name-twice.csv':
      ':4: column run: found "a" again, as in line 2, expected a different name for each run; rename one, or remove it if it is the same run twice',
    'only-comments.csv':
      ': found no rows, expected a header line and a row for each run; begin with the line compute,loss,run,held_out',
    'overflowing-compute.csv':
      ':3: column compute: found "1e999", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'text-for-loss.csv':
      ':3: column loss: found "diverged", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'text.jsonl':
      ':2: column loss: found "low", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'three-computes.csv':
      ': column compute: found 3 distinct computes among the runs to fit, expected at least 4; add runs, or fix c (# law: c=0), which needs three',
    'two-computes-with-c.csv':
      ': column compute: found 2 distinct computes among the runs to fit, expected at least 3; add runs',
    'two-loss-columns.csv':
      ':1: column loss: found 2 such columns, expected one column named loss; the header line is compute,loss[,run][,held_out]',
    'unclear-held-out.csv':
      ':6: column held_out: found "maybe", expected true or false; write true for a run to be predicted, false for one to be fitted',
    'unclear-law.csv':
      ':1: column # law: found "c about 1", expected c=NUMBER with a number ≥ 0; write # law: c=0, or leave the line out to have c fitted',
    'unclear-reading-error.csv':
      ':1: column # read: found "±0.02", expected a number ≥ 0 in the unit of the loss; write the standard deviation alone, such as # read: 0.02',
    'unit-in-cell.csv':
      ':3: column compute: found "1e19 FLOP", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
    'utf-16.csv':
      ': found bytes that are not UTF-8 text, expected CSV or JSON Lines; export the table as CSV in UTF-8, not as a spreadsheet, a PDF or an image',
    'web-page.csv':
      ':1: found HTML, expected CSV or JSON Lines; save the file itself, not the web page that shows it',
    'zero-loss.csv':
      ':3: column loss: found "0", expected a number above 0 (1e-40 to 1e40); write it plainly, such as 2.91 or 1.5e18, or remove the row',
  }

  it.each(Object.entries(cases))('%s', (name, message) => {
    const bytes = readFileSync(`${BAD}/${name}`)
    expect(complaint(() => readRunTable(bytes, name)).message).toBe(name + message)
  })

  it('has a case above for every file', () => {
    const files = readdirSync(BAD, { withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name).toSorted()).toEqual(Object.keys(cases).toSorted())
  })

  it('says where, what was found, what was expected and how to mend it, each by itself', () => {
    const error = complaint(() => parseRunTable('compute,loss\n1,x', 'runs.csv'))
    expect({ ...error }).toMatchObject({
      name: 'RunTableError',
      file: 'runs.csv',
      line: 2,
      column: 'loss',
      found: '"x"',
      expected: 'a number above 0 (1e-40 to 1e40)',
      mend: 'write it plainly, such as 2.91 or 1.5e18, or remove the row',
    })
  })

  it('may be too large', () => {
    expect(complaint(() => readRunTable(new Uint8Array(MAX_BYTES + 1), 'runs.csv')).message).toBe(
      'runs.csv: found 10485761 bytes, expected at most 10485760 (10 MB); keep one row a run, with its final loss',
    )
  })

  it('is refused in one line, whatever stands in it', () => {
    const { message } = complaint(() =>
      parseRunTable(`compute,loss\n"\u001b[31m\u202e${'x'.repeat(99)}",1`, 'a\nb.csv'),
    )
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(message.length).toBeLessThan(250)
    expect(printable('a\r\n\u0000\u2028b')).toBe('a\ufffd\ufffd\ufffd\ufffdb')
  })

  it('never gets past with another error, and gives no runs that are not in it', () => {
    const whole = parseRunTable(textOf('cerebras-gpt.csv'), 'f.csv')
    const text = textOf('cerebras-gpt.csv')
    for (let length = 0; length < text.length; length++) {
      try {
        const { runs } = parseRunTable(text.slice(0, length), 'f.csv')
        expect(runs).toEqual(whole.runs.slice(0, runs.length))
      } catch (error) {
        expect(error).toBeInstanceOf(RunTableError)
      }
    }
  })

  it('never throws anything but a RunTableError', () => {
    const survive = (bytes: Uint8Array) => {
      try {
        const { runs } = readRunTable(bytes, 'f.csv')
        for (const { compute, loss } of runs) expect(Math.min(compute, loss)).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(RunTableError)
        expect((error as Error).message).not.toMatch(/[\r\n]/)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: 500 })
    const edit = fc.tuple(
      fc.nat(600),
      fc.nat(3),
      fc.constantFrom('', ',', '"', '#', '{', '-', 'e', '1', '\n', '\t', ';', 'true', '\0'),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...SHIPPED),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (name, edits) => {
          let text = textOf(name)
          for (const [at, length, insert] of edits)
            text = text.slice(0, at) + insert + text.slice(at + length)
          survive(new TextEncoder().encode(text))
        },
      ),
      { numRuns: 2000 },
    )
  })
})

const inWords = ({ warnings }: RunTable) => warnings.map((warning) => describeWarning(warning, 'en'))

describe('a table to be careful with', () => {
  const warningsOf = (losses: number[], header = '') =>
    inWords(
      parseRunTable(
        `${header}compute,loss\n${losses.map((loss, k) => `1e${18 + k},${loss}`).join('\n')}`,
        'f',
      ),
    )

  it('is fitted, with a warning where losses rise', () => {
    expect(warningsOf([3, 2.5, 2.6, 2.2, 2, 1.9])).toEqual([
      'losses rise with compute, at 1e+20: is every run trained to its end?',
    ])
    expect(warningsOf([3, 3.1, 2.5, 2.6, 2.2, 2])[0]).toContain('at 1e+19 and at 1 more')
    // At one compute it is the mean that counts.
    const seeds = 'compute,loss\n1,3.4\n1,3.38\n10,3.01\n10,2.99\n100,2.995\n100,2.7\n1000,2.5'
    expect(inWords(parseRunTable(seeds, 'f'))).not.toContainEqual(expect.stringContaining('rise'))
    expect(warningsOf([2, 2.1, 2.2, 2.3])).toContain(
      'the losses do not fall, so the law is flat at their mean',
    )
  })

  it('is fitted, with a warning where c is pinned at an end', () => {
    expect(warningsOf([3, 2.8, 2.5, 2.1, 1.6])).toEqual([
      'c is pinned at 0: these losses show no irreducible loss, so the law may come out too low far ahead; the forecast allows for one and lies above it (fix c=0 if there is none)',
    ])
    expect(warningsOf([3, 2.8, 2.5, 2.1, 1.6], '# law: c=0\n')).toEqual([])
    expect(warningsOf([3, 2, 2, 2, 2])).toEqual([
      'c is pinned at its upper end (b = -1): these losses have already levelled off',
    ])
  })

  it('is fitted, with a warning where a target lies further ahead than the ladder is long', () => {
    const table = parseRunTable('compute,loss,held_out\n1,4,0\n10,3,0\n100,2.5,0\n1000,2.2,0\n2e6,2,1', 'f')
    const warning = 'the target 2e+6 lies 3.3 decades beyond a ladder of 3.0 decades'
    expect(inWords(table)).toEqual([warning])
    expect(targetWarnings(fittedRuns(table), [1, 1e5, 9.9e5, 2e6])).toEqual([
      { code: 'not-ahead', target: 1, largest: 1000 },
      ...table.warnings,
    ])
  })

  const units = (name: string) =>
    parseRunTable(readFileSync(`tests/fixtures/runs/units/${name}.csv`, 'utf8'), name).warnings

  it('is fitted, with a warning where a part of the runs seems to be in another unit', () => {
    expect(units('small-half-pfdays')).toContainEqual({
      code: 'jump-in-compute',
      compute: 1e19,
      decades: expect.closeTo(20.46, 1) as number,
    })
    // A millionth of the unit of the larger runs: more than a gap, and less than one that no ladder has.
    const losses = [3.2, 2.9, 2.63, 2.39, 2.18, 2]
    const rows = losses.map((loss, k) => `${10 ** (15 + k) / (k < 3 ? 1e6 : 1)},${loss}`)
    expect(parseRunTable(['compute,loss', ...rows].join('\n'), 'f').warnings).toContainEqual({
      code: 'jump-in-compute',
      compute: 1e18,
      decades: expect.closeTo(7, 1) as number,
    })
    expect(units('lower-half-bits')).toContainEqual({
      code: 'jump-in-loss',
      compute: 1e19,
      factor: 1 / Math.LN2,
    })
  })

  it.each([
    ['ten', Math.log10],
    ['two', Math.log2],
    ['e', Math.log],
  ])('is fitted, with a warning where its compute looks like a logarithm to base %s', (_, log) => {
    const rows = [1e17, 1e18, 1e19, 1e20, 1e21].map((compute, k) => `${log(compute)},${4 - k / 4}`)
    expect(parseRunTable(['compute,loss', ...rows].join('\n'), 'f').warnings[0]).toEqual({
      code: 'narrow',
      span: expect.any(Number) as number,
      isLogarithm: true,
    })
    expect(units('log10-compute')[0]).toMatchObject({ code: 'narrow', isLogarithm: true })
  })

  it('warns of no such thing on honest ladders, with wide gaps and sparse rungs among them', () => {
    const draw = random(25)
    const gauss = () => Math.sqrt(-2 * Math.log(draw() + 1e-12)) * Math.cos(2 * Math.PI * draw())
    let alarms = 0
    for (let n = 0; n < 1000; n++) {
      const law = { a: 0.5 + 3 * draw(), b: -(0.03 + 0.3 * draw()), c: 2 * draw(), c0: 1 }
      const count = 4 + Math.floor(9 * draw())
      const span = 1 + 6 * draw()
      const gap = n % 3 === 0 ? 1 + 4 * draw() : 0
      const at = 1 + Math.floor((count - 1) * draw())
      const rows = Array.from({ length: count }, () => span * draw())
        .sort((p, q) => p - q)
        .map((log, k) => 10 ** (k >= at ? log + gap : log))
        .map((compute) => {
          const noise = [0.002, 0.007, 0.015, 0.03][n % 4] as number
          return `${compute * 1e18},${predict(law, compute) * (1 + noise * gauss())}`
        })
      const { warnings } = parseRunTable(['compute,loss', ...rows].join('\n'), 'f')
      const codes = ['narrow', 'jump-in-compute', 'jump-in-loss', 'merged']
      if (warnings.some(({ code }) => codes.includes(code))) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(10)
  })

  it('is fitted, with a warning that the mean is fitted where the runs of one compute scatter widely', () => {
    const sweep = [1e18, 1e19, 1e20, 1e21].flatMap((compute, k) =>
      [0, 0.2, 0.9].map((worse) => `${compute},${3 - 0.2 * k + worse * (1 + k)}`),
    )
    const table = parseRunTable(`compute,loss\n${sweep.join('\n')}`, 'f')
    expect(inWords(table)[0]).toMatch(
      /^3 runs at 1e\+21 scatter by \d+ %, as at 3 more computes: the law is fitted to their mean, not to the best of them; /,
    )
    // The losses rise for that reason, not for want of training.
    expect(inWords(table).join()).not.toContain('trained to its end')
    // Repetitions within the noise are none.
    const seeds = [1e18, 1e19, 1e20, 1e21].flatMap((compute, k) =>
      [1, 1.01, 0.99].map((share) => `${compute},${(3 - 0.2 * k) * share}`),
    )
    expect(inWords(parseRunTable(`compute,loss\n${seeds.join('\n')}`, 'f')).join()).not.toContain('scatter')
  })

  it('ships only where it says so', () => {
    expect(SHIPPED.flatMap((name) => parseRunTable(textOf(name), name).warnings)).toHaveLength(1)
  })
})
