import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackAdapter, type SlackAdapter } from '../../../adapters/slack/adapter.ts';
import { silentLogger, systemClock } from '../../../src/index.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { databaseKinds } from '../../helpers/databases.ts';
import { Payloads } from '../../servers/slack/payloads.ts';
import { SIGNING_SECRET, SlackServer, sendSigned } from '../../servers/slack/slack-server.ts';
import type { Workspace } from '../../servers/slack/workspace.ts';
import { httpSettings, machine, SCOPES, ScriptedChat, until } from './helpers.ts';

let server: SlackServer;
let workspace: Workspace;
let payloads: Payloads;
const running: { adapter: SlackAdapter; server: Server }[] = [];

beforeEach(async () => {
  server = await SlackServer.start();
  workspace = server.workspace('T1', SCOPES);
  workspace.channel('DU1', { members: ['U1'] });
  workspace.channel('C1');
  payloads = new Payloads(server, workspace);
});

afterEach(async () => {
  for (const { adapter, server: http } of running.splice(0)) {
    await adapter.stop(100);
    http.closeAllConnections();
    http.close();
  }
  await server.stop();
});

async function start(
  chat: ScriptedChat,
  options: Partial<Parameters<typeof createSlackAdapter>[0]> = {},
): Promise<string> {
  const adapter = createSlackAdapter({
    chat,
    settings: httpSettings(server, workspace),
    logger: silentLogger,
    clock: systemClock,
    ...options,
  });
  await adapter.start();
  const { url, server: http } = await machine(adapter);
  running.push({ adapter, server: http });
  return url;
}

describe('HTTP', () => {
  it('answers events, commands and type-ahead', async () => {
    const chat = new ScriptedChat();
    server.httpTargets = [await start(chat)];
    await server.deliver(payloads.message('DU1', 'U1', 'how good?'));
    await server.deliver(payloads.command('/ask', 'how good?', 'C1', 'U1'));
    await until(() => chat.places.length === 1 && workspace.ephemerals.length === 1);
    const typed = await server.deliver(payloads.suggest('paperboy_pick_paper', 'att', 'U1'));
    expect(typed.ackBody.options).toHaveLength(1);
  });

  it('refuses what is not signed, signed by another or old', async () => {
    const chat = new ScriptedChat();
    const url = await start(chat);
    const event = payloads.message('DU1', 'U1', 'how good?');
    const status = async (spoilt: object) => (await sendSigned(url, event, 1, spoilt)).status;
    expect(await status({ secret: 'another' })).toBe(401);
    expect(await status({ ageSeconds: 600 })).toBe(401);
    const bare = await fetch(`${url}/slack/events`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(401);
    expect((await fetch(`${url}/slack/elsewhere`)).status).toBe(404);
    expect(await status({})).toBe(200);
    await until(() => chat.handled.length === 1);
  });

  it('proves to Slack that the URL is its own', async () => {
    const url = await start(new ScriptedChat());
    const challenge = { type: 'url_verification', challenge: 'abc' };
    const response = await sendSigned(url, { kind: 'events_api', payload: challenge });
    expect(await response.json()).toEqual({ challenge: 'abc' });
  });

  it('answers once though several machines get the same event', async () => {
    const seen = new Set<string>();
    const chats = [new ScriptedChat(seen), new ScriptedChat(seen)];
    server.httpTargets = await Promise.all(chats.map((chat) => start(chat)));
    // An odd number, so that the second copy of each goes to the other machine.
    const events = Array.from({ length: 11 }, (_, i) => payloads.message('DU1', 'U1', `q ${i}`));
    await Promise.all([...events, ...events].map((event) => server.deliver(event)));
    await until(() => chats[0]!.places.length + chats[1]!.places.length === 11);
    expect(workspace.fromBot('DU1')).toHaveLength(11);
    expect(chats.every((chat) => chat.handled.length > 0)).toBe(true);
  });
});

describe.each(databaseKinds)('installs by several workspaces ($kind)', ({ locate }) => {
  it('keep their tokens sealed, answer in each, and end when the app is removed', async () => {
    const location = await locate();
    const db = await openDatabase(location);
    const chat = new ScriptedChat();
    const url = await start(chat, {
      db,
      settings: {
        signingSecret: SIGNING_SECRET,
        apiUrl: server.apiUrl,
        oauth: {
          clientId: 'client',
          clientSecret: 'secret',
          stateSecret: 'a-secret-for-states',
          encryptionKey: 'k'.repeat(32),
          redirectUri: 'https://paperboy.example/slack/oauth_redirect',
        },
      },
    });
    server.httpTargets = [url];
    for (const team of ['T1', 'T2']) await install(url, server, team);
    const second = server.workspaces.get('T2')!;
    second.channel('DU1', { members: ['U1'] });
    await server.deliver(payloads.message('DU1', 'U1', 'first?'));
    await server.deliver(new Payloads(server, second).message('DU1', 'U1', 'second?'));
    await until(() => chat.places.length === 2);
    expect([workspace, second].map((w) => w.fromBot('DU1').length)).toEqual([1, 1]);

    const rows = await db.selectFrom('slack_installations').selectAll().execute();
    expect(rows.map(({ key }) => key).sort()).toEqual(['T1', 'T2']);
    expect(JSON.stringify(rows)).not.toContain('xoxb');
    const read = rows.map(({ sealed }) => Buffer.from(sealed, 'base64').toString('latin1'));
    expect(read.join()).not.toContain('xoxb');

    const gone = { type: 'app_uninstalled' };
    await server.deliver(new Payloads(server, second).event(gone));
    const left = () => db.selectFrom('slack_installations').select('key').execute();
    await expect.poll(left).toEqual([{ key: 'T1' }]);
    await server.deliver(new Payloads(server, second).message('DU1', 'U1', 'still there?'));
    await server.deliver(payloads.message('DU1', 'U1', 'and here?'));
    await until(() => chat.places.length === 3);
    expect(second.fromBot('DU1')).toHaveLength(1);
    await running.at(-1)?.adapter.stop(100);
    await db.destroy();
    await location.dispose();
  });
});

/** Walks through the install as a browser does. */
async function install(url: string, server: SlackServer, team: string): Promise<void> {
  const workspace = server.workspaces.get(team) ?? server.workspace(team, SCOPES);
  server.codes.set(`code-${team}`, workspace);
  const page = await fetch(`${url}/slack/install`);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const link =
    /http[^"'> ]*authorize[^"'> ]*/.exec(await page.text())?.[0].replace(/&amp;/g, '&') ?? '';
  const authorize = new URL(link);
  expect(authorize.origin).toBe(server.origin);
  expect(authorize.searchParams.get('scope')).toBe(SCOPES.join(','));
  const state = authorize.searchParams.get('state') ?? '';
  const back = `${url}/slack/oauth_redirect?code=code-${team}&state=${state}`;
  expect((await fetch(back, { redirect: 'manual' })).status).not.toBe(200);
  const done = await fetch(back, { headers: { cookie }, redirect: 'manual' });
  expect(done.status).toBeLessThan(400);
}
