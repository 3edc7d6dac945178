import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import type { Trending } from '../../src/trending/trending.ts';
import { tinyCorpus, tinyRetriever } from '../helpers/tiny-corpus.ts';

const retriever = await tinyRetriever();
const trending: Trending = {
  rank: async () => ({
    day: '2026-01-02',
    window: '7d',
    papers: [{ rank: 1, paper: tinyCorpus[4]!, score: 0.9, why: ['+38 votes since yesterday'] }],
    source: 'ok',
  }),
  chart: async () => undefined,
};
const assistant = createAssistant({ retriever: () => retriever, trending });

async function ask(question: string): Promise<Answer> {
  for await (const event of assistant.ask(question)) {
    if (event.type === 'done') {
      for (const { paper, evidence } of event.answer.citations) {
        expect(paper.abstract.slice(evidence.start, evidence.end)).toBe(evidence.text);
      }
      expect(event.answer.repairs).toBe(0);
      return event.answer;
    }
  }
  throw new Error('no answer');
}
const cited = (answer: Answer) => [...new Set(answer.citations.map(({ paper }) => paper.id))];

describe('the offline model', () => {
  it('puts the sentence with the figure first when a number is asked for', async () => {
    const answer = await ask('How much faster is SinkCache than recomputing?');
    expect(answer.text).toMatch(/^SinkCache runs 22\.2× faster/);
    expect(answer.citations[0]!.evidence.text).toContain('22.2times');
  });

  it('finds a figure in a sentence that says "it" instead of the name', async () => {
    const answer = await ask('On how many hours of speech was WaveTTS trained?');
    expect(answer.text).toMatch(/^It was trained on 1000 hours/);
  });

  it('gives the sentence with the link when a link is asked for', async () => {
    const answer = await ask('SinkCache GitHub link');
    expect(answer.text).toBe('Code is available at https://github.com/example/sinkcache. [1]');
  });

  it('knows a name by its beginning', async () => {
    expect(cited(await ask('sinkcach'))).toEqual(['2401.00001']);
    expect((await ask('sinkxyz')).status).toBe('not_in_corpus');
  });

  it('takes what a method is built on before what was there before it', async () => {
    const answer = await ask('What does PoolMixer use instead of attention?');
    expect(answer.text).toMatch(/average pooling/);
  });

  it('says what a paper is about when only its name is given, typos forgiven', async () => {
    for (const name of ['PoolMixer', 'poolmixr', 'What is PoolMixer?', '2401.00002']) {
      const answer = await ask(name);
      expect(cited(answer), name).toEqual(['2401.00002']);
      expect(answer.text, name).toContain('We present PoolMixer');
    }
  });

  it('lists papers, one line and one marker each', async () => {
    const answer = await ask('Which papers are about videos or speech?');
    expect(cited(answer).sort()).toEqual(['2401.00003', '2401.00006']);
    const lines = answer.text.split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^- \*\*.+\*\*: .+\[\d\]$/);
  });

  it('compares two papers, a part for each', async () => {
    const answer = await ask('Compare SinkCache and DraftTree');
    expect(cited(answer)).toEqual(['2401.00001', '2401.00005']);
    expect(answer.text.split('\n')).toHaveLength(2);
  });

  it('compares a method with one that only its abstract names', async () => {
    const answer = await ask('PoolMixer vs ImageNet');
    expect(answer.text).toMatch(/^PoolMixer reaches 82\.1% accuracy on ImageNet/);
    expect(cited(answer)).toEqual(['2401.00002']);
  });

  it('does not compare what it does not know', async () => {
    expect((await ask('Compare SinkCache and AlphaFold')).status).toBe('not_in_corpus');
  });

  it('knows authors and dates from the record', async () => {
    expect((await ask('Who wrote SinkCache?')).text).toContain('Ada Moreno, Ben Okafor');
    expect((await ask('When was PoolMixer published?')).text).toContain('2023-06-01');
    expect((await ask('how many authors does SinkCache have?')).text).toContain('Ben Okafor');
    const { text } = await ask('How do I cite SinkCache?');
    expect(text).toMatch(/written by Ada Moreno, Ben Okafor and published on 2024-01-15/);
  });

  it('finds papers by author, year and category', async () => {
    expect(cited(await ask('papers on vision by Chen Li'))).toEqual(['2401.00002']);
    expect(cited(await ask('papers on speech from 2022'))).toEqual(['2401.00003']);
    expect(cited(await ask('papers about caches in cs.DS'))).toEqual(['2401.00004']);
  });

  it('lists the papers of an author, of a year, and the newest, where nothing else is asked', async () => {
    expect(cited(await ask('papers by Ada Moreno'))).toEqual(['2401.00001']);
    expect((await ask('Ben Okafor')).text).toMatch(
      /^- \*\*SinkCache: .+\*\*: We propose SinkCache/,
    );
    expect(cited(await ask('Which paper has Chen Li among its authors?'))).toEqual(['2401.00002']);
    expect(cited(await ask('papers from 2022'))).toEqual(['2401.00003']);
    expect(cited(await ask('what are the newest papers?'))[0]).toBe('2401.00006');
    expect(cited(await ask('list all papers'))).toHaveLength(6);
    expect(cited(await ask('papers from May 2024'))).toEqual(['2401.00004']);
    expect(cited(await ask('what have we got from Chen Li?'))).toEqual(['2401.00002']);
    expect((await ask('papers by Jane Doe')).status).toBe('not_in_corpus');
    expect((await ask('Chen Li on speech synthesis')).status).toBe('not_in_corpus');
  });

  it.each([
    'arXiv:2401.00002',
    'arxiv 2401.00002',
    'https://arxiv.org/abs/2401.00002v2',
    'what about huggingface.co/papers/2401.00002 ?',
  ])('shows the paper of the reference "%s"', async (question) => {
    const answer = await ask(question);
    expect(answer.text).toContain('We present PoolMixer');
    expect(cited(answer)).toEqual(['2401.00002']);
  });

  it('answers what is asked beside a reference', async () => {
    const { text } = await ask('arxiv 2401.00002 accuracy');
    expect(text).toContain('82.1%');
  });

  it('answers in as many sentences as were asked for', async () => {
    for (const question of ['tl;dr of PoolMixer', 'Summarize PoolMixer in one sentence']) {
      expect((await ask(question)).citations).toHaveLength(1);
    }
    expect((await ask('what is PoolMixer, in two sentences?')).citations).toHaveLength(2);
  });

  it('knows a title of common words', async () => {
    expect(cited(await ask('paging with one bit of advice'))).toEqual(['2401.00004']);
  });

  it('tells somebody who describes a paper which it is', async () => {
    const { text } = await ask('bounding how wrong the evicted page may be from a predicted bit');
    expect(text).toContain('We study paging with predictions of a single bit per request.');
  });

  it('takes code for a topic where it is no request for a link', async () => {
    const { text } = await ask('anchors and code of streaming language models beside a window');
    expect(text).toContain('We propose SinkCache');
  });

  it('keeps turns that run at once apart', async () => {
    const questions = [
      'How fast is SinkCache?',
      'papers by Chen Li',
      'What is WaveTTS trained on?',
    ];
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => ask(questions[i % 3]!)));
    const expected = ['2401.00001', '2401.00002', '2401.00003'];
    expect(answers.map((answer) => cited(answer))).toEqual(
      answers.map((_, i) => [expected[i % 3]]),
    );
  });

  it('gives papers near one, without itself', async () => {
    const answer = await ask('papers similar to SinkCache');
    expect(answer.status).toBe('answered');
    expect(cited(answer)).not.toContain('2401.00001');
  });

  it('tells what is trending', async () => {
    expect(cited(await ask('what is trending this week?'))).toEqual(['2401.00005']);
  });

  it('refuses what the corpus does not know, and greetings', async () => {
    for (const question of [
      'What is the population of Brazil?',
      'How is CRISPR used in wheat?',
      'Which paper does register allocation by graph coloring?',
      'hello, how are you?',
    ]) {
      expect((await ask(question)).status, question).toBe('not_in_corpus');
    }
  });

  it('tells that an abstract is silent apart from not knowing the paper', async () => {
    const answer = await ask('Which learning rate does PoolMixer use?');
    expect(answer).toMatchObject({ status: 'abstract_silent', citations: [] });
    expect(answer.suggestions.map(({ id }) => id)).toEqual(['2401.00002']);
  });

  it('never cites a paper that was withdrawn', async () => {
    const withdrawn = await tinyRetriever(
      tinyCorpus.map((paper) =>
        paper.id === '2401.00002' ? { ...paper, withdrawnAt: '2024-01-01T00:00:00Z' } : paper,
      ),
    );
    const other = createAssistant({ retriever: () => withdrawn });
    for await (const event of other.ask('How accurate is pooling instead of attention?')) {
      if (event.type === 'done') expect(cited(event.answer)).not.toContain('2401.00002');
    }
  });
});
