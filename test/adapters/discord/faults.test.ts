import { expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../../src/index.ts';
import { Faults } from '../../servers/discord/faults.ts';
import { adapterFor, answered, startBot, startServer } from './helpers/bot.ts';
import { answer } from './helpers/papers.ts';
import { ScriptedChat } from './helpers/scripted-chat.ts';

const question = [{ name: 'question', type: 3, value: 'How good is BERT?' }];
const ORIGINAL = /@original$/;
const MESSAGES = /^\/channels\/\d+\/messages$/;

test('a cut connection is resumed, and what came meanwhile is answered', async () => {
  const { server } = await startBot();
  server.gateway.cut();
  await server.until('the cut', () => server.gateway.connected.length === 0);
  const asked = server.command('ask', question);
  await answered(server, asked);
  expect(server.gateway.log.filter((entry) => entry !== 'heartbeat')).toEqual([
    'identify',
    'resume',
  ]);
});

test('when resuming is refused it starts a new session', async () => {
  const { server } = await startBot();
  server.rules.resumable = false;
  server.gateway.cut();
  await server.until(
    'a new session',
    () => server.gateway.log.filter((entry) => entry === 'identify').length === 2,
  );
  await answered(server, server.command('ask', question));
});

test('an invalid session and a request to reconnect are obeyed', async () => {
  const { server } = await startBot();
  server.gateway.askToReconnect();
  await server.until('a resume', () => server.gateway.log.includes('resume'));
  server.gateway.invalidate();
  await server.until(
    'a new session',
    () => server.gateway.log.filter((entry) => entry === 'identify').length === 2,
  );
  await answered(server, server.command('ask', question));
});

test('events that a resume brings again are answered once', async () => {
  const { server, chat } = await startBot();
  const asked = server.mention('How good is BERT?');
  await server.until('an answer', () => server.posted(asked.id)[0]?.embeds[0]?.title);
  server.gateway.replay('MESSAGE_CREATE');
  server.gateway.replay('INTERACTION_CREATE');
  await answered(server, server.command('ask', question));
  expect(chat.messages).toHaveLength(2);
});

test.each([
  ['a rate limit of the route', Faults.limited(0.2), 1],
  ['a global rate limit', Faults.limited(0.2, true), 1],
  ['a server that fails', { status: 502 }, 6],
  ['a connection that is cut', 'cut' as const, 2],
  ['an answer that is lost', 'lose' as const, 1],
])('an answer survives %s', async (_what, fault, times) => {
  const { server, chat } = await startBot();
  chat.script = async function* ({ command }) {
    server.faults.plan('PATCH', ORIGINAL, fault, times);
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  const asked = server.command('ask', question);
  await answered(server, asked);
  expect(asked.messages).toHaveLength(1);
});

test('a post whose answer is lost stands once', async () => {
  const { server } = await startBot();
  server.faults.plan('POST', MESSAGES, 'lose');
  const asked = server.mention('How good is BERT?');
  await server.until('an answer', () => server.posted(asked.id)[0]?.embeds[0]?.title);
  expect(server.posted(asked.id)).toHaveLength(1);
});

test('an acknowledgement that fails at first is made again', async () => {
  const { server } = await startBot();
  server.faults.plan('POST', /\/callback$/, { status: 500 });
  const asked = server.command('ask', question);
  await answered(server, asked);
  expect(asked.callback).toEqual({ type: 5 });
});

test('an acknowledgement that comes too late leads to a plain message', async () => {
  const { server } = await startBot();
  server.faults.plan('POST', /\/callback$/, {
    status: 404,
    body: { code: 10_062, message: 'Unknown interaction' },
  });
  server.command('ask', question);
  const message = await server.until('a plain message', () => server.posted()[0]);
  expect(message.embeds[0]!.title).toBe('How good is BERT?');
});

test('it connects once Discord is there again', async () => {
  const server = await startServer();
  server.faults.plan('GET', /^\/gateway\/bot$/, { status: 503 }, 4);
  server.faults.plan('GET', /^\/gateway\/bot$/, { status: 200, body: { url: 'of a proxy' } });
  const adapter = adapterFor(server, new ScriptedChat());
  await adapter.start();
  await answered(server, server.command('ask', question));
});

test('a refused token is a problem of the configuration', async () => {
  const server = await startServer();
  await expect(adapterFor(server, new ScriptedChat(), { token: 'wrong' }).start()).rejects.toThrow(
    ConfigurationError,
  );
});

test('a refused intent is a problem of the configuration', async () => {
  const server = await startServer();
  const adapter = adapterFor(server, new ScriptedChat(), { messageContentIntent: true });
  await expect(adapter.start()).rejects.toThrow('message-content intent');
});

test('it opens as many shards as Discord recommends', async () => {
  const server = await startServer();
  server.rules.shards = 2;
  await adapterFor(server, new ScriptedChat()).start();
  expect(server.gateway.connected.map(({ shard }) => shard).sort()).toEqual([0, 1]);
  await answered(server, server.command('ask', question));
  const direct = server.world.direct(server.world.person.id).id;
  server.say('How good is BERT?', { channel_id: direct });
  await server.until('an answer', () => server.posted(direct)[0]);
});

test('a stop waits for the answer that is being written', async () => {
  const { server, chat, adapter } = await startBot();
  let finish = () => {};
  const writing = new Promise<void>((resolve) => {
    finish = resolve;
  });
  chat.script = async function* ({ command }) {
    await writing;
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  const asked = server.command('ask', question);
  await vi.waitFor(() => expect(chat.messages).toHaveLength(1));
  const stopped = adapter.stop(10_000);
  const late = server.command('ask', question);
  await server.until('the reason', () => late.original);
  expect(late.original!.embeds[0]!.description).toContain('restarting');
  finish();
  await stopped;
  expect(asked.original!.embeds[0]!.title).toBe('How good is BERT?');
  await server.until('the goodbye', () => server.gateway.connected.length === 0);
});

test('a stop apologises for what it cannot finish', async () => {
  const { server, chat, adapter } = await startBot();
  let signalled = false;
  chat.script = async function* (_message, signal) {
    await new Promise((resolve) => signal!.addEventListener('abort', resolve));
    signalled = true;
    yield { kind: 'notice', tone: 'info', text: 'Too late.' };
  };
  const asked = server.command('ask', question);
  const mentioned = server.mention('How good is BERT?');
  await vi.waitFor(() => expect(chat.messages).toHaveLength(2));
  await adapter.stop(10);
  expect(signalled).toBe(true);
  expect(asked.original!.embeds[0]!.description).toContain('I was stopped before');
  expect(server.posted(mentioned.id)[0]!.embeds[0]!.description).toContain('I was stopped before');
});

test('two hundred commands at once are acknowledged before work on them begins', async () => {
  const { server, chat } = await startBot();
  // On a crowded machine this server, too, is slow; what counts is what comes first.
  server.ackMs = 60_000;
  let early = 0;
  const all = Array.from({ length: 200 }, () => server.command('ask', question));
  chat.script = async function* ({ command }) {
    if (all.some(({ callback }) => !callback)) early += 1;
    // As an embedder would, this keeps the process busy for a while.
    const until = performance.now() + 3;
    while (performance.now() < until);
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  await Promise.all(all.map((asked) => answered(server, asked)));
  const times = all.map(({ ackMs }) => ackMs!).sort((a, b) => a - b);
  console.info(`acknowledged in ms: p50 ${times[100]}, p99 ${times[198]}`);
  expect(early).toBeLessThan(20);
  expect(server.rest.violations).toEqual([]);
});

test('an interaction without the fields that only Discord sends is answered', async () => {
  const { server } = await startBot();
  const asked = server.prepare(2, { name: 'ask', options: question });
  const { id, application_id, type, token, guild_id, channel_id, member, data } = asked.payload;
  const payload = { id, application_id, type, token, guild_id, channel_id, member, data };
  server.gateway.dispatch(server.world.guildId, 'INTERACTION_CREATE', payload);
  await answered(server, asked);
  expect(server.rest.violations).toEqual([]);
});

test('whoever asked is told when Discord refuses the answer', async () => {
  const { server, chat } = await startBot();
  const refusal = { status: 400, body: { code: 50_035, message: 'Invalid Form Body' } };
  chat.script = async function* ({ command, origin }) {
    if (origin.thread) server.faults.plan('POST', MESSAGES, refusal);
    else server.faults.plan('PATCH', ORIGINAL, refusal);
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  const asked = server.command('ask', question);
  const told = await server.until('a word', () => asked.original);
  expect(told.embeds[0]!.description).toContain('Discord refused');
  const mentioned = server.mention('How good is BERT?');
  const said = await server.until('a word', () => server.posted(mentioned.id)[0]);
  expect(said.embeds[0]!.description).toContain('Discord refused');
});
