import { describe, expect, it } from 'vitest';
import { createAssistant } from '../../src/assistant/assistant.ts';
import type { Paper } from '../../src/corpus/paper.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { tinyCorpus } from '../helpers/tiny-corpus.ts';

async function assistantOver(papers: readonly Paper[]) {
  const retriever = await retrieverOver(papers, await createEmbedder());
  return createAssistant({ retriever: () => retriever });
}
const assistant = await assistantOver(tinyCorpus);

async function ask(question: string, by = assistant) {
  for await (const event of by.ask(question)) if (event.type === 'done') return event.answer;
  throw new Error('no answer');
}

describe('what asks nothing of the papers', () => {
  it.each(['thanks', 'great thx bye', 'Thank you so much!! 🙏', "ok thanks, that's all for now"])(
    'is thanked for: "%s"',
    async (message) => {
      expect(await ask(message)).toMatchObject({
        status: 'answered',
        text: 'You are welcome.',
        citations: [],
        suggestions: [],
      });
    },
  );

  it.each(['how many papers do you know?', 'How many papers are there?', 'how big is the corpus'])(
    'is told the size of the corpus: "%s"',
    async (message) => {
      const { text } = await ask(message);
      expect(text).toMatch(
        /^I have read the abstracts of 6 papers; the newest is “LongMem: .+” of 2024-09-09\.$/,
      );
    },
  );

  it.each(['what topics do you cover?', 'what papers do you have?', 'what can I ask you?'])(
    'is told what can be asked: "%s"',
    async (message) => {
      expect((await ask(message)).text).toContain('Ask for the papers on a topic');
    },
  );

  it.each([
    'thanks, and how fast is SinkCache?',
    'how many papers are about language models?',
    'which papers do you have about speech?',
  ])('is not all of "%s"', async (question) => {
    expect((await ask(question)).citations.length).toBeGreaterThan(0);
  });

  it('has its answer where nothing was read, and where no date is known', async () => {
    const none = await assistantOver([]);
    expect((await ask('how many papers do you know?', none)).text).toBe(
      'I have read no papers yet.',
    );
    const [{ publishedAt: _, ...undated }] = tinyCorpus as [Paper];
    const one = await assistantOver([undated]);
    expect((await ask('how many papers do you know?', one)).text).toBe(
      'I have read the abstracts of 1 paper.',
    );
  });
});
