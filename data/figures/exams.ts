import type { FigureData } from './figure-data'

/** One exam: lower bounds of the percentiles that the models reached, in percent. */
export interface Exam {
  exam: string
  gpt35: number
  gpt4: number
}

/** Percentiles gained from GPT-3.5 to GPT-4. */
export const gainOf = ({ gpt35, gpt4 }: Exam): number => gpt4 - gpt35

/** In the figure's own order. "Below 5th" (Codeforces) is drawn at 5, as the report draws it. */
export const exams: FigureData<Exam> = {
  source: { key: 'openai2023report', place: '图 4，第 6 页' },
  kind: 'printed',
  rows: [
    { exam: 'AP 微积分 BC', gpt35: 0, gpt4: 43 },
    { exam: 'AMC 12', gpt35: 4, gpt4: 45 },
    { exam: 'Codeforces', gpt35: 5, gpt4: 5 },
    { exam: 'AP 英语文学', gpt35: 8, gpt4: 8 },
    { exam: 'AMC 10', gpt35: 10, gpt4: 6 },
    { exam: '律师资格考试', gpt35: 10, gpt4: 90 },
    { exam: 'AP 英语语言', gpt35: 14, gpt4: 14 },
    { exam: 'AP 化学', gpt35: 22, gpt4: 71 },
    { exam: 'GRE 数学', gpt35: 25, gpt4: 80 },
    { exam: 'AP 物理二', gpt35: 30, gpt4: 66 },
    { exam: '生物奥赛半决赛', gpt35: 31, gpt4: 99 },
    { exam: 'AP 宏观经济', gpt35: 33, gpt4: 84 },
    { exam: 'AP 统计', gpt35: 40, gpt4: 85 },
    { exam: 'LSAT', gpt35: 40, gpt4: 88 },
    { exam: 'GRE 写作', gpt35: 54, gpt4: 54 },
    { exam: 'AP 微观经济', gpt35: 60, gpt4: 82 },
    { exam: 'AP 生物', gpt35: 62, gpt4: 85 },
    { exam: 'GRE 语文', gpt35: 63, gpt4: 99 },
    { exam: 'AP 世界史', gpt35: 65, gpt4: 65 },
    { exam: 'SAT 数学', gpt35: 70, gpt4: 89 },
    { exam: 'AP 美国史', gpt35: 74, gpt4: 89 },
    { exam: 'AP 美国政府', gpt35: 77, gpt4: 88 },
    { exam: 'AP 心理学', gpt35: 83, gpt4: 83 },
    { exam: 'AP 艺术史', gpt35: 86, gpt4: 86 },
    { exam: 'SAT 读写', gpt35: 87, gpt4: 93 },
    { exam: 'AP 环境科学', gpt35: 91, gpt4: 91 },
  ],
}
