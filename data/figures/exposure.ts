import type { FigureData } from './figure-data'

/** Shares in percent; alpha counts what is exposed directly (E1), beta E1 + 0.5·E2, both E1 + E2. */
interface Exposed {
  alpha: number
  beta: number
  both: number
}

/**
 * One threshold: the share of workers in whose occupation at least `threshold` percent of the tasks are exposed, rated by
 * humans or by GPT-4.
 */
export interface ExposedWorkers {
  threshold: number
  human: Exposed
  gpt4: Exposed
}

const exposed = (alpha: number, beta: number, both: number): Exposed => ({ alpha, beta, both })

/** Computed from openai/GPTs-are-GPTs (`occ_level.csv`), weighted with the employment of BLS, May 2021. */
export const exposure: FigureData<ExposedWorkers> = {
  source: { key: 'gptsaregpts-data', place: 'occ_level.csv 与美国劳工统计局 2021 年 5 月就业数据' },
  kind: 'computed-elsewhere',
  rows: [
    { threshold: 10, human: exposed(60.5, 81.6, 87.5), gpt4: exposed(48.7, 81.8, 88.3) },
    { threshold: 20, human: exposed(35.4, 66, 76.9), gpt4: exposed(24.6, 68.9, 76.2) },
    { threshold: 30, human: exposed(13.6, 56.1, 67.3), gpt4: exposed(12.9, 58.5, 65.4) },
    { threshold: 40, human: exposed(6.5, 34.9, 61.3), gpt4: exposed(5.7, 44.4, 60.7) },
    { threshold: 50, human: exposed(3.4, 24.1, 45.8), gpt4: exposed(4.3, 29.6, 58.1) },
    { threshold: 60, human: exposed(0.7, 7.1, 37.9), gpt4: exposed(3.7, 12.4, 51.8) },
    { threshold: 70, human: exposed(0.1, 4, 29.6), gpt4: exposed(1.8, 4.7, 43.2) },
    { threshold: 80, human: exposed(0, 0.1, 19.4), gpt4: exposed(0.7, 3.3, 36.1) },
    { threshold: 90, human: exposed(0, 0, 4.5), gpt4: exposed(0.1, 0.3, 26.1) },
    { threshold: 100, human: exposed(0, 0, 0.5), gpt4: exposed(0, 0, 10.5) },
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
