import type { FigureData } from './figure-data'

/**
 * One threshold: the share of workers, in percent, in whose occupation at least `threshold` percent of the tasks are
 * exposed. Rated by humans or by GPT-4; alpha counts E1, beta E1 + 0.5·E2, both E1 + E2.
 */
export interface ExposedWorkers {
  threshold: number
  humanAlpha: number
  humanBeta: number
  humanBoth: number
  gpt4Alpha: number
  gpt4Beta: number
  gpt4Both: number
}

/** Computed from openai/GPTs-are-GPTs (`occ_level.csv`), weighted with the employment of BLS, May 2021. */
export const exposure: FigureData<ExposedWorkers> = {
  source: { key: 'gptsaregpts-data', place: 'occ_level.csv 与美国劳工统计局 2021 年 5 月就业数据' },
  kind: 'computed-elsewhere',
  rows: [
    {
      threshold: 10,
      humanAlpha: 60.5,
      humanBeta: 81.6,
      humanBoth: 87.5,
      gpt4Alpha: 48.7,
      gpt4Beta: 81.8,
      gpt4Both: 88.3,
    },
    {
      threshold: 20,
      humanAlpha: 35.4,
      humanBeta: 66,
      humanBoth: 76.9,
      gpt4Alpha: 24.6,
      gpt4Beta: 68.9,
      gpt4Both: 76.2,
    },
    {
      threshold: 30,
      humanAlpha: 13.6,
      humanBeta: 56.1,
      humanBoth: 67.3,
      gpt4Alpha: 12.9,
      gpt4Beta: 58.5,
      gpt4Both: 65.4,
    },
    {
      threshold: 40,
      humanAlpha: 6.5,
      humanBeta: 34.9,
      humanBoth: 61.3,
      gpt4Alpha: 5.7,
      gpt4Beta: 44.4,
      gpt4Both: 60.7,
    },
    {
      threshold: 50,
      humanAlpha: 3.4,
      humanBeta: 24.1,
      humanBoth: 45.8,
      gpt4Alpha: 4.3,
      gpt4Beta: 29.6,
      gpt4Both: 58.1,
    },
    {
      threshold: 60,
      humanAlpha: 0.7,
      humanBeta: 7.1,
      humanBoth: 37.9,
      gpt4Alpha: 3.7,
      gpt4Beta: 12.4,
      gpt4Both: 51.8,
    },
    {
      threshold: 70,
      humanAlpha: 0.1,
      humanBeta: 4,
      humanBoth: 29.6,
      gpt4Alpha: 1.8,
      gpt4Beta: 4.7,
      gpt4Both: 43.2,
    },
    {
      threshold: 80,
      humanAlpha: 0,
      humanBeta: 0.1,
      humanBoth: 19.4,
      gpt4Alpha: 0.7,
      gpt4Beta: 3.3,
      gpt4Both: 36.1,
    },
    {
      threshold: 90,
      humanAlpha: 0,
      humanBeta: 0,
      humanBoth: 4.5,
      gpt4Alpha: 0.1,
      gpt4Beta: 0.3,
      gpt4Both: 26.1,
    },
    {
      threshold: 100,
      humanAlpha: 0,
      humanBeta: 0,
      humanBoth: 0.5,
      gpt4Alpha: 0,
      gpt4Beta: 0,
      gpt4Both: 10.5,
    },
  ],
}

/** A point of the paper: so many percent of the workers with at least so many percent of their tasks exposed. */
export interface PaperPoint {
  threshold: number
  workers: number
}

export const paperPoints: FigureData<PaperPoint> = {
  source: { key: 'eloundou2023gpts', place: '摘要' },
  kind: 'printed',
  rows: [
    { threshold: 10, workers: 80 },
    { threshold: 50, workers: 19 },
  ],
}
