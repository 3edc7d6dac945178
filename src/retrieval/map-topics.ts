import { documentTerms, words } from './analyzer.ts';

/** Words that name a topic. */
const WORDS_PER_LABEL = 2;
/** A word must stand in this share of a topic's titles, or in two of them. */
const LEAST_SHARE = 0.15;

/**
 * Names topics by the words that stand in the titles of their papers and less in those of others.
 *
 * @param titles one per paper
 * @param topicOf the topic of each paper, counted from 0
 * @returns a label per topic
 */
export function topTerms(titles: string[], topicOf: number[]): string[] {
  const topics = Math.max(...topicOf) + 1;
  const inAll = new Map<string, number>();
  const inTopic = Array.from({ length: topics }, () => new Map<string, number>());
  /** How each stem is written most often. */
  const spelling = new Map<string, string>();
  titles.forEach((title, i) => {
    for (const word of new Set(words(title))) {
      const [stem] = documentTerms(word);
      if (!stem || word.length < 3) continue;
      if (!spelling.has(stem)) spelling.set(stem, word);
      inAll.set(stem, (inAll.get(stem) ?? 0) + 1);
      const counts = inTopic[topicOf[i]!]!;
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
    }
  });
  return inTopic.map((counts, topic) => {
    const size = topicOf.filter((of) => of === topic).length;
    const least = Math.min(2, Math.max(1, size * LEAST_SHARE));
    const scored = Array.from(counts, ([stem, count]) => ({
      stem,
      // Share of the topic's titles, times how much of the word's use falls to this topic.
      score: count >= least ? (count / size) * (count / inAll.get(stem)!) : 0,
    }));
    scored.sort((a, b) => b.score - a.score || (a.stem < b.stem ? -1 : 1));
    return scored
      .slice(0, WORDS_PER_LABEL)
      .map(({ stem }) => spelling.get(stem))
      .join(' · ');
  });
}
