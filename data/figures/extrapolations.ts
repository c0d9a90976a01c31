/** A forecast of a run's final loss that somebody else made in public, and what came of it. */
export interface Extrapolation {
  /** Whose, and on what it was measured where there is more than one. */
  name: string
  /** Compute of the forecast run over the largest fitted one. */
  ratio: number
  /** |predicted − actual|/actual in percent; an upper bound where `atMost` is set. */
  error: number
  atMost?: true
  /** Written down before the run had ended. */
  before: boolean
}

/** None of them came with a band. What each says, and where it stands, its claim says (`data/claims/04-scaling.ts`). */
export const extrapolations: readonly Extrapolation[] = [
  { name: 'Delphi', ratio: 300, error: 0.2, atMost: true, before: true },
  { name: 'Gadre, RedPajama 1.4B', ratio: 392, error: 0.71, before: false },
  { name: 'Gadre, RedPajama 6.9B', ratio: 280, error: 0.73, before: false },
  { name: 'Gadre, RefinedWeb', ratio: 280, error: 1.62, before: false },
  { name: 'Gadre, C4', ratio: 280, error: 4.3, before: false },
  { name: 'OLMo', ratio: 177, error: 3.8, before: false },
]

/**
 * What is known of a forecast by its name.
 * @throws if the table has none of that name
 */
export function extrapolation(name: string): Extrapolation {
  const found = extrapolations.find((each) => each.name === name)
  if (!found) throw new Error(`no extrapolation is called ${name}`)
  return found
}
