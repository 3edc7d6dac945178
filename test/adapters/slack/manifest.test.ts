import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../adapters/slack/commands.ts';
import manifest from '../../../adapters/slack/manifest.json' with { type: 'json' };
import { LIKE_THIS } from '../../../adapters/slack/register.ts';
import { UNFURL_DOMAINS } from '../../../adapters/slack/unfurl.ts';
import { packagePath } from '../../../src/index.ts';
import methods from '../../servers/slack/methods.json' with { type: 'json' };
import { PAPER, replyOf, SCOPES, type Stage, setUp, until } from './helpers.ts';

let stage: Stage | undefined;
afterEach(async () => await stage?.close());

/** Scopes that events need, as https://docs.slack.dev/reference/events says. */
const EVENT_SCOPES: Record<string, string[]> = {
  app_mention: ['app_mentions:read'],
  assistant_thread_started: ['assistant:write'],
  assistant_thread_context_changed: ['assistant:write'],
  link_shared: ['links:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
};

/** The adapter's source, in which its events and methods are named. */
function source(): string {
  const files = ['handlers', 'live-reply', 'stream', 'post', 'responder', 'upload', 'profile'];
  const more = ['register', 'assistant-pane', 'unfurl', 'workspaces'];
  return [...files, ...more]
    .map((name) => readFileSync(packagePath('adapters', 'slack', `${name}.ts`), 'utf8'))
    .join('\n');
}

describe('the manifest', () => {
  it('declares the commands, shortcuts and domains that the code knows', () => {
    const { slash_commands, shortcuts, unfurl_domains } = manifest.features;
    expect(slash_commands.map(({ command }) => command)).toEqual(
      COMMANDS.map((name) => `/${name}`),
    );
    expect(shortcuts.map(({ callback_id }) => callback_id)).toEqual([LIKE_THIS]);
    expect(unfurl_domains).toEqual(UNFURL_DOMAINS);
  });

  it('subscribes to the events that the code listens to, and no others', () => {
    const listened = Array.from(source().matchAll(/app\.event\(\s*'(\w+)'/g), ([, name]) => name!);
    const events = new Set([
      ...listened.flatMap((name) =>
        name === 'message'
          ? ['message.channels', 'message.groups', 'message.im', 'message.mpim']
          : [name],
      ),
      'assistant_thread_started',
      'assistant_thread_context_changed',
    ]);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...events].sort());
  });

  it('asks for the scopes of the methods and events that the code uses, and no others', () => {
    const table = methods as Record<string, { scopes: string[] }>;
    const called = Array.from(
      source().matchAll(/'((?:chat|conversations|files|views|users|assistant|auth)\.[\w.]+)'/g),
      ([, name]) => name!,
    );
    expect(called.length).toBeGreaterThan(10);
    const history = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
    const needed = new Set(['commands', ...Object.values(EVENT_SCOPES).flat()]);
    for (const method of called) {
      expect(table, `the server knows ${method}`).toHaveProperty([method]);
      if (method === 'conversations.open') needed.add('im:write');
      else if (method.startsWith('conversations.')) for (const scope of history) needed.add(scope);
      else for (const scope of table[method]!.scopes) needed.add(scope);
    }
    expect(SCOPES).toEqual([...needed].sort());
    for (const event of manifest.settings.event_subscriptions.bot_events) {
      for (const scope of EVENT_SCOPES[event] ?? []) expect(SCOPES).toContain(scope);
    }
  });

  it('is enough: a round through everything meets no missing scope or unknown argument', async () => {
    stage = await setUp({ settings: { unfurl: true }, suggestions: async () => ['What is RAG?'] });
    const { server, payloads, workspace, chat } = stage;
    const thread = workspace.say('DU1', 'U1', 'New chat');
    chat.pieces = ['It reaches '];
    chat.pauseMs = 400;
    await server.deliver(payloads.paneOpened('DU1', 'U1', thread));
    await server.deliver(payloads.message('DU1', 'U1', 'how good?', thread));
    await server.deliver(payloads.mention('C1', 'U1', '<@UBOTT1> how good?'));
    await server.deliver(payloads.command('/ask', 'how good?', 'C1', 'U1', 0));
    await server.deliver(payloads.command('/paper', '', 'C1', 'U1'));
    await server.deliver(payloads.command('/digest', '', 'C1', 'U1'));
    await server.deliver(payloads.homeOpened('U1'));
    await until(() => chat.places.length === 2 && workspace.views.length === 2);
    chat.reply = () =>
      replyOf({ kind: 'bibtex', text: 'x'.repeat(3_000), filename: 'a.bib' }, { private: true });
    await server.deliver(payloads.press(workspace.fromBot('C1')[0]!, 'bibtex', 'U1'));
    chat.bodyFor = () => ({ kind: 'paper', paper: PAPER });
    const ts = workspace.say('C1', 'U1', PAPER.url!);
    await server.deliver(payloads.linkShared('C1', 'U1', ts, [PAPER.url!]));
    await stage.adapter.findPost(
      { adapter: 'slack', workspace: 'T1', channel: 'C1' },
      'n',
      new Date(),
    );
    await until(
      () =>
        workspace.files.length === 1 &&
        workspace.unfurls.length === 1 &&
        workspace.homes.size === 1,
    );
    expect(server.calls.filter(({ ok }) => !ok)).toEqual([]);
    const methodsCalled = new Set(server.calls.map(({ method }) => method));
    for (const method of [
      'chat.startStream',
      'chat.stopStream',
      'chat.postEphemeral',
      'views.open',
    ]) {
      expect(methodsCalled).toContain(method);
    }
  });
});
