import type { Claim } from '../claim'

export const timeline = [
  {
    id: 'event-toolformer',
    statement:
      '2023 年 2 月 9 日，Meta AI 与庞培法布拉大学提交 Toolformer 论文：语言模型自己学会何时调用工具。',
    value: '2 月 9 日',
    kind: 'secondary-date',
    source: { key: 'schick2023toolformer', place: '首次提交日期' },
  },
  {
    id: 'event-llama',
    statement: '2023 年 2 月 24 日，Meta AI 公布大语言模型 LLaMA，供研究者申请使用。',
    value: '2 月 24 日',
    kind: 'printed',
    source: { key: 'meta2023llama', place: '发布日期' },
    also: { key: 'touvron2023llama', place: '论文' },
  },
  {
    id: 'event-visual-chatgpt',
    statement: '2023 年 3 月 8 日，微软亚洲研究院提交 Visual ChatGPT 论文：让 ChatGPT 调度多个视觉模型。',
    value: '3 月 8 日',
    kind: 'secondary-date',
    source: { key: 'wu2023visualchatgpt', place: '首次提交日期' },
  },
  {
    id: 'event-gigagan',
    statement:
      '2023 年 3 月 9 日，浦项科技大学、卡内基梅隆大学与 Adobe 研究院提交 GigaGAN 论文：把文生图的 GAN 做大。',
    value: '3 月 9 日',
    kind: 'secondary-date',
    source: { key: 'kang2023gigagan', place: '首次提交日期' },
  },
  {
    id: 'event-alpaca',
    statement: '2023 年 3 月 13 日，斯坦福大学基础模型研究中心公布由 LLaMA 微调得到的 Alpaca。',
    value: '3 月 13 日',
    kind: 'printed',
    source: { key: 'taori2023alpaca', place: '网址中的日期' },
  },
  {
    id: 'event-gpt4',
    statement: '2023 年 3 月 14 日，OpenAI 发布 GPT-4：文本输入向订阅用户和候补名单开放，图像输入尚未开放。',
    value: '3 月 14 日',
    kind: 'printed',
    source: { key: 'openai2023post', place: '发布日期与开头' },
  },
  {
    id: 'event-palm-api',
    statement: '2023 年 3 月 14 日，谷歌公布 PaLM API 与 MakerSuite，当时仅限私测。',
    value: '3 月 14 日',
    kind: 'secondary-date',
    source: { key: 'google2023palmapi', place: '发布日期' },
  },
  {
    id: 'event-claude',
    statement: '2023 年 3 月 14 日，Anthropic 公布 Claude，向获批的企业和开发者开放接口。',
    value: '3 月 14 日',
    kind: 'secondary-date',
    source: { key: 'anthropic2023claude', place: '发布日期' },
  },
  {
    id: 'event-adept',
    statement: '2023 年 3 月 14 日，彭博社报道初创公司 Adept 完成 3.5 亿美元的 B 轮融资。',
    value: '3 月 14 日',
    kind: 'secondary-date',
    source: { key: 'bloomberg2023adept', place: '标题与网址中的日期' },
    correction: { said: 'Adapt.ai 完成 B 轮融资', why: '公司名是 Adept（adept.ai）；金额和日期没有错。' },
  },
  {
    id: 'adept-amount',
    statement: 'Adept 的 B 轮融资额为 3.5 亿美元。',
    value: '3.5 亿美元',
    kind: 'printed',
    source: { key: 'bloomberg2023adept', place: '标题' },
  },
  {
    id: 'event-midjourney',
    statement: '2023 年 3 月 15 日，Midjourney 发布第五代文生图模型 V5。',
    value: '3 月 15 日',
    kind: 'secondary-date',
    source: { key: 'midjourney2023v5', place: 'V5 的发布日期' },
  },
  {
    id: 'event-m365-copilot',
    statement: '2023 年 3 月 16 日，微软公布 Microsoft 365 Copilot；当天只是公布，尚未供应。',
    value: '3 月 16 日',
    kind: 'secondary-date',
    source: { key: 'microsoft2023copilot', place: '发布日期' },
  },
  {
    id: 'timeline-count',
    statement: '时间轴收录前后十一件事。',
    value: '十一件事',
    kind: 'computed',
  },
  {
    id: 'timeline-span',
    statement: '从 Toolformer 到 Microsoft 365 Copilot，前后五周。',
    value: '五周',
    kind: 'computed',
  },
  {
    id: 'launch-day-count',
    statement: '2023 年 3 月 14 日这一天，发生了其中的四件事。',
    value: '四件',
    kind: 'computed',
  },

  // The road to GPT-4
  {
    id: 'stack-rebuilt',
    statement:
      '约 2021 年起的两年里，OpenAI 重建了整套深度学习栈，并与 Azure 一起，为自己的负载从头设计了一台超级计算机。',
    value: '两年',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 2 段' },
    also: { key: 'openai2023report', place: '第 17 页（致谢）' },
  },
  {
    id: 'test-run',
    statement:
      '约 2022 年初，OpenAI 训练 GPT-3.5，作为这套系统的第一次「试运行」，找出并修复了一些缺陷，也改进了理论基础。',
    value: '约 2022 年初',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 2 段' },
  },
  {
    id: 'training-finished',
    statement: 'GPT-4 在 2022 年 8 月完成训练。',
    value: '2022 年 8 月',
    kind: 'printed',
    source: { key: 'openai2023report', place: '系统卡第 1 节，第 42 页' },
  },
  {
    id: 'alignment-months',
    statement: 'OpenAI 历时 6 个月，用对抗测试项目和 ChatGPT 的经验反复对齐 GPT-4。',
    value: '6 个月',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 1 段' },
  },
  {
    id: 'alignment-aspects',
    statement: '对齐后的 GPT-4 在事实性、可控性和不越界三个方面取得 OpenAI 迄今最好的结果，但远非完美。',
    value: '三个方面',
    kind: 'printed',
    source: { key: 'openai2023post', place: '开头第 1 段' },
  },
] as const satisfies readonly Claim[]
