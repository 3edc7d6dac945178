import { onTestFinished } from 'vitest';
import { createDiscordAdapter, type DiscordAdapter } from '../../../../adapters/discord/adapter.ts';
import type { DiscordSettings } from '../../../../adapters/discord/settings.ts';
import { type ChatService, silentLogger } from '../../../../src/index.ts';
import type { Interaction } from '../../../servers/discord/interactions.ts';
import { DiscordServer } from '../../../servers/discord/server.ts';
import type { StoredMessage } from '../../../servers/discord/world.ts';
import { ScriptedChat } from './scripted-chat.ts';

/** A server that is stopped when the test ends. */
export async function startServer(): Promise<DiscordServer> {
  const server = await DiscordServer.start();
  onTestFinished(() => server.stop());
  return server;
}

/** An adapter on the real discord.js, pointed at a server, and stopped when the test ends. */
export function adapterFor(
  server: DiscordServer,
  chat: ChatService,
  settings: Partial<DiscordSettings> = {},
): DiscordAdapter {
  const adapter = createDiscordAdapter({
    chat,
    settings: { token: server.rules.token, apiUrl: server.url, ...settings },
    logger: silentLogger,
  });
  onTestFinished(() => adapter.stop(0));
  return adapter;
}

/** A connected bot with a scripted chat service. */
export async function startBot(settings: Partial<DiscordSettings> = {}) {
  const server = await startServer();
  const chat = new ScriptedChat();
  const adapter = adapterFor(server, chat, settings);
  await adapter.start();
  return { server, chat, adapter };
}

/** Waits for the final answer to an interaction; only that has a footer. */
export function answered(server: DiscordServer, interaction: Interaction): Promise<StoredMessage> {
  return server.until('an answer', () =>
    interaction.original?.embeds.some(({ footer }) => footer) ? interaction.original : undefined,
  );
}
