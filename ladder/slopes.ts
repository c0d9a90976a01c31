/** A rung: the mean loss of its seeds, nats a token, and their standard deviation, null for one. */
interface Rung {
  /** FLOP. */
  compute: number
  loss: number
  spread: number | null
  seeds: number
}

/** How fast a ladder falls between two of its rungs. */
export interface Slope {
  /** Geometric mean of the two computes, FLOP. */
  compute: number
  /** −d ln L / d log₁₀ C: the share of the loss that ten times the compute takes away, to first order. */
  perDecade: number
  /** Its standard error, from the seeds' spread. */
  error: number
}

/** Below so many seeds, their own spread is a guess, and that of all rungs together stands in for it. */
const FEW = 4

/** The slopes between neighbouring rungs, in ascending order of compute. A rung's error is its spread over √seeds. */
export function slopesOf(rungs: readonly Rung[]): Slope[] {
  let [squares, freedom] = [0, 0]
  for (const { loss, spread, seeds } of rungs) {
    squares += (seeds - 1) * ((spread ?? 0) / loss) ** 2
    freedom += seeds - 1
  }
  const pooled = Math.sqrt(squares / freedom)
  const errorOf = ({ loss, spread, seeds }: Rung) =>
    (seeds < FEW || spread === null ? pooled : spread / loss) / Math.sqrt(seeds)
  return rungs.slice(1).map((rung, i) => {
    const before = rungs[i] as Rung
    const decades = Math.log10(rung.compute / before.compute)
    return {
      compute: Math.sqrt(rung.compute * before.compute),
      perDecade: -Math.log(rung.loss / before.loss) / decades,
      error: Math.hypot(errorOf(rung), errorOf(before)) / decades,
    }
  })
}
