import type { FigureData } from './figure-data'

/** One model: accuracy in percent on hindsight neglect. */
export interface HindsightResult {
  model: string
  accuracy: number
}

/** From the smallest model to the largest. */
export const hindsight: FigureData<HindsightResult> = {
  source: { key: 'openai2023report', place: '图 3，第 4 页' },
  kind: 'pixels',
  rows: [
    { model: 'ada', accuracy: 44 },
    { model: 'babbage', accuracy: 36 },
    { model: 'curie', accuracy: 20 },
    { model: 'GPT-3.5', accuracy: 18 },
    { model: 'GPT-4', accuracy: 100 },
  ],
}
