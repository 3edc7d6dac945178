import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSlackAdapter, type SlackAdapter } from '../../../adapters/slack/adapter.ts';
import manifest from '../../../adapters/slack/manifest.json' with { type: 'json' };
import type { SlackOptions } from '../../../adapters/slack/settings.ts';
import type { Answer, ChatService, Paper, Reply, ReplyBody } from '../../../src/index.ts';
import { silentLogger, systemClock } from '../../../src/index.ts';
import { Payloads } from '../../servers/slack/payloads.ts';
import { APP_TOKEN, SIGNING_SECRET, SlackServer } from '../../servers/slack/slack-server.ts';
import type { Workspace } from '../../servers/slack/workspace.ts';

export const ABSTRACT =
  'The Transformer is based solely on attention. It reaches 28.4 BLEU on English to German.';
export const PAPER: Paper = {
  id: '1706.03762',
  title: 'Attention Is All You Need',
  abstract: ABSTRACT,
  authors: ['Ashish Vaswani', 'Noam Shazeer'],
  publishedAt: '2017-06-12',
  url: 'https://arxiv.org/abs/1706.03762',
  pdfUrl: 'https://arxiv.org/pdf/1706.03762',
  categories: ['cs.CL'],
};

/** An answer that cites one paper once. */
export function answerOf(question: string, text = 'It reaches 28.4 BLEU. [1]'): Answer {
  const sentence = 'It reaches 28.4 BLEU on English to German.';
  const start = ABSTRACT.indexOf(sentence);
  const evidence = { text: sentence, start, end: start + sentence.length };
  return {
    question,
    status: 'answered',
    text,
    citations: [{ n: 1, paper: PAPER, evidence }],
    suggestions: [],
    model: 'extractive',
    repairs: 0,
    ms: 1,
  };
}

export function replyOf(body: ReplyBody, extra: Partial<Reply> = {}): Reply {
  return { ref: 'ref1', body, buttons: [], private: false, ...extra };
}

/**
 * A chat service for tests of the adapter: answers every question, handles each event once, keeps
 * what it was asked, and lets a test hold or script the answer.
 */
export class ScriptedChat implements ChatService {
  readonly handled: Parameters<ChatService['handle']>[0][] = [];
  readonly acted: Parameters<ChatService['act']>[0][] = [];
  readonly places: Parameters<ChatService['posted']>[1][] = [];
  readonly seen: Set<string>;
  /** Texts that grow the answer, each yielded as progress. */
  pieces: string[] = [];
  pauseMs = 0;
  bodyFor: (message: Parameters<ChatService['handle']>[0]) => ReplyBody = (message) =>
    message.command.name === 'ask'
      ? { kind: 'answer', answer: answerOf(message.command.question) }
      : { kind: 'notice', tone: 'info', text: `did ${message.command.name}` };
  reply: (action: Parameters<ChatService['act']>[0]) => Reply = () =>
    replyOf({ kind: 'notice', tone: 'info', text: 'Thanks.' }, { private: true });

  constructor(seen = new Set<string>()) {
    this.seen = seen;
  }

  async *handle(
    message: Parameters<ChatService['handle']>[0],
    signal?: AbortSignal,
  ): ReturnType<ChatService['handle']> {
    if (this.seen.has(message.eventId)) return;
    this.seen.add(message.eventId);
    this.handled.push(message);
    const isPrivate = message.private ?? false;
    let text = '';
    const progress = (status: string) => ({
      type: 'progress' as const,
      reply: replyOf({ kind: 'progress', text, status }, { private: isPrivate }),
    });
    if (message.command.name === 'ask') yield progress('Searching the papers…');
    for (const piece of this.pieces) {
      if (signal?.aborted) break;
      text += piece;
      yield progress('Writing…');
      await sleep(this.pauseMs, undefined, { signal }).catch(() => {});
    }
    if (this.pieces.length === 0) await sleep(this.pauseMs, undefined, { signal }).catch(() => {});
    const body = this.bodyFor(message);
    const cut = signal?.aborted && body.kind === 'answer';
    const failed = cut && { ...body.answer, status: 'failed' as const, text: '', citations: [] };
    const buttons = (
      ['evidence', 'bibtex', 'similar', ...(isPrivate ? ['share'] : []), 'like'] as const
    ).map((action) => ({ action: action as 'evidence', label: action, ref: 'ref1' }));
    const end = failed ? ({ kind: 'answer', answer: failed } as const) : body;
    yield { type: 'final', reply: replyOf(end, { private: isPrivate, buttons }) };
  }

