import { expect, test } from 'vitest';
import { commands } from '../../../adapters/discord/commands.ts';
import { adapterFor, startServer } from './helpers/bot.ts';
import { ScriptedChat } from './helpers/scripted-chat.ts';

const changes = (lines: string[]) => lines.filter((line) => line.startsWith('PUT '));

test('commands are registered when they differ, and only then', async () => {
  const server = await startServer();
  const start = async () => {
    const adapter = adapterFor(server, new ScriptedChat());
    await adapter.start();
    await adapter.stop(0);
  };
  await start();
  expect(server.commands.get('')!.length).toBe(commands.length);
  expect(server.rest.violations).toEqual([]);
  await start();
  expect(changes(server.exchange())).toHaveLength(1);
  server.commands.set('', server.commands.get('')!.slice(1));
  await start();
  expect(changes(server.exchange())).toHaveLength(2);
});

test('for development they are registered in one guild', async () => {
  const server = await startServer();
  await adapterFor(server, new ScriptedChat(), { developmentGuild: server.world.guildId }).start();
  expect([...server.commands.keys()]).toEqual([server.world.guildId]);
});

test('commands that cannot be registered do not keep the bot from answering', async () => {
  const server = await startServer();
  server.faults.plan('PUT', /commands$/, {
    status: 403,
    body: { code: 50_001, message: 'Missing Access' },
  });
  await adapterFor(server, new ScriptedChat()).start();
  const direct = server.world.direct(server.world.person.id).id;
  server.say('How good is BERT?', { channel_id: direct });
  await server.until('an answer', () => server.posted(direct)[0]);
});
