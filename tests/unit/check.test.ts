import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../data/claim'
import { checkDeck, type Problem } from '../../scripts/check'
import { folderProblem } from '../../tools/folder'

const claims: Claim[] = [
  {
    id: 'drop',
    statement: '少了 82%。',
    value: '82%',
    kind: 'printed',
    source: { key: 'report', place: '图 9' },
  },
  { id: 'lost', statement: '少了。', kind: 'printed', source: { key: 'lost-report', place: '图 9' } },
  {
    id: 'corrected',
    statement: '改过了。',
    kind: 'printed',
    source: { key: 'report', place: '图 9' },
    correction: { said: '没有改。', why: '改了。', sources: [{ key: 'old-report', place: '图 9' }] },
    waiting: true,
  },
  { id: 'waits', statement: '还没讲到。', kind: 'opinion', waiting: true },
  { id: 'arrived', statement: '讲到了。', kind: 'opinion', waiting: true },
]
const references = [{ id: 'report' }, { id: 'old-report' }]
const chapters = [
  { file: 'broken', seconds: 140 },
  { file: 'lost', seconds: 0 },
  { file: 'unlisted', seconds: 10 },
]
const BROKEN = 'tests/fixtures/broken/slides.md'
const PAGE = 'pages/broken.md'

describe('a broken deck', () => {
  let problems: Problem[]
  beforeAll(async () => {
    problems = await checkDeck(BROKEN, { claims, references, chapters })
  })

  it.each([
    [
      'slides.md',
      3,
      'the slides without those of "skipIn20Minutes" take 120 seconds, "duration: 1min" is 60',
    ],
    ['slides.md', 7, 'the src line of ./pages/broken.md carries a title'],
    ['slides.md', 12, 'pages/gone.md'],
    ['slides.md', 20, 'pages/extr.md; correct the src line or add the file. Did you mean "extra.md"?'],
    [PAGE, 8, 'no claim has the id "no-such-claim"'],
    [PAGE, 12, 'the claim "no-such-claim-either"'],
    [PAGE, 20, "the snippet @/snippets/gone.ts doesn't exist"],
    [PAGE, 22, 'has no region "gone"'],
    ['snippets/broken.mermaid', 1, 'no accTitle'],
    ['snippets/broken.mermaid', 1, 'no accDescr'],
    [PAGE, 39, "the diagram doesn't parse: Parse error on line 5"],
    [PAGE, 44, '"没有时间" has no planned time'],
    [PAGE, 52, '"没有说明" has no speaker notes'],
    [PAGE, 61, 'say "三成"'],
    [PAGE, 61, 'say "九个"'],
    [PAGE, 84, 'holds no figure "no-such-figure"'],
    [PAGE, 95, 'a style of its own'],
    [PAGE, 72, 'names the claim "drop", which a component of the slide names already'],
    [PAGE, 101, 'says "skipIn20Minute", which nothing reads. Did you mean "skipIn20Minutes"?'],
    [PAGE, 107, 'the number "42" is typed'],
    [PAGE, 109, 'the number "三成" is typed'],
    [PAGE, 109, 'no component "Clam"; add Clam.vue to components/ or correct the tag. Did you mean "Claim"?'],
    [PAGE, 113, 'the number "7" is typed'],
    [PAGE, 115, 'the number "6" is typed'],
    [PAGE, 126, 'no claim has the id "dropp"; add it to its chapter in data/claims/ or correct the id. Did'],
    [PAGE, 131, 'holds no figure "eror"; add eror.vue there or correct the name. Did you mean "errors"?'],
    [PAGE, 147, 'the diagram says "55"'],
    [PAGE, 147, 'the diagram says "66"'],
    [PAGE, 147, 'the diagram says "77"'],
    [PAGE, 154, 'the diagram says "2021"'],
    [PAGE, 156, 'has no region "heree", so the whole file would be shown; add "#region heree" to it. Did'],
    [PAGE, 158, '@/snippets/lew.ts doesn\'t exist; correct the path or add the file. Did you mean "law.ts"?'],
    [PAGE, 169, "the fence of code isn't closed"],
    [PAGE, 174, "the diagram doesn't parse: Parse error on line 6"],
    ['pages/extra.md', 1, "pages/extra.md is no chapter's file"],
    ['slides.md', 1, 'the citation marks lead to the slide "references", which isn\'t there'],
    [
      'data/chapters.ts',
      1,
      'the slides of pages/broken.md take 110 seconds, their chapter is planned with 140',
    ],
    ['data/chapters.ts', 1, 'the chapter "lost" has no file pages/lost.md'],
    ['data/chapters.ts', 1, 'pages/unlisted.md stands in no "src" line'],
    [
      'data/claims',
      1,
      'cites "lost-report", which data/references.json doesn\'t have; add it or correct the key. Did',
    ],
    ['data/claims', 1, '"lost" stands on no slide'],
    ['data/claims', 1, '"arrived" stands on a slide and waits no more'],
    ['data/claims', 1, 'the correction of "corrected" cites "old-report"'],
    ['data/references.json', 1, 'no claim cites the reference "old-report"'],
  ])('%s:%i %s', (file, line, message) => {
    const there = problems.filter((problem) => problem.message.includes(message))
    expect(there.map(({ file, line }) => `${file}:${line}`)).toEqual([`${file}:${line}`])
  })

  it('has no other problem', () => {
    expect(problems).toHaveLength(44)
  })
})

