import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { shippedPapers } from '../helpers/shipped.ts';
import { storedAssistant } from '../helpers/stored-assistant.ts';
import { tinyCorpus } from '../helpers/tiny-corpus.ts';

const SINK = '2401.00001';
const POOL = '2401.00002';
const WAVE = '2401.00003';
const DRAFT = '2401.00005';
/** Of the shipped papers. */
const PAGING = '2210.02775';
const WINDOW = '2401.00007';
const papers = [
  ...tinyCorpus,
  {
    id: WINDOW,
    title: 'WindowCache: Forgetting for Language Models',
    abstract:
      'Caches of language models grow. We propose WindowCache, which forgets old tokens. It needs 5 GB of memory on phones.',
    authors: ['Ben Okafor', 'Dana Weiss'],
    publishedAt: '2024-11-01',
  },
];
const retriever = await retrieverOver(papers, await createEmbedder());
const { assistant, db } = await storedAssistant(retriever);

let conversations = 0;

/** The answer to the last of several messages in one conversation. */
async function lastOf(messages: readonly string[], by = assistant): Promise<Answer> {
  const conversation = `follow-up-${++conversations}`;
  let last: Answer | undefined;
  for (const message of messages) {
    for await (const event of by.ask(message, { conversation })) {
      if (event.type === 'done') last = event.answer;
    }
  }
  return last!;
}

const ids = (answer: Answer) => [...new Set(answer.citations.map(({ paper }) => paper.id))];
const LIST = 'Which papers are about language models?';

describe('of the papers of a list', () => {
  it.each(['which of those have code?', 'do any of them come with code?', 'all have code?'])(
    '"%s" names those that come with code',
    async (question) => {
      const answer = await lastOf([LIST, question]);
      expect(ids(answer)).toEqual([SINK]);
      expect(answer.text).toContain('https://github.com/example/sinkcache');
    },
  );

  it('none comes with code where none says so', async () => {
    const answer = await lastOf(['compare WaveTTS and PoolMixer', 'which of them have code?']);
    expect(answer.status).toBe('abstract_silent');
    expect(answer.text).toBe('The abstracts of these 2 papers do not say this.');
  });

  it('the newest and the oldest are told by their dates', async () => {
    const newest = await lastOf(['compare SinkCache and PoolMixer', 'which one is newer?']);
    expect(newest.text).toMatch(/SinkCache.*was published on 2024-01-15/);
    const oldest = await lastOf(['compare SinkCache and PoolMixer', 'which of these came first?']);
    expect(oldest.text).toMatch(/PoolMixer.*was published on 2023-06-01/);
  });

  it('the one that does what is asked is named', async () => {
    const answer = await lastOf([
      'compare SinkCache and WindowCache',
      'ok which one is for phones',
    ]);
    expect(ids(answer)).toEqual([WINDOW]);
  });

  it('"all of them" are asked, not their authors', async () => {
    const all = await lastOf([
      'compare SinkCache and PoolMixer',
      'what is the speed of all of them',
    ]);
    expect(ids(all)).toEqual([SINK, POOL]);
  });

  it('all are listed again', async () => {
    const list = await lastOf([LIST]);
    expect(
      ids(await lastOf([LIST, 'tell me more about the first one', 'list them again'])),
    ).toEqual(ids(list));
  });

  it('"the second one, how…" is asked how', async () => {
    const answer = await lastOf([
      'compare PoolMixer and SinkCache',
      'the second one, how fast is that?',
    ]);
    expect(ids(answer)).toEqual([SINK]);
    expect(answer.text).toContain('22.2');
  });
});

