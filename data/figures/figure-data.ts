import type { ClaimKind, Source } from '../claim'

/** The table behind a figure: where it stands, how its numbers are known, and its rows. */
export interface FigureData<Row> {
  source: Source
  kind: ClaimKind
  rows: readonly Row[]
}
