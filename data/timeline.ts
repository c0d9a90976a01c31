import type { ClaimId } from './claims'

/** The columns of the timeline, in order. A column shows order, not distance. */
export const timelineGroups = [
  { id: 'february', label: '2 月' },
  { id: 'march-8-9', label: '3 月 8–9 日' },
  { id: 'march-13', label: '3 月 13 日' },
  { id: 'march-14', label: '3 月 14 日' },
  { id: 'march-15-16', label: '3 月 15–16 日' },
] as const

export type TimelineGroup = (typeof timelineGroups)[number]['id']

/** One event of the two months around GPT-4. */
export interface TimelineEvent {
  id: string
  /** As the diagram writes it: the product, short enough for one line. */
  name: string
  fullName: string
  organisations: readonly string[]
  /** ISO date, day of the announcement or of the first submission. */
  date: string
  group: TimelineGroup
  /** What exactly came out that day. */
  released: string
  /** States the event with its date and its source. */
  claim: ClaimId
}

/** The eleven events by date; those of one day in the order of the notes. */
export const timelineEvents: readonly TimelineEvent[] = [
  {
    id: 'toolformer',
    name: 'Toolformer',
    fullName: 'Toolformer',
    organisations: ['Meta AI', '庞培法布拉大学'],
    date: '2023-02-09',
    group: 'february',
    released: '论文：语言模型自学使用工具',
    claim: 'event-toolformer',
  },
  {
    id: 'llama',
    name: 'LLaMA',
    fullName: 'LLaMA',
    organisations: ['Meta AI'],
    date: '2023-02-24',
    group: 'february',
    released: '基础模型，供研究者申请使用',
    claim: 'event-llama',
  },
  {
    id: 'visual-chatgpt',
    name: 'Visual ChatGPT',
    fullName: 'Visual ChatGPT',
    organisations: ['微软亚洲研究院'],
    date: '2023-03-08',
    group: 'march-8-9',
    released: '论文：ChatGPT 调度多个视觉模型',
    claim: 'event-visual-chatgpt',
  },
  {
    id: 'gigagan',
    name: 'GigaGAN',
    fullName: 'GigaGAN',
    organisations: ['浦项科技大学', '卡内基梅隆大学', 'Adobe 研究院'],
    date: '2023-03-09',
    group: 'march-8-9',
    released: '论文：把 GAN 扩展到文生图',
    claim: 'event-gigagan',
  },
  {
    id: 'alpaca',
    name: 'Alpaca',
    fullName: 'Alpaca 7B',
    organisations: ['斯坦福大学基础模型研究中心'],
    date: '2023-03-13',
    group: 'march-13',
    released: '由 LLaMA 微调得到的指令模型',
    claim: 'event-alpaca',
  },
  {
    id: 'gpt4',
    name: 'GPT-4',
    fullName: 'GPT-4',
    organisations: ['OpenAI'],
    date: '2023-03-14',
    group: 'march-14',
    released: '开放文本输入，图像输入尚未开放',
    claim: 'event-gpt4',
  },
  {
    id: 'palm-api',
    name: 'PaLM API',
    fullName: 'PaLM API 与 MakerSuite',
    organisations: ['谷歌'],
    date: '2023-03-14',
    group: 'march-14',
    released: '公布接口，当时仅限私测',
    claim: 'event-palm-api',
  },
  {
    id: 'claude',
    name: 'Claude',
    fullName: 'Claude',
    organisations: ['Anthropic'],
    date: '2023-03-14',
    group: 'march-14',
    released: '接口向获批的企业和开发者开放',
    claim: 'event-claude',
  },
  {
    id: 'adept',
    name: 'Adept B 轮',
    fullName: 'Adept B 轮融资',
    organisations: ['Adept'],
    date: '2023-03-14',
    group: 'march-14',
    released: '不是产品：完成 B 轮融资',
    claim: 'event-adept',
  },
  {
    id: 'midjourney',
    name: 'Midjourney V5',
    fullName: 'Midjourney V5',
    organisations: ['Midjourney'],
    date: '2023-03-15',
    group: 'march-15-16',
    released: '第五代文生图模型',
    claim: 'event-midjourney',
  },
  {
    id: 'm365-copilot',
    name: 'M365 Copilot',
    fullName: 'Microsoft 365 Copilot',
    organisations: ['微软'],
    date: '2023-03-16',
    group: 'march-15-16',
    released: '只是公布，尚未供应',
    claim: 'event-m365-copilot',
  },
]

/** One step on the road to GPT-4. */
export interface RoadStep {
  id: string
  /** As the diagram writes it; the sources give no days, save for the release. */
  when: string
  what: string
  claim: ClaimId
}

/** How OpenAI got to GPT-4, in order. */
export const road: readonly RoadStep[] = [
  { id: 'stack', when: '2021 年起', what: '重建深度学习栈', claim: 'stack-rebuilt' },
  { id: 'test-run', when: '约 2022 年初', what: '试运行：训练 GPT-3.5', claim: 'test-run' },
  { id: 'training', when: '2022 年 8 月', what: 'GPT-4 训练完成', claim: 'training-finished' },
  { id: 'alignment', when: '历时 6 个月', what: '反复对齐', claim: 'alignment-months' },
  { id: 'release', when: '2023 年 3 月 14 日', what: '发布', claim: 'event-gpt4' },
]
