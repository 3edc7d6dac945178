import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusalOfMessage } from './block-kit.ts';
import { type Envelope, EnvelopeKind } from './payloads.ts';
import { ApiError, WebApi } from './web-api.ts';
import { Workspace } from './workspace.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a bot may send is anything.
type Json = any;

/** How a call or a delivery is to go wrong. */
export interface Fault {
  /** Web API method, or `respond`. */
  method: string;
  times?: number;
  kind: 'cut_before' | 'cut_after' | 'rate_limited' | 'error' | 'http_500' | 'delay';
  /** Seconds of Retry-After, milliseconds of delay. */
  amount?: number;
  /** The error, for `error`. */
  code?: string;
  /** Only calls that this holds for. */
  when?: (args: Json) => boolean;
}

/** A delivered payload and how it was acknowledged. */
export interface Delivery {
  envelope: Envelope;
  attempts: number;
  /** Milliseconds to the acknowledgement of the attempt that got one. */
  ackMs?: number;
  /** What came with the acknowledgement. */
  ackBody?: Json;
  status?: number;
}

export const SIGNING_SECRET = 'signing-secret-for-tests';
export const APP_TOKEN = 'xapp-test';
const ACK_DEADLINE_MS = 3_000;
const JSON_ARGUMENTS = new Set([
  'blocks',
  'metadata',
  'view',
  'prompts',
  'unfurls',
  'files',
  'chunks',
]);

/** Slack on 127.0.0.1: Web API, Socket Mode, signed HTTP delivery, response URLs and uploads. */
export class SlackServer {
  readonly workspaces = new Map<string, Workspace>();
  /** All calls of the Web API, refused ones too. */
  readonly calls: { method: string; args: Json; ok: boolean; error?: string }[] = [];
  readonly responses: { url: string; body: Json }[] = [];
  readonly api: WebApi;
  faults: Fault[] = [];
  /** Where HTTP deliveries go, in turn: the machines of an app. */
  httpTargets: string[] = [];
  /** After this long without acknowledgement an event is sent again. */
  redeliverMs = ACK_DEADLINE_MS;
  readonly #http: Server;
  readonly #wss = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  readonly #connections = new Set<Socket>();
  readonly #waiting = new Map<string, (body: Json) => void>();
  readonly #responseUrls = new Map<
    string,
    { left: number; workspace: Workspace; channel: string; user: string }
  >();
  /** Codes that `oauth.v2.access` takes. */
  readonly codes = new Map<string, Workspace>();
  connectionsOpened = 0;
  #turn = 0;

