import type { Paper } from '../corpus/paper.ts';
import { termSet } from './evidence-question.ts';
import type { Evidence } from './retriever.ts';
import { splitSentences } from './sentences.ts';

/** A paper as coverage and evidence see it: its terms as a whole, in its title and in each sentence. */
export interface PaperTerms {
  whole: ReadonlySet<string>;
  title: ReadonlySet<string>;
  sentences: readonly (Evidence & { terms: ReadonlySet<string> })[];
}

const read = new WeakMap<Paper, PaperTerms>();

/** The terms of a paper, read once for each record: an answer asks for those it found several times. */
export function paperTerms(paper: Paper): PaperTerms {
  let terms = read.get(paper);
  if (!terms) {
    terms = {
      whole: termSet(`${paper.title}\n${paper.abstract}`),
      title: termSet(paper.title),
      sentences: splitSentences(paper.abstract).map((sentence) => ({
        ...sentence,
        terms: termSet(sentence.text),
      })),
    };
    read.set(paper, terms);
  }
  return terms;
}
