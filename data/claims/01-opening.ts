import type { Claim } from '../claim'
import { chineseCount } from '../numbers'
import { wagerComputes } from '../figures/wager'

/** The small models of the wager, in words. */
const rungs = `${chineseCount(wagerComputes.rungs.length)}个`

export const opening = [
  {
    id: 'take-home',
    statement:
      '训练刚开始不久，OpenAI 就只凭一批算力不超过 GPT-4 万分之一的小模型，预测出了 GPT-4 训练完成时在内部代码库上的损失。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
  {
    id: 'wager-rungs',
    statement: `台上先练${rungs}小模型，由它们预测大模型的损失。`,
    value: rungs,
    kind: 'computed',
  },
  {
    id: 'small-model-kind',
    statement: '我们的小模型不是 Transformer：把最近 16 个词元的向量加起来，过一个隐藏层，再猜下一个词元。',
    value: '16 个词元',
    kind: 'computed',
  },
  {
    id: 'wager-caveat',
    statement:
      '配方是看着 10¹³ FLOP 以内的训练挑的，这么大的只按登记练过，新的只有种子；底线取零，是从更长的一串得来的；九个小模型只跨一个半数量级。这是一个配方、26 万个矩阵参数，证明不了 GPT-4。',
    kind: 'computed',
  },
] as const satisfies readonly Claim[]
