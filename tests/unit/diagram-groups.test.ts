import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDiagram } from '../../deck/diagram-groups'

const groupsOf = async (code: string) => (await readDiagram(code)).groups

describe('the groups of a diagram', () => {
  it('are a timeline’s periods, each with its events, however they are written', async () => {
    const code = `timeline
      %% 2 月 : 不算
      title 标题
      2 月 : Toolformer<br>Meta AI : LLaMA
      上午之前 : 甲
               : 乙 10:45 : 丙
      没有事件的一天`
    expect(await groupsOf(code)).toEqual([['Toolformer<br>Meta AI', 'LLaMA'], ['甲', '乙 10:45', '丙'], []])
  })

  it('are a flowchart’s ranks, however its nodes and links are written', async () => {
    const code = `flowchart LR
      a["a --> b"] -- "x & y --> z" --> b & c
      subgraph 一组
        b ==> d@{ shape: rounded, label: "end" }
      end
      c -.->|经过| d --> e((e)):::topic
      e --> a
      class a topic
      style b fill:#fff`
    expect(await groupsOf(code)).toEqual([['a'], ['b', 'c'], ['d'], ['e']])
  })

  it('are one where the kind of diagram has none', async () => {
    expect(await groupsOf('pie\n "一" : 1')).toEqual([[]])
  })
})

it('a diagram’s name and description are read, also a timeline’s, which Mermaid drops', async () => {
  for (const kind of ['timeline', 'flowchart LR']) {
    const code = `${kind}\n  accTitle: 名字: 一\n  accDescr {\n    说明\n  }\n  a`
    expect(await readDiagram(code)).toMatchObject({ name: '名字: 一', descriptions: ['说明'] })
  }
})

it('a description has a part for each group where its ； make as many', async () => {
  const told = async (words: string) =>
    (await readDiagram(`timeline\n  accDescr: ${words}\n  早 : 甲\n  晚 : 乙`)).descriptions
  expect(await told('先是甲；后是乙。')).toEqual(['先是甲；', '后是乙。'])
  expect(await told('先是甲，后是乙。')).toEqual(['先是甲，后是乙。'])
})

it('diagrams that are read at the same time keep their own groups', async () => {
  const codes = ['一', '二', '三'].map((event) => `timeline\n  日子 : ${event}`)
  expect(await Promise.all(codes.map(groupsOf))).toEqual([[['一']], [['二']], [['三']]])
})

it('a diagram that can’t be parsed is refused, and the next one read', async () => {
  const [refused, read] = await Promise.allSettled([
    readDiagram('flowchart LR\n a -->'),
    readDiagram('timeline\n 甲 : 乙'),
  ])
  expect(refused.status).toBe('rejected')
  expect(read).toMatchObject({ value: { groups: [['乙']] } })
})

it('leaves Node without a window: other modules must not take it for a browser', async () => {
  await readDiagram('timeline\n 甲 : 乙')
  expect('window' in globalThis).toBe(false)
})

it.each(readdirSync('snippets').filter((file) => file.endsWith('.mermaid')))(
  '%s is named and has steps',
  async (file) => {
    const { name, descriptions, groups } = await readDiagram(readFileSync(`snippets/${file}`, 'utf8'))
    expect(name.length).toBeGreaterThan(4)
    expect(groups.length).toBeGreaterThan(2)
    expect(descriptions).toHaveLength(groups.length)
    expect(descriptions.join('').length).toBeGreaterThan(20)
  },
)
