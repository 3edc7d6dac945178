/**
 * How the best share of the dense score depends on the size of the corpus and the shape of the query,
 * on papers that the model never saw. Usage:
 * `npm run bench:embedder:held-out -- MODEL HELD_OUT.jsonl.gz OTHERS.jsonl.gz…`
 * where MODEL was trained on OTHERS alone. Queries come from the held-out papers; the others fill the
 * corpus up. Prints nDCG@10 of (1 - share) x BM25 + share x cosine, each divided by its highest, plus
 * the coverage of the query's words.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Random } from '../../src/random.ts';
import { queryTerms } from '../../src/retrieval/analyzer.ts';
import { Encoder } from '../../src/retrieval/embedders/learned/encoder.ts';
import { readModel } from '../../src/retrieval/embedders/learned/model-file.ts';
import { LexicalIndexBuilder } from '../../src/retrieval/lexical-index-builder.ts';
import { COVERAGE_WEIGHT, termCoverage } from '../../src/retrieval/rerank/term-coverage.ts';
import { splitSentences } from '../../src/retrieval/sentences.ts';

const SIZES = [5_000, 40_000, 260_000];
const SHARES = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 1];
const QUERIES = 150;

interface Document {
  title: string;
  abstract: string;
}

interface Query {
  shape: string;
  text: string;
  target: number;
}

const [modelFile, ...files] = process.argv.slice(2);
const encoder = new Encoder(readModel(readFileSync(modelFile!), modelFile!));
const papers = files.flatMap((file) =>
  gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Document),
);

/** Takes queries out of the first documents, so that no query stands in its target word for word. */
function takeQueries(documents: Document[], random: Random): Query[] {
  const queries: Query[] = [];
  for (let target = 0; queries.length < 3 * QUERIES; target++) {
    const { title, abstract } = documents[target]!;
    const sentences = splitSentences(abstract).map(({ text }) => text);
    if (sentences.length < 4) continue;
    const shape = ['title', 'sentence', 'three words'][queries.length % 3]!;
    const chosen = sentences[random.below(sentences.length)]!;
    if (shape === 'title') {
      documents[target] = { title: '', abstract };
      queries.push({ shape, text: title, target });
    } else if (shape === 'sentence') {
      const rest = sentences.filter((sentence) => sentence !== chosen).join(' ');
      documents[target] = { title, abstract: rest };
      queries.push({ shape, text: chosen, target });
    } else {
      const words = title.split(/\s+/).sort((a, b) => b.length - a.length);
      documents[target] = { title: '', abstract };
      queries.push({ shape, text: words.slice(0, 3).join(' '), target });
    }
  }
  return queries;
}

/** 1 / log2(rank + 1) of the target within the first ten, else 0; ties count against it. */
function gain(scores: Float32Array, target: number): number {
  const own = scores[target]!;
  let above = 0;
  for (let i = 0; i < scores.length && above < 10; i++) {
    if (i !== target && scores[i]! >= own) above++;
  }
  return above < 10 ? 1 / Math.log2(above + 2) : 0;
}

const highest = (values: Float32Array) => values.reduce((top, value) => Math.max(top, value), 1e-9);

for (const size of SIZES.filter((size) => size <= papers.length)) {
  const documents = papers.slice(0, size);
  const queries = takeQueries(documents, new Random(3));
  const builder = new LexicalIndexBuilder();
  const { dimensions } = encoder;
  const vectors = new Float32Array(size * dimensions);
  for (const [i, { title, abstract }] of documents.entries()) {
    builder.add(title, abstract);
    encoder.encode(`${title}\n${abstract}`, vectors, i * dimensions);
  }
  const lexical = builder.build();
  const all = documents.map((_, i) => i);
  const totals = new Map<string, number[]>();
  const vector = new Float32Array(dimensions);
  for (const { shape, text, target } of queries) {
    encoder.encode(text, vector, 0);
    const terms = queryTerms(text);
    const words = lexical.score(terms).scores.slice();
    const coverage = termCoverage(lexical, terms, all);
    const cosines = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      let dot = 0;
      for (let d = 0, at = i * dimensions; d < dimensions; d++)
        dot += vector[d]! * vectors[at + d]!;
      cosines[i] = dot;
    }
    const topWords = highest(words);
    const topCosine = highest(cosines);
    const sums = totals.get(shape) ?? SHARES.map(() => 0);
    for (const [k, share] of SHARES.entries()) {
      const weight = share < 1 ? COVERAGE_WEIGHT : 0;
      const fused = words.map(
        (score, i) =>
          ((1 - share) * score) / topWords +
          (share * cosines[i]!) / topCosine +
          weight * coverage[i]!,
      );
      sums[k]! += gain(fused, target) / QUERIES;
    }
    totals.set(shape, sums);
  }
  process.stdout.write(
    `\n| ${size} papers | ${SHARES.join(' | ')} |\n|---|${'---|'.repeat(SHARES.length)}\n`,
  );
  for (const [shape, sums] of totals) {
    process.stdout.write(`| ${shape} | ${sums.map((sum) => sum.toFixed(3)).join(' | ')} |\n`);
  }
}
