import type { Claim } from '../claim'

export const opening = [
  {
    id: 'take-home',
    statement:
      '训练刚开始不久，OpenAI 就只凭一批算力不超过 GPT-4 万分之一的小模型，预测出了 GPT-4 训练完成时在内部代码库上的损失。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
] as const satisfies readonly Claim[]
