import { afterEach, describe, expect, it } from 'vitest';
import { createSlackAdapter } from '../../../adapters/slack/adapter.ts';
import { ConfigurationError, silentLogger, systemClock } from '../../../src/index.ts';
import { SlackServer } from '../../servers/slack/slack-server.ts';
import {
  answerOf,
  SCOPES,
  ScriptedChat,
  type Stage,
  setUp,
  shownTexts,
  socketSettings,
  until,
} from './helpers.ts';

let stage: Stage;
afterEach(async () => await stage?.close());

const BOT = '<@UBOTT1>';

describe('a post whose answer is lost', () => {
  for (const kind of ['cut_before', 'cut_after', 'http_500'] as const) {
    it(`stands there once (${kind})`, async () => {
      stage = await setUp();
      const { server, payloads, workspace, chat } = stage;
      server.faults = [{ method: 'chat.postMessage', kind }];
      await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
      await until(() => chat.places.length === 1);
      expect(workspace.fromBot('C1')).toHaveLength(1);
      expect(server.faults).toEqual([]);
    });
  }

  it('is not repeated where the channel cannot be searched', async () => {
    stage = await setUp();
    const { server, payloads, workspace } = stage;
    server.faults = [
      { method: 'chat.postMessage', kind: 'cut_after' },
      { method: 'conversations.replies', kind: 'error', code: 'missing_scope' },
    ];
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.fromBot('C1')).toHaveLength(1);
    expect(workspace.ephemerals[0]?.text).toContain('Something went wrong');
  });
});

describe('a stream whose answers are lost', () => {
  const faults = [
    ['chat.startStream', ['cut_before', 'cut_after', 'http_500']],
    ['chat.appendStream', ['cut_before', 'cut_after']],
    ['chat.stopStream', ['cut_before', 'cut_after']],
  ] as const;
  for (const [method, kinds] of faults) {
    for (const kind of kinds) {
      it(`ends as one whole answer (${method}, ${kind})`, async () => {
        stage = await setUp();
        const { server, payloads, workspace, chat } = stage;
        chat.pieces = ['One is here. ', 'Two is here. ', 'Three is here. '];
        chat.bodyFor = () => ({
          kind: 'answer',
          answer: answerOf('q', `${chat.pieces.join('')}[1]`),
        });
        chat.pauseMs = 1_000;
        server.faults = [{ method, kind }];
        const thread = workspace.say('DU1', 'U1', 'New chat');
        await server.deliver(payloads.message('DU1', 'U1', 'slow?', thread));
        await until(() => chat.places.length === 1);
        const [message, ...others] = workspace.fromBot('DU1');
        expect(others).toEqual([]);
        const shown = `${message?.text} ${shownTexts(message?.blocks).join('')}`;
        for (const piece of [...chat.pieces, 'Attention Is All You Need', 'evidence']) {
          expect(shown).toContain(piece.trim());
        }
        expect(message?.streaming).not.toBe('open');
        expect(server.faults).toEqual([]);
      });
    }
  }
});

