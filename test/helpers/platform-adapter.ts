import type { ChatAdapter, Posted, Target } from '../../src/chat/adapter.ts';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { DeliveryError } from '../../src/errors.ts';

const STATUSES = {
  403: 'forbidden',
  404: 'gone',
  422: 'rejected',
  500: 'unknown',
  503: 'unavailable',
} as const;

/** Posts to the platform of test/servers/platform.ts. */
export class PlatformAdapter implements ChatAdapter {
  readonly name = 'platform';
  readonly capabilities: Capabilities = {
    messageLength: 2000,
    buttons: 25,
    buttonValueLength: 100,
    editIntervalMs: 0,
    privateReplies: false,
    files: false,
    images: true,
    threads: true,
  };
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor(url: string, timeoutMs = 2_000) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async post(target: Target, reply: Reply, { nonce }: { nonce: string }): Promise<Posted> {
    const response = await this.#fetch(target.channel, {
      method: 'POST',
      body: JSON.stringify({ nonce, reply }),
    });
    if (response.status === 429) {
      const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
      throw new DeliveryError('rate_limited', 'Too many posts.', { retryAfterMs });
    }
    if (!response.ok) {
      const failure = STATUSES[response.status as keyof typeof STATUSES] ?? 'unknown';
      throw new DeliveryError(failure, `The platform answered ${response.status}.`);
    }
    const { id } = (await response.json()) as { id: string };
    return { messageId: id, thread: id };
  }

  async findPost(target: Target, nonce: string): Promise<Posted | null | undefined> {
    const response = await this.#fetch(`${target.channel}?nonce=${nonce}`, {});
    if (response.status === 501) return undefined;
    const { found } = (await response.json()) as { found: string | null };
    return found === null ? null : { messageId: found, thread: found };
  }

  async direct(workspace: string, userId: string): Promise<Target> {
    return { adapter: this.name, workspace, channel: `direct-${userId}` };
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(this.#timeoutMs);
      // A connection of its own each time: one that a fault cut is never taken for a new one.
      const headers = { connection: 'close' };
      return await fetch(`${this.#url}/${path}`, { ...init, signal, headers });
    } catch (cause) {
      const code = (cause as { cause?: { code?: string } }).cause?.code;
      const failure = code === 'ECONNREFUSED' ? 'unavailable' : 'unknown';
      throw new DeliveryError(failure, 'The connection broke.', { cause });
    }
  }
}
