import { type Spread, spreadOfAll } from './fusion-moments.ts';
import type { Scored } from './lexical-index.ts';

/** A document with what each part found for it. */
export interface Fused {
  document: number;
  /** Combination of the standardised parts, at most 1, and what names add; orders the documents. */
  fused: number;
  /** Cosine of the general embedder. */
  dense: number;
  /** Cosine of the corpus' latent semantics. */
  lsa: number;
  /** BM25 as a share of the attainable. */
  lexical: number;
  /** Strength of the names it carries. */
  name: number;
  /** Cosine by the sentence encoder, where one read the paper. */
  near?: number;
}

/** The nearest documents of a vector index. */
export interface Nearest {
  scores: ReadonlyMap<number, number>;
  /** What a document that is not among them scores at most. */
  floor: number;
  /** How the scores of all documents are spread. */
  spread: Spread;
}

/** BM25 of all documents. */
export interface Lexical {
  scores: Float32Array;
  attainable: number;
  /** The best, best first. */
  top: readonly Scored[];
}

export interface FusionInput {
  lexical: Lexical;
  dense: Nearest;
  lsa?: Nearest;
  /** Length of each document in words. */
  lengths: ArrayLike<number>;
  /** Names of the query by the documents that carry them. */
  names: ReadonlyMap<number, NameSignal>;
}

/** A name of the query that a document carries. */
export interface NameSignal {
  /** How surely it is the document's own, and no common word; in [0, 1]. */
  strength: number;
  /** Share of the query that the name is; 1 when nothing else is asked. */
  share: number;
}

/** Shares of the parts; the name comes on top. */
export interface FusionWeights {
  lexical: number;
  dense: number;
  lsa: number;
}

/** Shares for corpora of so many papers. Among few papers no word is surely rare, and meaning tells more. */
const FEW = { papers: 100, weights: { lexical: 0.3, dense: 0.6, lsa: 0.1 } };
const MANY = { papers: 3000, weights: { lexical: 0.5, dense: 0.3, lsa: 0.2 } };
/** Shares where there are too many papers for latent semantics of their own. */
const WITHOUT_LSA: FusionWeights = { lexical: 0.55, dense: 0.45, lsa: 0 };

/**
 * The shares of the parts in a corpus, between the measured sizes by the logarithm of its own. Measured
 * on samples of 100, 600 and all papers of five judged collections (`bench/embedder/README.md`), and on 736 questions
 * over 195 papers alone and among 2,000 to 40,000 others.
 * @param latent whether latent semantics were fitted on the corpus
 */
export function fusionWeights(papers: number, latent: boolean): FusionWeights {
  if (!latent) return WITHOUT_LSA;
  const way = Math.log(papers / FEW.papers) / Math.log(MANY.papers / FEW.papers);
  const share = Math.min(1, Math.max(0, way));
  const between = (part: keyof FusionWeights) =>
    FEW.weights[part] + share * (MANY.weights[part] - FEW.weights[part]);
  return { lexical: between('lexical'), dense: between('dense'), lsa: between('lsa') };
}

/**
 * Words from which a document's meaning is sure. A title alone tells little of it: its cosines count
 * by the root of its share of this length. Measured on collections of 25 to 110 words a document: the
 * one of which half has no abstract gains .02 of nDCG@10, the others are as before.
 */
const SURE_LENGTH = 60;

/** What a sure name adds to a score of at most 1, and what more when it is the whole query. */
const NAME_WEIGHT = 0.5;
const WHOLE_QUERY = 1;

/**
 * A convex combination of the parts, each standardised by the mean and deviation of its scores over
 * the whole corpus. Measured on several collections: it keeps the better of two parts where
 * reciprocal ranks lose it, and hurts less than scaling by the maximum where a part is weak.
 * @returns documents in the order of relevance
 */
export function fuse(input: FusionInput, weights: FusionWeights): Fused[] {
  const { lexical, dense, lsa, lengths, names } = input;
  const candidates = new Set(lexical.top.map(({ document }) => document));
  for (const part of [dense.scores, lsa?.scores, names]) {
    for (const document of part?.keys() ?? []) candidates.add(document);
  }
  const spread = spreadOfAll(lexical.scores);
  const standard = (score: number, { mean, deviation }: Spread) => (score - mean) / deviation;
  const fused: Fused[] = [];
  let highest = 0;
  for (const document of candidates) {
    const words = lexical.scores[document]!;
    const meaning = dense.scores.get(document) ?? dense.floor;
    const latent = lsa ? (lsa.scores.get(document) ?? lsa.floor) : 0;
    let total = weights.lexical * standard(words, spread);
    const sure = Math.sqrt(Math.min(1, lengths[document]! / SURE_LENGTH));
    total += sure * weights.dense * standard(meaning, dense.spread);
    if (lsa) total += sure * weights.lsa * standard(latent, lsa.spread);
    highest = Math.max(highest, total);
    fused.push({
      document,
      fused: total,
      dense: meaning,
      lsa: latent,
      lexical: lexical.attainable > 0 ? words / lexical.attainable : 0,
      name: names.get(document)?.strength ?? 0,
    });
  }
  // Where no paper has a word of the query, the meaning counts its share and no more.
  const most = lexical.top.length > 0 ? 1 : 1 - weights.lexical;
  for (const hit of fused) {
    const share = names.get(hit.document)?.share ?? 0;
    const name = hit.name * (NAME_WEIGHT + WHOLE_QUERY * share);
    hit.fused = (highest > 0 ? (most * Math.max(0, hit.fused)) / highest : 0) + name;
  }
  return fused.sort((a, b) => b.fused - a.fused || a.document - b.document);
}
