import { parseTimeString } from '@slidev/parser'

/** Carries the minutes that a command was told to whoever reads the deck. */
export const MINUTES = 'TALK_MINUTES'

/** The duration of a talk, in Slidev's words: what a command was told, or what the headmatter says. */
export function durationOf(written: string | number = '30min'): string | number {
  const told = process.env[MINUTES]
  return told ? `${told}min` : written
}

/** Whether a talk of this duration leaves out the slides whose header says `skipIn20Minutes`; not if it is no time. */
export function isShort(duration: string | number): boolean {
  try {
    return parseTimeString(duration).seconds <= 20 * 60
  } catch {
    return false
  }
}
