import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/*
 * Encodes texts on a thread of its own, since ONNX Runtime holds up the thread that calls it. It is no part of the bundle.
 * Takes { id, text }, gives { id, vector } or { id, error }; works on one text at a time.
 */

/** @type {{ dir: string, dimensions: number, mostTokens: number, threads: number }} */
const { dir, dimensions, mostTokens, threads } = workerData;
/** The word piece that ends a text. */
const END = 102;

const json = async (file) => JSON.parse(await readFile(path.join(dir, file), 'utf8'));

async function load() {
  const tokenizer = new Tokenizer(
    await json('tokenizer.json'),
    await json('tokenizer_config.json'),
  );
  const session = await InferenceSession.create(path.join(dir, 'onnx/model_q4.onnx'), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that wait for work by spinning take the processor from others.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return { tokenizer, session };
}

/** The mean of the last layer's vectors of all word pieces, scaled to unit length. */
async function encode({ tokenizer, session }, text) {
  const all = tokenizer.encode(text).ids;
  const ids = all.length > mostTokens ? [...all.slice(0, mostTokens - 1), END] : all;
  const tensor = (value) =>
    new Tensor(
      'int64',
      BigInt64Array.from(ids, (id) => BigInt(value(id))),
      [1, ids.length],
    );
  const { last_hidden_state: layer } = await session.run({
    input_ids: tensor((id) => id),
    attention_mask: tensor(() => 1),
    token_type_ids: tensor(() => 0),
  });
  const vector = new Float32Array(dimensions);
  for (let at = 0; at < layer.data.length; at++) vector[at % dimensions] += layer.data[at];
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}

const network = load();
// Who asks is told; until somebody does, it is no error that nobody handles.
network.catch(() => {});

parentPort.on('message', async ({ id, text }) => {
  try {
    const vector = await encode(await network, text);
    parentPort.postMessage({ id, vector }, [vector.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
