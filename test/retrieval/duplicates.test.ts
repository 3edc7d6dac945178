import { expect, it } from 'vitest';
import { foldDuplicates } from '../../src/retrieval/duplicates.ts';

const paper = (id: string, title: string, abstract: string) => ({ id, title, abstract });
const groups = (...papers: ReturnType<typeof paper>[]) =>
  foldDuplicates(papers).map((group) => group.map(({ id }) => id));

const text = `Attention sinks keep the perplexity of streaming language models stable while old tokens
are evicted from the cache, since the first tokens gather attention that no other token needs.`;

it('folds papers of the same title, whatever its case and punctuation', () => {
  expect(
    groups(
      paper('a', 'Attention Sinks in Streaming', 'One.'),
      paper('b', 'Something else entirely', 'Two.'),
      paper('c', 'attention sinks in streaming.', 'Three.'),
    ),
  ).toEqual([['a', 'c'], ['b']]);
});

it('folds papers of nearly the same abstract', () => {
  expect(
    groups(paper('a', 'First version', text), paper('b', 'Second version', `${text} Accepted.`)),
  ).toEqual([['a', 'b']]);
});

it('keeps papers apart that share a short title or a few words', () => {
  expect(groups(paper('a', 'Preface', ''), paper('b', 'Preface', ''))).toHaveLength(2);
  expect(
    groups(paper('a', 'One title of many', 'We prune.'), paper('b', 'Another title', 'We prune.')),
  ).toHaveLength(2);
});
