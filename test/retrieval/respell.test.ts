import { expect, it } from 'vitest';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { LexicalIndexBuilder } from '../../src/retrieval/lexical-index-builder.ts';
import { respell } from '../../src/retrieval/respell.ts';

const builder = new LexicalIndexBuilder();
builder.add('Attention sinks', 'Streaming language models attend to attention sinks.');
builder.add(
  'Decoding with experts',
  'Experts reduce the memory of decoding; StreamDiffusion does.',
);
builder.add('A mixture of experts', 'What one expert expects of experts.');
const corpus = builder.build();

it.each([
  ['a letter left out', 'atention sinks', 'attention sinks'],
  ['a letter too many', 'memmory of decodingg', 'memory of decoding'],
  ['another letter', 'streeming', 'streaming'],
  ['two letters swapped', 'langauge models', 'language models'],
  ['a function word', 'waht are experts', 'what are experts'],
  ['a capitalised word', 'Atention of Langauge models', 'attention of language models'],
  ['a name in small letters', 'streamdifusion', 'streamdiffusion'],
])('puts right %s', (_, text, expected) => {
  expect(respell(text, corpus)).toBe(expected);
});

it('takes the word that stands in more papers', () => {
  expect(respell('mixture of expets', corpus)).toBe('mixture of experts');
});

it.each([
  ['English words that no paper has', 'wheat and meat for sinking'],
  ['capitalised words, which may be names', 'Streeming'],
  ['words with digits or inner capitals', 'sinkz3 attenTion'],
  ['words of three letters', 'tkn'],
  ['short forms', "it doesn't attend"],
  ['words that differ in the first letter', 'jttention'],
  ['texts that look like another language', 'experto sinko decodingo mixturo modelo'],
  ['texts in another language', 'modelos de lenguaje con memoria de expertos'],
  ['nothing', ''],
])('leaves %s alone', (_, text) => {
  expect(respell(text, corpus)).toBe(text);
});

it('puts a word right that stands in few papers when another stands in very many', () => {
  const frequencies = new Map([
    ['gaussain', 2],
    ['gaussian', 1000],
    ['gradeint', 3],
    ['gradient', 1000],
  ]);
  const large = { size: 100_000, documentFrequency: (term: string) => frequencies.get(term) ?? 0 };
  expect(respell('gaussain gradeint noise here', large)).toBe('gaussian gradeint noise here');
});

it('puts a question right of which nearly every word is misspelled', () => {
  const all = 'strem of atention with memmory expets';
  expect(respell(all, corpus)).toBe('stream of attention with memory experts');
});

it('knows the words of science beside those of the corpus', async () => {
  const { lexicon } = await createEmbedder();
  // "coping" has a stem that "copying" shares, "stably" one that no paper here has.
  const text = 'coping stably with drafters, qubits and convnets of expets';
  expect(respell(text, corpus, lexicon)).toBe(text.replace('expets', 'experts'));
});

it.each([
  ['recurent memory', 'recurrent memory'],
  ['casual models', 'casual models'],
])('doubles a letter where the stem is English, and does no more: %s', (text, expected) => {
  const papers = new LexicalIndexBuilder();
  papers.add('Recurrent memory', 'Causal models of memory.');
  expect(respell(text, papers.build())).toBe(expected);
});

it('does bounded work for a long text of unknown words', () => {
  const asked: string[] = [];
  const text = Array.from({ length: 300 }, (_, i) => `zq${'x'.repeat(4 + (i % 9))}`).join(' ');
  respell(text, { size: 100, documentFrequency: (term) => asked.push(term) * 0 });
  expect(asked.length).toBeLessThan(10_000);
});
