import { describe, expect, it } from 'vitest';
import { sureName } from '../../src/assistant/refusal.ts';
import type { Paper } from '../../src/corpus/paper.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';

/** A paper whose name is an ordinary word, among others that use the word as such. */
const papers: Paper[] = [
  {
    id: 'named',
    title: 'TIME: A Benchmark of Calendars',
    abstract: 'We present TIME, a benchmark of calendars. TIME holds 400 calendars.',
  },
  {
    id: 'acronym',
    title: 'CRISP: Dialogues for Restructuring',
    abstract: 'We present CRISP, a framework of dialogues. CRISP restructures thoughts.',
  },
  {
    id: 'longer',
    title: 'AlgorithmGS: Splats',
    abstract: 'We present AlgorithmGS, which renders splats. AlgorithmGS is fast.',
  },
  {
    id: 'begun',
    title: 'Zentakulon: A Robot',
    abstract: 'We present Zentakulon, a robot. Zentakulon walks.',
  },
  ...Array.from({ length: 60 }, (_, i) => ({
    id: `other-${i}`,
    title: `Running time of algorithm ${i}`,
    abstract: `The time that algorithm ${i} takes is measured. It takes little time.`,
  })),
];
const retriever = await retrieverOver(papers, await createEmbedder());

async function whole(question: string): Promise<number> {
  const hits = await retriever.search(question, { k: 8 });
  return sureName(question, retriever.coverage(question, hits), retriever) ? 1 : 0;
}

describe('whether a question is nothing but the name of a paper', () => {
  it.each([
    ['what time is it', 0],
    ['TIME', 1],
    ['what is TIME?', 1],
    ['what is an algorithm', 0],
    ['zentakul', 1],
    ['CRISP', 1],
    ['crips', 1],
    ['CRISPR in wheat', 0],
  ])('"%s": %i', async (question, expected) => {
    expect(await whole(question)).toBe(expected);
  });
});
