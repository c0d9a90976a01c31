import type { Law } from '../snippets/power-law'

/**
 * The dashed line that the GPT-4 Technical Report draws itself in Figure 1, in bits per word against compute in units of
 * GPT-4's: read off the pixels of the figure, for no number of it was published (claim `dashed-line-law`).
 */
export const DASHED_LINE: Law = { a: 0.2721, b: -0.122, c: 1.0247, c0: 1 }
