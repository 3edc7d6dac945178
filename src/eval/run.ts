import type { Config } from '../config.ts';
import { EXTRACTIVE } from '../model/model-names.ts';
import { packagePath } from '../package-root.ts';
import type { AnswerScores, JudgedAnswer } from './answers.ts';
import type { RetrievalScores } from './retrieval.ts';

/**
 * Scores retrieval on a BEIR folder with the configured embedder; touches no data directory.
 * @throws FormatError when the folder is none
 */
export async function runRetrievalEvaluation(
  dir: string,
  config: Pick<Config, 'embeddingModel' | 'sentenceEncoder'>,
  onProgress: (done: number, total: number) => void,
): Promise<RetrievalScores> {
  const [{ evaluateRetrieval }, { createEmbedder }] = await Promise.all([
    import('./retrieval.ts'),
    import('../retrieval/embedders/factory.ts'),
  ]);
  return evaluateRetrieval(dir, {
    embedder: await createEmbedder(config.embeddingModel, { sentences: config.sentenceEncoder }),
    onProgress,
  });
}

/**
 * Scores answers to a file of questions over the shipped papers, in memory; touches no data
 * directory. @throws FormatError for a file that holds no questions
 */
export async function runAnswerEvaluation(
  file: string,
  config: Pick<Config, 'embeddingModel' | 'sentenceEncoder' | 'chatModels' | 'chatModelTimeoutMs'>,
  onAnswer: (judged: JudgedAnswer) => void,
): Promise<AnswerScores> {
  const [answers, { readQuestions }, { createEmbedder }, { createAssistant }, { readFile }] =
    await Promise.all([
      import('./answers.ts'),
      import('./answers-questions.ts'),
      import('../retrieval/embedders/factory.ts'),
      import('../assistant/assistant.ts'),
      import('node:fs/promises'),
    ]);
  const questions = await readQuestions(file);
  const text = await readFile(packagePath('corpus', 'papers.jsonl'), 'utf8');
  const papers = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const embedder = await createEmbedder(config.embeddingModel, {
    sentences: config.sentenceEncoder,
  });
  const retriever = await answers.retrieverOver(papers, embedder);
  const assistant = createAssistant({
    retriever: () => retriever,
    model: { models: config.chatModels },
    patience: { timeoutMs: config.chatModelTimeoutMs },
  });
  // A hosted model is paid for by the question.
  const warmUp = assistant.model === EXTRACTIVE ? answers.warmUpQuestions(papers) : [];
  return answers.evaluateAnswers(questions, assistant, onAnswer, warmUp);
}
