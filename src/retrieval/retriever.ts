import type { Paper } from '../corpus/paper.ts';
import type { NamedAuthors } from './authors.ts';

/** Restricts a search by metadata; every given part must hold. */
export interface PaperFilter {
  /** Published on or after this ISO date (or its beginning). */
  from?: string;
  /** Published on or before this ISO date (or its beginning). */
  to?: string;
  /** Any of these categories; `cs` matches `cs.CL`. */
  categories?: string[];
  /** Any of these authors; matched by whole words of the name, case and accents ignored. */
  authors?: string[];
  /** All of these authors, matched likewise. */
  coauthors?: string[];
  /** Only these papers. */
  ids?: string[];
}

export interface SearchOptions {
  /** How many papers at most; default 10. */
  k?: number;
  filter?: PaperFilter;
  /** What comes first where the query names no topic; with a filter the newest by default. */
  order?: PaperOrder;
}

/** By date of publication. */
export type PaperOrder = 'newest' | 'oldest';

/** A paper found, best first. */
export interface SearchHit {
  paper: Paper;
  /** Calibrated relevance in [0, 1], comparable over queries and corpora. */
  score: number;
  /** What each part contributed, before calibration; for explanations and metrics. */
  parts: { dense: number; lexical: number; name: number; near?: number };
  /** Ids of near-duplicates folded into this hit. */
  duplicates: string[];
}

/** A paper found by its name, for lookup and autocomplete. */
export interface NameMatch {
  id: string;
  title: string;
  /** The title or name that matched. */
  name: string;
  kind: 'id' | 'exact' | 'acronym' | 'prefix' | 'typo' | 'partial';
  /** In [0, 1]; 1 is an exact match. */
  score: number;
}

/** A sentence of an abstract: `paper.abstract.slice(start, end) === text`. */
export interface Evidence {
  text: string;
  start: number;
  end: number;
}

/** How well a sentence speaks to a question. */
export interface ScoredEvidence extends Evidence {
  paper: Paper;
  /** In [0, 1]. */
  score: number;
}

/**
 * How well what was found covers a question, from which a refusal is decided. Independent of the
 * corpus' size: shares of the question, not raw scores.
 */
export interface Coverage {
  /** Share of the question's words in the best paper and in its best sentence, weighing by their rarity in English. */
  terms: number;
  sentenceTerms: number;
  /** Share in the best paper, words near in meaning counting too, weighing by how much they tell of a topic. */
  close: number;
  /** How technical the most technical word is that the best paper has nothing near to, in about [0, 1]. */
  missing: number;
  /** How technical the most technical word is that stands in no paper of the corpus, in about [0, 1]. */
  foreign: number;
  /** 1 if the first paper has a word written like a name that stands in hardly another paper. */
  ownName: number;
  /** Similarity in meaning of the best single sentence. */
  meaning: number;
  /** How surely a paper carries a name of the question. */
  name: number;
  /** Weight of words that look like names and stand in no paper of the corpus. */
  unknownNames: number;
  /** Weight of all words that stand in no paper. */
  unknown: number;
  /**
   * How much more common its words are in the corpus than in general English: the mean of the
   * logarithms, over 5. Low for questions of everyday life, whose words each stand in some paper.
   */
  field: number;
  /** Number of content words. */
  count: number;
}

/**
 * Finds papers by meaning, words and name. Keeps ids, titles and indexes in memory and reads whole
 * papers from the store, so that it holds for a million. Searches read an immutable snapshot.
 */
export interface Retriever {
  /** Number of papers. */
  readonly size: number;
  /**
   * Hybrid search. Authors that the query names restrict it to their papers: to those they wrote together, if there are
   * any. A query that names no topic gives the newest papers that pass the filter, or the oldest.
   * @throws InputError for an empty query without filter and order.
   */
  search(query: string, options?: SearchOptions): Promise<SearchHit[]>;
  /** Begins to read a question that will be searched for soon, on another thread where that takes time. */
  foresee(question: string): void;
  /** Papers near one in meaning, without itself. @throws NotFoundError */
  similar(paperId: string, options?: SearchOptions): Promise<SearchHit[]>;
  /** Papers by id, title, acronym, prefix or with typos; from memory, in milliseconds. */
  lookup(name: string, limit?: number): NameMatch[];
  /** Authors of the corpus that a text names; from memory, in microseconds. */
  authorsIn(text: string): NamedAuthors;
  /** One paper by id (a version suffix or link is forgiven), or undefined; read from the store. */
  paper(id: string): Promise<Paper | undefined>;
  /** Sentences of these papers' abstracts that speak to a question, best first. */
  evidence(question: string, papers: Paper[], limit?: number): ScoredEvidence[];
  /** How well the hits cover the question. */
  coverage(question: string, hits: SearchHit[]): Coverage;
}
