import type { Claim } from '../claim'

export const demonstrations = [
  {
    id: 'few-shot-images',
    statement: '为纯文本模型设计的推理期技巧，如少样本（few-shot）提示和思维链，对图文输入同样有效。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '第 4.1 节，第 8 页' },
    also: { key: 'openai2023post', place: 'Visual inputs 一节' },
    correction: {
      said: '零样本学习和思维链在这里也通用',
      why: '原文是少样本（few-shot），不是零样本（zero-shot）。',
    },
  },
  {
    id: 'demo-sketch',
    statement: '直播中，Greg Brockman 拍下一张手绘的「笑话网站」草图，GPT-4 写出的网页当场就能运行。',
    kind: 'printed',
    source: { key: 'openai2023livestream', place: '约 16:00 至 18:30' },
    correction: {
      said: '在纸巾上画出网页的草图',
      why: '直播字幕只说是手绘的草图，「纸巾」是报道的说法；报告里没有它。',
    },
  },
  {
    id: 'demo-sketch-where',
    statement: '草图变网页的演示只见于开发者直播，技术报告和发布博客的正文都没有。',
    kind: 'printed',
    source: { key: 'openai2023livestream', place: '约 16:00 至 18:30' },
  },
  {
    id: 'demo-sketch-jokes',
    statement:
      '草图上写着「My Joke Website」、两个笑话的位置和「push to reveal punchline」；笑话的内容由模型补上。',
    value: '两个笑话',
    kind: 'printed',
    source: { key: 'openai2023livestream', place: '约 16:00 至 18:30' },
  },
  {
    id: 'demo-joke',
    statement:
      'GPT-4 逐格解释了「Lightning 线」包装图的笑点：把又大又旧的 VGA 插头，插进小巧的现代手机接口。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 3，第 9 页' },
    also: { key: 'openai2023post', place: 'Visual inputs 一节' },
  },
  {
    id: 'demo-joke-panels',
    statement: '这张笑话图由三格组成。',
    value: '三格',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 3，第 9 页' },
  },
  {
    id: 'demo-physics',
    statement:
      '题目是巴黎综合理工学院的法语考题 I.1.a，以图片给出：均匀导热棒两端温度固定，求稳态温度分布；用英语提问，用英语逐步作答。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 15，第 35 页' },
  },
  {
    id: 'demo-physics-solution',
    statement: 'GPT-4 从 d²T/dx² = 0 出发，得到 T(x) = (Tb − T0)·x/L + T0。',
    value: 'T(x) = (Tb − T0)·x/L + T0',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 15，第 35 页' },
  },
  {
    id: 'demo-paper',
    statement: '给 GPT-4 看 InstructGPT 论文若干页的图像，它写出摘要，再解释论文中的图 2。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 17，第 37 页' },
  },
  {
    id: 'chatpdf-not-used',
    statement: 'OpenAI 的论文演示直接看页面图像；ChatPDF 是第三方网站，与这个演示无关。',
    kind: 'printed',
    source: { key: 'openai2023report', place: '表 17，第 37 页' },
  },
] as const satisfies readonly Claim[]
