import type { Claim } from '../claim'

export const systemMessages = [
  {
    id: 'system-message',
    statement: '开发者可以用系统消息规定模型的风格和任务，不再只有固定的语气和详略；但仍有界限。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Steerability 一节' },
  },
  {
    id: 'system-message-jailbreak',
    statement: 'OpenAI 承认，系统消息也是当时最容易「越狱」的入口。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Steerability 一节' },
  },
  {
    id: 'socratic-tutor',
    statement: '苏格拉底式导师：从不直接给答案，而是按学生的程度提出合适的问题，引导他自己想。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Steerability 一节的示例' },
  },
  {
    id: 'dan-user-prompt',
    statement: 'DAN（Do Anything Now）是 2022 年 12 月起在 Reddit 流传的用户提示，早于 GPT-4，不靠系统消息。',
    kind: 'secondary-date',
    source: { key: 'walkerspider2022dan', place: '原帖' },
    also: { key: 'shen2023dan', place: '标题与摘要' },
    correction: {
      said: 'DAN、猫娘是系统消息的例子，多已修复',
      why: '是社区的越狱提示，不是系统消息的功能；报告写明越狱仍然存在。',
      sources: [
        { key: 'walkerspider2022dan', place: '原帖' },
        { key: 'plexpt2023prompts', place: 'cat.md' },
        { key: 'openai2023report', place: '第 6 节，第 14 页' },
      ],
    },
  },
  {
    id: 'dan-start',
    statement: 'DAN 的最早版本出现在 2022 年 12 月。',
    value: '2022 年 12 月',
    kind: 'secondary-date',
    source: { key: 'walkerspider2022dan', place: '原帖' },
  },
  {
    id: 'jailbreaks-remain',
    statement:
      '旧的越狱提示陆续失效，但 OpenAI 写明越狱仍然存在，还给出一条对发布版 GPT-4 有效的对抗性系统消息。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 14 页；系统卡图 10，第 68 页' },
    also: { key: 'shen2023dan', place: '摘要' },
  },
  {
    id: 'neko-jailbreak',
    statement: '「猫娘」提示词来自中文社区，要的是模型放弃过滤，不是 OpenAI 的示例。',
    kind: 'printed',
    source: { key: 'plexpt2023prompts', place: 'cat.md' },
  },
  {
    id: 'neko-parts',
    statement: '这类提示由三部分拼成：冒充的身份、「不可覆盖」的声明、「无需过滤」的许可。',
    value: '三部分',
    kind: 'printed',
    source: { key: 'plexpt2023prompts', place: 'cat.md' },
  },
] as const satisfies readonly Claim[]
