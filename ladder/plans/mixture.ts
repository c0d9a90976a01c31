import type { Plan } from '../plan'
import { RECIPE } from '../recipe'

/** The second experiment: a mixture of three kinds of text. */
export const plan: Plan = {
  what: 'poems, English and code, a third each: two held-out runs',
  corpus: 'mixture',
  text: 'whole',
  recipe: RECIPE,
  firstSeed: 1,
  rungs: [
    { width: 3, seeds: 16 },
    { width: 4, seeds: 16 },
    { width: 5, seeds: 16 },
    { width: 6, seeds: 16 },
    { width: 7, seeds: 16 },
    { width: 8, seeds: 16 },
    { width: 9, seeds: 16 },
    { width: 10, seeds: 16 },
    { width: 12, seeds: 16 },
    { width: 14, seeds: 16 },
    { width: 16, seeds: 16 },
    { width: 20, seeds: 6 },
    { width: 24, seeds: 6 },
    { width: 28, seeds: 4 },
    { width: 32, seeds: 4 },
    { width: 40, seeds: 3 },
    { width: 48, seeds: 3 },
    { width: 64, seeds: 3 },
    { width: 72, seeds: 3 },
  ],
  heldOut: [
    { width: 168, seed: 1001 },
    { width: 256, seed: 1001 },
  ],
  forecast: {
    from: 'means',
    lowest: 5,
    lowestReason:
      '3 and 4 channels lie above the line of the others, in the study and here: the head has too few left. The choice alone moves a forecast from 1/1,000 by up to 1.5 points, so 3 and 4 are trained and shown, but not fitted',
    c: 0,
    cReason:
      'with c fitted, the longer ladders of the study put it at 0 within what they can tell (one power law holds within 0.13 % up to 6.7e11 FLOP); fitted to a short ladder its point hardly moves, but its band reaches 1.8 to 2.1 nats at 1e14. The loss of text has a floor, so this must fail further up',
    rules: [
      { name: '1/100', below: 1 / 100 },
      { name: '1/1,000', below: 1 / 1000 },
      { name: '1/10,000', below: 1 / 10_000 },
    ],
  },
  expected:
    'The recipe was chosen by a study on runs up to 1e13 FLOP, for the straightness of its small ones (tried.jsonl), so nothing up to there would be blind; it was taken as it was, without a search of our own. The rungs here bend a little: slopes of 0.10 to 0.11 a decade below 1e10, 0.10 to 0.125 above, so that the larger rungs lie 1.3 to 1.7 % below what those up to 1/100 of their compute give. The slopes of the study fall to 0.84 of the fitted one above 3e12. With 0.113 a decade up to 3e12, 0.095 up to 2e13 and 0.09 beyond, the runs would end near 1.740 and 1.635: misses of −0.5 % (1/100) and +0.4 % (1/1,000) at 2e13, and of −2.5, −1.3 and −0.3 % at 1e14, so that 1/100 would miss its band there',
}
