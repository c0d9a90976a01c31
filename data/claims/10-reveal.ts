import type { Claim } from '../claim'

export const reveal = [
  {
    id: 'calm-mind',
    statement: '大模型时代，研究方法可能会变；重要的还是保持一颗平常心，学习和改进新技术。',
    kind: 'opinion',
  },
] as const satisfies readonly Claim[]
