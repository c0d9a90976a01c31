import { describe, expect, it } from 'vitest'
import { claim } from '../../data/claims'
import { fencesIn } from '../../deck/markup'
import { claimsNamed, plainTitle } from '../../deck/slides'

const size = claim('ladder-size').value

describe('the claims of a slide', () => {
  const claimsOf = (content: string) => claimsNamed({ content, frontmatter: {} }, []).shown

  it.each([
    ['behind a sign of greater', '<Claim v-if="a > b" id="ladder-size" />'],
    ['on a line of its own', '<Claim\n  statement\n  id="ladder-size"\n/>'],
    ['in single quotes', "<Claim id='ladder-size' />"],
    ['behind a formula', '$a<b$ 与 $$\nx^{{2}} < y\n$$\n\n<Claim id="ladder-size" />'],
    ['behind code', '`<Big>` 与 ``a ` <b``\n\n<Claim id="ladder-size" />'],
    ['between two prices', '从 $5 起，<Claim id="ladder-size" />，到 $6'],
  ])('are found %s', (_, content) => {
    expect(claimsOf(content)).toEqual(['ladder-size'])
  })

  it.each([
    ['a comment', '<!-- <Claim id="ladder-size" /> -->\n\n字'],
    ['code', '`<Claim id="ladder-size" />`'],
    ['a longer fence', '````md\n```\n<Claim id="ladder-size" />\n````'],
    ['a fence that isn’t closed', '~~~\n<Claim id="ladder-size" />\n'],
    ['an element of HTML', '<p id="ladder-size">字</p>'],
  ])('are none in %s', (_, content) => {
    expect(claimsOf(content)).toEqual([])
  })

  it('stand in its title with their values', () => {
    expect(plainTitle('# 用<Claim v-if="a > b" id="ladder-size" />小模型，<br>算 `c` 与 $a < b$')).toBe(
      `用${size}小模型，算 \`c\` 与 $a < b$`,
    )
  })
})

describe('a fence of code', () => {
  it.each([
    ['is closed', '字\n\n```mermaid\na\n\nb\n```\n\n字', { info: 'mermaid', code: 'a\n\nb', isClosed: true }],
    ['goes on to the end', '字\n\n```mermaid\na\n\nb', { info: 'mermaid', code: 'a\n\nb', isClosed: false }],
    ['is closed by a longer one', '\n\n~~~ x\na\n~~~~  \n字', { info: 'x', code: 'a', isClosed: true }],
    ['may hold a shorter one', '\n\n````\n```\na\n```\n````', { code: '```\na\n```', isClosed: true }],
  ])('%s', (_, content, fence) => {
    expect(fencesIn(content)).toMatchObject([{ line: 3, ...fence }])
  })
})
