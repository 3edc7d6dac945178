import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PaperOrder } from './paper-order.ts';
import type { Trainer } from './trainer.ts';

/** What a checkpoint holds beside the three tables and the order of the papers. */
interface Progress {
  readonly key: string;
  readonly step: number;
  readonly randomState: number;
  readonly position: number;
}

/** Training that survives being killed: table, moments of Adam, random state and place in the epoch, on disk. */
export class Checkpoint {
  private readonly directory: string;
  private readonly key: string;

  /** `key` names data and recipe; a checkpoint of another key is ignored. */
  constructor(directory: string, key: string) {
    this.directory = directory;
    this.key = key;
    mkdirSync(directory, { recursive: true });
  }

  save(trainer: Trainer, order: PaperOrder, randomState: number): void {
    const target = path.join(this.directory, 'state.bin');
    const { position } = order;
    const progress: Progress = { key: this.key, step: trainer.step, randomState, position };
    const header = Buffer.from(JSON.stringify(progress).padEnd(1024));
    const parts = [trainer.table, trainer.first, trainer.second, order.order];
    // Node's file functions don't take shared memory: each part is copied.
    const bytes = parts.map((part) =>
      Buffer.from(Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
    );
    writeFileSync(`${target}.new`, Buffer.concat([header, ...bytes]));
    renameSync(`${target}.new`, target);
  }

  /** Restores trainer and order; undefined when there is nothing to resume. */
  load(trainer: Trainer, order: PaperOrder): { randomState: number } | undefined {
    const file = path.join(this.directory, 'state.bin');
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    const progress = JSON.parse(bytes.toString('utf8', 0, 1024)) as Progress;
    if (progress.key !== this.key) return undefined;
    let at = 1024;
    for (const part of [trainer.table, trainer.first, trainer.second, order.order]) {
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength).set(
        bytes.subarray(at, at + part.byteLength),
      );
      at += part.byteLength;
    }
    trainer.step = progress.step;
    order.position = progress.position;
    return { randomState: progress.randomState };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
