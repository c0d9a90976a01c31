/** The exports of `kernels/kernels.ts`; addresses are bytes, strides and sizes are floats. */
export interface Kernels {
  heapBase(): number
  // prettier-ignore
  multiply(
    a: number, aRow: number, aColumn: number,
    b: number, bRow: number, bColumn: number,
    c: number, cRow: number,
    m: number, n: number, k: number, add: boolean,
  ): void
  // prettier-ignore
  embed(
    x: number, tables: number, windows: number,
    rows: number, lags: number, vocabulary: number, width: number,
  ): void
  // prettier-ignore
  embedBackward(
    dx: number, dTables: number, windows: number,
    rows: number, lags: number, vocabulary: number, width: number,
  ): void
  fillRows(x: number, bias: number, rows: number, width: number): void
  fillRowsBackward(dx: number, dBias: number, rows: number, width: number): void
  rmsNorm(x: number, y: number, factors: number, rows: number, width: number, size: number): void
  // prettier-ignore
  rmsNormBackward(
    x: number, dy: number, factors: number, dx: number,
    rows: number, width: number, size: number,
  ): void
  squaredRelu(x: number, y: number, count: number): void
  squaredReluBackward(x: number, dy: number, count: number): void
  // prettier-ignore
  crossEntropy(
    logits: number, windows: number,
    rows: number, lags: number, width: number, scale: number,
  ): number
  sumOfSquares(x: number, count: number): number
  // prettier-ignore
  adam(
    w: number, g: number, m: number, v: number, count: number,
    rate: number, clip: number, beta1: number, beta2: number, correction1: number, correction2: number,
  ): void
}

/** The kernels with a memory of their own, handed out once and in order. */
export class Arena {
  readonly kernels: Kernels
  readonly memory: WebAssembly.Memory
  #next: number

  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: 1 })
    const abort = () => {
      throw new Error('a kernel was aborted')
    }
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory, abort } })
    this.kernels = instance.exports as unknown as Kernels
    this.#next = this.kernels.heapBase()
  }

  /** The address of `count` zeros of four bytes; on a 64-byte line. */
  take(count: number): number {
    const at = (this.#next + 63) & ~63
    this.#next = at + count * 4
    const missing = this.#next - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536))
    return at
  }

  /** The floats at an address. Growing the memory ends a view, so take everything first. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count)
  }

  /** The bytes at an address. */
  bytes(at: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, count)
  }
}
