import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../data/claim'
import { checkDeck, type Problem } from '../../scripts/check'
import { folderProblem } from '../../scripts/folder'

const claims: Claim[] = [
  {
    id: 'drop',
    statement: '少了 82%。',
    value: '82%',
    kind: 'printed',
    source: { key: 'report', place: '图 9' },
  },
  { id: 'lost', statement: '少了。', kind: 'printed', source: { key: 'lost-report', place: '图 9' } },
  { id: 'waits', statement: '还没讲到。', kind: 'opinion', waiting: true },
  { id: 'arrived', statement: '讲到了。', kind: 'opinion', waiting: true },
]
const BROKEN = 'tests/fixtures/broken/slides.md'
const PAGE = 'pages/broken.md'

describe('a broken deck', () => {
  let problems: Problem[]
  beforeAll(async () => {
    problems = await checkDeck(BROKEN, { claims, references: [{ id: 'report' }] })
  })

  it.each([
    ['slides.md', 6, 'the src line of ./pages/broken.md carries a title'],
    ['slides.md', 11, 'pages/gone.md'],
    [PAGE, 8, 'no claim has the id "no-such-claim"'],
    [PAGE, 12, 'the claim "no-such-claim-either"'],
    [PAGE, 20, "the snippet @/snippets/gone.ts doesn't exist"],
    [PAGE, 22, 'has no region "gone"'],
    ['snippets/broken.mermaid', 1, 'no accTitle'],
    ['snippets/broken.mermaid', 1, 'no accDescr'],
    [PAGE, 39, "the diagram doesn't parse"],
    [PAGE, 44, '"没有时间" has no planned time'],
    [PAGE, 52, '"没有说明" has no speaker notes'],
    [PAGE, 61, 'say "三成"'],
    [PAGE, 61, 'say "九个"'],
    [PAGE, 84, 'holds no figure "no-such-figure"'],
    [PAGE, 95, 'a style of its own'],
    [PAGE, 72, 'names the claim "drop", which a component of the slide names already'],
    ['slides.md', 1, 'the citation marks lead to the slide "references", which isn\'t there'],
    ['data/claims', 1, 'cites "lost-report"'],
    ['data/claims', 1, '"lost" stands on no slide'],
    ['data/claims', 1, '"arrived" stands on a slide and waits no more'],
  ])('%s:%i %s', (file, line, message) => {
    const there = problems.filter((problem) => problem.message.includes(message))
    expect(there.map(({ file, line }) => `${file}:${line}`)).toEqual([`${file}:${line}`])
  })

  it('has no other problem', () => {
    expect(problems).toHaveLength(20)
  })
})

it('the talk itself is sound', async () => {
  expect(await checkDeck(resolve('slides.md'))).toEqual([])
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
    cpSync('tests/fixtures/slides', folder, { recursive: true })
    const command = ['--import', 'tsx', 'scripts/check.ts', join(folder, 'slides.md')]
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toEqual([folderProblem(folder)])
    rmSync(dirname(folder), { recursive: true })
  })
})
