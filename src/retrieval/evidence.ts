import type { Paper } from '../corpus/paper.ts';
import type { AskedQuestion } from './asked-question.ts';
import { coveredShare, type Question, wordShare } from './evidence-question.ts';
import { paperTerms } from './paper-terms.ts';
import type { ScoredEvidence } from './retriever.ts';

const WEIGHTS = { words: 0.55, title: 0.15, meaning: 0.3, figure: 0.15, first: 0.02, last: 0.02 };
/** A figure as an answer: 19.2x, 350, 36.5 %, "two-fold"; no year, reference or part of a name. */
const FIGURE =
  /(?<![\p{L}\d.-])\$?\d+(?:[.,]\d+)*\s?(?:%|\\%|x\b|×|times|\\times|fps|ms|[kKMBG]B?\b)?(?![\p{L}\d-])|\b\d+(?:\.\d+)?(?:times|x|X|%|B|M|K)|\b(?:power[ -]law|orders? of magnitude|(?:two|three|four|five|ten)[ -]?fold|twice)\b/u;

/**
 * Sentences of the papers' abstracts that speak to a question, best first. A sentence counts by
 * the question's words it holds, by those its title supplies, by meaning, and by a figure where
 * one is asked for.
 */
export function scoreEvidence(asked: AskedQuestion, papers: readonly Paper[]): ScoredEvidence[] {
  const question = asked.read;
  const scored: ScoredEvidence[] = [];
  for (const paper of papers) {
    const { title, sentences } = paperTerms(paper);
    const meanings = asked.meanings(paper);
    for (const [i, { terms, ...sentence }] of sentences.entries()) {
      const words = coveredShare(question, terms);
      const supplied = suppliedShare(question, terms, title);
      const meaning = Math.max(0, meanings?.[i + 1] ?? words);
      const figure = question.wantsFigure && FIGURE.test(sentence.text) ? WEIGHTS.figure : 0;
      const relevance =
        WEIGHTS.words * words + WEIGHTS.title * supplied + WEIGHTS.meaning * meaning;
      const position = i === 0 ? WEIGHTS.first : i === sentences.length - 1 ? WEIGHTS.last : 0;
      const score =
        relevance > 0 ? Math.min(1, relevance + (words > 0 ? figure : figure / 2) + position) : 0;
      if (score > 0) scored.push({ ...sentence, paper, score });
    }
  }
  return scored.sort((a, b) => b.score - a.score);
}

/** Share of the question that the sentence lacks and its paper's title holds, or both hold. */
function suppliedShare(
  question: Question,
  terms: ReadonlySet<string>,
  title: ReadonlySet<string>,
): number {
  if (question.mass === 0) return 0;
  let supplied = 0;
  for (const word of question.words) {
    supplied += word.weight * Math.max(wordShare(word, title), wordShare(word, terms));
  }
  return supplied / question.mass;
}
