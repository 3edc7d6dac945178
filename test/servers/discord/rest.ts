import type { z } from 'zod';
import * as checks from './checks.ts';
import { type Interaction, isAlive } from './interactions.ts';
import type { StoredMessage, World } from './world.ts';

/** A request as it came in. */
export interface ApiRequest {
  method: string;
  /** Without base and version. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  files: Map<string, { name: string; text: string }>;
}

export interface ApiResponse {
  status: number;
  body?: unknown;
}

/** What the REST API works on. */
export interface RestState {
  world: World;
  token: string;
  interactions: Map<string, Interaction>;
  commands: Map<string, unknown[]>;
  gatewayUrl: () => string;
  shards: () => number;
  /** Milliseconds after which Discord shows "The application did not respond". */
  ackMs: () => number;
  announceThread: (id: string) => void;
  announceMessage: (message: StoredMessage) => void;
}

class Refusal extends Error {
  readonly response: ApiResponse;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.response = { status, body: { code, message } };
  }
}

type Handler = (request: ApiRequest, ...ids: string[]) => ApiResponse;

/** For so long a nonce is known: "the past few minutes", says the documentation. */
const NONCE_MS = 5 * 60_000;

/** Discord's REST API, as far as the bot uses it. */
export class RestApi {
  readonly #state: RestState;
  readonly #nonces = new Map<string, StoredMessage>();
  /** What was wrong with requests; empty for a bot that keeps the rules. */
  readonly violations: string[] = [];
  readonly #routes: [string, RegExp, Handler][];

