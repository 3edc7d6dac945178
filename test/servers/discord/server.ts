import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Faults } from './faults.ts';
import { type GatewayRules, GatewayServer } from './gateway.ts';
import type { Interaction } from './interactions.ts';
import { type ApiRequest, RestApi } from './rest.ts';
import { type StoredMessage, type User, World } from './world.ts';

/** Who does something, and where. */
interface Situation {
  user?: User;
  channel?: string;
  /** Permissions of the user, in decimal digits. */
  permissions?: string;
  appPermissions?: string;
}

/** Permissions of a member who manages the server, and of one who does not. */
export const MANAGER = String(1n << 5n);
const MEMBER = '0';

/** A server that speaks Discord's gateway and REST API and knows its rules. */
export class DiscordServer {
  readonly world = new World();
  readonly faults = new Faults();
  readonly rules: GatewayRules = {
    token: 'token-of-the-test-bot',
    shards: 1,
    allowsMessageContent: false,
    resumable: true,
  };
  readonly commands = new Map<string, unknown[]>();
  readonly interactions = new Map<string, Interaction>();
  /** Every request, in order. */
  readonly requests: { method: string; path: string; body: unknown; status: number; at: number }[] =
    [];
  readonly channel = this.world.addChannel().id;
  /** Milliseconds in which an interaction must be acknowledged. */
  ackMs = 3000;
  /** Waits at most this long for the bot, in milliseconds; only a failing test comes near. */
  patience = 15_000;
  readonly #watchers = new Set<() => void>();
  readonly #server: Server;
  readonly rest: RestApi;
  readonly gateway: GatewayServer;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    const changed = () => this.#changed();
    this.gateway = new GatewayServer(this.#server, this.world, this.rules, changed);
    this.rest = new RestApi({
      world: this.world,
      token: this.rules.token,
      interactions: this.interactions,
      commands: this.commands,
      gatewayUrl: () => this.gateway.url,
      shards: () => this.rules.shards,
      ackMs: () => this.ackMs,
      announceThread: (id) => this.gateway.announce(this.world.channels.get(id)!),
      announceMessage: (message) =>
        this.gateway.dispatch(message.guild_id, 'MESSAGE_CREATE', message),
    });
  }

