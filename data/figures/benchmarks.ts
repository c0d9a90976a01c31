import type { FigureData } from './figure-data'

/** One benchmark: accuracy in percent (DROP: F1) of two models, and the best result before, tuned for the benchmark or not. */
export interface Benchmark {
  benchmark: string
  gpt35: number
  gpt4: number
  best: number
  /** Whose the best result is. */
  holder: string
}

export const benchmarks: FigureData<Benchmark> = {
  source: { key: 'openai2023report', place: '表 2，第 7 页' },
  kind: 'printed',
  rows: [
    { benchmark: 'MMLU 综合知识', gpt35: 70, gpt4: 86.4, best: 75.2, holder: 'Flan-PaLM' },
    { benchmark: 'HellaSwag 常识', gpt35: 85.5, gpt4: 95.3, best: 85.6, holder: 'ALUM' },
    { benchmark: 'ARC 科学题', gpt35: 85.2, gpt4: 96.3, best: 86.5, holder: 'ST-MoE' },
    { benchmark: 'WinoGrande 指代', gpt35: 81.6, gpt4: 87.5, best: 85.1, holder: 'PaLM' },
    { benchmark: 'HumanEval 编程', gpt35: 48.1, gpt4: 67, best: 65.8, holder: 'CodeT+GPT-3.5' },
    { benchmark: 'DROP 阅读（F1）', gpt35: 64.1, gpt4: 80.9, best: 88.4, holder: 'QDGAT' },
    { benchmark: 'GSM-8K 应用题', gpt35: 57.1, gpt4: 92, best: 87.3, holder: 'Chinchilla SFT+ORM-RL' },
  ],
}