describe('429', () => {
  it('is waited out as Retry-After says, and the order in the channel is kept', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    chat.bodyFor = ({ command }) => ({
      kind: 'notice',
      tone: 'info',
      text: command.name === 'ask' ? command.question : '',
    });
    server.faults = [{ method: 'chat.postMessage', kind: 'rate_limited', amount: 1, times: 2 }];
    const started = performance.now();
    await server.deliver(payloads.message('DU1', 'U1', 'first'));
    await until(() => chat.handled.length === 1);
    await server.deliver(payloads.message('DU1', 'U1', 'second'));
    await until(() => chat.places.length === 2);
    expect(performance.now() - started).toBeGreaterThanOrEqual(2_000);
    expect(workspace.fromBot('DU1').map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('for edits leaves the last one standing', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.api.missing.add('chat.startStream').add('assistant.threads.setStatus');
    chat.pieces = ['One. '];
    chat.pauseMs = 800;
    server.faults = [{ method: 'chat.update', kind: 'rate_limited', amount: 1 }];
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} slow?`));
    await until(() => chat.places.length === 1);
    expect(workspace.fromBot('C1').map(({ text }) => text)).toEqual([
      expect.stringContaining('28.4 BLEU'),
    ]);
  });
});

describe('Socket Mode', () => {
  it('comes back after a refresh, and events meanwhile are answered once', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.redeliverMs = 400;
    for (let round = 0; round < 3; round += 1) {
      const events = Array.from({ length: 5 }, (_, i) =>
        payloads.message('DU1', 'U1', `question ${round}.${i}`),
      );
      await until(() => server.sockets === 1);
      const delivered = events.map((event) => server.deliver(event));
      server.refreshSockets();
      await Promise.all(delivered);
      await until(() => server.connectionsOpened === round + 2);
    }
    await until(() => chat.places.length === 15);
    expect(new Set(chat.handled.map(({ eventId }) => eventId)).size).toBe(15);
    expect(workspace.fromBot('DU1')).toHaveLength(15);
  });

  it('survives cuts, though connecting again fails at first', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.redeliverMs = 400;
    server.faults = [
      { method: 'apps.connections.open', kind: 'cut_before', times: 1 },
      { method: 'apps.connections.open', kind: 'rate_limited', amount: 1, times: 1 },
    ];
    chat.pauseMs = 300;
    await server.deliver(payloads.message('DU1', 'U1', 'before'));
    server.cutSockets();
    await server.deliver(payloads.message('DU1', 'U1', 'after'), { attempts: 20 });
    await until(() => chat.places.length === 2);
    expect(workspace.fromBot('DU1')).toHaveLength(2);
    expect(server.faults).toEqual([]);
  });

  it('takes an event that is sent again after a restart for the same', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat, adapter } = stage;
    const event = payloads.message('DU1', 'U1', 'once?');
    await server.deliver(event);
    await until(() => chat.places.length === 1);
    await adapter.stop(1_000);
    // The core keeps the events it took in the store.
    const restarted = new ScriptedChat(chat.seen);
    const next = createSlackAdapter({
      chat: restarted,
      settings: socketSettings(server, workspace),
      logger: silentLogger,
      clock: systemClock,
    });
    await next.start();
    await server.deliver(event);
    await server.deliver(payloads.message('DU1', 'U1', 'another?'));
    await until(() => restarted.places.length === 1);
    expect(workspace.fromBot('DU1')).toHaveLength(2);
    await next.stop(100);
  });

  it('is refused with what to do about it', async () => {
    const server = await SlackServer.start();
    const workspace = server.workspace('T1', SCOPES);
    const settings = socketSettings(server, workspace);
    const parts = { chat: new ScriptedChat(), logger: silentLogger, clock: systemClock };
    const wrongApp = createSlackAdapter({
      ...parts,
      settings: { ...settings, appToken: 'xapp-no' },
    });
    await expect(wrongApp.start()).rejects.toThrow(/SLACK_APP_TOKEN: invalid_auth/);
    await wrongApp.stop(10);
    const wrongBot = createSlackAdapter({
      ...parts,
      settings: { ...settings, botToken: 'xoxb-no' },
    });
    await expect(wrongBot.start()).rejects.toThrow(/SLACK_BOT_TOKEN: invalid_auth/);
    const nothing = createSlackAdapter({ ...parts, settings: {} });
    await expect(nothing.start()).rejects.toThrow(ConfigurationError);
    await server.stop();
  });
});

describe('acknowledgements', () => {
  it('go out before anything slow, for 200 events at once', async () => {
    stage = await setUp();
    const { server, payloads, chat } = stage;
    chat.pauseMs = 4_000;
    const events = Array.from({ length: 200 }, (_, i) =>
      i % 4 === 0
        ? payloads.command('/ask', `question ${i}`, 'C1', 'U1')
        : payloads.message('DU1', 'U1', `question ${i}`),
    );
    const deliveries = await Promise.all(events.map((event) => server.deliver(event)));
    expect(deliveries.every(({ attempts, ackMs }) => attempts === 1 && ackMs !== undefined)).toBe(
      true,
    );
    const times = deliveries.map(({ ackMs }) => ackMs ?? 0).sort((a, b) => a - b);
    const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]!);
    console.info(`200 at once, acknowledged: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  });
});

describe('stopping', () => {
  it('finishes what is quick and tells who waits for the rest', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat, adapter } = stage;
    chat.pauseMs = 60_000;
    await server.deliver(payloads.message('DU1', 'U1', 'a long one?'));
    await until(() => chat.handled.length === 1);
    await adapter.stop(2_000);
    expect(
      workspace
        .fromBot('DU1')
        .map(({ text }) => text)
        .at(-1),
    ).toContain('being restarted');
    expect(server.sockets).toBe(0);
  });
});

describe('a workspace with odd channels', () => {
  it('tells a person privately what cannot be posted', async () => {
    stage = await setUp();
    const { server, payloads, workspace } = stage;
    server.faults = [{ method: 'chat.postMessage', kind: 'error', code: 'restricted_action' }];
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]?.user).toBe('U1');
  });

  it('gets the text where Slack refuses the blocks', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.faults = [{ method: 'chat.postMessage', kind: 'error', code: 'invalid_blocks' }];
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
    await until(() => chat.places.length === 1);
    expect(workspace.fromBot('C1')[0]).toMatchObject({ blocks: undefined });
    expect(workspace.fromBot('C1')[0]?.text).toContain('28.4 BLEU');
  });

  it('is never listed', async () => {
    stage = await setUp();
    const { server, payloads, chat } = stage;
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
    await until(() => chat.places.length === 1);
    const listing = /conversations\.list|users\.list|conversations\.members/;
    expect(server.calls.filter(({ method }) => listing.test(method))).toEqual([]);
  });
});