  constructor(state: RestState) {
    this.#state = state;
    const id = String.raw`(\d+)`;
    const token = '([^/]+)';
    const route = (method: string, path: string, handler: Handler): [string, RegExp, Handler] => [
      method,
      new RegExp(`^${path}$`),
      handler,
    ];
    this.#routes = [
      route('GET', '/gateway/bot', () => this.#gateway()),
      route('GET', '/users/@me', () => ok(state.world.bot)),
      route('GET', '/applications/@me', () => ok(this.#application())),
      route('GET', `/applications/${id}/commands`, () => this.#commands('')),
      route('PUT', `/applications/${id}/commands`, (request) => this.#register(request, '')),
      route('GET', `/applications/${id}/guilds/${id}/commands`, (_r, _a, g) => this.#commands(g!)),
      route('PUT', `/applications/${id}/guilds/${id}/commands`, (r, _a, g) =>
        this.#register(r, g!),
      ),
      route('POST', '/users/@me/channels', (request) => this.#direct(request)),
      route('GET', `/channels/${id}`, (_r, channel) => ok(this.#channel(channel!))),
      route('POST', `/channels/${id}/typing`, (_r, channel) => this.#typing(channel!)),
      route('GET', `/channels/${id}/messages`, (r, channel) => this.#list(r, channel!)),
      route('POST', `/channels/${id}/messages`, (r, channel) => this.#create(r, channel!)),
      route('PATCH', `/channels/${id}/messages/${id}`, (r, c, m) => this.#edit(r, c!, m!)),
      route('POST', `/channels/${id}/messages/${id}/threads`, (r, c, m) => this.#thread(r, c!, m!)),
      route('POST', `/interactions/${id}/${token}/callback`, (r, i, t) =>
        this.#callback(r, i!, t!),
      ),
      route('PATCH', `/webhooks/${id}/${token}/messages/@original`, (r, _a, t) =>
        this.#editOriginal(r, t!),
      ),
      route('GET', `/webhooks/${id}/${token}/messages/@original`, (_r, _a, t) =>
        this.#original(t!),
      ),
      route('DELETE', `/webhooks/${id}/${token}/messages/@original`, (_r, _a, t) =>
        this.#deleteOriginal(t!),
      ),
      route('POST', `/webhooks/${id}/${token}`, (r, _a, t) => this.#followUp(r, t!)),
    ];
  }

  /** Does what a request asks, or says what is wrong with it. */
  handle(request: ApiRequest): ApiResponse {
    try {
      this.#authorise(request);
      for (const [method, pattern, handler] of this.#routes) {
        const match = method === request.method ? pattern.exec(request.path) : null;
        if (match) return handler(request, ...match.slice(1));
      }
      this.violations.push(`no such route: ${request.method} ${request.path}`);
      return { status: 404, body: { code: 0, message: '404: Not Found' } };
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  }

  #authorise({ path, headers }: ApiRequest): void {
    if (!String(headers['user-agent']).startsWith('DiscordBot (')) {
      this.violations.push('the User-Agent is not that of a bot');
    }
    if (/^\/(webhooks|interactions)\//.test(path)) return;
    if (headers.authorization !== `Bot ${this.#state.token}`) {
      throw new Refusal(401, 0, '401: Unauthorized');
    }
  }

  #check<T>(schema: z.ZodType<T>, request: ApiRequest): T {
    const result = schema.safeParse(request.body);
    if (result.success) return result.data;
    const problems = result.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.message}`,
    );
    this.violations.push(`${request.method} ${request.path}: ${problems.join('; ')}`);
    throw new Refusal(400, 50_035, `Invalid Form Body: ${problems.join('; ')}`);
  }

  #gateway(): ApiResponse {
    const limit = { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 16 };
    return ok({
      url: this.#state.gatewayUrl(),
      shards: this.#state.shards(),
      session_start_limit: limit,
    });
  }

  #application(): object {
    const { bot } = this.#state.world;
    return { id: bot.id, name: 'Paperboy', flags: 1 << 19, bot_public: true, bot };
  }

  #commands(guild: string): ApiResponse {
    return ok(this.#state.commands.get(guild) ?? []);
  }

  #register(request: ApiRequest, guild: string): ApiResponse {
    const commands = this.#check(checks.commandList, request);
    // Discord gives commands back with what it added, and with its own defaults.
    const stored = commands.map((command) => ({
      id: this.#state.world.id(),
      application_id: this.#state.world.bot.id,
      version: this.#state.world.id(),
      default_member_permissions: null,
      nsfw: false,
      description: '',
      ...command,
    }));
    this.#state.commands.set(guild, stored);
    return ok(stored);
  }

  #direct(request: ApiRequest): ApiResponse {
    const { recipient_id } = this.#check(checks.createDirect, request);
    const { denied: _, ...channel } = this.#state.world.direct(recipient_id);
    return ok(channel);
  }

  #channel(id: string, need?: 'send' | 'threads') {
    const channel = this.#state.world.channels.get(id);
    if (!channel) throw new Refusal(404, 10_003, 'Unknown Channel');
    if (channel.denied.has('view')) throw new Refusal(403, 50_001, 'Missing Access');
    if (need && channel.denied.has(need)) throw new Refusal(403, 50_013, 'Missing Permissions');
    const { denied: _, ...shown } = channel;
    return shown;
  }

  #typing(channel: string): ApiResponse {
    this.#channel(channel, 'send');
    return { status: 204 };
  }

  #list({ query }: ApiRequest, channel: string): ApiResponse {
    this.#channel(channel);
    const after = BigInt(query.get('after') ?? 0);
    const later = this.#state.world.in(channel).filter(({ id }) => BigInt(id) > after);
    // History does not give nonces back.
    const shown = later.slice(0, Number(query.get('limit') ?? 50)).map((message) => ({
      ...message,
      nonce: undefined,
    }));
    return ok(shown.reverse());
  }

  #create(request: ApiRequest, channel: string): ApiResponse {
    this.#channel(channel, 'send');
    const body = this.#check(checks.createMessage, request);
    const key = `${channel}/${body.nonce}`;
    const earlier = this.#nonces.get(key);
    if (earlier && this.#state.world.now() - Date.parse(earlier.timestamp) < NONCE_MS) {
      return ok(earlier);
    }
    const message = this.#store(request, channel, body);
    this.#nonces.set(key, message);
    this.#state.announceMessage(message);
    return ok(message);
  }

  #store(request: ApiRequest, channel_id: string, body: object): StoredMessage {
    const { attachments: _, allowed_mentions: __, ...shown } = body as Record<string, unknown>;
    return this.#state.world.addMessage({
      ...shown,
      channel_id,
      author: this.#state.world.bot,
      attachments: this.#attachments(request),
    });
  }

  /** Files and their descriptions, which must fit each other. */
  #attachments({ body, files }: ApiRequest) {
    const described =
      (body as { attachments?: { id: string; filename: string }[] }).attachments ?? [];
    return described.map(({ id, filename }) => {
      const file = files.get(`files[${id}]`);
      if (file?.name !== filename) this.violations.push(`no file for attachment ${filename}`);
      return { id, filename, text: file?.text ?? '' };
    });
  }

  #edit(request: ApiRequest, channel: string, id: string): ApiResponse {
    this.#channel(channel);
    const message = this.#state.world.in(channel).find((known) => known.id === id);
    if (!message) throw new Refusal(404, 10_008, 'Unknown Message');
    return ok(this.#change(message, request));
  }

  #change(message: StoredMessage, request: ApiRequest): StoredMessage {
    const {
      attachments: _,
      allowed_mentions: __,
      ...shown
    } = this.#check(checks.editMessage, request);
    return Object.assign(message, shown, { attachments: this.#attachments(request) });
  }

  #thread(request: ApiRequest, parent: string, message: string): ApiResponse {
    const channel = this.#channel(parent, 'threads');
    const { name } = this.#check(checks.createThread, request);
    if (![0, 5].includes(channel.type)) {
      throw new Refusal(400, 50_024, 'Cannot execute action on this channel type');
    }
    if (this.#state.world.channels.has(message)) {
      throw new Refusal(400, 160_004, 'A thread has already been created for this message');
    }
    const thread = this.#state.world.addChannel({ id: message, type: 11, name, parent_id: parent });
    this.#state.announceThread(thread.id);
    const { denied: _, ...shown } = thread;
    return { status: 201, body: shown };
  }

  #callback(request: ApiRequest, id: string, token: string): ApiResponse {
    const interaction = this.#state.interactions.get(token);
    const now = this.#state.world.now();
    if (!interaction || interaction.id !== id || now - interaction.sentAt > this.#state.ackMs()) {
      throw new Refusal(404, 10_062, 'Unknown interaction');
    }
    if (interaction.callback)
      throw new Refusal(400, 40_060, 'Interaction has already been acknowledged.');
    this.acknowledge(interaction, this.#check(checks.callback, request), request);
    return { status: 204 };
  }

  /** Takes the first answer to an interaction, over REST or as an HTTP response. */
  acknowledge(interaction: Interaction, callback: object, request?: ApiRequest): void {
    const checked = callback as NonNullable<Interaction['callback']>;
    interaction.callback = checked;
    interaction.ackMs = this.#state.world.now() - interaction.sentAt;
    if (checked.type === 6) interaction.original = interaction.source;
    if (checked.type === 4 && request) {
      const message = { ...request, body: checked.data };
      interaction.original = this.#store(message, interaction.payload.channel_id, checked.data!);
      interaction.messages.push(interaction.original);
    }
  }

  #alive(token: string): Interaction {
    const interaction = this.#state.interactions.get(token);
    if (!interaction || !isAlive(interaction, this.#state.world.now())) {
      throw new Refusal(401, 50_027, 'Invalid Webhook Token');
    }
    if (!interaction.callback) throw new Refusal(404, 10_015, 'Unknown Webhook');
    return interaction;
  }

  #editOriginal(request: ApiRequest, token: string): ApiResponse {
    const interaction = this.#alive(token);
    if (interaction.deleted) throw new Refusal(404, 10_008, 'Unknown Message');
    if (interaction.original) return ok(this.#change(interaction.original, request));
    const body = this.#check(checks.editMessage, request);
    interaction.original = this.#store(request, interaction.payload.channel_id, body);
    interaction.original.flags = Number(interaction.callback?.data?.flags ?? 0);
    interaction.messages.push(interaction.original);
    return ok(interaction.original);
  }

  #original(token: string): ApiResponse {
    const interaction = this.#alive(token);
    if (interaction.deleted) throw new Refusal(404, 10_008, 'Unknown Message');
    const loading = { id: this.#state.world.id(), content: '', embeds: [], flags: 1 << 7 };
    return ok(interaction.original ?? loading);
  }

  #deleteOriginal(token: string): ApiResponse {
    const interaction = this.#alive(token);
    interaction.deleted = true;
    interaction.messages = interaction.messages.filter(
      (message) => message !== interaction.original,
    );
    return { status: 204 };
  }

  #followUp(request: ApiRequest, token: string): ApiResponse {
    const interaction = this.#alive(token);
    const body = this.#check(checks.followUp, request);
    const message = this.#store(request, interaction.payload.channel_id, body);
    // The first message after a deferral takes the deferral's place and its visibility.
    const pending =
      interaction.callback!.type === 5 && !interaction.original && !interaction.deleted;
    if (pending) {
      interaction.original = message;
      message.flags = Number(interaction.callback?.data?.flags ?? 0);
    }
    interaction.messages.push(message);
    return ok(message);
  }
}

function ok(body: unknown): ApiResponse {
  return { status: 200, body };
}
