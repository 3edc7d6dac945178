/** How the Discord adapter is set up. */
export interface DiscordSettings {
  /** Token of the bot. */
  token: string;
  /** Base of the API, with or without `/v10`; unset for Discord itself. */
  apiUrl?: string;
  /** Guilds and channels that may use the bot; unset for all. Direct messages always may. */
  allowedGuilds?: string[];
  allowedChannels?: string[];
  /** Guild to register the commands in, where they appear at once; unset for everywhere. */
  developmentGuild?: string;
  /**
   * Public key of the application, in hexadecimal digits. With it interactions come over HTTP,
   * and the bot does not connect to the gateway: there are commands, but no mentions.
   */
  publicKey?: string;
  /** Whether the message-content intent is switched on for the application. */
  messageContentIntent?: boolean;
  /** Number of gateway connections; unset for as many as Discord recommends. */
  shards?: number;
}

/** Where something happens. */
interface Spot {
  guild: string;
  channel: string;
  /** The thread, whose channel is allowed for it. */
  thread?: string;
}

/** Why the bot is not to answer somewhere, and the channels in which it does. */
export interface AccessRefusal {
  text: string;
  channels: string[];
}

/** Why the bot is not to answer there, or undefined if it may. */
export function accessRefusal(settings: DiscordSettings, spot: Spot): AccessRefusal | undefined {
  if (!spot.guild) return undefined;
  if (settings.allowedGuilds && !settings.allowedGuilds.includes(spot.guild)) {
    return { text: 'I am not set up for this server. Whoever runs me can allow it.', channels: [] };
  }
  const channels = settings.allowedChannels;
  if (!channels || channels.includes(spot.channel) || channels.includes(spot.thread ?? '')) {
    return undefined;
  }
  const text = 'I only answer in some channels. Write to me directly, or ask me in';
  return { text, channels: channels.slice(0, 5) };
}

/** The base that discord.js expects, which puts the version behind it. */
export function restOptions(settings: DiscordSettings): { api?: string } {
  if (!settings.apiUrl) return {};
  return { api: settings.apiUrl.replace(/\/+$/, '').replace(/\/v\d+$/, '') };
}
