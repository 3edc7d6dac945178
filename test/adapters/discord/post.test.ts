import { expect, test } from 'vitest';
import { renderReply } from '../../../adapters/discord/render.ts';
import { type DeliveryError, type Reply, systemClock } from '../../../src/index.ts';
import { Faults } from '../../servers/discord/faults.ts';
import { startBot } from './helpers/bot.ts';
import { attention, bert } from './helpers/papers.ts';

const NONCE = 'subscription-1/2026-01-31T09:00:00Z';
const MESSAGES = /^\/channels\/\d+\/messages$/;

const digest: Reply = {
  ref: 'ref1',
  body: {
    kind: 'digest',
    title: 'Trending on Saturday',
    day: '2026-01-31',
    lines: [attention, bert].map((paper) => ({
      paper,
      summary: paper.abstract,
      why: ['+38 votes'],
    })),
    chart: new TextEncoder().encode('a picture'),
  },
  buttons: [],
  private: false,
};

const minuteAgo = () => new Date(systemClock.now().getTime() - 60_000);
const failureOf = (posting: Promise<unknown>) =>
  posting.then(
    () => 'none',
    (error: DeliveryError) => error.failure,
  );

test('a digest is posted with its picture, and found again', async () => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  expect(await adapter.findPost(target, NONCE, minuteAgo())).toBeNull();
  const posted = await adapter.post(target, digest, { nonce: NONCE });
  const [message] = server.posted();
  expect(posted).toEqual({ messageId: message!.id, thread: message!.id });
  expect(message!.embeds[0]).toMatchObject({
    title: 'Trending on Saturday',
    image: { url: 'attachment://chart.png' },
  });
  expect(message!.attachments).toMatchObject([{ filename: 'chart.png', text: 'a picture' }]);
  expect(await adapter.findPost(target, NONCE, minuteAgo())).toEqual(posted);
  expect(await adapter.findPost(target, 'another', minuteAgo())).toBeNull();
  expect(server.rest.violations).toEqual([]);
});

test('the same post twice stands once', async () => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  const first = await adapter.post(target, digest, { nonce: NONCE });
  expect(await adapter.post(target, digest, { nonce: NONCE })).toEqual(first);
  expect(server.posted()).toHaveLength(1);
});

test('a post is found among hundreds of later messages', async () => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  const since = minuteAgo();
  for (let count = 0; count < 150; count += 1)
    server.world.addMessage({ channel_id: server.channel });
  const posted = await adapter.post(target, digest, { nonce: NONCE });
  for (let count = 0; count < 150; count += 1)
    server.world.addMessage({ channel_id: server.channel });
  expect(await adapter.findPost(target, NONCE, since)).toEqual(posted);
});

test.each([
  ['gone', { status: 404, body: { code: 10_003, message: 'Unknown Channel' } }, 1],
  ['forbidden', { status: 403, body: { code: 50_001, message: 'Missing Access' } }, 1],
  ['forbidden', { status: 403, body: { code: 50_013, message: 'Missing Permissions' } }, 1],
  ['rejected', { status: 400, body: { code: 50_035, message: 'Invalid Form Body' } }, 1],
  ['unavailable', { status: 503 }, 4],
  ['unknown', { status: 500 }, 4],
] as const)('a failed post is %s after %j', async (failure, fault, times) => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  server.faults.plan('POST', MESSAGES, fault, times);
  expect(await failureOf(adapter.post(target, digest, { nonce: NONCE }))).toBe(failure);
});

test('a post whose answer is lost is unknown, and then found', async () => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  server.faults.plan('POST', MESSAGES, 'lose', 10);
  expect(await failureOf(adapter.post(target, digest, { nonce: NONCE }))).toBe('unknown');
  expect(await adapter.findPost(target, NONCE, minuteAgo())).toEqual({
    messageId: server.posted()[0]!.id,
    thread: server.posted()[0]!.id,
  });
});

test('a rate limit is waited out', async () => {
  const { server, adapter } = await startBot();
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  server.faults.plan('POST', MESSAGES, Faults.limited(0.2));
  await adapter.post(target, digest, { nonce: NONCE });
  expect(server.posted()).toHaveLength(1);
});

test('a post before the connection stands is to be tried again', async () => {
  const { server, adapter } = await startBot();
  await adapter.stop(0);
  const target = { adapter: 'discord', workspace: server.world.guildId, channel: server.channel };
  expect(await failureOf(adapter.post(target, digest, { nonce: NONCE }))).toBe('unavailable');
});

test('a digest keeps to one message as long as its summaries can be shorter', () => {
  const lines = Array.from({ length: 10 }, () => ({
    paper: bert,
    summary: 'word '.repeat(200),
    why: ['+1 vote'],
  }));
  const messages = renderReply({
    ...digest,
    body: { kind: 'digest', title: 'Today', day: '2026-01-31', lines },
  });
  expect(messages).toHaveLength(1);
});
