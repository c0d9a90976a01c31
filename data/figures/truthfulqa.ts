import type { FigureData } from './figure-data'

/** One family of models: accuracy on TruthfulQA in percent, the base model asked in two ways, and after RLHF. */
export interface TruthfulFamily {
  family: string
  zeroShot: number
  /** Not measured for every family. */
  fiveShot?: number
  rlhf: number
}

export const truthfulqa: FigureData<TruthfulFamily> = {
  source: { key: 'openai2023report', place: '图 7，第 11 页' },
  kind: 'pixels',
  rows: [
    { family: 'Anthropic-LM', zeroShot: 18.9, rlhf: 32 },
    { family: 'GPT-3.5', zeroShot: 28.3, fiveShot: 34.7, rlhf: 47.2 },
    { family: 'GPT-4', zeroShot: 29.2, fiveShot: 38.7, rlhf: 59.5 },
  ],
}
