import type { Paper } from '../corpus/paper.ts';
import type { Evidence } from '../retrieval/retriever.ts';

/** A sentence of an abstract with its score for what was asked. */
export interface FoundSentence extends Evidence {
  /** Number in the abstract from 1; `key:number` is its marker. */
  number: number;
  /** In [0, 1]. */
  score: number;
}

/** A paper that a tool found. */
export interface Finding {
  /** Opaque key that stands for the paper in this turn. */
  key: string;
  paper: Paper;
  /** Calibrated relevance in [0, 1]; 1 for a paper that was asked for by name. */
  score: number;
  /** Every sentence of the abstract, in order. */
  sentences: readonly Evidence[];
  /** The sentences scored against what was asked; computed when first called. */
  scored(): readonly FoundSentence[];
  /** Facts that code computed about it, such as "+38 votes since yesterday". */
  facts: string[];
}

/** Probability from which what was found is taken for an answer. */
export const ANSWERABLE = 0.5;

/** What a tool found: the artifact beside the text that a hosted model reads. */
export interface Findings {
  tool: 'search_papers' | 'get_paper' | 'similar_papers' | 'trending_papers' | 'compare_papers';
  /** What was looked for. */
  query: string;
  /** Best first. */
  findings: Finding[];
  /** Probability in [0, 1] that these papers answer the query. */
  answerable: number;
  /** Whether a paper carries a name that stands in the query. */
  named: boolean;
  /** Whether the query is nothing but the first paper's name, perhaps with typos. */
  isName: boolean;
  /** Whether papers were found by metadata alone: those of an author, of a year. */
  isBrowsed: boolean;
  /** Names that no paper carries, where papers were asked for by name. */
  unknown: string[];
}
