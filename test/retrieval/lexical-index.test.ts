import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexUnusableError } from '../../src/errors.ts';
import { documentTerms, queryTerms, words } from '../../src/retrieval/analyzer.ts';
import { LexicalIndex } from '../../src/retrieval/lexical-index.ts';
import { LexicalIndexBuilder } from '../../src/retrieval/lexical-index-builder.ts';

function indexOf(texts: string[]): LexicalIndex {
  const builder = new LexicalIndexBuilder();
  for (const text of texts) builder.add('', text);
  return builder.build();
}

/** BM25 written down as in the textbook. */
function naiveBm25(texts: string[], query: string): number[] {
  const documents = texts.map(documentTerms);
  const lengths = texts.map((text) => words(text).length);
  const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length || 1;
  return documents.map((document, i) => {
    let score = 0;
    for (const { term, weight } of queryTerms(query)) {
      const df = documents.filter((other) => other.includes(term)).length;
      const tf = document.filter((other) => other === term).length;
      const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
      const norm = 1.2 * (1 - 0.75 + (0.75 * lengths[i]!) / mean);
      score += (weight * idf * tf * 2.2) / (tf + norm);
    }
    return score;
  });
}

const texts = ['attention sinks in streaming models', 'pruning of models', 'streaming video'];

describe('the lexical index', () => {
  it('scores as BM25 is defined', () => {
    const word = fc.constantFrom('graph', 'graphs', 'pruning', 'key', 'value', 'KV', 'GPT-4', 'of');
    const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), text, (corpus, query) => {
        const { scores } = indexOf(corpus).score(queryTerms(query));
        for (const [i, expected] of naiveBm25(corpus, query).entries()) {
          expect(scores[i]).toBeCloseTo(expected, 4);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('ranks the document with more of the rarer words first', () => {
    const found = indexOf(texts).search(queryTerms('attention to models of video'), 3);
    // "attention" and "video" stand in one document each, "models" in two; 0 and 1 share it.
    expect(found.map(({ document }) => document)).toEqual([0, 2, 1]);
  });

  it('counts a word of the title more than one of the abstract', () => {
    const builder = new LexicalIndexBuilder();
    builder.add('a study', 'pruning of graphs here');
    builder.add('pruning', 'a study of graphs here');
    expect(builder.build().search(queryTerms('pruning'), 1)[0]!.document).toBe(1);
  });

  it('gives no score above the attainable one', () => {
    const { scores, attainable } = indexOf(texts).score(queryTerms('streaming models unheardof'));
    expect(Math.max(...scores)).toBeLessThan(attainable);
    expect(Math.max(...scores)).toBeGreaterThan(0);
  });

  it('leaves out what is not accepted', () => {
    const found = indexOf(texts).search(queryTerms('streaming'), 3, (document) => document !== 0);
    expect(found.map(({ document }) => document)).toEqual([2]);
  });

  it('knows how rare a term is', () => {
    const index = indexOf(texts);
    expect(index.documentFrequency('stream')).toBe(2);
    expect(index.documentFrequency('nowhere')).toBe(0);
    expect(index.idf('nowhere')).toBeGreaterThan(index.idf('stream'));
  });

  it('is the same after it was packed and opened', () => {
    const index = indexOf(texts);
    const opened = LexicalIndex.open(index.pack(), 'test');
    for (const query of ['streaming models', 'pruning', 'nothing']) {
      expect(opened.search(queryTerms(query), 5)).toEqual(index.search(queryTerms(query), 5));
    }
  });

  it('refuses bytes that are none of its own', () => {
    expect(() => LexicalIndex.open(Buffer.from('PK\u0003\u0004 something else'), 'x')).toThrow(
      IndexUnusableError,
    );
    expect(() => LexicalIndex.open(new Uint8Array(0), 'x')).toThrow(IndexUnusableError);
  });

  it('finds nothing in nothing', () => {
    expect(indexOf([]).search(queryTerms('anything'), 3)).toEqual([]);
  });
});
