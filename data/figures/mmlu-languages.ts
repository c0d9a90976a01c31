import type { FigureData } from './figure-data'

/** One language: GPT-4's 3-shot accuracy on MMLU in percent; all but English are machine translations. */
export interface LanguageScore {
  language: string
  accuracy: number
}

export const mmluLanguages: FigureData<LanguageScore> = {
  source: { key: 'openai2023report', place: '图 5，第 8 页' },
  kind: 'printed',
  rows: [
    { language: '英语', accuracy: 85.5 },
    { language: '意大利语', accuracy: 84.1 },
    { language: '南非语', accuracy: 84.1 },
    { language: '西班牙语', accuracy: 84 },
    { language: '德语', accuracy: 83.7 },
    { language: '法语', accuracy: 83.6 },
    { language: '印尼语', accuracy: 83.1 },
    { language: '俄语', accuracy: 82.7 },
    { language: '波兰语', accuracy: 82.1 },
    { language: '乌克兰语', accuracy: 81.9 },
    { language: '希腊语', accuracy: 81.4 },
    { language: '拉脱维亚语', accuracy: 80.9 },
    { language: '汉语', accuracy: 80.1 },
    { language: '阿拉伯语', accuracy: 80 },
    { language: '土耳其语', accuracy: 80 },
    { language: '日语', accuracy: 79.9 },
    { language: '斯瓦希里语', accuracy: 78.5 },
    { language: '威尔士语', accuracy: 77.5 },
    { language: '韩语', accuracy: 77 },
    { language: '冰岛语', accuracy: 76.5 },
    { language: '孟加拉语', accuracy: 73.2 },
    { language: '乌尔都语', accuracy: 72.6 },
    { language: '尼泊尔语', accuracy: 72.2 },
    { language: '泰语', accuracy: 71.8 },
    { language: '旁遮普语', accuracy: 71.4 },
    { language: '马拉地语', accuracy: 66.7 },
    { language: '泰卢固语', accuracy: 62 },
  ],
}

/** All but the English original. */
export const translations = mmluLanguages.rows.filter(({ language }) => language !== '英语')

/** GPT-3.5 on the English original, in percent, in the same figure. */
export const GPT35_ENGLISH = 70.1
