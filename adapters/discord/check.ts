import { ConfigurationError, type Finding } from '../../src/index.ts';
import { type Application, DiscordApi } from './api.ts';
import { failureOf } from './failures.ts';
import { installLink } from './permissions.ts';
import { openRest } from './rest.ts';
import type { DiscordSettings } from './settings.ts';

/** https://docs.discord.com/developers/resources/application#application-object-application-flags */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);

/** Checks the token, the intents and the commands, and gives the install link. */
export async function checkDiscord(settings: DiscordSettings): Promise<Finding[]> {
  const rest = await openRest(settings);
  const api = new DiscordApi(() => rest);
  let application: Application;
  try {
    application = await api.application();
  } catch (error) {
    return [unreachable(error, settings)];
  }
  return [
    { level: 'ok', text: `Discord takes the token of ${application.name ?? application.id}.` },
    messageContent(application, settings),
    await commandsFinding(api, application, settings),
    { level: 'ok', text: `Install the bot with ${installLink(application.id)}` },
  ];
}

function unreachable(error: unknown, settings: DiscordSettings): Finding {
  const { status } = failureOf(error);
  if (status === 401 || error instanceof ConfigurationError) {
    const hint = "Copy it again from the application's Bot page and set DISCORD_TOKEN.";
    return { level: 'error', text: 'Discord does not accept the token.', hint };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const text = `Discord cannot be reached at ${settings.apiUrl ?? 'https://discord.com/api'}: ${reason}`;
  return { level: 'error', text, hint: 'Check the network and DISCORD_API_URL.' };
}

function messageContent({ flags = 0 }: Application, settings: DiscordSettings): Finding {
  const allowed = (flags & MESSAGE_CONTENT) !== 0;
  if (settings.publicKey) {
    const text = 'Interactions come over HTTP; mentions and direct messages do not reach the bot.';
    const hint = 'Give Discord the address of /discord/interactions as Interactions Endpoint URL.';
    return { level: 'ok', text, hint };
  }
  if (settings.messageContentIntent && !allowed) {
    const hint =
      'Switch on "Message Content Intent" on the application\'s Bot page, or unset DISCORD_MESSAGE_CONTENT.';
    return { level: 'error', text: 'The message-content intent is not allowed.', hint };
  }
  if (settings.messageContentIntent) {
    return { level: 'ok', text: 'The bot reads replies in its threads without a mention.' };
  }
  const text = 'Without the message-content intent, replies in threads need a mention or a reply.';
  return { level: 'ok', text, hint: 'Set DISCORD_MESSAGE_CONTENT=true to do without.' };
}

async function commandsFinding(
  api: DiscordApi,
  { id }: Application,
  { developmentGuild }: DiscordSettings,
): Promise<Finding> {
  try {
    const registered = await api.commands(id, developmentGuild);
    if (registered.length > 0) {
      return { level: 'ok', text: `${registered.length} commands are registered.` };
    }
    return {
      level: 'warn',
      text: 'No commands are registered yet.',
      hint: 'Serving registers them.',
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'Install the bot with the scope applications.commands.';
    return { level: 'warn', text: `The commands cannot be listed: ${reason}`, hint };
  }
}
