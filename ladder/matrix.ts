import type { Arena } from './kernels'

/** Rows are padded with zeros to this many floats, so that odd widths run through the same kernels. */
const PADDING = 8

/** So many floats, padded. */
export const padded = (count: number) => Math.ceil(count / PADDING) * PADDING

/** A matrix in the kernels' memory, or a view of one: its numbers lie `rowStep` and `columnStep` floats apart. */
export class Matrix {
  /**
   * @param at address of its first number
   * @param rows a multiple of 4 where it is written to
   * @param columns with their padding
   */
  constructor(
    readonly at: number,
    readonly rows: number,
    readonly columns: number,
    readonly rowStep = columns,
    readonly columnStep = 1,
  ) {}

  /** The same numbers with rows and columns exchanged; nothing is copied. */
  get transposed(): Matrix {
    return new Matrix(this.at, this.columns, this.rows, this.columnStep, this.rowStep)
  }

  /** Its first rows. */
  top(rows: number): Matrix {
    return new Matrix(this.at, rows, this.columns, this.rowStep, this.columnStep)
  }
}

/**
 * c = a·b, or c += a·b.
 * @throws if the shapes don't fit
 */
export function multiply({ kernels }: Arena, c: Matrix, a: Matrix, b: Matrix, add = false): void {
  if (a.columns !== b.rows || c.rows !== a.rows || c.columns !== b.columns || c.columnStep !== 1)
    throw new RangeError(
      `${a.rows} × ${a.columns} times ${b.rows} × ${b.columns} is no ${c.rows} × ${c.columns}`,
    )
  kernels.multiply(
    ...[a.at, a.rowStep, a.columnStep],
    ...[b.at, b.rowStep, b.columnStep],
    ...[c.at, c.rowStep],
    ...[c.rows, c.columns, a.columns, add],
  )
}
