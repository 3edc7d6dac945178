import { describe, expect, it } from 'vitest';
import type { Answer, AskOptions } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { storedAssistant } from '../helpers/stored-assistant.ts';
import { tinyRetriever } from '../helpers/tiny-corpus.ts';
import { ModelServer } from '../servers/model/model-server.ts';

const retriever = await tinyRetriever();
const { assistant, db } = await storedAssistant(retriever);

async function ask(question: string, options: AskOptions = {}, by = assistant): Promise<Answer> {
  for await (const event of by.ask(question, options))
    if (event.type === 'done') return event.answer;
  throw new Error('no answer');
}

const first = (answer: Answer) => answer.citations[0]?.paper.id;

describe('a conversation', () => {
  it('resolves "it" to the paper spoken of', async () => {
    await ask('What is SinkCache?', { conversation: 'a' });
    const answer = await ask('and how fast is it?', { conversation: 'a' });
    expect(first(answer)).toBe('2401.00001');
    expect(answer.text).toContain('22.2');
  });

  it('introduces "the second one" of a list of papers of a year', async () => {
    await ask('and papers since 2024?', { conversation: 'list' });
    const listed = await ask('what about the second one?', { conversation: 'list' });
    expect(listed.status).toBe('answered');
    expect(listed.text).toMatch(/\b(?:propose|study|introduce)/);
  });

  it('resolves "the second one" to the second paper of a list', async () => {
    const list = await ask('Which papers are about language models?', { conversation: 'b' });
    const second = [...new Set(list.citations.map(({ paper }) => paper.id))][1];
    expect(second).toBeDefined();
    expect(first(await ask('what about the second one?', { conversation: 'b' }))).toBe(second);
  });

  it('carries the question over to another name', async () => {
    await ask('How fast is SinkCache?', { conversation: 'c' });
    const answer = await ask('what about DraftTree?', { conversation: 'c' });
    expect(first(answer)).toBe('2401.00005');
    expect(answer.text).toContain('3x');
  });

  it('stays with the paper it speaks of, even where another would answer', async () => {
    await ask('What is DraftTree?', { conversation: 'k' });
    const answer = await ask('how many frames does it support?', { conversation: 'k' });
    expect(answer.citations.every(({ paper }) => paper.id === '2401.00005')).toBe(true);
  });

  it('compares "them", the papers of the last list', async () => {
    const list = await ask('Which papers are about language models?', { conversation: 'l' });
    await ask('tell me more about the first one', { conversation: 'l' });
    const compared = await ask('compare them', { conversation: 'l' });
    const ids = (answer: Answer) => new Set(answer.citations.map(({ paper }) => paper.id));
    expect(ids(compared)).toEqual(ids(list));
  });

  it('carries a wish for a list over to another topic', async () => {
    await ask('Which papers are about speech?', { conversation: 'm' });
    const answer = await ask('what about videos?', { conversation: 'm' });
    expect(first(answer)).toBe('2401.00006');
    expect(answer.text).toMatch(/^- \*\*LongMem/);
  });

  it('does not take a foreign question for one about the last paper', async () => {
    await ask('What is PoolMixer?', { conversation: 'n' });
    const answer = await ask('What is the capital of Peru?', { conversation: 'n' });
    expect(answer.status).toBe('not_in_corpus');
  });

  it('does not leak into another one', async () => {
    await ask('What is SinkCache?', { conversation: 'd' });
    const answer = await ask('and how fast is it?', { conversation: 'e' });
    expect(answer.status).toBe('not_in_corpus');
  });

  it('is left behind by a question about something else', async () => {
    await ask('What is SinkCache?', { conversation: 'f' });
    expect(first(await ask('How accurate is PoolMixer on ImageNet?', { conversation: 'f' }))).toBe(
      '2401.00002',
    );
  });

  it('stays with the papers it is scoped to, in later turns too', async () => {
    const scoped = { conversation: 'g', paperIds: ['2401.00003'] };
    expect(first(await ask('How many hours of speech was it trained on?', scoped))).toBe(
      '2401.00003',
    );
    expect(first(await ask('what was it trained on?', { conversation: 'g' }))).toBe('2401.00003');
  });

  it('says that the abstract is silent where the paper is known and does not tell', async () => {
    const answer = await ask('Which optimizer and learning rate did they use?', {
      conversation: 'h',
      paperIds: ['2401.00003'],
    });
    expect(answer).toMatchObject({ status: 'abstract_silent', citations: [] });
    expect(answer.suggestions[0]!.id).toBe('2401.00003');
    expect(answer.text).toContain('https://arxiv.org/abs/2401.00003');
  });

  it('is gone once it is forgotten', async () => {
    await ask('What is SinkCache?', { conversation: 'i', userId: 'ada' });
    await assistant.forget('i');
    expect((await ask('and how fast is it?', { conversation: 'i' })).status).toBe('not_in_corpus');
    await ask('What is SinkCache?', { conversation: 'j', userId: 'ada' });
    await assistant.forgetUser('ada');
    expect((await ask('and how fast is it?', { conversation: 'j' })).status).toBe('not_in_corpus');
  });

  it('reaches a hosted model as a bounded window with a summary of what was before', async () => {
    for (let i = 0; i < 9; i++) {
      await ask(`What is SinkCache? Question ${i}`, { conversation: 'long' });
    }
    const server = await ModelServer.start({ text: 'NOT_IN_CORPUS' });
    const hosted = createAssistant({
      retriever: () => retriever,
      db,
      model: {
        models: ['openai:m'],
        options: { openai: { apiKey: 'test', configuration: { baseURL: server.url } } },
      },
    });
    await ask('And now?', { conversation: 'long' }, hosted);
    await server.stop();
    const { messages } = server.seen[0]!.body as { messages: { role: string; content: unknown }[] };
    const texts = messages.map(({ content }) => JSON.stringify(content));
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(7);
    expect(texts[0]).toContain('Question 0');
    expect(texts.slice(1).join()).not.toContain('Question 0');
    expect(texts.slice(1).join()).toContain('Question 8');
    // Markers of earlier turns mean nothing now and are not shown to a model.
    expect(texts.slice(1).join()).not.toMatch(/\[\d\]/);
  });
});

describe('ask', () => {
  it('refuses empty and endless questions before anything starts', async () => {
    await expect(ask('  ')).rejects.toThrow('The question is empty');
    await expect(ask('x'.repeat(100_000))).rejects.toThrow('100,000 characters');
  });

  it('ends with an answer that says why, whatever fails', async () => {
    const broken = createAssistant({
      retriever: () => {
        throw new Error('no index');
      },
    });
    expect(await ask('What is SinkCache?', {}, broken)).toMatchObject({ status: 'failed' });
  });

  it('answers questions asked at once, each by itself', async () => {
    const answers = await Promise.all(
      ['What is SinkCache?', 'What is PoolMixer?', 'What is WaveTTS?'].map((q) => ask(q)),
    );
    expect(answers.map(first)).toEqual(['2401.00001', '2401.00002', '2401.00003']);
  });
});
