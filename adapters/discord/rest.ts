import type { REST } from 'discord.js';
import { ConfigurationError } from '../../src/index.ts';
import { type DiscordSettings, restOptions } from './settings.ts';

/** discord.js's REST client, for use without the gateway. */
export async function openRest(settings: DiscordSettings): Promise<REST> {
  const { REST } = await import('discord.js');
  return new REST({ version: '10', ...restOptions(settings) }).setToken(settings.token);
}

/** What a refused token means for whoever runs the bot. */
export function tokenRefused(cause: unknown): ConfigurationError {
  return new ConfigurationError('Discord does not accept the token.', {
    hint: "Copy it again from the application's Bot page and set DISCORD_TOKEN.",
    cause,
  });
}
