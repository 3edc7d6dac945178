import type { Paper } from '../corpus/paper.ts';
import type { FoundSentence } from '../model/findings.ts';
import type { Evidence, Retriever } from '../retrieval/retriever.ts';

/** The sentences of a paper in order, numbered and scored against a question. */
export function scoreSentences(
  question: string,
  paper: Paper,
  sentences: readonly Evidence[],
  retriever: Retriever,
): FoundSentence[] {
  const scores = new Map<number, number>();
  if (question.trim() && sentences.length > 0) {
    for (const { start, score } of retriever.evidence(question, [paper], sentences.length)) {
      scores.set(start, score);
    }
  }
  return sentences.map((sentence, i) => ({
    ...sentence,
    number: i + 1,
    score: scores.get(sentence.start) ?? 0,
  }));
}
