import type { Claim } from '../claim'
import { extrapolation } from '../figures/extrapolations'
import { rowOf } from '../figures/figure-data'
import { hindsight } from '../figures/hindsight'
import { ladder } from '../figures/ladder'
import { heldOut } from '../figures/mixture'
import { DASHED_LINE } from '../scaling-tables'
import { fit, predict } from '../../law/power-law'

/** Three decimals. */
const decimals3 = (value: number) => value.toFixed(3).replace('-', '−')
const atGpt4 = predict(DASHED_LINE, 1).toFixed(2)
/** How far off somebody's public forecast was. */
const missedBy = (name: string) => `${extrapolation(name).error.toFixed(1)}%`
const hindsightOf = (model: string) => `${rowOf(hindsight, 'model', model).accuracy}%`
/** What came of a forecast of the second experiment's large run. */
function revealed(name: string, share: string) {
  const [run] = heldOut
  const forecast = run?.forecasts.find((each) => each.name === name)
  if (run?.loss === undefined || !forecast?.miss) throw new Error(`the forecast from ${name} isn't revealed`)
  const { predicted, rungs, miss } = forecast
  const off = `${(100 * Math.abs(miss.error)).toFixed(1)}%`
  return {
    off,
    told:
      `用 ${rungs} 个算力不超过它${share}的小模型，预测每词元 ${decimals3(predicted)} 奈特，实测 ${decimals3(run.loss)}，` +
      `偏${miss.error > 0 ? '高' : '低'} ${off}，${miss.inside ? '在' : '不在'}登记的 95% 预测区间里。`,
  }
}
/** How far the rungs of the first experiment that its forecast from 1/1,000 left out lie below the line of the others. */
function bentBelow(): string[] {
  const fitted = ladder.forecasts.find(({ name }) => name === '1/1,000')?.rungs ?? 0
  const line = fit(ladder.rungs.slice(0, fitted), { c: 0 })
  return ladder.rungs
    .slice(fitted)
    .map(({ compute, loss }) => `${(100 * (1 - loss / predict(line, compute))).toFixed(1)}%`)
}
/** What came of the forecasts of the second experiment's largest run. */
function largest() {
  const [stage, run] = heldOut
  const misses = run?.forecasts.flatMap(({ miss }) => miss ?? []) ?? []
  if (!stage || run?.loss === undefined || misses.length === 0)
    throw new Error('the largest run isn’t revealed')
  const errors = misses.map(({ error }) => 100 * Math.abs(error)).sort((p, q) => p - q)
  const times = `${Math.round(run.compute / stage.compute)} 倍`
  const off = `${errors[0]?.toFixed(1)}% 到 ${errors.at(-1)?.toFixed(1)}%`
  const caught = misses.filter(({ inside }) => inside).length
  return {
    times,
    off,
    told:
      `算力再大约 ${times}的一个，损失 ${decimals3(run.loss)}：登记的 ${misses.length} 个预测偏低 ${off}，` +
      `${misses.length - caught} 个没接住，推得最远、区间最宽的 ${caught} 个接住了。`,
  }
}
const furthest = largest()
const bent = bentBelow()
const [hundredth, thousandth] = [revealed('1/100', '百分之一'), revealed('1/1,000', '千分之一')]

