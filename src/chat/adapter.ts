import type { Capabilities } from './capabilities.ts';
import type { Reply } from './reply.ts';

/** A place a post can go to without anybody having asked: a channel, a person, a mail address. */
export interface Target {
  adapter: string;
  workspace: string;
  /** Channel id, or the address for mail. */
  channel: string;
}

/** What a platform said about a post. */
export interface Posted {
  messageId: string;
  /** The thread that belongs to the post, where replies discuss it. */
  thread?: string;
}

/**
 * A platform. `start` connects and takes messages until `stop`; `post` is for digests and notices.
 */
export interface ChatAdapter {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Connects. @throws ConfigurationError when the platform refuses the token or its settings. */
  start(): Promise<void>;
  /** Takes nothing new, finishes or apologises for what is in flight, and disconnects. */
  stop(deadlineMs: number): Promise<void>;
  /**
   * Posts a reply. The nonce is stable over tries of the same post, so that a platform that
   * knows nonces can refuse a second one. @throws DeliveryError
   */
  post(target: Target, reply: Reply, options: { nonce: string }): Promise<Posted>;
  /**
   * Looks for a post made with this nonce since an instant, to settle a try whose answer was lost:
   * the post, `null` if surely absent, `undefined` if the platform cannot tell.
   */
  findPost(target: Target, nonce: string, since: Date): Promise<Posted | null | undefined>;
  /** Where a person can be written to alone; absent or undefined where the platform has no such place. */
  direct?(workspace: string, userId: string): Promise<Target | undefined>;
}
