import { readFile } from 'node:fs/promises';
import { packagePath } from '../../../../package-root.ts';

/** The functions of kernel.as: addresses and counts are plain numbers. */
export interface Kernel {
  gather(
    table: number,
    offsets: number,
    tokens: number,
    weights: number,
    out: number,
    lo: number,
    hi: number,
    width: number,
  ): void;
  normalise(rows: number, inverse: number, lo: number, hi: number, width: number): void;
  normaliseBack(
    unit: number,
    inverse: number,
    gradient: number,
    lo: number,
    hi: number,
    width: number,
  ): void;
  multiplyByTransposed(
    a: number,
    b: number,
    c: number,
    factor: number,
    lo: number,
    hi: number,
    n: number,
    width: number,
  ): void;
  multiply(
    p: number,
    b: number,
    c: number,
    lo: number,
    hi: number,
    n: number,
    columns: number,
    width: number,
  ): void;
  multiplyTransposed(
    p: number,
    a: number,
    c: number,
    lo: number,
    hi: number,
    n: number,
    columns: number,
    width: number,
  ): void;
  fill(at: number, value: number, count: number): void;
  rowStatistics(
    scores: number,
    maxima: number,
    sums: number,
    losses: number,
    lo: number,
    hi: number,
    n: number,
  ): void;
  columnStatistics(
    scores: number,
    maxima: number,
    sums: number,
    lo: number,
    hi: number,
    n: number,
  ): void;
  lossGradient(
    scores: number,
    rowMaxima: number,
    rowSums: number,
    columnMaxima: number,
    columnSums: number,
    rowShare: number,
    columnShare: number,
    scale: number,
    lo: number,
    hi: number,
    n: number,
  ): void;
  updateRows(
    table: number,
    first: number,
    second: number,
    rows: number,
    offsets: number,
    texts: number,
    weights: number,
    gradients: number,
    rate: number,
    correction1: number,
    correction2: number,
    scratch: number,
    lo: number,
    hi: number,
    width: number,
  ): void;
}

/** Shared memory of the given size in MiB (4096 at most) with a bump allocator. */
export class SharedArena {
  /** The first 64 KiB belong to the compiled module's constants. */
  private next = 65536;

  readonly memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
  }

  static ofSize(mebibytes: number): SharedArena {
    const pages = mebibytes * 16;
    return new SharedArena(
      new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }),
    );
  }

  private reserve(bytes: number): number {
    const at = this.next;
    this.next += Math.ceil(bytes / 64) * 64;
    if (this.next > this.memory.buffer.byteLength)
      throw new RangeError('the training arena is too small');
    return at;
  }

  floats(length: number): Float32Array {
    return new Float32Array(this.memory.buffer, this.reserve(length * 4), length).fill(0);
  }

  ints(length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.reserve(length * 4), length).fill(0);
  }

  /** Everything reserved after `mark()` was called is free again after `release(mark)`. */
  mark(): number {
    return this.next;
  }

  release(mark: number): void {
    this.next = mark;
  }
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles kernel.as, once a process. Takes about a second. */
export function compileKernel(): Promise<WebAssembly.Module> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  const source = await readFile(
    packagePath('src/retrieval/embedders/learned/training/kernel.as'),
    'utf8',
  );
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  const flags = [
    '--outFile',
    'kernel.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd,threads',
  ];
  const memory = [
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '16',
    '--maximumMemory',
    '65536',
  ];
  const { error, stderr } = await asc.main(['kernel.ts', ...flags, ...memory], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary)
    throw new Error(`kernel.as does not compile: ${stderr.toString()}`, { cause: error });
  return new WebAssembly.Module(binary);
}

/** Binds the compiled kernel to a memory. Each thread has its own instance over the same memory. */
export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const abort = () => {
    throw new Error('the training kernel aborted');
  };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Kernel;
}
