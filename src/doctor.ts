import type { Config } from './config.ts';
import { PaperboyError } from './errors.ts';
import type { Paperboy } from './paperboy.ts';

/** One thing that was looked at. */
export interface Finding {
  level: 'ok' | 'warn' | 'error';
  /** What was found. */
  text: string;
  /** What to do about it. */
  hint?: string;
}

/** Runs a check; what it throws is an error found. */
export async function check(what: string, run: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof PaperboyError ? error.hint : undefined;
    return [{ level: 'error', text: `${what}: ${message}`, ...(hint ? { hint } : {}) }];
  }
}

/** Looks at the store, the index, and the models. */
export async function examine(paperboy: Paperboy): Promise<Finding[]> {
  const { config } = paperboy;
  return [
    ...(await check('Store', async () => {
      const papers = await paperboy.papers.count();
      const where = config.databaseUrl ? 'PostgreSQL' : `SQLite in ${config.dataDir}`;
      return [ok(`Store: ${where}, ${papers} papers`)];
    })),
    ...(await check('Embedder', async () => {
      const { id, dimensions, sentences } = await paperboy.embedder();
      const missing = config.sentenceEncoder && !config.embeddingModel && !sentences;
      return [
        ok(`Embedder: ${id}, ${dimensions} dimensions`),
        ...(sentences ? [ok(`Sentence encoder: ${sentences.id}`)] : []),
        ...(missing ? [NO_ENCODER] : []),
      ];
    })),
    ...(await check('Index', async () => {
      const { size } = await paperboy.retriever();
      return [ok(`Index: ${size} papers`)];
    })),
    ...(await check('Assistant', async () => modelFindings(paperboy, config))),
    ...(await check('Sources', async () => sourceFindings(config))),
  ];
}

const NO_ENCODER: Finding = {
  level: 'warn',
  text: 'Sentence encoder: not installed',
  hint: 'Questions in quite other words than a paper find it less often. Run `npm ci` without --omit=optional, or set SENTENCE_ENCODER=false.',
};

const QUESTION = 'How do attention sinks help streaming?';

/** Asks one question, so that a refused key or an unreachable server shows. */
async function modelFindings(paperboy: Paperboy, config: Config): Promise<Finding[]> {
  const assistant = await paperboy.assistant();
  const models = config.chatModels.join(', ');
  for await (const event of assistant.ask(QUESTION)) {
    if (event.type !== 'done') continue;
    const { status, reason, model } = event.answer;
    if (status === 'failed') return [{ level: 'error', text: `Model ${models}: ${reason}` }];
    const fallback = model !== assistant.model;
    return fallback
      ? [{ level: 'warn', text: `Model: ${assistant.model} failed, ${model} answered instead` }]
      : [ok(`Model: ${model} answers`)];
  }
  return [];
}

const PATIENCE_MS = 8000;

async function sourceFindings({ sources }: Config): Promise<Finding[]> {
  const tries = [
    ['Hugging Face', sources.huggingFaceUrl, 'HF_API_URL'],
    ['arXiv', sources.arxivUrl, 'ARXIV_API_URL'],
  ] as const;
  return Promise.all(
    tries.map(async ([name, url, variable]): Promise<Finding> => {
      try {
        await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) });
        return ok(`${name}: ${url} is reachable`);
      } catch {
        const hint = `New papers will not come in. Check the network, or set ${variable} to a proxy.`;
        return { level: 'warn', text: `${name}: ${url} cannot be reached`, hint };
      }
    }),
  );
}

function ok(text: string): Finding {
  return { level: 'ok', text };
}
