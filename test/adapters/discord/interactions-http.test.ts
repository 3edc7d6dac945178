import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/adapter.ts';
import { ConfigurationError, silentLogger } from '../../../src/index.ts';
import type { Interaction } from '../../servers/discord/interactions.ts';
import { answered, startServer } from './helpers/bot.ts';
import { attention } from './helpers/papers.ts';
import { ScriptedChat } from './helpers/scripted-chat.ts';

const question = [{ name: 'question', type: 3, value: 'How good is BERT?' }];

async function startHttpBot() {
  const server = await startServer();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hex = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('hex');
  const chat = new ScriptedChat();
  const settings = { token: server.rules.token, apiUrl: `${server.url}/v10/`, publicKey: hex };
  const adapter = createDiscordAdapter({ chat, settings, logger: silentLogger });
  onTestFinished(() => adapter.stop(0));
  await adapter.start();
  /** Sends an interaction as Discord does, and takes the response as its first answer. */
  const deliver = async (interaction: Interaction) => {
    const response = await adapter.interactions!(signed(interaction.payload, privateKey));
    const callback = (await response.json()) as { type: number };
    server.rest.acknowledge(interaction, callback);
    return callback;
  };
  return { server, chat, adapter, privateKey, deliver };
}

function signed(payload: object, key: KeyObject, timestamp = '1700000000'): Request {
  const body = JSON.stringify(payload);
  const signature = sign(null, Buffer.from(timestamp + body), key).toString('hex');
  return new Request('http://localhost/discord/interactions', {
    method: 'POST',
    body,
    headers: { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp },
  });
}

test('it does not connect to the gateway', async () => {
  const { server } = await startHttpBot();
  expect(server.gateway.log).toEqual([]);
  expect(server.commands.get('')).toHaveLength(13);
});

test('a ping is answered with a pong', async () => {
  const { adapter, privateKey } = await startHttpBot();
  const response = await adapter.interactions!(signed({ type: 1 }, privateKey));
  expect(await response.json()).toEqual({ type: 1 });
});

test('a command is deferred by the response and answered over the API', async () => {
  const { server, deliver } = await startHttpBot();
  const asked = server.prepare(2, { name: 'ask', type: 1, options: question });
  expect(await deliver(asked)).toEqual({ type: 5 });
  const message = await answered(server, asked);
  expect(message.embeds[0]!.title).toBe('How good is BERT?');
  expect(server.exchange().filter((line) => line.includes('callback'))).toEqual([]);
  expect(server.rest.violations).toEqual([]);
});

test('type-ahead is answered by the response', async () => {
  const { server, deliver } = await startHttpBot();
  const options = [{ name: 'name', type: 3, value: 'attention', focused: true }];
  const typed = server.prepare(4, { name: 'paper', type: 1, options });
  expect(await deliver(typed)).toEqual({
    type: 8,
    data: { choices: [{ name: attention.title, value: attention.id }] },
  });
});

test('an interaction that comes twice is answered once', async () => {
  const { server, chat, deliver, adapter, privateKey } = await startHttpBot();
  const asked = server.prepare(2, { name: 'ask', type: 1, options: question });
  await deliver(asked);
  await answered(server, asked);
  await adapter.interactions!(signed(asked.payload, privateKey));
  await server.until('a look at the first answer', () =>
    server.exchange().at(-1)!.startsWith('GET /webhooks'),
  );
  expect(chat.messages).toHaveLength(1);
  expect(asked.original!.embeds[0]!.title).toBe('How good is BERT?');
});

test.each([
  ['another key', (payload: object) => signed(payload, generateKeyPairSync('ed25519').privateKey)],
  [
    'no signature',
    (payload: object) =>
      new Request('http://localhost/', { method: 'POST', body: JSON.stringify(payload) }),
  ],
])('what is signed with %s is refused', async (_how, make) => {
  const { server, chat, adapter } = await startHttpBot();
  const { payload } = server.prepare(2, { name: 'ask', type: 1, options: question });
  const response = await adapter.interactions!(make(payload));
  expect(response.status).toBe(401);
  expect(chat.messages).toEqual([]);
});

test('a changed body or timestamp is refused', async () => {
  const { adapter, privateKey } = await startHttpBot();
  const request = signed({ type: 1 }, privateKey);
  const changed = new Request(request.url, {
    method: 'POST',
    body: '{"type": 1}',
    headers: request.headers,
  });
  expect((await adapter.interactions!(changed)).status).toBe(401);
  const later = signed({ type: 1 }, privateKey);
  later.headers.set('x-signature-timestamp', '1700000001');
  expect((await adapter.interactions!(later)).status).toBe(401);
});

test('a signed body that is no interaction is a bad request', async () => {
  const { adapter, privateKey } = await startHttpBot();
  expect((await adapter.interactions!(signed([], privateKey))).status).toBe(400);
  expect((await adapter.interactions!(new Request('http://localhost/'))).status).toBe(405);
});

test('a public key that is none is a problem of the configuration', () => {
  const settings = { token: 't', publicKey: 'abc' };
  expect(() =>
    createDiscordAdapter({ chat: new ScriptedChat(), settings, logger: silentLogger }),
  ).toThrow(ConfigurationError);
});