  private constructor() {
    this.api = new WebApi(() => this.origin);
    this.#http = createServer((request, response) => void this.#route(request, response));
    this.#http.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.#wss.handleUpgrade(request, socket, head, (ws) => this.#connected(ws));
    });
  }

  static async start(): Promise<SlackServer> {
    const server = new SlackServer();
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  /** Adds a workspace in which the app has these scopes. */
  workspace(team: string, scopes: Iterable<string>): Workspace {
    const workspace = new Workspace(team, scopes);
    this.workspaces.set(team, workspace);
    return workspace;
  }

  /** Number of open sockets. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** A URL by which a command's reply may be shown, five times. */
  responseUrl(workspace: Workspace, channel: string, user: string, uses = 5): string {
    const id = randomUUID();
    this.#responseUrls.set(id, { left: uses, workspace, channel, user });
    return `${this.origin}/respond/${id}`;
  }

  /**
   * Delivers a payload through Socket Mode or, with `httpTargets`, signed by HTTP; events are sent
   * again until they are acknowledged.
   */
  async deliver(envelope: Envelope, { attempts = 6 } = {}): Promise<Delivery> {
    const delivery: Delivery = { envelope, attempts: 0 };
    const most = envelope.kind === EnvelopeKind.event ? attempts : 1;
    while (delivery.attempts < most && delivery.ackMs === undefined) {
      delivery.attempts += 1;
      if (this.httpTargets.length > 0) await this.#deliverByHttp(delivery);
      else await this.#deliverBySocket(delivery);
    }
    return delivery;
  }

  /** Asks all sockets to reconnect, as Slack does every few hours. */
  refreshSockets(): void {
    for (const socket of this.#sockets) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    }
  }

  /** Breaks all sockets without a word. */
  cutSockets(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cutSockets();
    for (const connection of this.#connections) connection.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #connected(socket: WebSocket): void {
    this.#sockets.add(socket);
    this.connectionsOpened += 1;
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      this.#waiting.get(envelope_id)?.(payload);
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: this.#sockets.size }));
  }

  async #deliverBySocket(delivery: Delivery): Promise<void> {
    const until = Date.now() + this.redeliverMs;
    while (this.#sockets.size === 0) {
      if (Date.now() > until) return;
      await sleep(5);
    }
    const sockets = [...this.#sockets];
    const socket = sockets[this.#turn++ % sockets.length]!;
    const envelope_id = randomUUID();
    const { kind, payload } = delivery.envelope;
    const sentAt = performance.now();
    const acked = new Promise<void>((resolve) => {
      this.#waiting.set(envelope_id, (body) => {
        delivery.ackMs ??= performance.now() - sentAt;
        delivery.ackBody ??= body;
        resolve();
      });
    });
    socket.send(
      JSON.stringify({
        envelope_id,
        type: kind,
        payload,
        accepts_response_payload: kind !== EnvelopeKind.event,
        retry_attempt: delivery.attempts - 1,
        retry_reason: delivery.attempts > 1 ? 'timeout' : '',
      }),
    );
    await Promise.race([acked, sleep(this.redeliverMs, undefined, { ref: false })]);
  }

  async #deliverByHttp(delivery: Delivery): Promise<void> {
    const target = this.httpTargets[this.#turn++ % this.httpTargets.length]!;
    const sentAt = performance.now();
    try {
      const response = await sendSigned(target, delivery.envelope, delivery.attempts);
      delivery.status = response.status;
      const text = await response.text();
      if (response.status !== 200) return;
      delivery.ackMs = performance.now() - sentAt;
      delivery.ackBody = text ? JSON.parse(text) : undefined;
    } catch {
      await sleep(20);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const [, area, one = '', two = ''] = new URL(request.url ?? '/', this.origin).pathname.split(
      '/',
    );
    if (area === 'api') return await this.#call(one, request, body, response);
    if (area === 'respond') return await this.#respond(one, body, response);
    if (area === 'upload') {
      const file = this.workspaces.get(one)?.files.find(({ id }) => id === two);
      if (!file) return void response.writeHead(404).end();
      file.content = body;
      return void response.end('OK');
    }
    response.writeHead(404).end();
  }

  async #call(
    method: string,
    request: IncomingMessage,
    raw: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const args = parse(request, raw);
    const fault = this.#fault(method, args);
    if (fault?.kind === 'cut_before') return void request.socket.destroy();
    if (fault?.kind === 'delay') await sleep(fault.amount ?? 0);
    if (fault?.kind === 'http_500') return void response.writeHead(500).end('<html>oops</html>');
    if (fault?.kind === 'rate_limited') {
      this.calls.push({ method, args, ok: false, error: 'ratelimited' });
      response.writeHead(429, { 'retry-after': String(fault.amount ?? 1) });
      return void response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
    }
    const result = this.#answer(method, args, request, fault);
    this.calls.push({ method, args, ok: result.ok, ...(result.ok ? {} : { error: result.error }) });
    if (fault?.kind === 'cut_after') return void request.socket.destroy();
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const scopes = [...this.workspaces.values()].find(({ botToken }) => botToken === token)?.scopes;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(scopes ? { 'x-oauth-scopes': [...scopes].join(',') } : {}),
    });
    response.end(JSON.stringify(result));
  }

  #answer(method: string, args: Json, request: IncomingMessage, fault: Fault | undefined): Json {
    try {
      if (fault?.kind === 'error') throw new ApiError(fault.code ?? 'internal_error');
      const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
      if (method === 'apps.connections.open') {
        if (token !== APP_TOKEN) throw new ApiError('invalid_auth');
        return { ok: true, url: `${this.origin.replace('http', 'ws')}/socket/${randomUUID()}` };
      }
      if (method === 'oauth.v2.access') return this.#access(args);
      const workspace = [...this.workspaces.values()].find(({ botToken }) => botToken === token);
      if (!workspace) throw new ApiError(token ? 'invalid_auth' : 'not_authed');
      return { ok: true, ...this.api.call(method, args, workspace) };
    } catch (error) {
      if (error instanceof ApiError) return { ok: false, error: error.message, ...error.extra };
      throw error;
    }
  }

  #access(args: Json): Json {
    const workspace = this.codes.get(args.code);
    if (!workspace) throw new ApiError('invalid_code');
    return {
      ok: true,
      app_id: 'A1',
      access_token: workspace.botToken,
      token_type: 'bot',
      scope: [...workspace.scopes].join(','),
      bot_user_id: workspace.botUserId,
      team: { id: workspace.team, name: workspace.team },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'U1' },
    };
  }

  async #respond(id: string, raw: Buffer, response: ServerResponse): Promise<void> {
    const known = this.#responseUrls.get(id);
    const body = JSON.parse(raw.toString('utf8'));
    this.responses.push({ url: id, body });
    const fault = this.#fault('respond', body);
    if (fault?.kind === 'http_500') return void response.writeHead(500).end();
    if (fault?.kind === 'delay') await sleep(fault.amount ?? 0);
    if (!known || known.left <= 0) return void response.writeHead(404).end('used_url');
    known.left -= 1;
    const refusal = body.blocks ? refusalOfMessage(body.blocks) : undefined;
    if (refusal) return void response.writeHead(400).end(`invalid_blocks: ${refusal}`);
    const { workspace, channel, user } = known;
    const { text, blocks, thread_ts } = body;
    if (body.response_type === 'in_channel') {
      const { botId, botUserId } = workspace;
      workspace.messages.push({
        channel,
        ts: workspace.nextTs(),
        user: botUserId,
        bot_id: botId,
        text,
        blocks,
        thread_ts,
        edits: 0,
      });
    } else {
      const shown = { channel, user, text, blocks, thread_ts, via: 'response_url' as const };
      if (body.replace_original && workspace.ephemerals.length > 0) workspace.ephemerals.pop();
      workspace.ephemerals.push(shown);
    }
    response.end('ok');
  }

  #fault(method: string, args: Json): Fault | undefined {
    const fault = this.faults.find((f) => f.method === method && (f.when?.(args) ?? true));
    if (!fault) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
    return fault;
  }
}

