import type { Clock, Logger, Reply } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import { limits } from './capabilities.ts';
import { findInThread, POST_EVENT, type Spot } from './post.ts';
import { renderBelowStream } from './render.ts';
import { escapeMarkdown, settledPart } from './text.ts';

/** Slack ends streams on its own after some minutes and refuses long ones; both are kept clear of. */
const MOST_CHARACTERS = 10_000;
const MOST_MS = 4 * 60_000;
/** A message with less room than this is full: an escape must not be cut in two. */
const LEAST_ROOM = 20;
/** Longer than this no stream waits on 429; the answer comes another way then. */
const PATIENCE_MS = 3_000;

/** Where a stream appears, for whom, and how to find it again. */
export interface StreamSpot extends Spot {
  team: string;
  userId: string;
  botUserId?: string;
  /** The message that is answered. */
  questionTs?: string;
  /** Whether to stream from the first word, as the assistant pane expects. */
  eager?: boolean;
}

/**
 * An answer streamed into a thread with Slack's chat streaming methods, over as many messages as it
 * takes. Once anything fails, `show` and `finish` say so and the caller shows the whole elsewhere.
 */
export class AnswerStream {
  readonly #api: SlackApi;
  readonly #spot: StreamSpot;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Messages streamed into so far, oldest first. */
  readonly messageIds: string[] = [];
  #failed = false;
  /** Escaped text that stands in Slack, in all messages together. */
  #sent = '';
  /** Where in `#sent` the open message begins, and when it was begun. */
  #openFrom = 0;
  #openSince = 0;

  constructor(parts: { api: SlackApi; clock: Clock; logger: Logger }, spot: StreamSpot) {
    this.#api = parts.api;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#spot = spot;
  }

  /** The newest message. */
  get messageId(): string | undefined {
    return this.messageIds.at(-1);
  }

  /** Streams what is new in a growing text; false where streaming does not work here. */
  async show(text: string): Promise<boolean> {
    if (this.#failed) return false;
    return await this.#attempt(async () => await this.#send(escapeMarkdown(settledPart(text))));
  }

  /** Ends the stream with the rest, sources and buttons; false where it does not hold the answer. */
  async finish({ body, buttons }: Reply): Promise<boolean> {
    if (this.#failed || !(this.messageIds.length > 0 || this.#begins(body))) return false;
    return await this.#attempt(async () => {
      if (body.kind !== 'answer') throw new Error('the end is no answer');
      await this.#send(escapeMarkdown(body.answer.text));
      await this.#stop({ blocks: renderBelowStream(body.answer, buttons) });
    });
  }

  /** Whether to stream an answer that came at once, too: in the pane, all come alike. */
  #begins(body: Reply['body']): boolean {
    return Boolean(this.#spot.eager) && body.kind === 'answer' && body.answer.status === 'answered';
  }

  async #send(escaped: string): Promise<void> {
    if (!escaped.startsWith(this.#sent)) throw new Error('the text is no longer what was streamed');
    while (escaped.length > this.#sent.length) {
      const room = MOST_CHARACTERS - (this.#sent.length - this.#openFrom);
      const aged = this.#clock.now().getTime() - this.#openSince > MOST_MS;
      if (this.messageId && (room < LEAST_ROOM || aged)) {
        await this.#stop({});
        this.#openFrom = this.#sent.length;
        await this.#start(piece(escaped, this.#sent.length, MOST_CHARACTERS));
      } else if (this.messageId) {
        await this.#append(piece(escaped, this.#sent.length, room));
      } else {
        await this.#start(piece(escaped, 0, MOST_CHARACTERS));
      }
    }
  }

  async #start(text: string): Promise<void> {
    const { channel, thread, team, userId } = this.#spot;
    const args = {
      channel,
      thread_ts: thread,
      recipient_team_id: team,
      recipient_user_id: userId,
      markdown_text: text,
    };
    const { ts } = await this.#api.inOrder(channel, () =>
      this.#api.call<{ ts: string }>('chat.startStream', args, PATIENCE_MS),
    );
    if (!ts) throw new Error('the stream has no ts');
    this.messageIds.push(ts);
    this.#openSince = this.#clock.now().getTime();
    this.#sent += text;
  }

  async #append(text: string): Promise<void> {
    const { channel } = this.#spot;
    const args = { channel, ts: this.messageId, markdown_text: text };
    await this.#api.inOrder(channel, () => this.#api.call('chat.appendStream', args, PATIENCE_MS));
    this.#sent += text;
  }

  async #stop(last: object): Promise<void> {
    const { channel } = this.#spot;
    const args = { channel, ts: this.messageId, ...last };
    await this.#api.inOrder(channel, () => this.#api.call('chat.stopStream', args, PATIENCE_MS));
  }

  async #attempt(task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      this.#failed = true;
      this.#logger.info({ err: error }, 'streaming failed; the answer comes another way');
      await this.#adoptLost(error);
      // Only a stream that has ended can be edited.
      if (this.messageId) await this.#stop({}).catch(() => {});
      return false;
    }
  }

  /**
   * Where the answer to a start was lost, the message may stand in the thread: it is the bot's one
   * since the question that is no post of ours (those carry a nonce).
   */
  async #adoptLost(error: unknown): Promise<void> {
    const lost = error instanceof SlackCallError && error.failure.kind === 'lost';
    if (!lost || error.method !== 'chat.startStream') return;
    const { thread, questionTs, botUserId } = this.#spot;
    const found = await findInThread(this.#api, { ...this.#spot, thread }, questionTs).catch(
      () => [],
    );
    const own = found.find(
      ({ ts, user, metadata }) =>
        user === botUserId &&
        metadata?.event_type !== POST_EVENT &&
        Number(ts) > Number(questionTs) &&
        !this.messageIds.includes(ts),
    );
    if (own) this.messageIds.push(own.ts);
  }
}

/** At most `length` characters from an offset, not cutting an escape or a character in two. */
function piece(text: string, from: number, length: number): string {
  const most = Math.min(length, limits.markdownText);
  if (text.length - from <= most) return text.slice(from);
  const cut = text.slice(from, from + most);
  const blank = cut.search(/\s\S*$/);
  return blank > 0 ? cut.slice(0, blank + 1) : cut.replace(/(&\w{0,4}|\\|[\uD800-\uDBFF])$/, '');
}