  static async start(): Promise<DiscordServer> {
    const server = new DiscordServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** The base for `DISCORD_API_URL`. */
  get url(): string {
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}/api`;
  }

  async stop(): Promise<void> {
    this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits until something holds; looks whenever a request or a gateway event came. */
  async until<T>(what: string, find: () => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (!found) return;
        this.#watchers.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`never saw ${what}; requests: ${this.exchange().join(', ')}`));
      }, this.patience);
      this.#watchers.add(look);
      look();
    });
  }

  /** Requests so far as `METHOD path status`, ids and tokens left out. */
  exchange(from = 0): string[] {
    return this.requests.slice(from).map(({ method, path, status }) => {
      const short = path.replace(/\d{15,}/g, ':id').replace(/(:id\/)[\w-]{40,}/, '$1:token');
      return `${method} ${short} ${status}`;
    });
  }

  /** Somebody uses a slash command. */
  command(name: string, options: object[] = [], situation: Situation = {}): Interaction {
    return this.interact(2, { id: this.world.id(), name, type: 1, options }, situation);
  }

  /** Somebody types into an option. */
  type(name: string, options: object[], situation: Situation = {}): Interaction {
    return this.interact(4, { id: this.world.id(), name, type: 1, options }, situation);
  }

  /** Somebody uses an entry of a message's menu. */
  menu(name: string, message: StoredMessage, situation: Situation = {}): Interaction {
    const resolved = { messages: { [message.id]: message } };
    const data = { id: this.world.id(), name, type: 3, target_id: message.id, resolved };
    return this.interact(2, data, situation);
  }

  /** Somebody presses the button with a label, or picks from a menu by its label. */
  press(message: StoredMessage, label: string, situation: Situation = {}): Interaction {
    const { custom_id, values } = findComponent(message, label);
    const data = { custom_id, component_type: values ? 3 : 2, ...(values ? { values } : {}) };
    const where = { channel: message.channel_id, ...situation };
    return this.interact(3, data, where, message);
  }

  /** Somebody sends a form. */
  submit(form: Interaction, text: string, situation: Situation = {}): Interaction {
    const { custom_id, components } = form.callback!.data as {
      custom_id: string;
      components: { components: { custom_id: string }[] }[];
    };
    const rows = components.map((row) => ({
      type: 1,
      components: row.components.map((field) => ({ ...field, type: 4, value: text })),
    }));
    return this.interact(5, { custom_id, components: rows }, situation);
  }

  /** Sends an interaction over the gateway. */
  interact(
    type: number,
    data: object,
    situation: Situation = {},
    source?: StoredMessage,
  ): Interaction {
    const interaction = this.prepare(type, data, situation, source);
    const { guild_id } = interaction.payload as { guild_id?: string };
    this.gateway.dispatch(guild_id, 'INTERACTION_CREATE', interaction.payload);
    return interaction;
  }

  /** Makes an interaction without sending it, for those that go over HTTP. */
  prepare(
    type: number,
    data: object,
    { user, channel, permissions = MEMBER, appPermissions }: Situation = {},
    source?: StoredMessage,
  ): Interaction {
    const person = user ?? this.world.person;
    const { denied: _, ...where } = this.world.channels.get(channel ?? this.channel)!;
    const token = randomBytes(60).toString('base64url');
    const payload = {
      id: this.world.id(),
      application_id: this.world.bot.id,
      type,
      token,
      version: 1,
      data,
      channel_id: where.id,
      channel: where,
      ...(where.guild_id
        ? { guild_id: where.guild_id, member: { user: person, permissions, roles: [] } }
        : { user: person }),
      locale: 'en-GB',
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
      app_permissions: appPermissions ?? String(~0n & ((1n << 50n) - 1n)),
      ...(source ? { message: source } : {}),
    };
    const interaction: Interaction = {
      id: payload.id,
      token,
      payload,
      sentAt: this.world.now(),
      messages: [],
      ...(source ? { source } : {}),
    };
    this.interactions.set(token, interaction);
    return interaction;
  }

  /** Somebody writes a message. */
  say(content: string, message: Partial<StoredMessage> = {}): StoredMessage {
    const { bot } = this.world;
    const mentions = content.includes(`<@${bot.id}>`) ? [bot] : [];
    const written = this.world.addMessage({
      channel_id: this.channel,
      content,
      mentions,
      ...message,
    });
    this.gateway.dispatch(written.guild_id, 'MESSAGE_CREATE', written);
    return written;
  }

  /** A message that mentions the bot. */
  mention(question: string, message: Partial<StoredMessage> = {}): StoredMessage {
    return this.say(`<@${this.world.bot.id}> ${question}`, message);
  }

  /** What the bot posted in a channel, oldest first. */
  posted(channel = this.channel): StoredMessage[] {
    return this.world.in(channel).filter(({ author }) => author.id === this.world.bot.id);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://localhost');
    const path = url.pathname.replace(/^\/api\/v10/, '');
    const method = request.method!;
    const fault = this.faults.take(method, path);
    if (fault === 'cut') {
      request.socket.destroy();
      return;
    }
    const parsed = await parseBody(request, Buffer.concat(chunks));
    const record = { method, path, body: parsed.body, status: 0, at: this.world.now() };
    this.requests.push(record);
    if (typeof fault === 'object' && 'delayMs' in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    }
    const refused = typeof fault === 'object' && 'status' in fault ? fault : undefined;
    const call = { method, path, query: url.searchParams, headers: request.headers, ...parsed };
    const answer = refused ?? this.rest.handle(call);
    record.status = answer.status;
    if (fault === 'lose') request.socket.destroy();
    else {
      const empty = answer.body === undefined;
      const type: object = empty ? {} : { 'content-type': 'application/json' };
      response.writeHead(answer.status, { ...type, ...refused?.headers });
      response.end(empty ? undefined : JSON.stringify(answer.body));
    }
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

async function parseBody(
  request: IncomingMessage,
  data: Buffer,
): Promise<Pick<ApiRequest, 'body' | 'files'>> {
  const files = new Map<string, { name: string; text: string }>();
  const type = request.headers['content-type'] ?? '';
  if (data.length === 0) return { body: undefined, files };
  if (!type.startsWith('multipart/form-data')) return { body: JSON.parse(String(data)), files };
  const form = await new Response(new Uint8Array(data), {
    headers: { 'content-type': type },
  }).formData();
  for (const [key, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value !== 'string') files.set(key, { name: value.name, text: await value.text() });
  }
  return { body: JSON.parse(String(form.get('payload_json'))), files };
}

interface Component {
  label?: string;
  custom_id: string;
  placeholder?: string;
  options?: { label: string; value: string }[];
}

function findComponent(message: StoredMessage, label: string) {
  const rows = message.components as { components: Component[] }[];
  for (const component of rows.flatMap(({ components }) => components)) {
    if (component.label === label) return { custom_id: component.custom_id };
    const option = component.options?.find((candidate) => candidate.label === label);
    if (option) return { custom_id: component.custom_id, values: [option.value] };
  }
  throw new Error(`No button or choice “${label}” stands under the message.`);
}
