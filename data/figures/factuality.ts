import { meanOf, type FigureData } from './figure-data'

/** One category: accuracy in percent of three versions of GPT-3.5 (chatgpt-v2, -v3, -v4) and of GPT-4. */
export interface FactualityCategory {
  category: string
  v2: number
  v3: number
  v4: number
  gpt4: number
}

export const factuality: FigureData<FactualityCategory> = {
  source: { key: 'openai2023report', place: '图 6，第 10 页' },
  kind: 'pixels',
  rows: [
    { category: '学习', v2: 49.5, v3: 53.5, v4: 59.9, gpt4: 77.9 },
    { category: '技术', v2: 50.6, v3: 52.2, v4: 59.5, gpt4: 72.1 },
    { category: '写作', v2: 45.6, v3: 48.7, v4: 55.4, gpt4: 73.1 },
    { category: '历史', v2: 48.4, v3: 52.1, v4: 58.6, gpt4: 81 },
    { category: '数学', v2: 40.8, v3: 40.8, v4: 50.5, gpt4: 74.2 },
    { category: '科学', v2: 50.9, v3: 55.4, v4: 62.5, gpt4: 81.1 },
    { category: '推荐', v2: 53.5, v3: 56.6, v4: 62, gpt4: 77.9 },
    { category: '代码', v2: 45.2, v3: 47.7, v4: 54.2, gpt4: 67.8 },
    { category: '商业', v2: 47.9, v3: 50.5, v4: 57.7, gpt4: 72 },
  ],
}

/** The simple mean of the categories, for the latest GPT-3.5 and for GPT-4. */
export const factualityMeans = {
  v4: meanOf(factuality, ({ v4 }) => v4),
  gpt4: meanOf(factuality, ({ gpt4 }) => gpt4),
}
