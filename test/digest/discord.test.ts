import { afterEach, describe, expect, it } from 'vitest';
import { adapterFor, startServer } from '../adapters/discord/helpers/bot.ts';
import { ScriptedChat } from '../adapters/discord/helpers/scripted-chat.ts';
import { samplePaper } from '../helpers/daily-papers.ts';
import { type Fault, Faults } from '../servers/discord/faults.ts';
import type { DiscordServer } from '../servers/discord/server.ts';
import { PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
afterEach(() => world?.close());

const POSTS = /\/channels\/\d+\/messages$/;

/** A bot that posts digests to the server's channel. */
async function connected(): Promise<DiscordServer> {
  const server = await startServer();
  const adapter = adapterFor(server, new ScriptedChat(), { publicKey: 'ab'.repeat(32) });
  await adapter.start();
  world = await PlatformWorld.open(adapter);
  const { guildId } = server.world;
  const target = { adapter: 'discord', workspace: guildId, channel: server.channel };
  await world.subscribe(target, server.world.person.id);
  return server;
}

describe('a digest in Discord', () => {
  const faults: [string, [Fault, number][]][] = [
    ['nothing went wrong', []],
    ['a late answer', [[{ delayMs: 300 }, 1]]],
    ['429', [[Faults.limited(0.2), 1]]],
    ['500 for as long as the client tries', [[{ status: 500 }, 4]]],
    ['503 for minutes', [[{ status: 503 }, 12]]],
    ['a connection cut before', [['cut', 1]]],
    ['a connection cut after the message was taken', [['lose', 1]]],
    ['every answer of the first tries lost', [['lose', 5]]],
    [
      'all of it in a row',
      [
        [Faults.limited(0.1), 1],
        ['lose', 2],
        [{ status: 502 }, 4],
        ['cut', 2],
      ],
    ],
  ];

  it.each(faults)('stands there exactly once after %s', async (_name, planned) => {
    const server = await connected();
    for (const [fault, times] of planned) server.faults.plan('POST', POSTS, fault, times);
    await world.halfAnHour();
    const messages = server.world.in(server.channel);
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages[0])).toContain('Paper');
    expect(await world.states()).toEqual(['sent']);
  });

  it('is looked up where all answers were lost, also when looking fails at first', async () => {
    const server = await connected();
    server.faults.plan('POST', POSTS, 'lose', 8);
    server.faults.plan('GET', POSTS, { status: 500 }, 4);
    await world.halfAnHour();
    expect(server.world.in(server.channel)).toHaveLength(1);
    expect(await world.states()).toEqual(['sent']);
  });

  it.each([
    ['a connection that was cut', 'cut'],
    ['errors of the server', { status: 503 }],
    ['answers that were lost', 'lose'],
  ] as const)('of several messages stands there once, whole, after %s', async (_name, fault) => {
    const server = await startServer();
    const adapter = adapterFor(server, new ScriptedChat(), { publicKey: 'ab'.repeat(32) });
    await adapter.start();
    world = await PlatformWorld.open(adapter);
    const title = 'A title that goes on and on, as titles of surveys do, until nobody reads it';
    const why = ['a reason to stand here that takes as long to read as the title above it'];
    world.trending.rank = async (options) => ({
      day: options!.day!,
      window: '7d',
      source: 'ok',
      papers: Array.from({ length: 20 }, (_, n) => {
        const paper = samplePaper(`2310.000${10 + n}`, { title: `${n} ${title}` });
        return { rank: n + 1, score: 1, why, paper };
      }),
    });
    const target = { adapter: 'discord', workspace: 'g', channel: server.channel };
    await world.subscribe(target, server.world.person.id);
    // The first message arrives; the second meets the fault, for longer than the client tries.
    server.faults.plan('POST', POSTS, { delayMs: 1 });
    server.faults.plan('POST', POSTS, fault, 5);
    for (let minute = 0; minute <= 60; minute += 10) {
      await world.later(minute);
      // Longer than Discord knows a nonce.
      server.world.advance(10 * 60_000);
    }
    const messages = server.world.in(server.channel);
    expect(messages).toHaveLength(2);
    for (let n = 0; n < 20; n++) {
      const holders = messages.filter((each) =>
        JSON.stringify(each.embeds).includes(`${n} A title`),
      );
      expect(holders.length, `paper ${n}`).toBeGreaterThan(0);
    }
    expect(await world.states()).toEqual(['sent']);
  });

  it('is paused where the bot may not write, and whoever subscribed is told', async () => {
    const server = await connected();
    server.world.channels.get(server.channel)!.denied.add('send');
    await world.halfAnHour();
    expect(server.world.in(server.channel)).toHaveLength(0);
    const [status] = await world.digests.list();
    expect(status?.subscription.paused).toBe(true);
    const told = server.world.in(server.world.direct(server.world.person.id).id);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('I paused the digest');
  });
});
