import { existsSync } from 'node:fs';
import path from 'node:path';
import { EmbedderError } from '../../errors.ts';
import type { Embedder } from './embedder.ts';
import { hostedEmbedder } from './hosted.ts';

const PACKAGE = '@huggingface/transformers';

/** What is used of the optional package. */
interface Transformers {
  env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(
    task: 'feature-extraction',
    model: string,
  ): Promise<
    (
      texts: string[],
      options: { pooling: 'mean'; normalize: boolean },
    ) => Promise<{ tolist(): number[][] }>
  >;
}

/**
 * A sentence-transformers model in ONNX run on this machine by transformers.js, which is installed
 * by who wants it.
 * @param model a name on the Hugging Face hub, or the path of a local model folder
 * @throws EmbedderError when the package or the model is missing
 */
export async function createHuggingFaceEmbedder(model: string): Promise<Embedder> {
  const transformers = await load();
  let name = model;
  if (existsSync(model)) {
    const folder = path.resolve(model);
    transformers.env.allowRemoteModels = false;
    transformers.env.localModelPath = path.dirname(folder);
    name = path.basename(folder);
  }
  const extract = await transformers.pipeline('feature-extraction', name).catch((cause) => {
    throw new EmbedderError(`The model ${model} cannot be loaded: ${cause.message}`, {
      hint: 'Name a model with ONNX files on the Hugging Face hub, or the path of such a folder.',
      cause,
    });
  });
  const embedDocuments = async (texts: string[]) =>
    (await extract(texts, { pooling: 'mean', normalize: true })).tolist();
  return hostedEmbedder({
    name: `huggingface:${path.basename(model)}`,
    embeddings: { embedDocuments, embedQuery: async (text) => (await embedDocuments([text]))[0]! },
    hint: 'Check the model named in EMBEDDING_MODEL.',
  });
}

async function load(): Promise<Transformers> {
  try {
    // The name is no literal, since the package need not be there to compile or bundle.
    return (await import(PACKAGE as string)) as Transformers;
  } catch (cause) {
    throw new EmbedderError(`Hugging Face embeddings need the package ${PACKAGE}.`, {
      hint: `Install it with \`npm install ${PACKAGE}\`, or unset EMBEDDING_MODEL.`,
      cause,
    });
  }
}
