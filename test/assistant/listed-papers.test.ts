import { describe, expect, it } from 'vitest';
import { createAssistant } from '../../src/assistant/assistant.ts';
import type { Paper } from '../../src/corpus/paper.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';

const papers: Paper[] = [
  {
    id: '2401.00001',
    title: 'Caches on Phones',
    abstract: 'We study caches on phones. Code is available at https://github.com/some/caches.',
    publishedAt: '2024-01-03',
  },
  {
    id: '1901.00002',
    title: 'Caches in Browsers',
    abstract: 'We study caches in browsers. They forget what is old.',
    publishedAt: '2019-01',
  },
  {
    id: '2301.00003',
    title: 'Robots That Fold Laundry',
    abstract: 'We teach robots to fold laundry with two arms.',
    publishedAt: '2023-01-09',
    githubRepo: 'https://github.com/some/laundry',
  },
  {
    id: 'undated',
    title: 'Whales and Their Songs',
    abstract: 'We listen to whales for a year.',
  },
];
const retriever = await retrieverOver(papers, await createEmbedder());
const assistant = createAssistant({ retriever: () => retriever });

async function ask(question: string) {
  for await (const event of assistant.ask(question)) {
    if (event.type === 'done') return event.answer;
  }
  throw new Error('no answer');
}

const cited = async (question: string) =>
  (await ask(question)).citations.map(({ paper }) => paper.id);

describe('papers are listed', () => {
  it('that come with code, with where it lies', async () => {
    const { text } = await ask('which papers come with code?');
    expect(await cited('which papers come with code?')).toEqual(['2401.00001', '2301.00003']);
    expect(text).toContain('https://github.com/some/caches');
    expect(text).toContain('https://github.com/some/laundry');
  });

  it('that come with code, of a topic', async () => {
    expect(await cited('papers about caches with code')).toEqual(['2401.00001']);
  });

  it('from the oldest or the newest on, with their dates', async () => {
    expect(await cited('what is the oldest paper you have?')).toEqual(['1901.00002']);
    expect((await ask('what is the oldest paper you have?')).text).toContain('(2019-01)');
    expect(await cited('the newest papers')).toEqual([
      '2401.00001',
      '2301.00003',
      '1901.00002',
      'undated',
    ]);
    expect(await cited('the oldest papers')).toEqual([
      '1901.00002',
      '2301.00003',
      '2401.00001',
      'undated',
    ]);
  });

  it('from the newest on, of a topic', async () => {
    expect(await cited('latest papers on caches')).toEqual(['2401.00001', '1901.00002']);
    expect(await cited('oldest paper on caches')).toEqual(['1901.00002']);
  });

  it('whose titles have the word that is asked for', async () => {
    expect(await cited('list papers on caches')).toHaveLength(2);
    expect((await ask('papers on cooking')).status).toBe('not_in_corpus');
  });
});
