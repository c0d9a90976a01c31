// The same two questions under three system messages. The answers are ours: they show a style, not a model's output.

import catgirl from '../../snippets/prompts/catgirl.md?raw'
import socratic from '../../snippets/prompts/socratic.md?raw'
import translator from '../../snippets/prompts/translator.md?raw'

/** What the student says, turn by turn, whatever the style. */
export const QUESTIONS = ['冰为什么会浮在水上？', '还是不懂，直接告诉我原因吧。'] as const

/** A system message under its name, what it changes, and how it has each question answered. */
export interface Style {
  key: string
  name: string
  changes: string
  message: string
  /** The language of the answers, where it isn't Chinese. */
  answersIn?: 'en'
  answers: readonly [string, string]
}

export const STYLES: readonly Style[] = [
  {
    key: 'socratic',
    name: '苏格拉底导师',
    changes: '换风格',
    message: socratic.trim(),
    answers: [
      '先想一想：同样大的冰和水，哪个更重？你怎么验证？',
      '不急。水装满瓶子再冻成冰，瓶子会胀裂。重量没变，变的是什么？',
    ],
  },
  {
    key: 'catgirl',
    name: '猫娘',
    changes: '换语气',
    message: catgirl.trim(),
    answers: [
      '因为同样大的冰比水轻喵～水就把它托起来了喵～',
      '水结成冰会胀开喵～变大了却没有变重，自然就浮起来了喵～',
    ],
  },
  {
    key: 'translator',
    name: '译员',
    changes: '换任务',
    message: translator.trim(),
    answersIn: 'en',
    answers: ['Why does ice float on water?', 'I still don’t get it. Just tell me why.'],
  },
]
