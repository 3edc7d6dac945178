import { describe, expect, it } from 'vitest';
import { alternatives, listedTopics } from '../../src/assistant/alternatives.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { shippedPapers } from '../helpers/shipped.ts';

describe('topics of which papers are wanted', () => {
  it.each([
    ['papers on bandits or paging', ['bandits', 'paging']],
    [
      'What papers deal with differential privacy, bandits or submodular functions?',
      ['differential privacy', 'bandits', 'submodular functions'],
    ],
    [
      'Which papers use speculative or aggressive decoding?',
      ['speculative decoding', 'aggressive decoding'],
    ],
  ])('of "%s"', (query, topics) => {
    expect(listedTopics(query)).toEqual(topics);
  });

  it.each([
    'papers on video generation',
    'papers on fast, exact attention',
    'Which papers build systems for running or training large models?',
    'do models need fine-tuning or is memory enough',
    'papers on a, b, c, d, e or f',
    '',
  ])('are not several in "%s"', (query) => {
    expect(listedTopics(query)).toEqual([]);
  });

  it('are each an answer, and so are the two sides of another question', () => {
    expect(alternatives('papers on bandits or paging')).toHaveLength(2);
    expect(alternatives('is it paging or caching')).toEqual(['is it paging', 'caching']);
    expect(alternatives('what is paging')).toEqual([]);
  });
});

it('every topic that was named is answered', async () => {
  const retriever = await retrieverOver(shippedPapers(), await createEmbedder());
  const assistant = createAssistant({ retriever: () => retriever });
  let cited: string[] = [];
  const question = 'What papers deal with differential privacy, bandits or submodular functions?';
  for await (const event of assistant.ask(question)) {
    if (event.type === 'done') cited = event.answer.citations.map(({ paper }) => paper.title);
  }
  for (const topic of ['Differential Privacy', 'Bandits', 'Submodular'])
    expect(cited).toContainEqual(expect.stringContaining(topic));
});
