import type { ShownLadder } from '../../ladder/poems/shown'
import shown from './ladder.json' with { type: 'json' }

/** The experiment's results, as `npm run ladder -- reveal` wrote them. */
export const ladder = shown as unknown as ShownLadder