describe('the seconds', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'talk-seconds-'))
    for (const name of ['pages', 'data']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'data/chapters.ts'), "[\n  { file: 'one' },\n  { file: 'two' },\n]\n")
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What is wrong with two chapters, the second of which a talk of 20 minutes leaves out. */
  async function problemsOf(duration: string, [one, two]: number[], header = '') {
    const slide = (seconds = 0, more = '') =>
      `---\nseconds: ${seconds}\n${more}---\n\n# 题目\n\n<!-- 说明。 -->\n`
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    write('pages/one.md', slide(one))
    write('pages/two.md', slide(two, `skipIn20Minutes: true\n${header}`))
    const parts = ['one', 'two'].map((name) => `---\nsrc: ./pages/${name}.md\n---\n`)
    write('slides.md', [`---\nhide: true\nduration: ${duration}\n---\n`, ...parts].join('\n'))
    const chapters = [
      { file: 'one', seconds: 1190 },
      { file: 'two', seconds: 610 },
    ]
    const problems = await checkDeck(join(folder, 'slides.md'), { claims: [], references: [], chapters })
    return problems.map(({ file, line, message }) => `${file}:${line}: ${message.split(';')[0]}`)
  }

  it.each(['30min', '20min', '1800', '0:30:00'])('are sound for %s', async (duration) => {
    expect(await problemsOf(duration, [1190, 610])).toEqual([])
  })

  it('are sound, too, where the slides that 20 minutes leave out are hidden', async () => {
    expect(await problemsOf('20min', [1190, 610], 'hide: true\n')).toEqual([])
  })

  it.each([
    ['31min', 'the slides take 1800 seconds, "duration: 31min" is 1860'],
    ['29min', 'the slides take 1800 seconds, "duration: 29min" is 1740'],
    ['19min', 'the slides without those of "skipIn20Minutes" take 1190 seconds, "duration: 19min" is 1140'],
    ['half', '"duration: half" is no time'],
  ])('of a talk of %s are told', async (duration, message) => {
    expect(await problemsOf(duration, [1190, 610])).toEqual([`slides.md:3: ${message}`])
  })

  it('of a chapter are told, also where they make up for another one’s', async () => {
    expect(await problemsOf('30min', [1200, 600])).toEqual([
      'data/chapters.ts:2: the slides of pages/one.md take 1200 seconds, their chapter is planned with 1190',
      'data/chapters.ts:3: the slides of pages/two.md take 600 seconds, their chapter is planned with 610',
    ])
  })
})

describe('the talk itself', () => {
  it('is sound', async () => {
    expect(await checkDeck(resolve('slides.md'))).toEqual([])
  })

  it('is sound as a talk of 20 minutes, which hides slides', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'talk-short-'))
    for (const name of ['components', 'data', 'law', 'snippets'])
      symlinkSync(resolve(name), join(folder, name))
    mkdirSync(join(folder, 'pages'))
    for (const file of ['slides.md', ...readdirSync('pages').map((name) => `pages/${name}`)]) {
      const text = readFileSync(file, 'utf8').replace(/^duration: .*$/m, 'duration: 20min')
      writeFileSync(join(folder, file), text.replace(/^skipIn20Minutes: true$/gm, '$&\nhide: true'))
    }
    expect(await checkDeck(join(folder, 'slides.md'))).toEqual([])
    rmSync(folder, { recursive: true })
  })
})

it('the command names file and line of each problem, and fails', () => {
  const command = ['--import', 'tsx', 'scripts/check.ts', BROKEN]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toContain(`\n${PAGE}:107: the number "42" is typed on the slide; show its claim`)
})

describe('the folder', () => {
  it.each(['/home/me/演示 文稿/talk (1)', "/home/me/it's, a+b=c@d~1"])('%s is fine', (folder) => {
    expect(folderProblem(folder)).toBeUndefined()
  })

  it.each(['a[b]', 'a#b', 'a%20b', 'a{b}', 'a?b'])('named %s is refused', (name) => {
    expect(folderProblem(`/home/me/${name}/talk`)).toContain(`The folder /home/me/${name}/talk has`)
  })

  it('is refused by the command, in one line', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'talk-folder-')), 'a[b] #1')
    cpSync('tests/fixtures/broken', folder, { recursive: true })
    const command = ['--import', 'tsx', 'scripts/check.ts', join(folder, 'slides.md')]
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toEqual([folderProblem(folder)])
    rmSync(dirname(folder), { recursive: true })
  })
})
