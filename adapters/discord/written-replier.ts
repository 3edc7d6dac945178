import type { Logger } from '../../src/index.ts';
import type { DiscordApi } from './api.ts';
import { hasCode, isRefused, lacksPermission } from './failures.ts';
import { threadName } from './listener.ts';
import { patiently } from './patience.ts';
import { permissionNotice } from './permissions.ts';
import { ErrorCode, type OutgoingMessage, type RawMessage } from './platform.ts';
import { notice } from './render.ts';
import { refused } from './replier.ts';

/** The outgoing side of one written message: its thread, the message shown there, and the rest. */
export class WrittenReplier {
  readonly #api: DiscordApi;
  readonly #message: RawMessage;
  readonly #missing: () => string[];
  readonly #log: Logger;
  /** Where answers go; the thread once it is open. */
  #channel: string;
  #threadToOpen: string | undefined;
  #replyTo: string | undefined;
  #shown: RawMessage | undefined;
  /** Whether showing something failed, so that nobody knows if it stands. */
  #unsure = false;

  /**
   * @param question names the thread that is opened on the message; undefined to answer in place.
   * @param missing names the permissions the bot lacks there, as far as it knows.
   */
  constructor(
    api: DiscordApi,
    message: RawMessage,
    options: { question?: string; missing: () => string[]; log: Logger },
  ) {
    this.#api = api;
    this.#message = message;
    this.#channel = message.channel_id;
    this.#threadToOpen = options.question;
    this.#replyTo = message.guild_id ? message.id : undefined;
    this.#missing = options.missing;
    this.#log = options.log;
  }

  /** Shows something that will be replaced; a failure is no harm. */
  async preview(message: OutgoingMessage): Promise<void> {
    try {
      await this.#openThread();
      this.#shown = this.#shown
        ? await this.#api.editMessage(this.#channel, this.#shown.id, message)
        : await this.#create(message, 0);
    } catch (error) {
      this.#unsure = true;
      this.#log.debug({ err: error }, 'could not show progress');
    }
  }

  /** Says the final messages, the first in the place of what was shown. Returns what stands. */
  async finish(messages: OutgoingMessage[]): Promise<RawMessage[]> {
    try {
      await this.#openThread();
      return await this.#say(messages);
    } catch (error) {
      if (lacksPermission(error)) return this.#directly(messages);
      if (!isRefused(error)) throw error;
      this.#log.error({ err: error }, 'Discord refused a message');
      return this.#say([refused]);
    }
  }

  async #say(messages: OutgoingMessage[]): Promise<RawMessage[]> {
    const posted: RawMessage[] = [];
    for (const [index, message] of messages.entries()) {
      const shown = index === 0 ? this.#shown : undefined;
      posted.push(await this.#replace(shown, message, index));
    }
    return posted;
  }

  async #replace(
    shown: RawMessage | undefined,
    message: OutgoingMessage,
    index: number,
  ): Promise<RawMessage> {
    if (shown) {
      try {
        return await patiently(() => this.#api.editMessage(this.#channel, shown.id, message));
      } catch (error) {
        // Somebody deleted what was shown; say it anew.
        if (!hasCode(error, ErrorCode.unknownMessage)) throw error;
        return patiently(() => this.#create(message, index, 'anew'));
      }
    }
    const created = await patiently(() => this.#create(message, index));
    // What was shown may stand although its answer was lost; then the nonce has brought it back.
    if (index > 0 || !this.#unsure) return created;
    return patiently(() => this.#api.editMessage(this.#channel, created.id, message));
  }

  #create(message: OutgoingMessage, index: number, suffix = ''): Promise<RawMessage> {
    const nonce = `${this.#message.id}-${index}${suffix}`;
    return this.#api.createMessage(this.#channel, message, { nonce, replyTo: this.#replyTo });
  }

  /** Opens the thread once; where the bot may not, it answers in the channel. */
  async #openThread(): Promise<void> {
    const name = this.#threadToOpen;
    if (name === undefined) return;
    this.#threadToOpen = undefined;
    const { channel_id, id } = this.#message;
    try {
      await patiently(() => this.#api.createThread(channel_id, id, threadName(name)));
    } catch (error) {
      if (!hasCode(error, ErrorCode.threadExists)) {
        this.#log.info({ err: error, channel: channel_id }, 'could not open a thread');
        return;
      }
    }
    // The thread of a message has the message's id.
    this.#channel = id;
    this.#replyTo = undefined;
  }

  /** The answer goes to the person alone, with the reason why it is not in the channel. */
  async #directly(messages: OutgoingMessage[]): Promise<RawMessage[]> {
    const reason = notice(permissionNotice(this.#missing()), 'error', [this.#message.channel_id]);
    try {
      const { id } = await patiently(() => this.#api.directChannel(this.#message.author!.id));
      this.#channel = id;
      this.#replyTo = undefined;
      for (const [index, message] of [reason, ...messages].entries()) {
        await patiently(() => this.#create(message, index));
      }
    } catch (error) {
      if (!hasCode(error, ErrorCode.cannotMessageUser)) throw error;
      this.#log.warn(
        { channel: this.#message.channel_id },
        'nobody could be told of missing permissions',
      );
    }
    return [];
  }
}
