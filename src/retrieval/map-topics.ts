import { fold } from './analyzer.ts';
import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Words that name a topic. */
const WORDS_PER_LABEL = 2;
/** Words of four letters and more, hyphens kept. */
const WORD = /\p{L}[\p{L}\p{N}-]{3,}/gu;
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
  /** How each stem is written where it comes first. */
  const spelling = new Map<string, string>();
  titles.forEach((title, i) => {
    const words = new Map<string, string>();
    for (const word of title.match(WORD) ?? []) {
      const folded = fold(word);
      if (!STOP_WORDS.has(folded)) words.set(stem(folded), word);
    }
    for (const [term, word] of words) {
      if (!spelling.has(term)) spelling.set(term, word.toLowerCase());
      inAll.set(term, (inAll.get(term) ?? 0) + 1);
      const counts = inTopic[topicOf[i]!]!;
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  });
  return inTopic.map((counts, topic) => {
    const size = topicOf.filter((of) => of === topic).length;
    const least = Math.min(2, Math.max(1, size * LEAST_SHARE));
    const scored = Array.from(counts, ([term, count]) => ({
      term,
      // Share of the topic's titles, times how much of the word's use falls to this topic.
      score: count >= least ? (count / size) * (count / inAll.get(term)!) : 0,
    }));
    scored.sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1));
    return scored
      .slice(0, WORDS_PER_LABEL)
      .map(({ term }) => spelling.get(term))
      .join(' · ');
  });
}
