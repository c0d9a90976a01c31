import type { Claim } from '../claim'
import { benchmarks } from '../figures/benchmarks'
import { exams, gainOf } from '../figures/exams'
import { rowOf } from '../figures/figure-data'
import { GPT35_ENGLISH, mmluLanguages, translations } from '../figures/mmlu-languages'

const examsWhere = (changed: (gain: number) => boolean) =>
  exams.rows.filter((exam) => changed(gainOf(exam))).length
const [better, same, worse] = [
  examsWhere((gain) => gain > 0),
  examsWhere((gain) => gain === 0),
  examsWhere((gain) => gain < 0),
]
/** The exams that both models passed with the full score. */
const FULL = ['AP 艺术史', 'AP 环境科学', 'AP 心理学']
const barExam = rowOf(exams, 'exam', '律师资格考试')
const drop = rowOf(benchmarks, 'benchmark', 'DROP 阅读（F1）')
const gsm8k = rowOf(benchmarks, 'benchmark', 'GSM-8K 应用题').gpt4.toFixed(1)
const mandarin = rowOf(mmluLanguages, 'language', '汉语').accuracy

export const gpt4 = [
  {
    id: 'gpt4-milestone',
    statement: 'OpenAI 称，GPT-4 是它自己扩大深度学习规模这条路上的最新里程碑。',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 1 段' },
  },
  {
    id: 'gpt4-multimodal',
    statement: 'GPT-4 接受图像和文本输入，输出文本。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要' },
    also: { key: 'openai2023post', place: '开头第 1 段' },
  },
  {
    id: 'launch-text-only',
    statement: '发布当天只开放文本输入：ChatGPT Plus 订阅用户可用，接口需排队候补。',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 3 段' },
  },
  {
    id: 'launch-image-partner',
    statement: '图像输入当时还是研究预览，只有合作伙伴 Be My Eyes 一家在试用。',
    value: '一家',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 3 段；Visual inputs 一节' },
  },
  {
    id: 'human-level-scope',
    statement: 'GPT-4 在多种专业和学术基准上达到人类水平，但在许多真实场景中仍不如人。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要' },
  },
  {
    id: 'bar-score-gpt4',
    statement: '在模拟的美国统一律师资格考试中，GPT-4 得 298/400 分。',
    value: '298/400',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },
  {
    id: 'bar-score-gpt35',
    statement: '在模拟的美国统一律师资格考试中，GPT-3.5 得 213/400 分。',
    value: '213/400',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },
  {
    id: 'bar-top',
    statement: 'OpenAI 估计，GPT-4 的模拟律师资格考试成绩约前 10%；后来的研究认为这高估了。',
    value: '约前 10%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '摘要；第 1 节' },
    also: { key: 'martinez2024bar', place: '摘要' },
    correction: {
      said: '律师资格考试中能排前 10%',
      why: '是模拟考试；「约」前 10% 是估计，只和首次应考者比约第 62 百分位。',
      sources: [
        { key: 'openai2023report', place: '摘要' },
        { key: 'martinez2024bar', place: '摘要' },
      ],
    },
  },
  {
    id: 'bar-percentile-gpt4',
    statement: `报告给 GPT-4 的律师资格考试成绩标注约第 ${barExam.gpt4} 百分位。`,
    value: `约第 ${barExam.gpt4} 百分位`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },
  {
    id: 'bar-challenge',
    statement: '约前一成的估计来自伊利诺伊州二月场的数据，那一场以补考者居多，成绩偏低。',
    kind: 'printed',
    source: { key: 'martinez2024bar', place: '摘要' },
  },
  {
    id: 'bar-challenge-july',
    statement: '换用七月场的数据，GPT-4 的总成绩低于第 69 百分位。',
    value: '低于第 69 百分位',
    kind: 'printed',
    source: { key: 'martinez2024bar', place: '摘要' },
  },
  {
    id: 'bar-challenge-firsttime',
    statement: '与首次应考者相比，估计 GPT-4 约第 62 百分位。',
    value: '约第 62 百分位',
    kind: 'printed',
    source: { key: 'martinez2024bar', place: '摘要' },
  },
  {
    id: 'bar-challenge-passed',
    statement: '只与通过考试的人相比，估计 GPT-4 约第 48 百分位。',
    value: '约第 48 百分位',
    kind: 'printed',
    source: { key: 'martinez2024bar', place: '摘要' },
  },
  {
    id: 'casual-talk',
    statement: '闲聊时与 GPT-3.5 差别可能不大；任务够复杂，GPT-4 才更可靠、更有创造力，懂得更微妙的指令。',
    kind: 'printed',
    source: { key: 'openai2023post', place: 'Capabilities 一节' },
  },
  {
    id: 'preference-gpt35',
    statement: '在 70.2% 的提示上，标注者更偏好 GPT-4 而不是 GPT-3.5 的回答。',
    value: '70.2%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4 节，第 7 页' },
  },
  {
    id: 'preference-often',
    statement:
      '十次里有六七次，标注者更偏好 GPT-4 的回答：对手是 GPT-3.5 时约七次，是 GPT-3.5 Turbo 时约六次。',
    value: '十次里有六七次',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4 节，第 7 页；系统卡第 3.1 节，第 64 页' },
  },
  {
    id: 'preference-prompts',
    statement: '这项偏好比较用了 5,214 条来自 ChatGPT 和 OpenAI 接口的提示。',
    value: '5,214 条',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4 节，第 7 页' },
  },
  {
    id: 'preference-turbo',
    statement: '与 GPT-3.5 Turbo 相比，标注者在 61.1% 的情况下更偏好 GPT-4。',
    value: '61.1%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '系统卡第 3.1 节，第 64 页' },
  },

  // The exams
  {
    id: 'exams-figure-count',
    statement: `报告的图 4 画出其中有百分位的 ${exams.rows.length} 项考试。`,
    value: `${exams.rows.length} 项考试`,
    kind: 'computed-elsewhere',
    source: { key: 'openai2023report', place: '图 4，第 6 页（逐行数得）' },
  },
  {
    id: 'exams-gain',
    statement: `这些考试中，GPT-4 的百分位下限高于 GPT-3.5 的有 ${better} 项。`,
    value: `${better} 项`,
    kind: 'computed-elsewhere',
    source: { key: 'openai2023report', place: '图 4，第 6 页（逐行数得）' },
  },
  {
    id: 'exams-tied',
    statement: `这些考试中，GPT-4 与 GPT-3.5 百分位下限相同的有 ${same} 项。`,
    value: `${same} 项`,
    kind: 'computed-elsewhere',
    source: { key: 'openai2023report', place: '图 4，第 6 页（逐行数得）' },
  },
  {
    id: 'exams-tied-full',
    statement: '百分位没有变化的考试里，有三项两代模型都已是满分：AP 艺术史、环境科学和心理学，都是 5 分。',
    value: '三项',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },
  {
    id: 'exams-full-score',
    statement: `AP 考试的满分是 5 分；得满分的三项，报告给出的百分位下限分别是 ${FULL.map((exam) => rowOf(exams, 'exam', exam).gpt4).join('、')}。`,
    value: '5 分',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },
  {
    id: 'exams-loss',
    statement: `这些考试中，GPT-4 反而低于 GPT-3.5 的有 ${worse} 项，即 AMC 10。`,
    value: `${worse} 项`,
    kind: 'computed-elsewhere',
    source: { key: 'openai2023report', place: '图 4，第 6 页（逐行数得）' },
  },
  {
    id: 'exams-rule',
    statement: 'GPT-4 没有为这些考试专门训练；每项取全卷与剔除见过的题目后两个得分中较低的一个。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4 节；附录 A、C' },
  },
  {
    id: 'gre-writing-contamination',
    statement: 'GRE 写作题目有 100% 在训练数据中出现过。',
    value: '100%',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 9，第 30 页' },
  },
  {
    id: 'codeforces-percentile',
    statement: '在 Codeforces 编程竞赛上，GPT-4 与 GPT-3.5 都低于第 5 百分位，虽然等级分从 260 升到了 392。',
    value: '低于第 5 百分位',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 1，第 5 页' },
  },

  // Academic benchmarks
  {
    id: 'benchmarks-count',
    statement: '报告的表 2 比较了七项学术基准。',
    value: '七项',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 2，第 7 页' },
  },
  {
    id: 'gsm8k-gpt4',
    statement: `在 GSM-8K 应用题上，GPT-4 的正确率为 ${gsm8k}%，但预训练混入过它的部分训练集。`,
    value: `${gsm8k}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 2，第 7 页；附录 E' },
  },
  {
    id: 'drop-gpt4',
    statement: `在 DROP 阅读理解上，GPT-4 的 F1 为 ${drop.gpt4}，没有超过专门调优的模型。`,
    value: `${drop.gpt4}`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 2，第 7 页' },
  },
  {
    id: 'drop-sota',
    statement: `在 DROP 阅读理解上，专门调优的 QDGAT 的 F1 为 ${drop.best}，仍高于 GPT-4。`,
    value: `${drop.best}`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 2，第 7 页' },
  },
  {
    id: 'benchmarks-lost',
    statement: '这些基准中，GPT-4 只有 DROP 一项输给专门调优的最好成绩。',
    value: '一项',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 2，第 7 页' },
  },
  {
    id: 'mmlu-mandarin',
    statement: `在译成汉语的 MMLU 上，GPT-4 的 3-shot 正确率为 ${mandarin}%。`,
    value: `${mandarin}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 5，第 8 页' },
  },
  {
    id: 'mmlu-gpt35-english',
    statement: `同图中，GPT-3.5 的英语 MMLU 正确率为 ${GPT35_ENGLISH}%。`,
    value: `${GPT35_ENGLISH}%`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 5，第 8 页' },
  },
  {
    id: 'mmlu-languages',
    statement: `OpenAI 把 MMLU 用机器翻译成 ${translations.length} 种语言来测试。`,
    value: `${translations.length} 种`,
    kind: 'printed',
    source: { key: 'openai2023report', place: '图 5，第 8 页；附录 F' },
  },
  {
    id: 'mmlu-languages-above',
    statement: '在测试的译文语言中，GPT-4 有 24 种高于 GPT-3.5 的英语成绩。',
    value: '24 种',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4 节与图 5，第 8 页' },
  },
] as const satisfies readonly Claim[]
