import { stem } from '../../../stem.ts';
import { ngramsOf } from '../tokenizer.ts';
import type { TokenisedPapers } from './dataset.ts';
import { findPhrases, type Phrase } from './phrases.ts';
import type { Recipe } from './recipe.ts';

/** Which table row each word of the training papers has. Words of one stem share a row. */
export interface TrainingVocabulary {
  readonly stems: readonly string[];
  /** How many papers contain the stem of the row. */
  readonly documentFrequency: Int32Array;
  /** Row per surface id, or -1. */
  readonly rowOfSurface: Int32Array;
  /** Character n-grams, whose rows follow those of the stems. */
  readonly ngrams: readonly string[];
  /** Rows of the n-grams of each stem. */
  readonly ngramsOfStem: readonly (readonly number[])[];
  /** Phrases, whose rows follow those of the n-grams. */
  readonly phrases: readonly Phrase[];
}

/** Words that carry no topic: articles, prepositions, pronouns, auxiliaries, conjunctions. */
export const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by
  can could did do does doing don down during each few for from further had has have having he her here hers him his how
  i if in into is it its itself just me more most my no nor not now of off on once only or other our ours out over own
  s same she should so some such t than that the their theirs them then there these they this those through to too
  under until up very was we were what when where which while who whom why will with would you your yours`.split(
    /\s+/,
  ),
);

/** The `size` stems that occur in most papers, among those in at least `minimum`; rows are ordered by that. */
export function buildVocabulary(
  papers: TokenisedPapers,
  { size, minimumPapers: minimum, ngrams, phrases }: Recipe['vocabulary'],
): TrainingVocabulary {
  const stemIds = new Map<string, number>();
  const stemOfSurface = Int32Array.from(papers.surfaces, (surface) => {
    if (STOP_WORDS.has(surface) || surface.length > 40) return -1;
    const name = stem(surface);
    let id = stemIds.get(name);
    if (id === undefined) {
      id = stemIds.size;
      stemIds.set(name, id);
    }
    return id;
  });
  const frequency = new Int32Array(stemIds.size);
  const lastPaper = new Int32Array(stemIds.size).fill(-1);
  for (let paper = 0; paper < papers.count; paper++) {
    const from = papers.segmentStart[papers.firstSegment[paper] as number] as number;
    const to = papers.segmentStart[papers.firstSegment[paper + 1] as number] as number;
    for (let at = from; at < to; at++) {
      const stem = stemOfSurface[papers.words[at] as number] as number;
      if (stem < 0 || lastPaper[stem] === paper) continue;
      lastPaper[stem] = paper;
      frequency[stem] = (frequency[stem] as number) + 1;
    }
  }
  const names = [...stemIds.keys()];
  const chosen = [...names.keys()]
    .filter((id) => (frequency[id] as number) >= minimum)
    .sort(
      (a, b) =>
        (frequency[b] as number) - (frequency[a] as number) ||
        ((names[a] as string) < (names[b] as string) ? -1 : 1),
    )
    .slice(0, size);
  const rowOfStem = new Int32Array(names.length).fill(-1);
  for (const [row, id] of chosen.entries()) rowOfStem[id] = row;
  const stems = chosen.map((id) => names[id] as string);
  const documentFrequency = Int32Array.from(chosen, (id) => frequency[id] as number);
  const rowOfSurface = stemOfSurface.map((stem) => (stem < 0 ? -1 : (rowOfStem[stem] as number)));
  return {
    stems,
    documentFrequency,
    rowOfSurface,
    ...chooseNgrams(stems, ngrams),
    phrases: findPhrases(papers, rowOfSurface, documentFrequency, phrases),
  };
}

/** The `size` character n-grams that most stems have; their rows follow those of the stems. */
function chooseNgrams(
  stems: readonly string[],
  size: number,
): Pick<TrainingVocabulary, 'ngrams' | 'ngramsOfStem'> {
  const counts = new Map<string, number>();
  const own = stems.map(ngramsOf);
  for (const ngram of own.flat()) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  const ngrams = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, size)
    .map(([ngram]) => ngram);
  const rows = new Map(ngrams.map((ngram, i) => [ngram, stems.length + i]));
  return {
    ngrams,
    ngramsOfStem: own.map((list) => list.flatMap((ngram) => rows.get(ngram) ?? [])),
  };
}
