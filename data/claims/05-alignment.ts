import type { Claim } from '../claim'
import { rowOf } from '../figures/figure-data'
import { calibration, multipleChoice } from '../figures/rlhf'
import { truthfulqa } from '../figures/truthfulqa'

const apMicro = rowOf(multipleChoice, 'exam', 'AP 微观经济')
const amc12 = rowOf(multipleChoice, 'exam', 'AMC 12')
const surest = 100 * rowOf(calibration, 'from', 0.8).rlhf
const truthful = rowOf(truthfulqa, 'family', 'GPT-4')
const truthfulBefore = rowOf(truthfulqa, 'family', 'GPT-3.5')

export const alignment = [
  {
    id: 'training-data',
    statement:
      '和以往的 GPT 一样，靠预测下一个词来预训练，数据有公开可得的，也有获得授权的第三方数据；之后用 RLHF 微调。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 2 节，第 2 页' },
    correction: {
      said: '训练的数据使用公开的数据集',
      why: '还有获得授权的第三方数据；「公开可得」也不等于公开的数据集。',
    },
  },
  {
    id: 'ability-from-pretraining',
    statement: 'OpenAI 观察到，模型的考试能力似乎主要来自预训练；RLHF 并不提高考试成绩。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Training process 一节' },
    also: { key: 'openai2023report', place: '第 4 节，第 6 页' },
    correction: {
      said: '模型的强大能力主要是靠数据和算力',
      why: '原文说的是考试能力，「似乎」主要来自预训练过程。',
    },
  },
  {
    id: 'rlhf-steers',
    statement: 'RLHF 主要用来引导模型按人的意图作答；基础模型甚至要靠提示才知道该回答问题。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Training process 一节' },
  },
  {
    id: 'mcq-base',
    statement: '多选题考试的平均正确率：基础模型为 73.7%。',
    value: '73.7%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'mcq-rlhf',
    statement: '多选题考试的平均正确率：经 RLHF 后为 74.0%。',
    value: '74.0%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'mcq-exams',
    statement: `这个平均包括 ${multipleChoice.rows.length} 项考试的多选题部分。`,
    value: `${multipleChoice.rows.length} 项考试`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'ap-micro-base',
    statement: `AP 微观经济学多选题：基础模型为 ${apMicro.base.toFixed(1)}%。`,
    value: `${apMicro.base.toFixed(1)}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'ap-micro-rlhf',
    statement: `AP 微观经济学多选题：经 RLHF 后降到 ${apMicro.rlhf.toFixed(1)}%。`,
    value: `${apMicro.rlhf.toFixed(1)}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'amc12-base',
    statement: `AMC 12 多选题：基础模型为 ${amc12.base.toFixed(1)}%。`,
    value: `${amc12.base.toFixed(1)}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'amc12-rlhf',
    statement: `AMC 12 多选题：经 RLHF 后升到 ${amc12.rlhf.toFixed(1)}%。`,
    value: `${amc12.rlhf.toFixed(1)}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '附录 B 表 8，第 28 页' },
  },
  {
    id: 'ece-base',
    statement: '预训练模型校准得很好：在 MMLU 的一个子集上，校准误差（ECE）为 0.007。',
    value: '0.007',
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 8，第 12 页' },
  },
  {
    id: 'ece-rlhf',
    statement: '经 RLHF（PPO）后校准变差：在同一子集上，校准误差（ECE）为 0.074。',
    value: '0.074',
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 8，第 12 页' },
  },
  {
    id: 'rlhf-overconfident',
    statement: `据图 8 读数，经 RLHF 后，模型有八九成把握的答案，只答对约 ${surest.toFixed(0)}%。`,
    value: '八九成',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 8，第 12 页' },
  },
  {
    id: 'truthfulqa-base',
    statement: `据图 7 读数，GPT-4 基础模型在 TruthfulQA 上的 0-shot 正确率约为 ${truthful.zeroShot.toFixed(0)}%。`,
    value: `${truthful.zeroShot.toFixed(0)}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 7，第 11 页' },
  },
  {
    id: 'truthfulqa-rlhf',
    statement: `据图 7 读数，经 RLHF 后 GPT-4 在 TruthfulQA 上的正确率约为 ${truthful.rlhf}%。`,
    value: `${truthful.rlhf}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 7，第 11 页' },
    also: { key: 'openai2023report', place: '系统卡第 64 页（约六成）' },
  },
  {
    id: 'truthfulqa-gpt35',
    statement: `据图 7 读数，GPT-3.5 Turbo 在 TruthfulQA 上的正确率约为 ${truthfulBefore.rlhf}%。`,
    value: `${truthfulBefore.rlhf}%`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 7，第 11 页' },
  },
  {
    id: 'truthfulqa-caveat',
    statement: 'RLHF 所用的数据没有检查过是否混有 TruthfulQA 的题目。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '脚注 9' },
  },
  {
    id: 'rlhf-pipeline',
    statement:
      '系统卡写明，GPT-4 在预训练之后也分三步：按示范做监督微调（SFT），按排序训练奖励模型，再用 PPO 做强化学习。',
    value: '三步',
    kind: 'printed',
    source: { key: 'openai2023report', place: '系统卡第 3.1 节，第 62 页' },
  },
  {
    id: 'instructgpt-pipeline',
    statement: 'InstructGPT 在预训练之后分三步：监督微调（SFT）、训练奖励模型、用 PPO 做强化学习。',
    value: '三步',
    kind: 'printed',
    source: { key: 'ouyang2022instructgpt', place: '图 2' },
    also: { key: 'openai2023report', place: '表 17，第 37 页' },
  },
] as const satisfies readonly Claim[]
