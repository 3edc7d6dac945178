import type { Random } from '../../../../random.ts';
import type { TokenisedPapers } from './dataset.ts';
import type { SharedArena } from './kernel.ts';
import { latentSemantics, type SparseRows } from './latent-semantics.ts';
import type { Recipe } from './recipe.ts';
import type { Team } from './team.ts';
import type { TrainingVocabulary } from './vocabulary-builder.ts';

/** ln(papers / papers with the stem), per row. */
function inverseDocumentFrequency(papers: number, vocabulary: TrainingVocabulary): Float32Array {
  return Float32Array.from(vocabulary.documentFrequency, (frequency) =>
    Math.log((papers + 1) / (frequency + 0.5)),
  );
}

/** The first papers as unit rows of (1 + ln tf) x idf. */
function weightedPapers(
  papers: TokenisedPapers,
  limit: number,
  rowOfSurface: Int32Array,
  idf: Float32Array,
  arena: SharedArena,
): SparseRows {
  const rows = Math.min(papers.count, limit) & ~3;
  const span = (paper: number) => papers.segmentStart[papers.firstSegment[paper]!]!;
  const offsets = arena.ints(rows + 1);
  const columns = arena.ints(span(rows));
  const weights = arena.floats(span(rows));
  const place = new Int32Array(idf.length).fill(-1);
  let length = 0;
  for (let paper = 0; paper < rows; paper++) {
    const start = length;
    for (let at = span(paper); at < span(paper + 1); at++) {
      const row = rowOfSurface[papers.words[at]!]!;
      if (row < 0) continue;
      const seen = place[row]!;
      if (seen >= start) {
        weights[seen]!++;
        continue;
      }
      place[row] = length;
      columns[length] = row;
      weights[length++] = 1;
    }
    let square = 0;
    for (let k = start; k < length; k++) {
      weights[k] = (1 + Math.log(weights[k]!)) * idf[columns[k]!]!;
      square += weights[k]! ** 2;
    }
    const scale = 1 / Math.sqrt(square || 1);
    for (let k = start; k < length; k++) weights[k]! *= scale;
    offsets[paper + 1] = length;
  }
  return {
    rows,
    offsets,
    columns: columns.subarray(0, length),
    weights: weights.subarray(0, length),
  };
}

/**
 * Where training starts, and what decides how it ends: each row is idf x (unit latent-semantic vector + unit
 * random vector) / sqrt 2. The latent half knows which words go together, the random half keeps each word itself.
 */
export function startTable(
  papers: TokenisedPapers,
  vocabulary: TrainingVocabulary,
  recipe: Recipe,
  random: Random,
  team: Team,
  arena: SharedArena,
  onPass: (done: number) => void,
): Float32Array {
  const { width } = recipe;
  const stems = vocabulary.stems.length;
  const rows = stems + vocabulary.ngrams.length + vocabulary.phrases.length;
  const idf = inverseDocumentFrequency(papers.count, vocabulary);
  const table = arena.floats(rows * width);
  const mark = arena.mark();
  const sparse = weightedPapers(papers, recipe.start.papers, vocabulary.rowOfSurface, idf, arena);
  table.set(
    latentSemantics(sparse, stems, width, recipe.start.passes, random, team, arena, onPass),
  );
  arena.release(mark);
  const noise = new Float32Array(width);
  for (let row = 0; row < stems; row++) {
    const vector = table.subarray(row * width, (row + 1) * width);
    for (let d = 0; d < width; d++) noise[d] = random.normal();
    const latent = idf[row]! / Math.SQRT2 / (Math.hypot(...vector) || 1);
    const own = idf[row]! / Math.SQRT2 / Math.hypot(...noise);
    for (let d = 0; d < width; d++) vector[d] = latent * vector[d]! + own * noise[d]!;
  }
  startNgrams(table, width, vocabulary);
  startPhrases(table, width, vocabulary, idf, random);
  return table;
}

/** How long a phrase's vector is at the start beside those of its words: they carry most of its meaning already. */
const PHRASE_LENGTH = 0.35;

/** A phrase starts as a short vector: half the mean of its words, half a random vector as long as the rarer one. */
function startPhrases(
  table: Float32Array,
  width: number,
  { stems, ngrams, phrases }: TrainingVocabulary,
  idf: Float32Array,
  random: Random,
): void {
  for (const [i, [first, second]] of phrases.entries()) {
    const at = (stems.length + ngrams.length + i) * width;
    const noise = Math.max(idf[first]!, idf[second]!) / Math.sqrt(width);
    for (let d = 0; d < width; d++) {
      const mean = (table[first * width + d]! + table[second * width + d]!) / 2;
      table[at + d] = PHRASE_LENGTH * (mean + noise * random.normal());
    }
  }
}

/** An n-gram starts as the mean of the words that have it, each divided by how many n-grams it has. */
function startNgrams(table: Float32Array, width: number, vocabulary: TrainingVocabulary): void {
  const words = new Int32Array(vocabulary.ngrams.length);
  const first = vocabulary.stems.length;
  for (const [stem, ngrams] of vocabulary.ngramsOfStem.entries()) {
    const from = stem * width;
    for (const ngram of ngrams) {
      words[ngram - first]!++;
      for (let d = 0; d < width; d++) table[ngram * width + d]! += table[from + d]! / ngrams.length;
    }
  }
  for (const [i, count] of words.entries()) {
    const at = (first + i) * width;
    for (let d = 0; d < width; d++) table[at + d]! /= count || 1;
  }
}
