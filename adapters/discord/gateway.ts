import type { Client, REST } from 'discord.js';
import { ConfigurationError, type Logger } from '../../src/index.ts';
import { failureOf } from './failures.ts';
import { missingPermissions } from './permissions.ts';
import type { RawChannel, RawInteraction, RawMessage } from './platform.ts';
import { tokenRefused } from './rest.ts';
import { type DiscordSettings, restOptions } from './settings.ts';

/** What the gateway tells. */
export interface GatewayEvents {
  interaction(interaction: RawInteraction): void;
  message(message: RawMessage): void;
}

/** A connection to the gateway: discord.js keeps it, shards it, and resumes after drops. */
export class Gateway {
  readonly #client: Client;
  readonly #settings: DiscordSettings;

  private constructor(client: Client, settings: DiscordSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** discord.js's REST client, logged in as the bot. */
  get rest(): REST {
    return this.#client.rest;
  }

  get ownId(): string {
    return this.#client.user?.id ?? '';
  }

  get applicationId(): string {
    return this.#client.application?.id ?? this.ownId;
  }

  /** Builds discord.js's client; it connects with `login`. */
  static async create(
    settings: DiscordSettings,
    events: GatewayEvents,
    log: Logger,
  ): Promise<Gateway> {
    const { Client, Events, GatewayDispatchEvents, GatewayIntentBits } = await import('discord.js');
    const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
    const content = settings.messageContentIntent ? [MessageContent] : [];
    const client = new Client({
      intents: [Guilds, GuildMessages, DirectMessages, ...content],
      ...(settings.shards ? { shardCount: settings.shards } : { shards: 'auto' }),
      rest: restOptions(settings),
      makeCache: await smallCaches(),
      allowedMentions: { parse: [] },
    });
    shield(client, log);
    client.on(Events.Error, (error) => log.warn({ err: error }, 'the Discord client reports'));
    client.on(Events.ShardError, (error, shard) =>
      log.warn({ err: error, shard }, 'a Discord shard lost its connection'),
    );
    client.on(Events.ShardReconnecting, (shard) =>
      log.info({ shard }, 'a Discord shard reconnects'),
    );
    client.on(Events.ShardDisconnect, ({ code }, shard) =>
      log.error({ code, shard }, 'Discord closed a shard for good; check the token and intents'),
    );
    // Raw events carry all that is needed and nothing depends on caches; it is also what comes
    // over HTTP.
    client.ws.on(GatewayDispatchEvents.InteractionCreate as never, events.interaction);
    client.ws.on(GatewayDispatchEvents.MessageCreate as never, events.message);
    client.rest.setToken(settings.token);
    return new Gateway(client, settings);
  }

  /**
   * Connects all shards. What Discord refuses for good is a ConfigurationError; anything else is
   * thrown as it is and may be tried again, with a new client.
   */
  async login(): Promise<void> {
    try {
      await this.#client.login(this.#settings.token);
    } catch (error) {
      throw refusalOf(error, this.#settings) ?? error;
    }
  }

  /** What the gateway has said of a channel. */
  channel(id: string): RawChannel | undefined {
    const channel = this.#client.channels.cache.get(id);
    if (!channel) return undefined;
    const parent = channel.isThread() ? channel.parentId : undefined;
    return { id, type: channel.type, ...(parent ? { parent_id: parent } : {}) };
  }

  /** Names of the permissions the bot lacks in a channel; none if it cannot tell. */
  missing(id: string): string[] {
    const channel = this.#client.channels.cache.get(id);
    if (!channel || channel.isDMBased() || !this.#client.user) return [];
    const bits = channel.permissionsFor(this.#client.user)?.bitfield;
    return bits === undefined ? [] : missingPermissions(bits);
  }

  async close(): Promise<void> {
    await this.#client.destroy();
  }
}

/** Nothing is read from messages, members or users in memory, so they are not kept. */
async function smallCaches() {
  const { Options } = await import('discord.js');
  const own = {
    maxSize: 0,
    keepOverLimit: ({ id, client }: { id: string; client: Client }) => id === client.user?.id,
  };
  return Options.cacheWithLimits({
    ...Options.DefaultMakeCacheSettings,
    MessageManager: 0,
    PresenceManager: 0,
    ReactionManager: 0,
    GuildEmojiManager: 0,
    GuildStickerManager: 0,
    GuildMemberManager: own,
    UserManager: own,
  });
}

/**
 * Keeps a failure of discord.js's own handling of a packet from ending the process: it throws
 * where a server leaves out a field, and where a session ends right after it was resumed. Nothing
 * here depends on that handling but the cache of channels.
 */
function shield(client: Client, log: Logger): void {
  const manager = client.ws as unknown as { handlePacket(...packet: unknown[]): unknown };
  const handle = manager.handlePacket.bind(manager);
  manager.handlePacket = (...packet) => {
    try {
      return handle(...packet);
    } catch (error) {
      log.warn({ err: error }, 'discord.js could not handle a packet');
      return false;
    }
  };
}

/** Why Discord will never accept these settings, or undefined if it may. */
function refusalOf(error: unknown, settings: DiscordSettings): ConfigurationError | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/disallowed intents/i.test(message)) {
    return new ConfigurationError(
      'Discord does not allow the message-content intent for this application.',
      {
        hint: 'Switch on "Message Content Intent" on the application\'s Bot page, or unset DISCORD_MESSAGE_CONTENT.',
        cause: error,
      },
    );
  }
  if (/sharding is required|invalid shard/i.test(message)) {
    return new ConfigurationError(`Discord does not take ${settings.shards} shards.`, {
      hint: 'Leave the number of shards to Discord.',
      cause: error,
    });
  }
  const refused = /invalid token|authentication failed/i.test(message);
  return refused || failureOf(error).status === 401 ? tokenRefused(error) : undefined;
}
