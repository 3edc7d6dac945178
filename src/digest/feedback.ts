import type { Target } from '../chat/adapter.ts';
import { type Paper, paperText } from '../corpus/paper.ts';
import { documentTerms } from '../retrieval/analyzer.ts';
import type { FeedbackStore } from '../store/feedback.ts';
import type { PaperStore } from '../store/papers.ts';
import type { TrendingOptions } from '../trending/trending.ts';

/** How alike two papers are, in [0, 1]. */
export type Similarity = (a: Paper, b: Paper) => number;

/** Most a channel's thumbs move a score, up or down. */
const MOST_SHIFT = 0.1;
/** Papers less alike than this have only common words in common. */
const LEAST_SIMILARITY = 0.15;
/** From this on papers count as wholly alike. */
const ALIKE = 0.6;
const TITLE_LENGTH = 60;

/**
 * The shift that a channel's 👍 and 👎 give to papers like those they stood under, with the reason
 * that is shown; undefined where nobody gave any.
 */
export async function shiftOf(
  channel: Target,
  stores: { feedback: FeedbackStore; papers: PaperStore; similarity?: Similarity },
): Promise<TrendingOptions['shift']> {
  const given = await stores.feedback.papersOf(channel);
  const papers = new Map(
    (await stores.papers.get(given.map(({ paperId }) => paperId))).map((paper) => [
      paper.id,
      paper,
    ]),
  );
  const rated = (sign: 1 | -1) =>
    given.flatMap(({ paperId, value }) => (value * sign > 0 ? (papers.get(paperId) ?? []) : []));
  const liked = rated(1);
  const disliked = rated(-1);
  if (liked.length === 0 && disliked.length === 0) return undefined;
  const similarity = stores.similarity ?? wordSimilarity();
  return (paper) => {
    const like = nearest(paper, liked, similarity);
    const dislike = nearest(paper, disliked, similarity);
    const amount = MOST_SHIFT * (like.strength - dislike.strength);
    const [source, thumb] = amount > 0 ? [like.paper, '👍'] : [dislike.paper, '👎'];
    if (amount === 0 || !source) return undefined;
    return { amount, why: `like "${shortTitle(source)}", which got ${thumb} here` };
  };
}

/** Cosine of the words of title and abstract; remembers the words of each paper it saw. */
export function wordSimilarity(): Similarity {
  const known = new Map<string, Set<string>>();
  const termsOf = (paper: Paper) => {
    let terms = known.get(paper.id);
    if (!terms) {
      terms = new Set(documentTerms(paperText(paper)));
      known.set(paper.id, terms);
    }
    return terms;
  };
  return (a, b) => {
    const [left, right] = [termsOf(a), termsOf(b)];
    if (left.size === 0 || right.size === 0) return 0;
    let common = 0;
    for (const term of left) if (right.has(term)) common++;
    return common / Math.sqrt(left.size * right.size);
  };
}

function nearest(paper: Paper, among: Paper[], similarity: Similarity) {
  let best: { paper?: Paper; strength: number } = { strength: 0 };
  for (const other of among) {
    const share = (similarity(paper, other) - LEAST_SIMILARITY) / (ALIKE - LEAST_SIMILARITY);
    const strength = Math.min(1, Math.max(0, share));
    if (strength > best.strength) best = { paper: other, strength };
  }
  return best;
}

function shortTitle({ title }: Paper): string {
  return title.length <= TITLE_LENGTH ? title : `${title.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
}
