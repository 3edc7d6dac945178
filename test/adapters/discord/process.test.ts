import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../e2e/serving.ts';
import { temporaryDir } from '../../helpers/databases.ts';
import { type DiscordServer, MANAGER } from '../../servers/discord/server.ts';
import { answered, startServer } from './helpers/bot.ts';

/** Runs `paperboy serve` against a server, and returns once it is connected, with what ends it. */
async function serveAgainst(server: DiscordServer, dataDir: string) {
  const serving = await serve(dataDir, {
    DISCORD_TOKEN: server.rules.token,
    DISCORD_API_URL: server.url,
  });
  const ended = serving.ended.then((code) => {
    throw new Error(`paperboy ended with ${code}: ${serving.said()}`);
  });
  ended.catch(() => {});
  const connected = server.until('the connection', () => server.gateway.connected.length > 0);
  await Promise.race([connected, ended]);
  return async (signal: NodeJS.Signals) => {
    serving.kill(signal);
    const code = await serving.ended;
    // What is sent next must not go to the connection of a process that is no more.
    await server.until('its end', () => server.gateway.connected.length === 0);
    return { code };
  };
}

test('the whole program answers, and its buttons work after it was killed', {
  timeout: 120_000,
}, async () => {
  const server = await startServer();
  server.patience = 60_000;
  const dataDir = temporaryDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const kill = await serveAgainst(server, dataDir);
  const asked = server.command('ask', [
    { name: 'question', type: 3, value: 'What is a survey on online active learning about?' },
  ]);
  const message = await answered(server, asked);
  expect(message.embeds[0]!.description).toContain('**Sources**');

  const mentioned = server.mention('What is a survey on online active learning about?');
  await server.until('an answer in a thread', () =>
    server.posted(mentioned.id).find(({ embeds }) => embeds[0]?.title),
  );

  const subscribe = [
    { name: 'subscribe', type: 1, options: [{ name: 'schedule', type: 3, value: 'daily' }] },
  ];
  const refused = server.command('digest', subscribe);
  const taken = server.command('digest', subscribe, { permissions: MANAGER });
  await server.until('both answers', () => refused.original && taken.original);
  expect(refused.original!.embeds[0]!.description).not.toContain('Subscribed');
  expect(taken.original!.embeds[0]!.description).toContain('Subscribed');

  await kill('SIGKILL');
  const stop = await serveAgainst(server, dataDir);
  const pressed = server.press(message, 'Evidence');
  const evidence = await server.until('the evidence', () => pressed.original);
  expect(evidence.embeds[0]!.title).toBe('Evidence');
  expect(evidence.embeds[0]!.description).toContain('> ');

  const found = server.type('paper', [
    { name: 'name', type: 3, value: 'survey on online activ learning', focused: true },
  ]);
  await server.until('a completion', () => found.callback);
  expect(JSON.stringify(found.callback)).toContain('online active learning');

  const { code } = await stop('SIGTERM');
  expect(code).toBe(0);
  expect(server.rest.violations).toEqual([]);
});
