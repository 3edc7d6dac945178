import type { REST } from 'discord.js';
import pRetry from 'p-retry';
import {
  type ChatAdapter,
  type ChatService,
  ConfigurationError,
  DeliveryError,
  type Logger,
  type Posted,
  type Reply,
  type Target,
} from '../../src/index.ts';
import { AckGate } from './ack-gate.ts';
import { DiscordApi } from './api.ts';
import { capabilities } from './capabilities.ts';
import { Channels } from './channels.ts';
import { commands } from './commands.ts';
import { failureOf } from './failures.ts';
import { Gateway } from './gateway.ts';
import { InFlight } from './in-flight.ts';
import { Interactions } from './interactions.ts';
import { interactionsEndpoint } from './interactions-http.ts';
import { installLink } from './permissions.ts';
import type { RawInteraction, RawMessage } from './platform.ts';
import { type FoundParts, findPost, post } from './post.ts';
import { registerCommands } from './register-commands.ts';
import { openRest, tokenRefused } from './rest.ts';
import type { DiscordSettings } from './settings.ts';
import { Written } from './written.ts';

export interface DiscordOptions {
  chat: ChatService;
  settings: DiscordSettings;
  logger: Logger;
}

/** The Discord adapter; over HTTP it has a handler for interactions. */
export interface DiscordAdapter extends ChatAdapter {
  /** Takes signed interactions; undefined when they come over the gateway. */
  readonly interactions?: (request: Request) => Promise<Response>;
}

/** Builds the adapter; it connects when it is started. */
export function createDiscordAdapter(options: DiscordOptions): DiscordAdapter {
  return new Adapter(options);
}

class Adapter implements DiscordAdapter {
  readonly name = 'discord';
  readonly capabilities = capabilities;
  readonly interactions?: (request: Request) => Promise<Response>;
  readonly #settings: DiscordSettings;
  readonly #log: Logger;
  readonly #api: DiscordApi;
  readonly #handling: Interactions;
  readonly #written: Written;
  readonly #inFlight = new InFlight();
  readonly #parts: FoundParts = new Map();
  readonly #stopped = new AbortController();
  #gateway: Gateway | undefined;
  #rest: REST | undefined;
  #ownId = '';

  constructor({ chat, settings, logger }: DiscordOptions) {
    this.#settings = settings;
    this.#log = logger;
    this.#api = new DiscordApi(() => this.#connectedRest());
    const parts = {
      api: this.#api,
      chat,
      settings,
      gate: new AckGate(),
      inFlight: this.#inFlight,
      log: logger,
    };
    this.#handling = new Interactions(parts);
    this.#written = new Written({
      ...parts,
      channels: new Channels(this.#api, (id) => this.#gateway?.channel(id)),
      ownId: () => this.#gateway?.ownId ?? this.#ownId,
      missing: (channel) => this.#gateway?.missing(channel) ?? [],
    });
    if (settings.publicKey) {
      this.interactions = interactionsEndpoint(settings.publicKey, this.#handling);
    }
  }

  async start(): Promise<void> {
    // A bot that starts during an outage comes up when the outage is over.
    await pRetry(() => this.#tryToStart(), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 1000,
      maxTimeout: 60_000,
      signal: this.#stopped.signal,
      shouldRetry: ({ error }) => !(error instanceof ConfigurationError),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (error instanceof ConfigurationError) return;
        this.#log.warn({ err: error, attemptNumber }, 'could not connect to Discord; trying again');
      },
    });
  }

  async #tryToStart(): Promise<void> {
    try {
      await (this.#settings.publicKey ? this.#prepare() : this.#connect());
    } catch (error) {
      // What cannot be read comes from a proxy or a failing server, and may be readable later;
      // p-retry would take a TypeError for a mistake in the program.
      if (error instanceof TypeError) throw new Error(error.message, { cause: error });
      throw error;
    }
  }

  /** Without the gateway: looks up who the bot is, which also checks the token. */
  async #prepare(): Promise<void> {
    this.#rest ??= await openRest(this.#settings);
    const application = await this.#api.application().catch((error: unknown) => {
      throw failureOf(error).status === 401 ? tokenRefused(error) : error;
    });
    this.#ownId = application.bot?.id ?? (await this.#api.me()).id;
    await this.#register(application.id);
    this.#log.info({ application: application.id }, 'Discord: taking interactions over HTTP');
  }

  async #connect(): Promise<void> {
    const events = {
      interaction: (interaction: RawInteraction) =>
        void this.#handling.receive(interaction, (body) => this.#api.respond(interaction, body)),
      message: (message: RawMessage) => void this.#written.receive(message),
    };
    const gateway = await Gateway.create(this.#settings, events, this.#log);
    // Events come in as soon as the first shard is ready, so answers must be possible before.
    this.#gateway = gateway;
    this.#rest = gateway.rest;
    await gateway.login();
    await this.#register(gateway.applicationId);
    const install = installLink(gateway.applicationId);
    this.#log.info({ user: gateway.ownId, install }, 'Discord: connected');
  }

  async #register(application: string): Promise<void> {
    try {
      const { developmentGuild } = this.#settings;
      const changed = await registerCommands(this.#api, application, commands, developmentGuild);
      if (changed) this.#log.info({ count: commands.length }, 'Discord: commands registered');
    } catch (error) {
      // Those registered before go on working, and so do mentions.
      this.#log.error({ err: error }, 'Discord: could not register the commands');
    }
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#stopped.abort();
    await this.#inFlight.close(deadlineMs);
    await this.#gateway?.close();
    this.#gateway = undefined;
    this.#rest = undefined;
  }

  async post(target: Target, reply: Reply, { nonce }: { nonce: string }): Promise<Posted> {
    this.#connectedRest();
    return post(this.#api, target, reply, nonce, this.#parts);
  }

  async findPost(target: Target, nonce: string, since: Date): Promise<Posted | null | undefined> {
    if (!this.#rest) return undefined;
    const ownId = this.#gateway?.ownId ?? this.#ownId;
    return findPost(this.#api, ownId, target, nonce, since, this.#parts);
  }

  async direct(workspace: string, userId: string): Promise<Target> {
    const { id } = await this.#api.directChannel(userId);
    return { adapter: this.name, workspace, channel: id };
  }

  #connectedRest(): REST {
    if (this.#rest) return this.#rest;
    throw new DeliveryError('unavailable', 'Discord is not connected yet.');
  }
}
