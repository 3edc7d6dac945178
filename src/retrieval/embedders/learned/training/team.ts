import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { instantiateKernel, type Kernel } from './kernel.ts';

/** A piece of work on [lo, hi) of something; calls of one kernel function by name with numbers only. */
interface Order {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly values: Float64Array;
  readonly member: number;
  readonly size: number;
}

const FUNCTIONS = [
  'gather',
  'normalise',
  'normaliseBack',
  'multiplyByTransposed',
  'multiply',
  'multiplyTransposed',
  'rowStatistics',
  'columnStatistics',
  'lossGradient',
  'updateRows',
] as const satisfies readonly (keyof Kernel)[];
type KernelFunction = (typeof FUNCTIONS)[number];

/** Places in the control array. */
const GENERATION = 0;
const DONE = 1;
const FUNCTION = 2;
const FROM = 3;
const TO = 4;
const ARGUMENTS = 5;
const MAX_ARGUMENTS = 16;

/** The range of a member: multiples of 4 rows, by rank. */
function shareOf(from: number, to: number, member: number, size: number): [number, number] {
  const quads = Math.ceil((to - from) / 4);
  const cut = (rank: number) => Math.min(to, from + 4 * Math.floor((quads * rank) / size));
  return [cut(member), member === size - 1 ? to : cut(member + 1)];
}

/** Where the range [lo, hi) stands among the arguments of each function: just before its last `n` arguments. */
const AFTER_RANGE: Record<KernelFunction, number> = {
  gather: 1,
  normalise: 1,
  normaliseBack: 1,
  multiplyByTransposed: 2,
  multiply: 3,
  multiplyTransposed: 3,
  rowStatistics: 1,
  columnStatistics: 1,
  lossGradient: 1,
  updateRows: 1,
};

function execute(
  kernel: Kernel,
  name: KernelFunction,
  values: ArrayLike<number>,
  count: number,
  from: number,
  to: number,
  member: number,
  size: number,
  scratch: number,
): void {
  const [lo, hi] = shareOf(from, to, member, size);
  if (lo >= hi) return;
  const list = Array.from({ length: count }, (_, i) => values[i] as number);
  // Each member has a scratch row of its own.
  if (name === 'updateRows') list[11] = scratch + member * 8192;
  list.splice(count - AFTER_RANGE[name], 0, lo, hi);
  (kernel[name] as (...numbers: number[]) => void)(...list);
}

/** Threads that run one kernel function at a time, each on its share of the rows. */
export class Team {
  readonly size: number;
  private readonly kernel: Kernel;
  private readonly workers: Worker[] = [];
  private readonly control = new Int32Array(new SharedArrayBuffer(64));
  private readonly values = new Float64Array(new SharedArrayBuffer(8 * MAX_ARGUMENTS));

  constructor(
    kernel: Kernel,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    size: number,
    entry: URL,
  ) {
    this.kernel = kernel;
    this.size = size;
    for (let member = 1; member < size; member++) {
      const order: Order = {
        module,
        memory,
        control: this.control,
        values: this.values,
        member,
        size,
      };
      this.workers.push(new Worker(entry, { workerData: order }));
    }
  }

  /** Runs a function over the rows [from, to); `list` are its arguments without the range. Returns when all are done. */
  run(name: KernelFunction, from: number, to: number, ...list: number[]): void {
    const control = this.control;
    for (const [i, value] of list.entries()) this.values[i] = value;
    control[FUNCTION] = FUNCTIONS.indexOf(name);
    control[FROM] = from;
    control[TO] = to;
    control[ARGUMENTS] = list.length;
    Atomics.store(control, DONE, 0);
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
    execute(this.kernel, name, list, list.length, from, to, 0, this.size, list[11] ?? 0);
    for (
      let done = Atomics.load(control, DONE);
      done < this.size - 1;
      done = Atomics.load(control, DONE)
    ) {
      Atomics.wait(control, DONE, done);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** The life of a team's other members. Never returns. */
export function serveTeam(): void {
  if (isMainThread) throw new Error('serveTeam runs in a worker thread');
  const { module, memory, control, values, member, size } = workerData as Order;
  const kernel = instantiateKernel(module, memory);
  let generation = 0;
  for (;;) {
    Atomics.wait(control, GENERATION, generation);
    generation = Atomics.load(control, GENERATION);
    if (generation === 0) continue;
    const name = FUNCTIONS[control[FUNCTION]!]!;
    execute(
      kernel,
      name,
      values,
      control[ARGUMENTS] as number,
      control[FROM] as number,
      control[TO] as number,
      member,
      size,
      values[11] as number,
    );
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}