describe('of the paper spoken of', () => {
  it.each(['code?', 'and code', 'is there a github?'])(
    '"%s" asks for its code',
    async (question) => {
      const answer = await lastOf(['What is SinkCache?', question]);
      expect(ids(answer)).toEqual([SINK]);
      expect(answer.text).toContain('https://github.com/example/sinkcache');
    },
  );

  it.each(['how many parameters?', 'WER?', 'any downsides', 'what score on HumanEval?'])(
    '"%s" is not answered from another paper',
    async (question) => {
      const answer = await lastOf(['What is SinkCache?', question]);
      expect(answer.status).toBe('abstract_silent');
      expect(answer.suggestions[0]!.id).toBe(SINK);
    },
  );

  it.each(['does it beat GPT-4?', 'and better than ConvNeXt?'])(
    '"%s" is about it although it names another',
    async (question) => {
      const answer = await lastOf(['What is PoolMixer?', question]);
      expect(answer.status).toBe('abstract_silent');
      expect(answer.suggestions[0]!.id).toBe(POOL);
    },
  );

  it.each(['in one sentence', 'explain that in simpler words', 'tell me more'])(
    '"%s" tells what it is about',
    async (question) => {
      const answer = await lastOf(['Which optimizer does DraftTree use?', question]);
      expect(ids(answer)).toEqual([DRAFT]);
      expect(answer.text).toContain('verifies a tree of drafts');
    },
  );

  it('is meant by a question that finds nothing else and has its words', async () => {
    const shipped = await retrieverOver(shippedPapers(), await createEmbedder());
    const among65 = createAssistant({ retriever: () => shipped, db });
    const turns = ['Is there a paper on paging?', 'Which two setups exactly?'];
    const alone = await lastOf([turns[1]!], among65);
    expect(alone.status).toBe('not_in_corpus');
    expect(ids(await lastOf(turns, among65))).toEqual([PAGING]);
    const foreign = await lastOf([turns[0]!, 'What is the capital of Peru?'], among65);
    expect(foreign.status).toBe('not_in_corpus');
  });

  it('is asked why with the topic of the question before', async () => {
    const answer = await lastOf([
      'long streams and language models',
      'why would they fail at all??',
    ]);
    expect(answer.citations[0]!.evidence.text).toContain('longer than their cache');
  });

  it.each(['anything newer from the same first author?', 'did any of these people write more?'])(
    '"%s" looks for its authors',
    async (question) => {
      expect(ids(await lastOf(['What is SinkCache?', question]))).toEqual([WINDOW]);
    },
  );

  it('others by its authors are found', async () => {
    expect(ids(await lastOf(['What is SinkCache?', 'anything else by the same authors?']))).toEqual(
      [WINDOW],
    );
    const alone = await lastOf(['What is PoolMixer?', 'anything else by the same authors?']);
    expect(alone.status).toBe('not_in_corpus');
    const unknown = await lastOf(['What is WaveTTS?', 'anything else by the same authors?']);
    expect(unknown.status).toBe('abstract_silent');
  });

  it.each(['compare it with PoolMixer', 'is it the same as PoolMixer?'])(
    '"%s" sets both side by side',
    async (question) => {
      expect(ids(await lastOf(['What is SinkCache?', question]))).toEqual([SINK, POOL]);
    },
  );

  it('a paper named instead is introduced where it does not say the same', async () => {
    const answer = await lastOf(['How fast is SinkCache?', 'what about PoolMixer?']);
    expect(ids(answer)).toEqual([POOL]);
    expect(answer.status).toBe('answered');
  });

  it('its topic is meant by a wish for papers about "it"', async () => {
    const answer = await lastOf(['whats speculative decoding', 'which papers are about it']);
    expect(ids(answer)).toEqual([DRAFT]);
  });
});

describe('a new topic', () => {
  it.each([
    ['What methods are there that evict pages from caches?', '2401.00004'],
    ['what are language models for video?', '2401.00006'],
  ])('is asked by "%s"', async (question, id) => {
    expect(ids(await lastOf(['What is WaveTTS?', question]))).toContain(id);
  });

  it('is not said to be left out by the paper spoken of', async () => {
    const answer = await lastOf(['What is WaveTTS?', 'how do I renew my passport at the embassy?']);
    expect(answer.status).toBe('not_in_corpus');
  });
});

describe('what was only suggested', () => {
  it('is not what "it" means', async () => {
    const answer = await lastOf([
      'What is WaveTTS?',
      'What is the capital of Peru?',
      'who wrote it?',
    ]);
    expect(answer.suggestions[0]!.id).toBe(WAVE);
  });

  it.each(['second', 'the second?', 'number 2'])(
    'is pointed at by "%s" alone',
    async (question) => {
      const refused = await lastOf(['papers on law']);
      expect(ids(await lastOf(['papers on law', question]))).toEqual([refused.suggestions[1]!.id]);
    },
  );

  it('can be pointed at', async () => {
    const refused = await lastOf(['papers on law']);
    const answer = await lastOf(['papers on law', 'tell me more about the first one']);
    expect(ids(answer)).toEqual([refused.suggestions[0]!.id]);
  });
});

describe('a question alone', () => {
  it.each(["Summarise 'Paging with One Bit of Advice' for me.", 'explain paging in plain words'])(
    '"%s" is read without what it says of the manner',
    async (question) => {
      expect(ids(await lastOf([question]))[0]).toBe('2401.00004');
    },
  );

  it('that wants something for a demo asks for no link', async () => {
    const answer = await lastOf(['I need speech synthesis for a phone demo']);
    expect(ids(answer)).toEqual([WAVE]);
  });
});
