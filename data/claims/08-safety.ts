import type { Claim } from '../claim'
import { factualityMeans as means } from '../figures/factuality'
import { rowOf } from '../figures/figure-data'
import { incorrectBehaviour, toxicGenerations } from '../figures/safety'

const davinci = rowOf(incorrectBehaviour, 'model', 'text-davinci-003')
const gpt35 = rowOf(incorrectBehaviour, 'model', 'GPT-3.5 Turbo')
const gpt4 = rowOf(incorrectBehaviour, 'model', 'GPT-4')
const toxic = (model: string) => `${rowOf(toxicGenerations, 'model', model).toxic}%`
const meanGap = (means.gpt4 - means.v4).toFixed(1)
const meanRelative = (100 * (means.gpt4 / means.v4 - 1)).toFixed(0)
const dropRead = (100 * (1 - gpt4.disallowed / gpt35.disallowed)).toFixed(0)
const handled = ({ sensitive }: { sensitive: number }) => (100 - sensitive).toFixed(1)

export const safety = [
  {
    id: 'still-hallucinates',
    statement: 'GPT-4 仍不完全可靠，还会产生幻觉和推理错误，但比以前的模型显著减少。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 5 节，第 10 页' },
    also: { key: 'openai2023post', place: 'Limitations 一节' },
  },
  {
    id: 'factuality-points',
    statement: '在 OpenAI 内部的对抗性事实评测上，GPT-4 比最新的 GPT-3.5 高 19 个百分点。',
    value: '19 个百分点',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 5 节与图 6，第 10 页' },
  },
  {
    id: 'factuality-relative',
    statement: '发布博客把同一评测写作得分「高 40%」，没有说明算法；产品页写作更可能答对，都不是说错误减少。',
    value: '40%',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Limitations 一节' },
    also: { key: 'openai2023product', place: '开头' },
  },
  {
    id: 'factuality-mean-gpt4',
    statement: `据图 6 读数，GPT-4 各类别的简单平均约为 ${means.gpt4.toFixed(1)}%。`,
    value: `${means.gpt4.toFixed(1)}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 6，第 10 页' },
  },
  {
    id: 'factuality-mean-gpt35',
    statement: `据图 6 读数，最新的 GPT-3.5（chatgpt-v4）各类别的简单平均约为 ${means.v4.toFixed(1)}%。`,
    value: `${means.v4.toFixed(1)}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 6，第 10 页' },
  },
  {
    id: 'factuality-mean-gap',
    statement: `据图 6 读数，两者的简单平均相差约 ${meanGap} 个百分点，与报告的数字相近。`,
    value: `${meanGap} 个百分点`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 6，第 10 页' },
  },
  {
    id: 'factuality-mean-relative',
    statement: `据图 6 读数，得分相对提高约 ${meanRelative}%，与博客的「高 40%」对不上。`,
    value: `${meanRelative}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 6，第 10 页' },
  },
  {
    id: 'red-team-experts',
    statement:
      'OpenAI 请 50 多位专家做对抗测试，领域包括对齐风险、网络安全、生物风险和国际安全，博客还列了信任与安全。',
    value: '50 多位',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 11 页' },
    also: { key: 'openai2023post', place: 'Risks & mitigations 一节' },
  },
  {
    id: 'rbrm-judges-answer',
    statement: 'RLHF 中加入了安全奖励：由 GPT-4 充当的零样本分类器（RBRM），按人写的细则给模型的回答归类。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 12 页；系统卡第 3.1 节，第 62 页' },
    correction: {
      said: '分类器用于评估提示词是否安全',
      why: '它评的是模型的回答；提示词只是可有可无的一项输入。',
    },
  },
  {
    id: 'rbrm-classes',
    statement: '分类器把回答归为四类：拒绝得体、拒绝不得体、含违禁内容、安全作答。',
    value: '四类',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 12 页' },
  },
  {
    id: 'rbrm-inputs',
    statement: '分类器有三项输入：提示词（可选）、模型的回答、人写的评分细则。',
    value: '三项输入',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 12 页' },
  },
  {
    id: 'rbrm-both-ways',
    statement: '该拒绝时拒绝有奖励，不该拒绝时作答也有奖励。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 12 页' },
    also: { key: 'openai2023post', place: 'Risks & mitigations 一节' },
  },
  {
    id: 'hard-to-guarantee',
    statement: '很难保证模型不输出危险内容，判断一条输出是否危险却容易得多。',
    kind: 'opinion',
  },
  {
    id: 'disallowed-drop',
    statement: '与 GPT-3.5 相比，GPT-4 回应违禁请求的倾向降低了 82%（相对降幅）。',
    value: '82%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 13 页' },
    also: { key: 'openai2023post', place: 'Risks & mitigations 一节' },
  },
  {
    id: 'disallowed-rate-gpt35',
    statement: `据图 9 读数，GPT-3.5 不该答却答了的违禁请求约占 ${gpt35.disallowed}%。`,
    value: `${gpt35.disallowed}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'disallowed-rate-gpt4',
    statement: `据图 9 读数，GPT-4 不该答却答了的违禁请求约占 ${gpt4.disallowed}%。`,
    value: `${gpt4.disallowed}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'disallowed-rate-davinci',
    statement: `据图 9 读数，text-davinci-003 不该答却答了的违禁请求约占 ${davinci.disallowed}%。`,
    value: `${davinci.disallowed}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'disallowed-drop-pixels',
    statement: `据图 9 读数计算，这一比例相对降低约 ${dropRead}%，与报告的数字相符。`,
    value: `${dropRead}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-gain',
    statement: '与 GPT-3.5 相比，GPT-4 按政策处理敏感请求的频率提高了 29%（相对增幅）。',
    value: '29%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 13 页' },
  },
  {
    id: 'sensitive-rate-davinci',
    statement: `据图 9 读数，text-davinci-003 对敏感请求处理不当的比例约为 ${davinci.sensitive}%。`,
    value: `${davinci.sensitive}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-rate-gpt35',
    statement: `据图 9 读数，GPT-3.5 对敏感请求处理不当的比例约为 ${gpt35.sensitive}%。`,
    value: `${gpt35.sensitive}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-rate-gpt4',
    statement: `据图 9 读数，GPT-4 对敏感请求处理不当的比例约为 ${gpt4.sensitive}%。`,
    value: `${gpt4.sensitive}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-quarter',
    statement: `据图 9 读数，GPT-4 仍有约四分之一的敏感请求没有按政策处理（${gpt4.sensitive}%）。`,
    value: '四分之一',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-correct-gpt35',
    statement: `据图 9 读数换算，GPT-3.5 按政策处理敏感请求的比例约为 ${handled(gpt35)}%。`,
    value: `${handled(gpt35)}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'sensitive-correct-gpt4',
    statement: `据图 9 读数换算，GPT-4 按政策处理敏感请求的比例约为 ${handled(gpt4)}%。`,
    value: `${handled(gpt4)}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 9，第 14 页' },
  },
  {
    id: 'toxicity-gpt4',
    statement: `在 RealToxicityPrompts 上，GPT-4 生成有毒内容的比例为 ${toxic('GPT-4')}。`,
    value: toxic('GPT-4'),
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 13 页' },
  },
  {
    id: 'toxicity-gpt35',
    statement: `在 RealToxicityPrompts 上，GPT-3.5 生成有毒内容的比例为 ${toxic('GPT-3.5')}。`,
    value: toxic('GPT-3.5'),
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 6 节，第 13 页' },
  },
] as const satisfies readonly Claim[]
