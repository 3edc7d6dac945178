import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the platform does with the next post to a channel. */
export type Fault =
  /** Takes it and answers after some milliseconds. */
  | { kind: 'late'; ms: number }
  | { kind: 'limit'; retryAfterMs: number }
  /** Answers with a status and takes nothing. */
  | { kind: 'status'; status: number }
  /** Takes it and answers 500 all the same. */
  | { kind: 'error-after' }
  /** Takes it and cuts the connection before the answer. */
  | { kind: 'cut-after' }
  /** Cuts the connection and takes nothing. */
  | { kind: 'cut-before' }
  /** Takes it and never answers. */
  | { kind: 'hang' };

/** A post that the platform holds. */
export interface HeldPost {
  id: string;
  channel: string;
  nonce: string;
  reply: { ref: string; body: Record<string, unknown> };
}

/** How much a platform can tell: whether it refuses a nonce twice, and whether one can look. */
export interface PlatformAbilities {
  dedupes: boolean;
  lookup: boolean;
}

/**
 * A chat platform at the wire, with faults on demand. It speaks no real platform's protocol: it
 * has the abilities that differ between them, switchable.
 */
export class PlatformServer {
  readonly posts: HeldPost[] = [];
  /** Requests to post that arrived, whatever became of them. */
  attempts = 0;
  lookups = 0;
  readonly #abilities: PlatformAbilities;
  readonly #faults = new Map<string, Fault[]>();
  readonly #server: Server;

  private constructor(abilities: PlatformAbilities) {
    this.#abilities = abilities;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(abilities: PlatformAbilities): Promise<PlatformServer> {
    const platform = new PlatformServer(abilities);
    await new Promise<void>((resolve) => platform.#server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Adds faults for the next posts to a channel, or to any with `*`. */
  fail(channel: string, ...faults: Fault[]): void {
    this.#faults.set(channel, [...(this.#faults.get(channel) ?? []), ...faults]);
  }

  in(channel: string): HeldPost[] {
    return this.posts.filter((post) => post.channel === channel);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://platform');
    const channel = decodeURIComponent(url.pathname.slice(1));
    const send = (status: number, body: unknown, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'GET') {
      this.lookups++;
      if (!this.#abilities.lookup) return send(501, {});
      const found = this.posts.find(
        (post) => post.channel === channel && post.nonce === url.searchParams.get('nonce'),
      );
      return send(200, { found: found?.id ?? null });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { nonce, reply } = JSON.parse(Buffer.concat(chunks).toString());
    this.attempts++;
    const fault = this.#faults.get(channel)?.shift() ?? this.#faults.get('*')?.shift();
    if (fault?.kind === 'limit') {
      return send(429, {}, { 'retry-after': String(fault.retryAfterMs / 1000) });
    }
    if (fault?.kind === 'status') return send(fault.status, {});
    if (fault?.kind === 'cut-before') return void request.socket.destroy();
    const id = this.#take(channel, nonce, reply);
    if (fault?.kind === 'cut-after') return void request.socket.destroy();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'error-after') return send(500, {});
    if (fault?.kind === 'late') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    send(200, { id });
  }

  #take(channel: string, nonce: string, reply: HeldPost['reply']): string {
    const before = this.posts.find((post) => post.channel === channel && post.nonce === nonce);
    if (before && this.#abilities.dedupes) return before.id;
    const id = `m${this.posts.length + 1}`;
    this.posts.push({ id, channel, nonce, reply });
    return id;
  }
}