/** Sends a payload as Slack signs it; the signature and time can be spoilt. */
export async function sendSigned(
  target: string,
  envelope: Envelope,
  attempt = 1,
  { secret = SIGNING_SECRET, ageSeconds = 0 } = {},
): Promise<Response> {
  const { body, type } = encode(envelope);
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return await fetch(`${target}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${digest}`,
      ...(attempt > 1
        ? { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': 'http_timeout' }
        : {}),
    },
    body,
    signal: AbortSignal.timeout(ACK_DEADLINE_MS),
  });
}

function encode({ kind, payload }: Envelope): { body: string; type: string } {
  if (kind === EnvelopeKind.event)
    return { body: JSON.stringify(payload), type: 'application/json' };
  const type = 'application/x-www-form-urlencoded';
  const fields = kind === EnvelopeKind.command ? payload : { payload: JSON.stringify(payload) };
  return { body: new URLSearchParams(fields as Record<string, string>).toString(), type };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parse(request: IncomingMessage, raw: Buffer): Json {
  const text = raw.toString('utf8');
  if (request.headers['content-type']?.includes('json')) return JSON.parse(text || '{}');
  const args: Json = {};
  for (const [key, value] of new URLSearchParams(text)) {
    args[key] = JSON_ARGUMENTS.has(key) ? JSON.parse(value) : value;
  }
  return args;
}
