import type { Paper } from '../corpus/paper.ts';
import type { FoundSentence } from '../model/findings.ts';
import { OwnNames } from '../model/own-names.ts';
import { tokens } from '../retrieval/analyzer.ts';
import type { Evidence, Retriever } from '../retrieval/retriever.ts';
import { STOP_WORDS } from '../retrieval/stop-words.ts';

/** What a score without the name is worth: an abstract may speak of several methods. */
const UNNAMED = 0.97;

/**
 * The sentences of a paper scored against a question. An abstract names its method once and then
 * says "it": the question also counts without the paper's names, and the better score is taken.
 */
export function scoreSentences(
  question: string,
  paper: Paper,
  sentences: readonly Evidence[],
  retriever: Retriever,
): FoundSentence[] {
  const scores = new Map<number, number>();
  const enter = (text: string, worth = 1) => {
    for (const { start, score } of retriever.evidence(text, [paper], sentences.length)) {
      scores.set(start, Math.max(score * worth, scores.get(start) ?? 0));
    }
  };
  if (question.trim() && sentences.length > 0) {
    enter(question);
    const rest = withoutNames(question, paper);
    if (rest) enter(rest, UNNAMED);
  }
  return sentences.map((sentence, i) => ({
    ...sentence,
    number: i + 1,
    score: scores.get(sentence.start) ?? 0,
  }));
}

/** The question without the paper's own names; undefined where it has none or nothing else. */
function withoutNames(question: string, paper: Paper): string | undefined {
  const names = OwnNames.of(paper);
  const written = tokens(question);
  const rest = written.filter((token) => !names.has(token));
  if (rest.length === written.length) return undefined;
  return rest.some((token) => !STOP_WORDS.has(token.toLowerCase())) ? rest.join(' ') : undefined;
}
