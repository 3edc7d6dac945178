import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel, World } from './world.ts';

const MESSAGE_CONTENT = 1 << 15;
const MEMBERS_AND_PRESENCES = (1 << 1) | (1 << 8);

interface Session {
  id: string;
  shard: number;
  shards: number;
  intents: number;
  socket: WebSocket | undefined;
  sequence: number;
  sent: { op: 0; t: string; s: number; d: unknown }[];
}

/** How the gateway behaves; tests change it while it runs. */
export interface GatewayRules {
  token: string;
  /** Shards recommended by `GET /gateway/bot`. */
  shards: number;
  allowsMessageContent: boolean;
  /** Whether sessions can be resumed. */
  resumable: boolean;
}

/** Discord's gateway: sessions, sequence numbers, resuming, shards. */
export class GatewayServer {
  readonly #world: World;
  readonly #rules: GatewayRules;
  readonly #sockets: WebSocketServer;
  readonly #sessions = new Map<string, Session>();
  /** What clients did: `identify`, `resume`, `heartbeat`. */
  readonly log: string[] = [];
  #changed: () => void;

  constructor(server: Server, world: World, rules: GatewayRules, changed: () => void) {
    this.#world = world;
    this.#rules = rules;
    this.#changed = changed;
    this.#sockets = new WebSocketServer({ server, path: '/gateway' });
    this.#sockets.on('connection', (socket) => this.#greet(socket));
  }

  /** Sessions that are connected. */
  get connected(): Session[] {
    return [...this.#sessions.values()].filter(({ socket }) => socket !== undefined);
  }

  #greet(socket: WebSocket): void {
    const send = (payload: object) => socket.send(JSON.stringify(payload));
    let session: Session | undefined;
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: Record<string, unknown> };
      if (op === 1) {
        this.log.push('heartbeat');
        send({ op: 11 });
      } else if (op === 2) session = this.#identify(socket, d);
      else if (op === 6) session = this.#resume(socket, d);
      this.#changed();
    });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = undefined;
      this.#changed();
    });
    send({ op: 10, d: { heartbeat_interval: 41_250 } });
  }

  #identify(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    this.log.push('identify');
    const { token, intents, shard } = d as { token: string; intents: number; shard: number[] };
    if (token !== this.#rules.token) return void socket.close(4004, 'Authentication failed.');
    const forbidden =
      MEMBERS_AND_PRESENCES | (this.#rules.allowsMessageContent ? 0 : MESSAGE_CONTENT);
    if (intents & forbidden) return void socket.close(4014, 'Disallowed intent(s).');
    if (shard[1]! < this.#rules.shards) return void socket.close(4011, 'Sharding required.');
    const session: Session = {
      id: this.#world.id(),
      shard: shard[0]!,
      shards: shard[1]!,
      intents,
      socket,
      sequence: 0,
      sent: [],
    };
    this.#sessions.set(session.id, session);
    const mine = this.#shardOf(this.#world.guildId, session.shards) === session.shard;
    this.#dispatch(session, 'READY', {
      v: 10,
      user: this.#world.bot,
      guilds: mine ? [{ id: this.#world.guildId, unavailable: true }] : [],
      session_id: session.id,
      resume_gateway_url: this.url,
      shard,
      application: { id: this.#world.bot.id, flags: 0 },
    });
    if (mine) this.#dispatch(session, 'GUILD_CREATE', this.#guild());
    return session;
  }

  #guild(): object {
    const { guildId: id, bot, channels } = this.#world;
    const own = [...channels.values()].filter(({ guild_id }) => guild_id === id);
    const shown = own.map(({ denied: _, ...channel }) => ({
      ...channel,
      permission_overwrites: [],
    }));
    return {
      id,
      name: 'Lab',
      owner_id: this.#world.person.id,
      roles: [{ id, name: '@everyone', permissions: '0', position: 0, color: 0 }],
      channels: shown.filter(({ type }) => type < 10),
      threads: shown.filter(({ type }) => type >= 10),
      members: [{ user: bot, roles: [], joined_at: new Date(0).toISOString(), flags: 0 }],
      emojis: [],
      stickers: [],
      features: [],
      member_count: 2,
      unavailable: false,
    };
  }

  #resume(socket: WebSocket, d: Record<string, unknown>): Session | undefined {
    this.log.push('resume');
    const session = this.#sessions.get(String(d.session_id));
    if (!session || !this.#rules.resumable) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return undefined;
    }
    session.socket = socket;
    for (const payload of session.sent) {
      if (payload.s > Number(d.seq)) socket.send(JSON.stringify(payload));
    }
    this.#dispatch(session, 'RESUMED', {});
    return session;
  }

  #shardOf(guild: string, shards: number): number {
    return Number((BigInt(guild) >> 22n) % BigInt(shards));
  }

  /** Sends an event to the session whose shard it belongs to; kept for resuming if it is away. */
  dispatch(guild: string | undefined, t: string, d: object): void {
    for (const session of this.#sessions.values()) {
      const shard = guild ? this.#shardOf(guild, session.shards) : 0;
      if (session.shard === shard) this.#dispatch(session, t, this.#visible(session, t, d));
    }
  }

  /** Without the message-content intent only mentions and direct messages come with their text. */
  #visible(session: Session, t: string, d: object): object {
    if (t !== 'MESSAGE_CREATE' || session.intents & MESSAGE_CONTENT) return d;
    const { guild_id, mentions, author } = d as {
      guild_id?: string;
      mentions: { id: string }[];
      author: { id: string };
    };
    const bot = this.#world.bot.id;
    if (!guild_id || author.id === bot || mentions.some(({ id }) => id === bot)) return d;
    return { ...d, content: '', embeds: [], attachments: [], components: [] };
  }

  #dispatch(session: Session, t: string, d: unknown): void {
    session.sequence += 1;
    const payload = { op: 0 as const, t, s: session.sequence, d };
    session.sent.push(payload);
    session.socket?.send(JSON.stringify(payload));
  }

  /** Tells of a thread or channel. */
  announce(channel: Channel): void {
    const { denied: _, ...shown } = channel;
    const d = { ...shown, thread_metadata: { archived: false, auto_archive_duration: 1440 } };
    this.dispatch(channel.guild_id, 'THREAD_CREATE', d);
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const { socket } of this.connected) socket?.terminate();
  }

  /** Asks every client to reconnect. */
  askToReconnect(): void {
    for (const { socket } of this.connected) socket?.send(JSON.stringify({ op: 7, d: null }));
  }

  /** Tells every client that its session is over. */
  invalidate(): void {
    for (const session of this.connected) {
      this.#sessions.delete(session.id);
      session.socket?.send(JSON.stringify({ op: 9, d: false }));
    }
  }

  /** Sends everything once more, as after a resume from too early a point. */
  replay(t: string): void {
    for (const session of this.connected) {
      for (const payload of session.sent.filter((sent) => sent.t === t)) {
        this.#dispatch(session, t, payload.d);
      }
    }
  }

  get url(): string {
    const { port } = this.#sockets.options.server!.address() as { port: number };
    return `ws://127.0.0.1:${port}/gateway`;
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }
}
