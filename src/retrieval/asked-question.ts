import type { Paper } from '../corpus/paper.ts';
import type { Embedder, FurtherWords } from './embedders/embedder.ts';
import { type Question, readQuestion, type Vocabulary } from './evidence-question.ts';
import { paperTerms } from './paper-terms.ts';
import { respell } from './respell.ts';
import { technicalQuery } from './thesaurus.ts';
import { Nearness, WordMatch } from './word-match.ts';

/** Longest question looked at, in UTF-16 units; abstracts have 1,500. */
export const MAX_QUERY_LENGTH = 20_000;

/** A question as the corpus spells it, with what was once computed for it and a paper. */
export class AskedQuestion {
  readonly text: string;
  readonly read: Question;
  readonly lexicon: Embedder['lexicon'];
  readonly #nearness: Nearness | undefined;
  readonly #similarity: Embedder['similarity'];
  readonly #further: FurtherWords | undefined;
  readonly #meanings = new WeakMap<Paper, ArrayLike<number>>();
  readonly #matches = new WeakMap<Paper, WordMatch>();

  constructor(
    text: string,
    vocabulary: Vocabulary,
    embedder: Pick<Embedder, 'similarity' | 'lexicon'>,
  ) {
    this.text = respell(text.slice(0, MAX_QUERY_LENGTH), vocabulary, embedder.lexicon);
    this.read = readQuestion(this.text, vocabulary);
    this.lexicon = embedder.lexicon;
    this.#nearness = embedder.lexicon && new Nearness(this.read.words, embedder.lexicon);
    this.#similarity = embedder.similarity?.bind(embedder);
    this.#further = technicalQuery(this.text, vocabulary.size)?.meaning;
  }

  /**
   * Cosines with the title of a paper and with each sentence of its abstract, in this order; undefined
   * where the embedder is too slow to be asked for each sentence.
   */
  meanings(paper: Paper): ArrayLike<number> | undefined {
    let known = this.#meanings.get(paper);
    if (!known && this.#similarity) {
      const sentences = paperTerms(paper).sentences.map(({ text }) => text);
      known = this.#similarity(this.text, [paper.title, ...sentences], this.#further);
      this.#meanings.set(paper, known);
    }
    return known;
  }

  /** How much of each word of the question a paper and its sentences hold. */
  match(paper: Paper): WordMatch {
    let known = this.#matches.get(paper);
    if (!known) {
      known = new WordMatch(this.read.words, paper, this.#nearness);
      this.#matches.set(paper, known);
    }
    return known;
  }
}
