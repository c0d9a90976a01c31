import type { FigureData } from './figure-data'

/** One model: incorrect behaviour in percent of the prompts. */
export interface IncorrectBehaviour {
  model: string
  disallowed: number
  sensitive: number
}

export const incorrectBehaviour: FigureData<IncorrectBehaviour> = {
  source: { key: 'openai2023report', place: '图 9，第 14 页' },
  kind: 'pixels',
  rows: [
    { model: 'text-davinci-003', disallowed: 22.3, sensitive: 46.9 },
    { model: 'GPT-3.5 Turbo', disallowed: 4.3, sensitive: 41.2 },
    { model: 'GPT-4', disallowed: 0.7, sensitive: 24.1 },
  ],
}

/** One model: toxic generations in percent, on RealToxicityPrompts. */
export interface ToxicGenerations {
  model: string
  toxic: number
}

export const toxicGenerations: FigureData<ToxicGenerations> = {
  source: { key: 'openai2023report', place: '第 6 节，第 13 页' },
  kind: 'printed',
  rows: [
    { model: 'GPT-3.5', toxic: 6.48 },
    { model: 'GPT-4', toxic: 0.73 },
  ],
}