  async act(action: Parameters<ChatService['act']>[0]): Promise<Reply | undefined> {
    if (this.seen.has(action.eventId)) return undefined;
    this.seen.add(action.eventId);
    this.acted.push(action);
    return this.reply(action);
  }

  complete(text: string): ReturnType<ChatService['complete']> {
    return [{ id: PAPER.id, title: PAPER.title, name: text, kind: 'prefix', score: 1 }];
  }

  async posted(_ref: string, at: Parameters<ChatService['posted']>[1]): Promise<void> {
    this.places.push(at);
  }

  async threadOf(at: Parameters<ChatService['threadOf']>[0]): ReturnType<ChatService['threadOf']> {
    const ours = this.places.some((p) => p.channel === at.channel && p.thread === at.thread);
    return ours ? { ref: 'ref1', paperIds: [] } : undefined;
  }
}

/** A Slack with one workspace, an app connected to it, and all that a test needs of both. */
export interface Stage {
  server: SlackServer;
  workspace: Workspace;
  payloads: Payloads;
  adapter: SlackAdapter;
  chat: ScriptedChat;
  close(): Promise<void>;
}

export const SCOPES = manifest.oauth_config.scopes.bot;

/** Settings that reach a server by Socket Mode. */
export function socketSettings(
  server: SlackServer,
  workspace: Workspace,
): SlackOptions['settings'] {
  return { botToken: workspace.botToken, appToken: APP_TOKEN, apiUrl: server.apiUrl };
}

/** Settings that reach a server by HTTP. */
export function httpSettings(server: SlackServer, workspace: Workspace): SlackOptions['settings'] {
  return { botToken: workspace.botToken, signingSecret: SIGNING_SECRET, apiUrl: server.apiUrl };
}

export async function setUp(
  options: Partial<Omit<SlackOptions, 'settings'>> & {
    settings?: Partial<SlackOptions['settings']>;
    scripted?: ScriptedChat;
  } = {},
): Promise<Stage> {
  const { settings, scripted = new ScriptedChat(), ...others } = options;
  const server = await SlackServer.start();
  const workspace = server.workspace('T1', SCOPES);
  workspace.channel('C1');
  workspace.channel('DU1', { members: ['U1'] });
  const payloads = new Payloads(server, workspace);
  server.api.onBotMessage = (_, message) => void server.deliver(payloads.echo(message));
  const adapter = createSlackAdapter({
    chat: scripted,
    logger: silentLogger,
    clock: systemClock,
    ...others,
    settings: { ...socketSettings(server, workspace), ...settings },
  });
  await adapter.start();
  const close = async () => {
    await adapter.stop(100);
    await server.stop();
  };
  return { server, workspace, payloads, adapter, chat: scripted, close };
}

/** A machine that takes Slack's HTTP requests for an adapter. */
export async function machine(adapter: SlackAdapter): Promise<{ url: string; server: Server }> {
  const server = createServer(adapter.handler!);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Waits until something holds, and says after a generous while that it does not. */
export async function until(holds: () => boolean, limitMs = 18_000): Promise<void> {
  const since = performance.now();
  while (!holds()) {
    if (performance.now() - since > limitMs) throw new Error(`still not so: ${holds}`);
    await sleep(5);
  }
}

/** All texts that blocks show, in order. */
export function shownTexts(blocks: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(blocks ?? [], (key, value) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}
