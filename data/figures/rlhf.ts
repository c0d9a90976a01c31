import { meanOf, type FigureData } from './figure-data'

/** The multiple-choice part of one exam: share of correct answers in percent, before and after RLHF. */
export interface BeforeAfter {
  exam: string
  base: number
  rlhf: number
}

export const multipleChoice: FigureData<BeforeAfter> = {
  source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  kind: 'printed',
  rows: [
    { exam: 'LSAT', base: 67, rlhf: 72 },
    { exam: 'SAT 阅读', base: 92.3, rlhf: 90.4 },
    { exam: 'SAT 写作', base: 90.9, rlhf: 84.1 },
    { exam: 'SAT 数学', base: 91.4, rlhf: 86.2 },
    { exam: 'GRE 数学', base: 57.5, rlhf: 67.5 },
    { exam: 'GRE 语文', base: 87.5, rlhf: 90 },
    { exam: '化学奥赛', base: 51.7, rlhf: 63.3 },
    { exam: 'AP 艺术史', base: 72.5, rlhf: 66.2 },
    { exam: 'AP 生物', base: 98.3, rlhf: 96.7 },
    { exam: 'AP 微积分 BC', base: 66.7, rlhf: 57.8 },
    { exam: 'AP 化学', base: 58.3, rlhf: 71.7 },
    { exam: 'AP 英语语言', base: 55.6, rlhf: 51.1 },
    { exam: 'AP 英语文学', base: 63.6, rlhf: 69.1 },
    { exam: 'AP 环境科学', base: 72.5, rlhf: 67.5 },
    { exam: 'AP 宏观经济', base: 83.3, rlhf: 76.7 },
    { exam: 'AP 微观经济', base: 90, rlhf: 76.7 },
    { exam: 'AP 物理二', base: 62.2, rlhf: 71.1 },
    { exam: 'AP 心理学', base: 98, rlhf: 96 },
    { exam: 'AP 统计', base: 60, rlhf: 62.5 },
    { exam: 'AP 美国政府', base: 85.5, rlhf: 83.6 },
    { exam: 'AP 美国史', base: 89.1, rlhf: 87.3 },
    { exam: 'AP 世界史', base: 94.5, rlhf: 98.2 },
    { exam: '医学自测', base: 77.9, rlhf: 74.7 },
    { exam: 'AMC 10', base: 28, rlhf: 24 },
    { exam: 'AMC 12', base: 20, rlhf: 32 },
    { exam: '侍酒师初级', base: 90.5, rlhf: 92.2 },
    { exam: '侍酒师认证', base: 83.2, rlhf: 86.2 },
    { exam: '侍酒师高级', base: 74.8, rlhf: 77.1 },
  ],
}

/** The mean of the exams, before and after RLHF. */
export const averages = {
  base: meanOf(multipleChoice, ({ base }) => base),
  rlhf: meanOf(multipleChoice, ({ rlhf }) => rlhf),
}

/** Answers that the model gave with a confidence in [from, from + 0.1): the share of them that is correct. */
export interface ConfidenceBin {
  from: number
  base: number
  rlhf: number
}

export const calibration: FigureData<ConfidenceBin> = {
  source: { key: 'openai2023report', place: '图 8，第 12 页' },
  kind: 'pixels',
  rows: [
    { from: 0, base: 0.02, rlhf: 0.05 },
    { from: 0.1, base: 0.132, rlhf: 0.289 },
    { from: 0.2, base: 0.255, rlhf: 0.317 },
    { from: 0.3, base: 0.287, rlhf: 0.34 },
    { from: 0.4, base: 0.478, rlhf: 0.351 },
    { from: 0.5, base: 0.619, rlhf: 0.374 },
    { from: 0.6, base: 0.665, rlhf: 0.361 },
    { from: 0.7, base: 0.766, rlhf: 0.49 },
    { from: 0.8, base: 0.844, rlhf: 0.503 },
    { from: 0.9, base: 0.967, rlhf: 0.87 },
  ],
}