export const scaling = [
  {
    id: 'small-first',
    statement: '大模型训练完才知道结果，代价太大，所以通常先在小模型上做消融实验，再搬到大模型上。',
    kind: 'opinion',
  },
  {
    id: 'small-may-not-carry',
    statement: '小模型上的结论，不一定能在大模型上复现。',
    kind: 'opinion',
  },
  {
    id: 'no-full-size-tuning',
    statement: '对这种规模的训练，不可能再针对具体模型反复调参。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3 节，第 2 页' },
    correction: {
      said: '一般不会对大模型进行大规模训练',
      why: '原文是 tuning（针对具体模型调参），不是 training（训练）。',
    },
  },
  {
    id: 'first-predictable',
    statement:
      'GPT-4 的训练（至少对 OpenAI 而言）空前稳定，是 OpenAI 自己第一个能提前准确预测训练表现的大模型。',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 2 段' },
    correction: {
      said: '第一个能提前准确预测的大型模型',
      why: '原文是「我们的第一个」，只和 OpenAI 自己比。',
    },
  },
  {
    id: 'predictable-aspects',
    statement: '这套方法准确预测了 GPT-4 的部分指标：内部代码库上的最终损失，和部分 HumanEval 题的通过率。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要；第 3 节，第 2 至 4 页' },
    correction: {
      said: '可以准确的预估大模型的结果',
      why: '报告只说「某些方面」，还写明有些能力仍然难以预测。',
    },
  },
  {
    id: 'predictable-methods',
    statement:
      '这个项目的核心之一，是做出一套在很宽的规模范围里行为都可预测的基础架构和优化方法；预测因此才做得到。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要；第 3 节，第 2 页' },
  },
  {
    id: 'loss-predicted-early',
    statement: '训练启动后不久、不用任何中间结果，OpenAI 就预测了 GPT-4 的最终损失。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
  {
    id: 'loss-internal-code',
    statement: '被预测的是 OpenAI 内部代码库上的损失，这些代码不在训练集内。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
  {
    id: 'law-fit',
    statement: '用同样方法训练多个算力不超过 GPT-4 万分之一的小模型，拟合 L(C) = a·C^b + c，再外推到 GPT-4。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
    also: { key: 'henighan2020', place: '式 (1.1)' },
    correction: {
      said: '由算力小 1 万倍的另一个 Loss 外推',
      why: '不是一个推一个，是多个小模型连成一条曲线；万分之一是它们的上限。',
    },
  },
  {
    id: 'ladder-share',
    statement: '以 GPT-4 的训练算力为单位，拟合损失所用的小模型都不超过万分之一。',
    value: '不超过万分之一',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
    also: { key: 'openai2023post', place: 'Predictable scaling 一节' },
  },
  {
    id: 'ladder-size',
    statement: '从图 1 可以数出九个小模型。',
    value: '九个',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'empty-decades',
    statement: '据图 1 读数，从最大的小模型到 GPT-4 还隔着约四个数量级，中间没有数据点。',
    value: '约四个数量级',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'law-parameters',
    statement: '这条定律只有 a、b、c 三个数。',
    value: '三个数',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
  {
    id: 'law-floor',
    statement: 'c 是不可约的损失：算力再多也降不下去的部分，可理解为数据本身的熵。',
    kind: 'printed',
    source: { key: 'henighan2020', place: '式 (1.1) 与 (1.2)' },
    also: { key: 'openai2023report', place: '第 3.1 节，第 2 页' },
  },
  {
    id: 'law-discount',
    statement:
      '每十倍算力，损失高出 c 的部分打七六折：由图 1 读数拟合的 b 约为 −0.120，10 的 b 次方约为 0.76。',
    value: '七六折',
    kind: 'computed',
  },
  {
    id: 'law-unpublished',
    statement: 'OpenAI 没有公布 a、b、c 的数值，没有公布训练算力，也没有给出预测误差的数字。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.1 节，第 2 至 3 页' },
  },
  {
    id: 'figure1-reading',
    statement:
      '图 1 中绿点是 GPT-4，深灰点是更小的模型，虚线是只用小模型拟合的预测；横轴是以 GPT-4 为单位的训练算力（对数），纵轴是每词比特数。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'gpt4-loss',
    statement: '据图 1 读数，GPT-4 的最终损失约为 1.26 比特/词。',
    value: '1.26 比特/词',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'reading-error',
    statement: '从原图像素读数，损失的误差按 ±0.02 比特/词计，在 GPT-4 处即 ±1.6%，折合算力约 1.8 倍。',
    value: '±0.02',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'reading-error-share',
    statement:
      '据图 1 读数，±0.02 的误差在 GPT-4 处约合 ±1.6%，折合约 1.8 倍算力；本讲拟合的偏差比这还小，分不出高低。',
    value: '±1.6%',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'dashed-line-loss',
    statement: `据图 1 读数，报告自己画的虚线在 GPT-4 处约为 ${atGpt4} 比特/词。`,
    value: `${atGpt4}`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'dashed-line-miss',
    statement:
      '据图 1 读数，报告自己的虚线在 GPT-4 处偏高约 3.2%，两头的读数误差合起来是 ±2.3%：折合约 1.5 到 7 倍算力。报告没有写它是不是登记的那一条。',
    value: '±2.3%',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'dashed-line-law',
    statement: `据图 1 读数，报告自己的虚线大致是 a ≈ ${decimals3(DASHED_LINE.a)}、b ≈ ${decimals3(DASHED_LINE.b)}、c ≈ ${decimals3(DASHED_LINE.c)}。`,
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 1，第 3 页' },
  },
  {
    id: 'noise-prior',
    statement:
      '本讲稿的拟合假设：每次训练偏离曲线约 0.7%，里面有重训的波动，也有配方不齐的偏差；这个值是事后选定的。',
    value: '0.7%',
    kind: 'opinion',
  },

  // The second prediction
  {
    id: 'humaneval-share',
    statement:
      '以 GPT-4 的训练算力为单位，预测通过率所用的小模型不超过千分之一，而预测损失时不超过万分之一。',
    value: '不超过千分之一',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要；第 3.2 节，第 2 至 4 页' },
  },
  {
    id: 'humaneval-registered',
    statement: '通过率的预测在训练完成之前就已登记，只用训练前可得的信息。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节，第 2 至 4 页' },
  },
  {
    id: 'humaneval-problems',
    statement: '图 2 展示的是其中 23 道 HumanEval 题。',
    value: '23 道',
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 2，第 3 页' },
  },
  {
    id: 'humaneval-excluded',
    statement: '最难的 15 道题不在预测之列。',
    value: '15 道题',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节，第 2 至 4 页' },
  },
  {
    id: 'humaneval-buckets',
    statement: '其余题目按难度分成 6 档，图 2 是由易到难的第三档。',
    value: '6 档',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节，第 2 至 4 页' },
  },
  {
    id: 'humaneval-easiest-miss',
    statement: '另外几档预测得几乎一样好，主要的例外是最容易的一档：GPT-4 比预测差。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节，第 2 至 4 页' },
  },
  {
    id: 'humaneval-ladder-size',
    statement: '从图 2 可以数出五个小模型。',
    value: '五个',
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 2，第 3 页' },
  },

  // What stayed unpredictable
  {
    id: 'some-hard-to-predict',
    statement:
      '有些能力仍难以预测：在「事后诸葛亮」（hindsight neglect）任务上，模型先越大越差，GPT-4 却扭转了趋势。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节与图 3，第 4 页' },
  },
  {
    id: 'hindsight-ada',
    statement: `据图 3 读数，ada 在该任务上的正确率约为 ${hindsightOf('ada')}。`,
    value: hindsightOf('ada'),
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 3，第 4 页' },
  },
  {
    id: 'hindsight-babbage',
    statement: `据图 3 读数，babbage 在该任务上的正确率约为 ${hindsightOf('babbage')}。`,
    value: hindsightOf('babbage'),
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 3，第 4 页' },
  },
  {
    id: 'hindsight-curie',
    statement: `据图 3 读数，curie 在该任务上的正确率约为 ${hindsightOf('curie')}。`,
    value: hindsightOf('curie'),
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 3，第 4 页' },
  },
  {
    id: 'hindsight-gpt35',
    statement: `据图 3 读数，GPT-3.5 在该任务上的正确率约为 ${hindsightOf('GPT-3.5')}。`,
    value: hindsightOf('GPT-3.5'),
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 3，第 4 页' },
  },
  {
    id: 'hindsight-gpt4',
    statement: `据图 3 读数，GPT-4 在该任务上的正确率约为 ${hindsightOf('GPT-4')}。`,
    value: hindsightOf('GPT-4'),
    kind: 'pixels',
    source: { key: 'openai2023report', place: '图 3，第 4 页' },
  },
  {
    id: 'palm-turned-first',
    statement: '更大的 PaLM 先在多项「越大越差」任务上转了弯（Wei 等，2022 年）；报告说 GPT-4 与之相似。',
    kind: 'printed',
    source: { key: 'wei2022inverse', place: '摘要' },
    also: { key: 'openai2023report', place: '第 3.2 节，第 4 页' },
  },
  {
    id: 'registration-plan',
    statement:
      'OpenAI 在报告里说，打算改进这些方法，在大模型开训之前就登记对多种能力的预测，并希望这成为整个领域的共同目标。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 3.2 节，第 4 页' },
  },
  {
    id: 'prediction-as-safety',
    statement: 'OpenAI 希望越来越早地预测未来的能力并为之准备，并认为这对安全至关重要。',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 2 段' },
  },

  // What others achieved in public
  {
    id: 'delphi-error',
    statement: `Delphi 事先登记的预测，与最大一次训练的最终损失相差不到 ${missedBy('Delphi')}。`,
    value: missedBy('Delphi'),
    kind: 'printed',
    source: { key: 'delphi2026', place: '开头' },
  },
  {
    id: 'delphi-ratio',
    statement: `Delphi 最大一次训练的算力，是拟合所用最大一次的 ${extrapolation('Delphi').ratio} 倍。`,
    value: `${extrapolation('Delphi').ratio} 倍`,
    kind: 'printed',
    source: { key: 'delphi2026', place: '开头' },
  },
  {
    id: 'delphi-first-attempt',
    statement: 'Delphi 的头一回，连线在小模型上看着很好，往外推 30 倍就偏离了。',
    value: '30 倍',
    kind: 'printed',
    source: { key: 'delphi2026', place: 'Summary 第 1 条' },
  },
  {
    id: 'gadre-error',
    statement: `Gadre 等人在 RedPajama 上预测两次大训练的损失，相对误差约 ${missedBy('Gadre, RedPajama 6.9B')}。`,
    value: missedBy('Gadre, RedPajama 6.9B'),
    kind: 'printed',
    source: { key: 'gadre2024scaling', place: 'RedPajama 上的 1.4B 与 6.9B 两次训练' },
  },
  {
    id: 'gadre-refinedweb',
    statement: `Gadre 等人的方法换到 RefinedWeb 上，6.9B 一次训练的误差是 ${missedBy('Gadre, RefinedWeb')}。`,
    value: missedBy('Gadre, RefinedWeb'),
    kind: 'computed-elsewhere',
    source: { key: 'gadre2024scaling', place: '公开的训练记录' },
  },
  {
    id: 'gadre-c4',
    statement: `Gadre 等人的方法换到 C4 上，6.9B 一次训练的误差是 ${missedBy('Gadre, C4')}。`,
    value: missedBy('Gadre, C4'),
    kind: 'computed-elsewhere',
    source: { key: 'gadre2024scaling', place: '公开的训练记录' },
  },
  {
    id: 'gadre-ratio',
    statement: `Gadre 等人的两次大训练，算力是拟合所用最大一次的 ${extrapolation('Gadre, C4').ratio}–${extrapolation('Gadre, RedPajama 1.4B').ratio} 倍（论文写作约 300 倍）。`,
    value: `${extrapolation('Gadre, C4').ratio}–${extrapolation('Gadre, RedPajama 1.4B').ratio} 倍`,
    kind: 'computed-elsewhere',
    source: { key: 'gadre2024scaling', place: '公开的训练记录' },
  },
  {
    id: 'olmo-error',
    statement: `OLMo 用小模型预测 13B 模型在 C4 上的损失，偏低 ${missedBy('OLMo')}。`,
    value: missedBy('OLMo'),
    kind: 'printed',
    source: { key: 'bhagia2024ladders', place: 'C4 损失，13B-5T' },
  },
  {
    id: 'olmo-ratio',
    statement: `OLMo 的 13B 模型，算力是拟合所用最大一次的 ${extrapolation('OLMo').ratio} 倍。`,
    value: `${extrapolation('OLMo').ratio} 倍`,
    kind: 'computed-elsewhere',
    source: { key: 'bhagia2024ladders', place: '训练算力' },
  },
  {
    id: 'olmo-fit-error',
    statement: '同一拟合在小模型上的误差只有 0.25%：拟合得好，不等于外推得准。',
    value: '0.25%',
    kind: 'printed',
    source: { key: 'bhagia2024ladders', place: 'C4 损失的拟合误差' },
  },
  {
    id: 'cerebras-runs',
    statement: 'Cerebras-GPT 公布了七个模型的训练算力和损失；图上由前六个拟合，再和最大的一个比。',
    kind: 'printed',
    source: { key: 'dey2023cerebras', place: 'Pile 测试集上的损失' },
  },
  {
    id: 'no-public-ten-thousand',
    statement: '除了 GPT-4，外推一万倍再公开检验的例子，整理这份讲稿时没有找到。',
    value: '一万倍',
    kind: 'opinion',
  },

  // The first experiment
  {
    id: 'ladder-rungs',
    statement: '用古典诗从头训练九个小语言模型，算力从 2.4×10⁸ 到 8.3×10¹⁰ FLOP，拟合一条幂律。',
    value: '九个',
    kind: 'computed',
  },
  {
    id: 'ladder-ahead',
    statement: '大模型的算力是其中最大的小模型的 1,260 倍。',
    value: '1,260 倍',
    kind: 'computed',
  },
  {
    id: 'ladder-predicted',
    statement: '训练大模型之前登记的预测是每词元 2.70 奈特，95% 预测区间是 2.65 至 2.75。',
    value: '2.70',
    kind: 'computed',
  },
  {
    id: 'ladder-actual',
    statement: '大模型训练完，在没学过的诗上的损失是每词元 2.48 奈特，不在登记的 95% 预测区间里。',
    value: '2.48',
    kind: 'computed',
  },
  {
    id: 'ladder-miss',
    statement: '登记的预测比实测高 9.1%，覆盖了这段降幅的 54%。',
    value: '9.1%',
    kind: 'computed',
  },

  {
    id: 'ladder-bend',
    statement: `比照前九个小模型连成的线，最大的两个小模型低了 ${bent.join(' 和 ')}：线在这里已经开始弯。`,
    value: bent.at(-1) as string,
    kind: 'computed',
  },

  // The second experiment
  { id: 'mixture-hundredth', statement: hundredth.told, value: hundredth.off, kind: 'computed' },
  { id: 'mixture-times', statement: furthest.told, value: furthest.times, kind: 'computed' },
  { id: 'mixture-largest', statement: furthest.told, value: furthest.off, kind: 'computed' },
  { id: 'mixture-thousandth', statement: thousandth.told, value: thousandth.off, kind: 'computed' },
  {
    id: 'mixture-tried',
    statement: '定下这个配方之前，试过 139 组别的；小模型排得直，是挑出来的，不是证据。',
    value: '139 组',
    kind: 'computed',
  },
  {
    id: 'mixture-chosen',
    statement: '配方是照着小模型连线的直选出来的；各有各的弯、先后错开，是我们的解释。',
    kind: 'opinion',
  },
] as const satisfies readonly Claim[]
