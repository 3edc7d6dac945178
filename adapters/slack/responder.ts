import type { Logger } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { limits } from './capabilities.ts';
import type { SlackMessage } from './render.ts';

const TIMEOUT_MS = 10_000;

/** Whom a private reply is for and where it shows. */
export interface PrivateSpot {
  channel: string;
  thread?: string;
  userId: string;
  /** Lets the reply be shown in channels the bot is no member of; five posts in 30 minutes. */
  responseUrl?: string;
}

/** Shows messages to one person: by the response URL, and where that fails as an ephemeral post. */
export class Responder {
  readonly #api: SlackApi;
  readonly #spot: PrivateSpot;
  readonly #logger: Logger;
  #left: number;

  constructor(api: SlackApi, spot: PrivateSpot, logger: Logger) {
    this.#api = api;
    this.#spot = spot;
    this.#logger = logger;
    this.#left = spot.responseUrl ? limits.responseUrlPosts : 0;
  }

  /** Shows a message to the person alone; `replace` puts it in the place of the one before. */
  async show(message: SlackMessage, replace = false): Promise<void> {
    const shown = await this.#respond({
      response_type: 'ephemeral',
      replace_original: replace,
      ...this.#thread(),
      ...message,
    });
    if (shown) return;
    const { channel, userId } = this.#spot;
    await this.#api.call('chat.postEphemeral', {
      channel,
      user: userId,
      ...this.#thread(),
      ...message,
    });
  }

  /** Puts a message in the place of the one whose button was pressed. */
  async replace(message: SlackMessage): Promise<boolean> {
    return await this.#respond({ replace_original: true, ...message });
  }

  /** Shows a message to the whole channel; false where the response URL no longer takes it. */
  async showAll(message: SlackMessage): Promise<boolean> {
    return await this.#respond({
      response_type: 'in_channel',
      replace_original: false,
      ...this.#thread(),
      ...message,
    });
  }

  #thread(): { thread_ts?: string } {
    return this.#spot.thread ? { thread_ts: this.#spot.thread } : {};
  }

  async #respond(payload: object): Promise<boolean> {
    if (this.#left <= 0 || !this.#spot.responseUrl) return false;
    this.#left -= 1;
    try {
      const response = await fetch(this.#spot.responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(payload),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await response.text();
      const accepted = response.ok && !/"ok"\s*:\s*false/.test(body.slice(0, 200));
      if (!accepted) this.#logger.info({ status: response.status }, 'a response URL refused');
      return accepted;
    } catch (error) {
      this.#logger.info({ err: error }, 'a response URL failed');
      return false;
    }
  }
}
