/** A chapter of the talk: one file in `pages/`, whose name begins with its number. */
export interface Chapter {
  /** The file in `pages/`, without its ending. */
  file: string
  /** The number as the chapter mark writes it; absent for the cover, which carries no mark. */
  mark?: string
  title: string
  /** Planned time in seconds. */
  seconds: number
  /** Worth showing, but outside the planned time and the main path. */
  appendix?: boolean
}

/** The chapters in the order of the talk. Their planned times add up to the headmatter's `duration`. */
export const chapters: readonly Chapter[] = [
  { file: '01-opening', mark: '一', title: '先写下来', seconds: 150 },
  { file: '02-timeline', mark: '二', title: 'GPT-4 前后', seconds: 115 },
  { file: '03-gpt4', mark: '三', title: 'GPT-4 是什么', seconds: 155 },
  { file: '04-scaling', mark: '四', title: '可预测的扩展', seconds: 650 },
  { file: '05-alignment', mark: '五', title: '能力与对齐', seconds: 120 },
  { file: '06-demonstrations', mark: '六', title: '图文演示', seconds: 200 },
  { file: '07-system-messages', mark: '七', title: '系统消息', seconds: 85 },
  { file: '08-safety', mark: '八', title: '可靠与安全', seconds: 115 },
  { file: '09-work', mark: '九', title: '对工作的影响', seconds: 60 },
  { file: '10-reveal', mark: '十', title: '揭晓', seconds: 150 },
  { file: '11-appendix', mark: '附', title: '附录', seconds: 0, appendix: true },
]
