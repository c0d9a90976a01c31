import type { Claim } from '../claim'
import { timeline } from './02-timeline'
import { gpt4 } from './03-gpt4'
import { scaling } from './04-scaling'
import { alignment } from './05-alignment'
import { demonstrations } from './06-demonstrations'
import { systemMessages } from './07-system-messages'
import { safety } from './08-safety'
import { work } from './09-work'

const DIGITS = '零一二三四五六七八九十'
const corrected = [timeline, gpt4, scaling, alignment, demonstrations, systemMessages, safety, work]
  .flat()
  .filter((record: Claim) => record.correction).length
/** Below twenty. */
const corrections = `${corrected > 10 ? `十${DIGITS.charAt(corrected - 10)}` : DIGITS.charAt(corrected)}处`

export const reveal = [
  {
    id: 'calm-mind',
    statement: '方法可能会变，重要的是保持一颗平常心：准了不得意，错了不赖账。',
    kind: 'opinion',
  },
  {
    id: 'corrections-count',
    statement: `核对原文以后，原来的笔记主要有${corrections}需要更正。`,
    value: corrections,
    kind: 'computed',
  },
] as const satisfies readonly Claim[]
