// The same two questions under three system messages. The answers are ours: they show a style, not a model's output.

import catgirl from '../../snippets/prompts/catgirl.md?raw'
import engineer from '../../snippets/prompts/engineer.md?raw'
import socratic from '../../snippets/prompts/socratic.md?raw'

/** What the student says, turn by turn, whatever the style. */
export const QUESTIONS = ['冰为什么会浮在水上？', '还是不懂，直接告诉我原因吧。'] as const

/** A style: its name, the system message that sets it, and how it answers each question. */
export interface Style {
  key: string
  name: string
  message: string
  answers: readonly [string, string]
}

export const STYLES: readonly Style[] = [
  {
    key: 'socratic',
    name: '苏格拉底导师',
    message: socratic.trim(),
    answers: [
      '先想一想：同样大的冰和水，哪个更重？你怎么验证？',
      '不急。水装满瓶子再冻成冰，瓶子会胀裂。重量没变，变的是什么？',
    ],
  },
  {
    key: 'engineer',
    name: '简洁工程师',
    message: engineer.trim(),
    answers: ['冰的密度比水小。密度小的浮在上面。', '水结冰时体积变大，质量不变，所以密度变小。'],
  },
  {
    key: 'catgirl',
    name: '猫娘',
    message: catgirl.trim(),
    answers: [
      '因为同样大的冰比水轻喵～水就把它托起来了喵～',
      '水结成冰会胀开喵～变大了却没有变重，自然就浮起来了喵～',
    ],
  },
]
