import { type Paper, paperText } from '../corpus/paper.ts';
import type { Embedder } from '../retrieval/embedders/embedder.ts';

/** A paper ranked without votes. */
export interface Quiet {
  paper: Paper;
  /** In [0, 1]. */
  score: number;
  why: string[];
}

const YEAR_MS = 365.25 * 86_400_000;
const NEWNESS_WEIGHT = 0.6;
/** Share of the papers that are called central. */
const CENTRAL_SHARE = 0.25;

/**
 * Ranks papers of which no votes are known by what is known: 0.6 of the score is how new a paper is
 * on `day` (halved with each year; a paper without a date takes the median), 0.4 how near its vector
 * lies to the mean of all, from 0 for the farthest to 1 for the nearest.
 */
export async function rankQuiet(
  papers: readonly Paper[],
  day: string,
  embedder: Embedder,
): Promise<Quiet[]> {
  if (papers.length === 0) return [];
  const newness = filled(papers.map((paper) => newnessOf(paper, day)));
  const centrality = centralities(await embedder.embedDocuments(papers.map(paperText)));
  const central = [...centrality].sort((a, b) => b - a)[Math.floor(papers.length * CENTRAL_SHARE)];
  return papers.map((paper, index) => {
    const near = centrality[index]!;
    const why = [
      paper.publishedAt ? `published ${paper.publishedAt}` : undefined,
      near > (central ?? 1) ? 'central to the corpus' : undefined,
      paper.githubRepo ? 'code released' : undefined,
    ];
    return {
      paper,
      score: NEWNESS_WEIGHT * newness[index]! + (1 - NEWNESS_WEIGHT) * near,
      why: why.filter((reason) => reason !== undefined),
    };
  });
}

/** The newest papers, at most `limit`; a corpus of any size is read once, never held. */
export async function newestPapers(
  papers: AsyncIterable<{ paper: Paper }>,
  until: string,
  limit: number,
): Promise<Paper[]> {
  let newest: Paper[] = [];
  const cut = () => {
    newest = newest.sort(byDate).slice(0, limit);
  };
  for await (const { paper } of papers) {
    if (paper.withdrawnAt || (paper.publishedAt ?? '') > until) continue;
    newest.push(paper);
    if (newest.length >= 4 * limit) cut();
  }
  cut();
  return newest;
}

function byDate(a: Paper, b: Paper): number {
  const [left, right] = [a.publishedAt ?? '', b.publishedAt ?? ''];
  return left < right ? 1 : left > right ? -1 : a.id < b.id ? -1 : 1;
}

function newnessOf({ publishedAt }: Paper, day: string): number | undefined {
  const published = publishedAt ? Date.parse(publishedAt) : Number.NaN;
  if (Number.isNaN(published)) return undefined;
  return 2 ** -(Math.max(0, Date.parse(day) - published) / YEAR_MS);
}

/** What is missing takes the median of what is known. */
function filled(values: readonly (number | undefined)[]): number[] {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 0;
  return values.map((value) => value ?? median);
}

/** Cosine of each unit vector to the mean of all, spread over [0, 1]. */
function centralities(vectors: readonly (readonly number[])[]): number[] {
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (const [i, value] of vector.entries()) mean[i]! += value;
  }
  const cosines = vectors.map((vector) =>
    vector.reduce((sum, value, i) => sum + value * mean[i]!, 0),
  );
  const low = Math.min(...cosines);
  const range = Math.max(...cosines) - low;
  return cosines.map((cosine) => (range > 0 ? (cosine - low) / range : 1));
}
