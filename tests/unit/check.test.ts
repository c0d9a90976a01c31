import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../data/claim'
import { checkDeck, type Problem } from '../../scripts/check'

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
    [PAGE, 72, 'names the claim "drop", which a component of the slide names already'],
    ['data/claims', 1, 'cites "lost-report"'],
    ['data/claims', 1, '"lost" stands on no slide'],
    ['data/claims', 1, '"arrived" stands on a slide and waits no more'],
  ])('%s:%i %s', (file, line, message) => {
    const there = problems.filter((problem) => problem.message.includes(message))
    expect(there.map(({ file, line }) => `${file}:${line}`)).toEqual([`${file}:${line}`])
  })

  it('has no other problem', () => {
    expect(problems).toHaveLength(18)
  })
})

it('the talk itself is sound', async () => {
  expect(await checkDeck(resolve('slides.md'))).toEqual([])
})
