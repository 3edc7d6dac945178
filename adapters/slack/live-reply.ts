import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger, Reply } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { capabilities } from './capabilities.ts';
import { postMessage } from './post.ts';
import { render, type SlackMessage } from './render.ts';
import { AnswerStream, type StreamSpot } from './stream.ts';

/** Below this an answer comes whole; above it, something shows that work goes on. */
const PATIENCE_MS = 700;

/** Where an answer appears and for whom. */
export interface LiveSpot extends StreamSpot {
  /** The message an edited question was answered with before; the new answer takes its place. */
  existing?: string;
}

/**
 * An answer that appears while it is made: a status in the thread, then a stream where Slack offers
 * one, else a message that is edited, else one post at the end. What fails on the way only makes it
 * plainer; the end is always posted.
 */
export class LiveReply {
  readonly #api: SlackApi;
  readonly #spot: LiveSpot;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #nonce: string;
  readonly #stream: AnswerStream | undefined;
  readonly #started: number;
  readonly #finishing = new AbortController();
  #latest: Reply | undefined;
  #pump: Promise<void> | undefined;
  #status = '';
  #statusWorks: boolean;
  #message: string | undefined;

  constructor(
    parts: { api: SlackApi; clock: Clock; logger: Logger },
    spot: LiveSpot,
    nonce: string,
  ) {
    this.#api = parts.api;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#spot = spot;
    this.#nonce = nonce;
    this.#started = parts.clock.now().getTime();
    this.#message = spot.existing;
    // Streams and statuses hang below a message; an edit goes where the old answer stands.
    this.#statusWorks = Boolean(spot.thread) && !spot.existing;
    this.#stream = this.#statusWorks ? new AnswerStream(parts, spot) : undefined;
  }

  /** Shows how far it is; returns at once, and what comes too fast is skipped. */
  progress(reply: Reply): void {
    this.#latest = reply;
    this.#pump ??= this.#run();
  }

  /** Shows the end and returns the message it stands in. @throws SlackCallError */
  async finish(reply: Reply): Promise<string> {
    await this.#settle();
    if (await this.#stream?.finish(reply)) return this.#stream!.messageId!;
    const messages = render(reply);
    const [first, ...rest] = messages as [SlackMessage, ...SlackMessage[]];
    const at = await this.#putFirst(first);
    for (const [index, message] of rest.entries())
      await this.#post(message, `${this.#nonce}/${index + 2}`);
    return at;
  }

  /** Takes back what was shown: the question is gone. */
  async withdraw(): Promise<void> {
    await this.#settle();
    await this.#setStatus('');
    const shown = [...(this.#stream?.messageIds ?? []), ...(this.#message ? [this.#message] : [])];
    for (const ts of shown) await this.#quietly('chat.delete', { channel: this.#spot.channel, ts });
  }

  async #settle(): Promise<void> {
    this.#latest = undefined;
    this.#finishing.abort();
    await this.#pump;
  }

  async #run(): Promise<void> {
    while (this.#latest) {
      const reply = this.#latest;
      this.#latest = undefined;
      await this.#show(reply).catch((error) => {
        this.#logger.info({ err: error }, 'could not show progress');
      });
      // A status is no edit.
      if (this.#shown) await this.#wait(capabilities.editIntervalMs);
    }
    this.#pump = undefined;
  }

  async #show(reply: Reply): Promise<void> {
    if (reply.body.kind !== 'progress') return;
    const { text, status } = reply.body;
    if ((this.#shown || (await this.#setStatus(status))) && !text) return;
    if (!(text && this.#spot.eager)) await this.#patience();
    if (this.#finishing.signal.aborted) return;
    if (text && (await this.#stream?.show(text))) return;
    // Where streaming broke off, its message is edited.
    this.#message ??= this.#stream?.messageId;
    const [message] = render(reply) as [SlackMessage];
    if (this.#message) await this.#update(message);
    else this.#message = await this.#post(message, this.#nonce);
  }

  /** Whether there is a message with something of the answer. */
  get #shown(): boolean {
    return this.#message !== undefined || this.#stream?.messageId !== undefined;
  }

  /** Waits, before anything is shown, for an answer that may come at once. */
  async #patience(): Promise<void> {
    const elapsed = this.#clock.now().getTime() - this.#started;
    if (!this.#shown && elapsed < PATIENCE_MS) await this.#wait(PATIENCE_MS - elapsed);
  }

  /** Slack puts the app's name before a status: "Paperboy is searching…". */
  async #setStatus(status: string): Promise<boolean> {
    if (!this.#statusWorks || !this.#spot.thread) return false;
    if (status === this.#status) return true;
    this.#status = status;
    this.#statusWorks = await this.#quietly('assistant.threads.setStatus', {
      channel_id: this.#spot.channel,
      thread_ts: this.#spot.thread,
      status: status && `is ${status[0]!.toLowerCase()}${status.slice(1)}`,
    });
    return this.#statusWorks;
  }

  async #putFirst(message: SlackMessage): Promise<string> {
    const shown = this.#stream?.messageId ?? this.#message;
    if (shown) {
      this.#message = shown;
      for (const ts of this.#stream?.messageIds.slice(0, -1) ?? []) {
        await this.#quietly('chat.delete', { channel: this.#spot.channel, ts });
      }
      try {
        await this.#update(message);
        return shown;
      } catch (error) {
        this.#logger.info({ err: error }, 'could not edit an answer; posting it');
        await this.#quietly('chat.delete', { channel: this.#spot.channel, ts: shown });
      }
    }
    return await this.#post(message, shown ? `${this.#nonce}/1` : this.#nonce);
  }

  async #update(message: SlackMessage): Promise<void> {
    const { channel } = this.#spot;
    const args = { channel, ts: this.#message, text: message.text, blocks: message.blocks };
    await this.#api.inOrder(channel, () => this.#api.call('chat.update', args));
  }

  async #post(message: SlackMessage, nonce: string): Promise<string> {
    const options = { nonce, now: this.#clock.now() };
    return await this.#api.inOrder(this.#spot.channel, () =>
      postMessage(this.#api, this.#spot, message, options),
    );
  }

  async #quietly(method: string, args: Record<string, unknown>): Promise<boolean> {
    try {
      await this.#api.call(method, args, 0);
      return true;
    } catch (error) {
      this.#logger.debug({ err: error }, 'a call that may fail failed');
      return false;
    }
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#finishing.signal }).catch(() => {});
  }
}
