import type { Claim } from '../claim'
import { exposure, paperPoints } from '../figures/exposure'
import { rowOf } from '../figures/figure-data'

const tenth = rowOf(paperPoints, 'threshold', 10)
const half = rowOf(paperPoints, 'threshold', 50)
const recomputedHalf = rowOf(exposure, 'threshold', 50).human.beta
const recomputed = rowOf(exposure, 'threshold', 10).human.beta

export const work = [
  {
    id: 'sparks',
    statement:
      '更多实验见微软研究院的论文，它定性研究的是仍在开发中的 GPT-4 早期版本，结论有争议；它不是 OpenAI 的技术报告。',
    kind: 'printed',
    source: { key: 'bubeck2023sparks', place: '摘要' },
    also: { key: 'openai2023report', place: '全文' },
  },
  {
    id: 'sparks-pages',
    statement: '微软研究院的这篇论文长 155 页。',
    value: '155 页',
    kind: 'printed',
    source: { key: 'bubeck2023sparks', place: '全文' },
  },
  {
    id: 'exposure-workers-10',
    statement: `OpenAI 等的研究估计，美国约 ${tenth.workers}% 的劳动者可能有至少 ${tenth.threshold}% 的工作任务受大模型影响。`,
    value: `${tenth.workers}%`,
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '摘要' },
    correction: {
      said: '80% 的劳动力有 10% 的工作受到影响',
      why: '原文是「可能」有「至少」这么多的「任务」受影响，也不等于被取代。',
    },
  },
  {
    id: 'exposure-tasks-10',
    statement: `前一个门槛是：至少 ${tenth.threshold}% 的工作任务可能受影响。`,
    value: `${tenth.threshold}%`,
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '摘要' },
  },
  {
    id: 'exposure-workers-50',
    statement: `OpenAI 等的研究估计，美国约 ${half.workers}% 的劳动者可能有至少 ${half.threshold}% 的工作任务受大模型影响。`,
    value: `${half.workers}%`,
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '摘要' },
  },
  {
    id: 'exposure-tasks-50',
    statement: `后一个门槛是：至少 ${half.threshold}% 的工作任务可能受影响。`,
    value: `${half.threshold}%`,
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '摘要' },
  },
  {
    id: 'exposure-definition',
    statement: '「受影响」指同等质量下，完成任务的时间至少可减少 50%；不等于被取代。',
    value: '50%',
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '影响程度的评分细则' },
  },
  {
    id: 'exposure-authors',
    statement:
      '作者来自 OpenAI、OpenResearch 和宾夕法尼亚大学；评分主观，由与 OpenAI 有关的人员和 GPT-4 标注。',
    kind: 'printed',
    source: { key: 'eloundou2023gpts', place: '第 1 页' },
    also: { key: 'eloundou2024science', place: '补充材料' },
  },
  {
    id: 'exposure-recomputed-10',
    statement: `用公开数据重算，至少一成任务受影响的劳动者约占 ${recomputed}%，与论文接近但不相同。`,
    value: `${recomputed}%`,
    kind: 'computed-elsewhere',
    source: {
      key: 'gptsaregpts-data',
      place: 'occ_level.csv（人工评分）与美国劳工统计局 2021 年 5 月就业数据',
    },
  },
  {
    id: 'exposure-recomputed-50',
    statement: `用公开数据重算，至少一半任务受影响的劳动者：恰好一半也算，约占 ${recomputedHalf}%；只算超过一半的，约占 20.5%。`,
    value: '20.5%',
    kind: 'computed-elsewhere',
    source: {
      key: 'gptsaregpts-data',
      place: 'occ_level.csv（人工评分）与美国劳工统计局 2021 年 5 月就业数据',
    },
  },
] as const satisfies readonly Claim[]
