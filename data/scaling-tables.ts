import type { Law } from '../law/power-law'

/** How a run table that ships with the deck is spoken of on a Chinese slide. */
export interface ScalingTable {
  /** In the table picker. */
  name: string
  /** The held-out run. */
  run: string
  /** Title of the horizontal axis. */
  compute: string
  /** Title of the vertical axis. */
  loss: string
  /** Where the runs come from, as short as it can be found by. */
  source: string
  /** A line that the source draws itself, in the units of the table. */
  line?: Law
}

/**
 * The dashed line of the GPT-4 Technical Report's Figure 1: read off the pixels of the figure, for no number of it was
 * published (claim `dashed-line-law`).
 */
export const DASHED_LINE: Law = { a: 0.2721, b: -0.122, c: 1.0247, c0: 1 }

/** The tables of `data/runs/` that can stand on the stage, in the order of the picker; the header of a file that is dropped on the stage speaks for it instead. */
export const scalingTables: Readonly<Record<string, ScalingTable>> = {
  'gpt4-figure1': {
    name: 'GPT-4 图 1',
    run: 'GPT-4',
    compute: '训练算力（GPT-4 = 1，对数）',
    loss: '每词比特数（OpenAI 内部代码库）',
    source: 'arXiv:2303.08774 图 1',
    line: DASHED_LINE,
  },
  'gpt4-figure2': {
    name: 'GPT-4 图 2',
    run: 'GPT-4',
    compute: '训练算力（GPT-4 = 1，对数）',
    loss: '负平均对数通过率（HumanEval 23 题）',
    source: 'arXiv:2303.08774 图 2，像素读数',
  },
  'cerebras-gpt': {
    name: 'Cerebras-GPT',
    run: '13B',
    compute: '训练算力（FLOP，对数）',
    loss: '每词元奈特数（Pile 测试集）',
    source: 'arXiv:2304.03208',
  },
  'olmo-ladder': {
    name: 'OLMo 小模型',
    run: '3B',
    compute: '训练算力（FLOP，对数）',
    loss: '每词元奈特数（C4 验证集）',
    source: 'arXiv:2412.04403',
  },
  poems: {
    name: '自己的实验',
    run: 'd = 152',
    compute: '训练算力（FLOP，对数）',
    loss: '每词元奈特数（没学过的古典诗）',
    source: '本仓库 ladder/results/poems/runs.jsonl',
  },
}
