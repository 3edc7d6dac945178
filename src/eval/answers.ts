import type { Answer, Assistant } from '../assistant/answer.ts';
import type { Paper } from '../corpus/paper.ts';
import type { Embedder } from '../retrieval/embedders/embedder.ts';
import { HybridRetriever } from '../retrieval/hybrid-retriever.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import { buildSnapshot } from '../retrieval/snapshot.ts';
import { titleKey } from '../store/papers.ts';
import type { JudgedQuestion } from './answers-questions.ts';
import { quantile } from './retrieval-metrics.ts';

/** What `eval answers` prints; shares in [0, 1], a share of nothing is 1. */
export interface AnswerScores {
  /** Of the questions with one right paper: the first citation is one that is accepted. */
  first: number;
  /** Of the questions with a fact: it stands in the answer or its evidence. */
  fact: number;
  /** Share of all citations that are accepted papers. */
  precision: number;
  /** Share of all citations whose evidence stands in the stored abstract, to the character. */
  evidenceExact: number;
  /** Of the questions without an answer: those refused. */
  refused: number;
  /** Of the questions with an answer: those refused. */
  wrongRefusal: number;
  /** Of the `multi` questions: mean share of the accepted papers that are cited. */
  multiRecall: number;
  questions: number;
  p50Ms: number;
  p99Ms: number;
}

/** How one question went. */
export interface JudgedAnswer {
  question: JudgedQuestion;
  answer: Answer;
}

/** A retriever over papers in memory: no store and no data directory is touched. */
export async function retrieverOver(
  papers: readonly Paper[],
  embedder: Embedder,
): Promise<Retriever> {
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  const snapshot = await buildSnapshot(
    papers.map((paper) => ({ paper, contentHash: '' })),
    embedder,
  );
  return new HybridRetriever(snapshot, {
    get: async (ids) => ids.flatMap((id) => byId.get(id) ?? []),
  });
}

/** Questions about papers that are asked before any is timed. */
const WARM_UP = 100;

/** Questions, none of them of any file, after which a process is as warm as a bot that has run for an hour. */
export function warmUpQuestions(papers: readonly Pick<Paper, 'title'>[]): string[] {
  return Array.from({ length: papers.length > 0 ? WARM_UP : 0 }, (_, i) => {
    const { title } = papers[i % papers.length]!;
    return i % 2 === 0 ? `What does "${title}" propose?` : `How well does it work: ${title}?`;
  });
}

/**
 * Asks every question and scores the answers.
 * @param warmUp questions asked before, so that latency is that of a warm process
 */
export async function evaluateAnswers(
  questions: readonly JudgedQuestion[],
  assistant: Assistant,
  onAnswer: (judged: JudgedAnswer) => void = () => {},
  warmUp: readonly string[] = [],
): Promise<AnswerScores> {
  for (const question of warmUp) await ask(assistant, question);
  const judged: JudgedAnswer[] = [];
  for (const question of questions) {
    const each = { question, answer: await ask(assistant, question.question) };
    judged.push(each);
    onAnswer(each);
  }
  return score(judged);
}

/** The scorecard of answers already given. */
export function score(judged: readonly JudgedAnswer[]): AnswerScores {
  const answerable = judged.filter(({ question }) => question.kind !== 'none');
  const none = judged.filter(({ question }) => question.kind === 'none');
  const multi = answerable.filter(({ question }) => question.kind === 'multi');
  const single = answerable.filter(({ question }) => question.kind !== 'multi');
  const facts = answerable.filter(({ question }) => question.fact);
  const citations = judged.flatMap(({ question, answer }) =>
    answer.citations.map((citation) => ({ question, citation })),
  );
  const times = judged.map(({ answer }) => answer.ms);
  return {
    first: share(single, ({ question, answer }) => accepted(question, answer.citations[0]?.paper)),
    fact: share(facts, showsFact),
    precision: share(citations, ({ question, citation }) => accepted(question, citation.paper)),
    evidenceExact: share(citations, ({ citation: { paper, evidence } }) => {
      const { text, start, end } = evidence;
      return text !== '' && paper.abstract.slice(start, end) === text;
    }),
    refused: share(none, isRefused),
    wrongRefusal: answerable.length > 0 ? share(answerable, isRefused) : 0,
    multiRecall:
      multi.length > 0 ? multi.reduce((sum, each) => sum + recall(each), 0) / multi.length : 1,
    questions: judged.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  };
}

function accepted(question: JudgedQuestion, paper: Paper | undefined): boolean {
  return (
    paper !== undefined &&
    question.titles.some((title) => titleKey(title) === titleKey(paper.title))
  );
}

function showsFact({ question, answer }: JudgedAnswer): boolean {
  const shown = [answer.text, ...answer.citations.map(({ evidence }) => evidence.text)].join('\n');
  return new RegExp(question.fact!, 'i').test(shown);
}

function isRefused({ answer }: JudgedAnswer): boolean {
  return answer.status === 'not_in_corpus' || answer.status === 'abstract_silent';
}

function recall({ question, answer }: JudgedAnswer): number {
  const cited = new Set(answer.citations.map(({ paper }) => titleKey(paper.title)));
  return share(question.titles, (title) => cited.has(titleKey(title)));
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length > 0 ? items.filter(holds).length / items.length : 1;
}

async function ask(assistant: Assistant, question: string): Promise<Answer> {
  for await (const event of assistant.ask(question)) {
    if (event.type === 'done') return event.answer;
  }
  throw new Error('The assistant ended without an answer');
}
