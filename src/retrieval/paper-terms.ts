import type { Paper } from '../corpus/paper.ts';
import { tokens } from './analyzer.ts';
import { termSet } from './evidence-question.ts';
import type { Evidence } from './retriever.ts';
import { splitSentences } from './sentences.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A paper as coverage and evidence see it: its terms as a whole, in its title and in each sentence. */
export interface PaperTerms {
  whole: ReadonlySet<string>;
  title: ReadonlySet<string>;
  sentences: readonly (Evidence & { terms: ReadonlySet<string> })[];
  /** Its distinct words in small letters, function words left out, each with the segments it stands in: title 0, sentences from 1. */
  vocabulary: { words: readonly string[]; segments: readonly (readonly number[])[] };
}

/** Distinct words that are looked at; abstracts have 100 to 200. */
const MOST_WORDS = 400;

const read = new WeakMap<Paper, PaperTerms>();

/** The terms of a paper, read once for each record: an answer asks for those it found several times. */
export function paperTerms(paper: Paper): PaperTerms {
  let terms = read.get(paper);
  if (!terms) {
    const sentences = splitSentences(paper.abstract);
    terms = {
      whole: termSet(`${paper.title}\n${paper.abstract}`),
      title: termSet(paper.title),
      sentences: sentences.map((sentence) => ({ ...sentence, terms: termSet(sentence.text) })),
      vocabulary: vocabularyOf([paper.title, ...sentences.map(({ text }) => text)]),
    };
    read.set(paper, terms);
  }
  return terms;
}

function vocabularyOf(segments: readonly string[]): PaperTerms['vocabulary'] {
  const places = new Map<string, Set<number>>();
  for (const [i, segment] of segments.entries()) {
    for (const token of tokens(segment)) {
      const word = token.toLowerCase();
      if (STOP_WORDS.has(word)) continue;
      const known = places.get(word);
      if (known) known.add(i);
      else if (places.size < MOST_WORDS) places.set(word, new Set([i]));
    }
  }
  return {
    words: [...places.keys()],
    segments: Array.from(places.values(), (where) => [...where]),
  };
}
