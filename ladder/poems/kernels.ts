/** The exports of `kernels/kernels.ts`; addresses are bytes, strides and sizes are floats. */
export interface Kernels {
  heapBase(): number
  multiply(
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    cRow: number,
    m: number,
    n: number,
    k: number,
    add: boolean,
  ): void
  embed(
    x: number,
    positions: number,
    tables: number,
    context: number,
    tokens: number,
    length: number,
    count: number,
    vocabulary: number,
    width: number,
  ): void
  embedBackward(
    dx: number,
    positions: number,
    tables: number,
    context: number,
    tokens: number,
    length: number,
    count: number,
    vocabulary: number,
    width: number,
  ): void
  rmsNorm(x: number, y: number, factors: number, rows: number, width: number, size: number): void
  rmsNormBackward(
    x: number,
    dy: number,
    factors: number,
    dx: number,
    rows: number,
    width: number,
    size: number,
  ): void
  squaredRelu(x: number, y: number, count: number): void
  squaredReluBackward(x: number, dy: number, count: number): void
  causalSoftmax(x: number, size: number, scale: number): void
  causalSoftmaxBackward(p: number, dp: number, size: number, scale: number): void
  crossEntropy(
    logits: number,
    targets: number,
    rows: number,
    vocabulary: number,
    width: number,
    scale: number,
  ): number
  sumOfSquares(x: number, count: number): number
  adamW(
    w: number,
    g: number,
    m: number,
    v: number,
    count: number,
    rate: number,
    decay: number,
    clip: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
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

  /** The integers at an address. */
  integers(at: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, count)
  }
}
