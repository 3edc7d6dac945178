import type { DiscordApi } from './api.ts';
import { isThread } from './listener.ts';
import type { RawChannel } from './platform.ts';

/** Channels remembered beside those the gateway has told about. */
const MOST = 5000;

/** Knows what kind of channel an id is, which a message does not say. */
export class Channels {
  readonly #api: DiscordApi;
  readonly #told: (id: string) => RawChannel | undefined;
  readonly #asked = new Map<string, Promise<RawChannel | undefined>>();

  /** @param told what the gateway has said of a channel. */
  constructor(api: DiscordApi, told: (id: string) => RawChannel | undefined) {
    this.#api = api;
    this.#told = told;
  }

  /** A channel, or undefined if it cannot be seen. */
  async get(id: string): Promise<RawChannel | undefined> {
    const told = this.#told(id);
    if (told) return told;
    const asked = this.#asked.get(id) ?? this.#ask(id);
    this.#asked.set(id, asked);
    if (this.#asked.size > MOST) this.#asked.delete(this.#asked.keys().next().value!);
    return asked;
  }

  async #ask(id: string): Promise<RawChannel | undefined> {
    try {
      return await this.#api.channel(id);
    } catch {
      this.#asked.delete(id);
      return undefined;
    }
  }

  /** Where a channel id stands: the channel itself, or a thread in its channel. */
  async place(id: string): Promise<{ channel: string; thread?: string; type?: number }> {
    const found = await this.get(id);
    if (found && isThread(found) && found.parent_id) {
      return { channel: found.parent_id, thread: id, type: found.type };
    }
    return { channel: id, type: found?.type };
  }
}
