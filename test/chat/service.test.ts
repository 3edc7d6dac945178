import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, AskOptions, Assistant } from '../../src/assistant/answer.ts';
import type { ChatService } from '../../src/chat/chat-service.ts';
import type { CommandHandlers } from '../../src/chat/commands/command.ts';
import { forgetCommand } from '../../src/chat/commands/forget.ts';
import { helpCommand } from '../../src/chat/commands/help.ts';
import {
  bibtexCommand,
  paperCommand,
  searchCommand,
  similarCommand,
} from '../../src/chat/commands/papers.ts';
import { RequestLimiter } from '../../src/chat/limits.ts';
import type { Command, IncomingAction, Origin } from '../../src/chat/messages.ts';
import type { Reply, ReplyEvent } from '../../src/chat/reply.ts';
import { createChatService } from '../../src/chat/service.ts';
import { FixedClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/log.ts';
import type { Library } from '../../src/retrieval/library.ts';
import { ChatEventStore } from '../../src/store/chat-events.ts';
import type { Database } from '../../src/store/database.ts';
import { FeedbackStore } from '../../src/store/feedback.ts';
import { ReplyStore } from '../../src/store/replies.ts';
import { shippedLibrary } from '../helpers/shipped.ts';

const SINKS = '2309.17453';
const channel = { adapter: 'discord', workspace: 'guild', channel: 'general' };
const alice: Origin = { ...channel, userId: 'alice' };

/** An assistant that answers every question with one proved sentence, and notes what it was asked. */
class OneAnswer implements Assistant {
  readonly model = 'one-answer';
  readonly asked: { question: string; options: AskOptions }[] = [];
  readonly forgotten: string[] = [];
  readonly #library: Library;
  /** Holds answers back until it resolves. */
  gate: Promise<void> = Promise.resolve();

  constructor(library: Library) {
    this.#library = library;
  }

  async *ask(question: string, options: AskOptions = {}) {
    this.asked.push({ question, options });
    yield { type: 'searching' as const, query: question };
    yield { type: 'found' as const, papers: 1 };
    await this.gate;
    const paper = (await this.#library.retriever.paper(SINKS))!;
    const text = paper.abstract.slice(0, 30);
    const answer: Answer = {
      question,
      status: 'answered',
      text: `${text} [1]`,
      citations: [{ n: 1, paper, evidence: { text, start: 0, end: 30 } }],
      suggestions: [],
      model: this.model,
      repairs: 0,
      ms: 1,
    };
    yield { type: 'text' as const, text: answer.text };
    yield { type: 'done' as const, answer };
  }

  async forget(conversation: string) {
    this.forgotten.push(conversation);
  }

  async forgetUser(user: string) {
    this.forgotten.push(user);
  }
}

let db: Database;
let library: Library;
let assistant: OneAnswer;
let service: ChatService;
const clock = new FixedClock('2026-11-20T09:00:00Z');
let number = 0;

/** A fresh service on the same store: what a restart leaves. */
function start(limits = { userPerMinute: 1000, channelPerMinute: 1000 }): ChatService {
  const [events, replies, feedback] = [
    new ChatEventStore(db),
    new ReplyStore(db),
    new FeedbackStore(db),
  ];
  const retriever = () => library.retriever;
  const commands = {
    search: searchCommand(retriever),
    paper: paperCommand(retriever),
    similar: similarCommand(retriever),
    bibtex: bibtexCommand(retriever),
    forget: forgetCommand({ assistant, replies, feedback }),
    help: helpCommand,
  } as Partial<CommandHandlers> as CommandHandlers;
  const limiter = new RequestLimiter(limits);
  const log = silentLogger;
  const parts = { retriever, assistant, commands, events, replies, feedback, limiter, clock, log };
  return createChatService(parts);
}

beforeAll(async () => {
  ({ db, library } = await shippedLibrary());
});
afterAll(() => db.destroy());
beforeEach(() => {
  assistant = new OneAnswer(library);
  service = start();
});

async function say(
  command: Command,
  { origin = alice, eventId = `event-${number++}`, isPrivate = false } = {},
): Promise<ReplyEvent[]> {
  const events: ReplyEvent[] = [];
  const message = { eventId, origin, command, private: isPrivate };
  for await (const event of service.handle(message)) events.push(event);
  return events;
}

const ask = (question = 'What are attention sinks?'): Command => ({ name: 'ask', question });
const final = (events: ReplyEvent[]): Reply => {
  expect(events.filter(({ type }) => type === 'final')).toHaveLength(1);
  return events.at(-1)!.reply;
};
const press = (action: IncomingAction['action'], ref: string, argument?: string) =>
  service.act({ eventId: `press-${number++}`, origin: alice, action, ref, argument });

describe('messages', () => {
  test('a question shows progress under one reference and ends with the answer', async () => {
    const events = await say(ask());
    expect(events.map(({ type }) => type)).toEqual(['progress', 'progress', 'progress', 'final']);
    expect(new Set(events.map(({ reply }) => reply.ref)).size).toBe(1);
    expect(final(events).body.kind).toBe('answer');
  });

  test('an event delivered twice is answered once, also after a restart', async () => {
    await say(ask(), { eventId: 'twice' });
    expect(await say(ask(), { eventId: 'twice' })).toEqual([]);
    service = start();
    expect(await say(ask(), { eventId: 'twice' })).toEqual([]);
    expect(assistant.asked).toHaveLength(1);
  });

  test('an event that a crash cut off is taken up when it is delivered again later', async () => {
    await new ChatEventStore(db).take('cut off', clock.now());
    expect(await say(ask(), { eventId: 'cut off' })).toEqual([]);
    clock.advance(6 * 60_000);
    expect(final(await say(ask(), { eventId: 'cut off' })).body.kind).toBe('answer');
  });

  test('people in one channel do not share a conversation; those in a thread do', async () => {
    await say(ask());
    await say(ask(), { origin: { ...alice, userId: 'bob' } });
    await say(ask(), { origin: { ...alice, thread: 't' } });
    await say(ask(), { origin: { ...alice, userId: 'bob', thread: 't' } });
    const keys = assistant.asked.map(({ options }) => options.conversation);
    expect(new Set(keys.slice(0, 2)).size).toBe(2);
    expect(keys[2]).toBe(keys[3]);
  });

  test('questions of one conversation are answered one after the other', async () => {
    let open = () => {};
    assistant.gate = new Promise((resolve) => {
      open = resolve;
    });
    const both = [say(ask('first')), say(ask('second'))];
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(assistant.asked.map(({ question }) => question)).toEqual(['first']);
    open();
    await Promise.all(both);
    expect(assistant.asked.map(({ question }) => question)).toEqual(['first', 'second']);
  });

  test('who asks too often is told how long to wait', async () => {
    service = start({ userPerMinute: 1, channelPerMinute: 10 });
    await say(ask());
    const { body } = final(await say(ask()));
    expect(body).toMatchObject({ kind: 'notice', tone: 'error' });
    expect(JSON.stringify(body)).toMatch(/Try again in \d+ s\./);
  });

  test('an unexpected failure is a reply with a reference and nothing of its cause', async () => {
    assistant.gate = Promise.reject(new Error('secret stack'));
    assistant.gate.catch(() => {});
    const reply = final(await say(ask()));
    expect(reply.body).toMatchObject({ kind: 'notice', tone: 'error' });
    expect(JSON.stringify(reply.body)).toContain(reply.ref);
    expect(JSON.stringify(reply.body)).not.toContain('secret');
  });

  test('an unknown paper names what it could have been', async () => {
    const { body } = final(await say({ name: 'paper', query: 'streamng tv' }));
    expect(JSON.stringify(body)).toMatch(/Did you mean “DuoAttention/);
  });

  test('a link to a paper is understood', async () => {
    const query = 'https://huggingface.co/papers/2309.17453';
    const { body } = final(await say({ name: 'paper', query }));
    expect(body).toMatchObject({ kind: 'paper', paper: { id: SINKS } });
  });

  test('forgetting deletes stored answers and conversations of who asks', async () => {
    const { ref } = final(await say(ask()));
    await say({ name: 'forget' });
    expect(assistant.forgotten).toEqual(['discord/guild/alice']);
    expect(JSON.stringify((await press('evidence', ref))?.body)).toContain('no longer');
  });
});

describe('buttons', () => {
  test('evidence shows the proving sentence to who pressed alone, also after a restart', async () => {
    const { ref } = final(await say(ask()));
    service = start();
    const reply = await press('evidence', ref);
    expect(reply?.private).toBe(true);
    expect(reply?.body).toMatchObject({ kind: 'evidence', answer: { status: 'answered' } });
  });

  test('BibTeX gives the entries of the cited papers', async () => {
    const { ref } = final(await say(ask()));
    expect(JSON.stringify((await press('bibtex', ref))?.body)).toContain(SINKS);
  });

  test('a private answer can be shared, a public one need not', async () => {
    const secret = final(await say(ask(), { isPrivate: true }));
    expect(secret.buttons.map(({ action }) => action)).toContain('share');
    const shared = await press('share', secret.ref);
    expect(shared?.private).toBe(false);
    expect(shared?.body.kind).toBe('answer');
    expect(final(await say(ask())).buttons.map(({ action }) => action)).not.toContain('share');
  });

  test('a long list is paged, and a page turns back and forth', async () => {
    const first = final(await say({ name: 'search', query: 'streaming', limit: 8 }));
    expect(first.body).toMatchObject({ kind: 'papers', page: 0, pages: 2 });
    const second = await press('page', first.ref, '1');
    expect(second?.body).toMatchObject({ kind: 'papers', page: 1 });
    expect(second?.body.kind === 'papers' && second.body.lines.length).toBe(3);
    expect(second?.buttons).toMatchObject([{ action: 'page', argument: '0', ref: first.ref }]);
  });

  test('a thumb is stored once a person, the last one counts', async () => {
    const list = final(await say({ name: 'search', query: 'streaming', limit: 3 }));
    await press('like', list.ref, '0');
    await press('dislike', list.ref, '0');
    const paper = list.body.kind === 'papers' && list.body.lines[0]!.paper.id;
    expect(await new FeedbackStore(db).papersOf(channel)).toEqual([{ paperId: paper, value: -1 }]);
  });

  test('only who asked can stop an answer', async () => {
    let open = () => {};
    assistant.gate = new Promise((resolve) => {
      open = resolve;
    });
    const handling = service.handle({ eventId: 'stop me', origin: alice, command: ask() });
    const { value } = await handling.next();
    const { ref } = (value as ReplyEvent).reply;
    const signal = assistant.asked[0]!.options.signal!;
    const bob = { ...alice, userId: 'bob' };
    await service.act({ eventId: 'bob stops', origin: bob, action: 'stop', ref });
    expect(signal.aborted).toBe(false);
    await press('stop', ref);
    expect(signal.aborted).toBe(true);
    open();
    for await (const _ of handling);
  });

  test('a button whose reply is gone says so', async () => {
    const reply = await press('evidence', 'unknown');
    expect(reply?.body).toMatchObject({ kind: 'notice', tone: 'error' });
  });
});

describe('threads', () => {
  test('a thread under a digest is about its papers, until one of them is discussed', async () => {
    const paper = (await library.retriever.paper(SINKS))!;
    const other = (await library.retriever.paper('2205.14135'))!;
    const lines = [paper, other].map((of) => ({ paper: of, why: [] }));
    const body = { kind: 'digest', title: 'Digest', day: '2026-11-20', lines };
    await new ReplyStore(db).save('digest-ref', body, '', clock.now());
    const at = { ...channel, messageId: 'm1', thread: 'm1' };
    await service.posted('digest-ref', at);
    expect((await service.threadOf({ ...channel, thread: 'm1' }))?.paperIds).toEqual([
      SINKS,
      '2205.14135',
    ]);

    const discussed = await press('discuss', 'digest-ref', '1');
    expect(discussed?.body).toMatchObject({ kind: 'paper', paper: { id: '2205.14135' } });
    clock.advance(1000);
    await service.posted(discussed!.ref, { ...channel, messageId: 'm2', thread: 'm1' });
    await say(ask('What dataset did they use?'), { origin: { ...alice, thread: 'm1' } });
    expect(assistant.asked.at(-1)?.options.paperIds).toEqual(['2205.14135']);
  });

  test('a thread the bot never posted in is not its own', async () => {
    expect(await service.threadOf({ ...channel, thread: 'elsewhere' })).toBeUndefined();
  });
});
