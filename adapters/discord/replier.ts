import type { Logger, Origin } from '../../src/index.ts';
import type { DiscordApi } from './api.ts';
import { hasCode, isRefused, lacksPermission, tokenExpired } from './failures.ts';
import { patiently } from './patience.ts';
import type { RawInteraction } from './platform.ts';
import { EPHEMERAL, ErrorCode, type OutgoingMessage, type RawMessage } from './platform.ts';
import { notice } from './render.ts';

/**
 * The outgoing side of one interaction that was deferred. While its token works, it edits and
 * follows up; when the token has expired, it goes on with plain messages: in the channel, or to
 * the person directly where the reply is for that person alone.
 */
export class Replier {
  readonly #api: DiscordApi;
  readonly #interaction: RawInteraction;
  readonly #origin: Origin;
  readonly #log: Logger;
  /** Whether what was deferred is shown to one person alone. */
  readonly #deferredPrivately: boolean;
  #tokenWorks: boolean;
  #sent = 0;

  constructor(
    api: DiscordApi,
    interaction: RawInteraction,
    origin: Origin,
    options: { deferredPrivately: boolean; tokenWorks: boolean; log: Logger },
  ) {
    this.#api = api;
    this.#interaction = interaction;
    this.#origin = origin;
    this.#deferredPrivately = options.deferredPrivately;
    this.#tokenWorks = options.tokenWorks;
    this.#log = options.log;
  }

  /** Shows something that will be replaced; a failure is no harm. */
  async preview(message: OutgoingMessage): Promise<void> {
    if (!this.#tokenWorks) return;
    try {
      await this.#api.editOriginal(this.#interaction, message);
    } catch (error) {
      if (tokenExpired(error)) this.#tokenWorks = false;
      this.#log.debug({ err: error }, 'could not show progress');
    }
  }

  /** Puts messages in the place of what was deferred. Returns those that others can see. */
  async finish(messages: OutgoingMessage[], isPrivate: boolean): Promise<RawMessage[]> {
    if (isPrivate && !this.#deferredPrivately) {
      // A public placeholder cannot be made private; it gives way to private messages.
      await this.withdraw();
      return this.add(messages, true);
    }
    const [first, ...rest] = messages;
    const posted = await this.#viaToken(first!, isPrivate || this.#deferredPrivately, (message) =>
      this.#api.editOriginal(this.#interaction, message),
    );
    const more = await this.add(rest, isPrivate || this.#deferredPrivately);
    return [...posted, ...more];
  }

  /** Adds further messages. Returns those that others can see. */
  async add(messages: OutgoingMessage[], isPrivate: boolean): Promise<RawMessage[]> {
    const posted: RawMessage[] = [];
    for (const message of messages) {
      const flags = isPrivate ? EPHEMERAL : undefined;
      const send = (one: OutgoingMessage) => this.#api.followUp(this.#interaction, one, flags);
      posted.push(...(await this.#viaToken(message, isPrivate, send)));
    }
    return posted;
  }

  /** Whether what was deferred still waits for its answer. */
  async isPending(): Promise<boolean> {
    if (!this.#tokenWorks) return false;
    try {
      const { content, embeds } = await patiently(() => this.#api.original(this.#interaction));
      return !content && !embeds?.length;
    } catch (error) {
      this.#log.debug({ err: error }, 'could not look at a placeholder');
      return false;
    }
  }

  /** Takes back what was deferred. */
  async withdraw(): Promise<void> {
    if (!this.#tokenWorks) return;
    try {
      await patiently(() => this.#api.deleteOriginal(this.#interaction));
    } catch (error) {
      this.#log.debug({ err: error }, 'could not withdraw a placeholder');
    }
  }

  async #viaToken(
    message: OutgoingMessage,
    isPrivate: boolean,
    send: (message: OutgoingMessage) => Promise<RawMessage>,
  ): Promise<RawMessage[]> {
    this.#sent += 1;
    if (this.#tokenWorks) {
      try {
        const posted = await patiently(() => send(message));
        return isPrivate ? [] : [posted];
      } catch (error) {
        if (isRefused(error) && message !== refused) {
          this.#log.error({ err: error }, 'Discord refused a message');
          return this.#viaToken(refused, isPrivate, send);
        }
        if (!tokenExpired(error)) throw error;
        this.#tokenWorks = false;
      }
    }
    return isPrivate ? this.#directly(message) : this.#plainly(message);
  }

  /** A message in the channel for everybody, or to the person where the bot may not write there. */
  async #plainly(message: OutgoingMessage): Promise<RawMessage[]> {
    const { thread, channel, userId } = this.#origin;
    const content = `-# For <@${userId}>`;
    try {
      return [await this.#post(thread ?? channel, { content, ...message })];
    } catch (error) {
      if (!lacksPermission(error)) throw error;
      return this.#directly(message);
    }
  }

  async #directly(message: OutgoingMessage): Promise<RawMessage[]> {
    try {
      const { id } = await patiently(() => this.#api.directChannel(this.#origin.userId));
      await this.#post(id, message);
    } catch (error) {
      if (!hasCode(error, ErrorCode.cannotMessageUser)) throw error;
      this.#log.warn({ userId: this.#origin.userId }, 'a person takes no direct messages');
    }
    return [];
  }

  #post(channel: string, message: OutgoingMessage): Promise<RawMessage> {
    const nonce = `${this.#interaction.id}-${this.#sent}`;
    return patiently(() => this.#api.createMessage(channel, message, { nonce }));
  }
}

/** What is said in place of an answer that could not be finished before a stop. */
export const interrupted = notice(
  'I was stopped before this was done, and I am sorry. Please ask again in a minute.',
  'error',
);

/** What is said in place of a message that Discord does not take. */
export const refused = notice(
  'I have an answer, but Discord refused to show it, and that is logged. Please tell whoever runs me.',
  'error',
);

/** What is said to those who come while the bot is stopping. */
export const RESTARTING = 'I am just restarting. Please ask again in a minute.';
