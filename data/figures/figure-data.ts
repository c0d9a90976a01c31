import { mean } from 'd3-array'
import type { ClaimKind, Source } from '../claim'

/** The table behind a figure: where it stands, how its numbers are known, and its rows. */
export interface FigureData<Row> {
  source: Source
  kind: ClaimKind
  rows: readonly Row[]
}

/**
 * The row of a table that has a value in a column.
 * @throws if there is none
 */
export function rowOf<Row extends object, Key extends keyof Row>(
  { rows }: FigureData<Row>,
  column: Key,
  value: Row[Key],
): Row {
  const found = rows.find((row) => row[column] === value)
  if (!found) throw new Error(`no row has ${String(value)} as its ${String(column)}`)
  return found
}

/** The mean over the rows of a table. */
export const meanOf = <Row>({ rows }: FigureData<Row>, value: (row: Row) => number): number =>
  mean(rows, value) ?? NaN
