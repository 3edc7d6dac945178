import type { IncomingMessage, Origin, Reply } from '../../src/index.ts';
import { capabilities } from './capabilities.ts';
import type { Channels } from './channels.ts';
import { Discussion } from './discussion.ts';
import type { Job } from './in-flight.ts';
import type { Parts } from './interactions.ts';
import { eventId, isFromPerson, mentions, questionIn, toMessageCommand } from './listener.ts';
import { PacedEdits } from './paced-edits.ts';
import { type OutgoingMessage, type RawMessage, ThreadParentTypes } from './platform.ts';
import { notice, renderReply } from './render.ts';
import { interrupted, RESTARTING } from './replier.ts';
import { accessRefusal } from './settings.ts';
import { showTyping } from './typing.ts';
import { WrittenReplier } from './written-replier.ts';

/** Where a message stands and what of ours it belongs to. */
interface Context {
  origin: Origin;
  /** Whether the bot was mentioned or written to directly, so that it must answer. */
  addressed: boolean;
  /** Opens a thread on the message. */
  opensThread: boolean;
  /** The stored reply that the message answers. */
  repliesTo?: { ref: string; paperIds: string[] };
}

/** What the handling of written messages needs besides. */
export interface WrittenParts extends Parts {
  channels: Channels;
  /** The bot's own user id. */
  ownId: () => string;
  /** Names of the permissions the bot lacks in a channel, as far as it knows. */
  missing: (channel: string) => string[];
}

/** Handles mentions, direct messages, replies, and messages in the bot's threads. */
export class Written {
  readonly #parts: WrittenParts;
  readonly #discussion: Discussion;
  /** Threads whose people know that the bot cannot read what does not mention it. */
  readonly #hinted = new Set<string>();
  /** People who know where the bot does not answer. */
  readonly #refused = new Set<string>();

  constructor(parts: WrittenParts) {
    this.#parts = parts;
    this.#discussion = new Discussion(parts.api, parts.chat);
  }

  /** Handles one message to its end; never throws. */
  async receive(message: RawMessage): Promise<void> {
    try {
      if (!isFromPerson(message, this.#parts.ownId())) return;
      const context = await this.#contextOf(message);
      if (!context) return;
      if (await this.#turnedAway(message, context)) return;
      await this.#answer(message, context);
    } catch (error) {
      this.#parts.log.error({ err: error, message: message.id }, 'a message failed');
    }
  }

  /** Where a message stands, or undefined if it is not meant for the bot. */
  async #contextOf(message: RawMessage): Promise<Context | undefined> {
    const { channels, ownId } = this.#parts;
    const addressed = !message.guild_id || mentions(message, ownId());
    const inDirect = !message.guild_id;
    const place = inDirect
      ? { channel: message.channel_id }
      : await channels.place(message.channel_id);
    const origin: Origin = {
      adapter: 'discord',
      workspace: message.guild_id ?? '',
      channel: place.channel,
      ...(place.thread ? { thread: place.thread } : {}),
      userId: message.author!.id,
    };
    const repliesTo = await this.#repliedReply(message, origin);
    if (!addressed && !repliesTo && !(await this.#inOurThread(origin))) return undefined;
    const opensThread =
      !inDirect && !place.thread && ThreadParentTypes.includes(place.type ?? ThreadParentTypes[0]!);
    if (opensThread) origin.thread = message.id;
    return { origin, addressed, opensThread, ...(repliesTo ? { repliesTo } : {}) };
  }

  async #repliedReply(message: RawMessage, { adapter, workspace, channel }: Origin) {
    const messageId = message.message_reference?.message_id;
    if (!messageId) return undefined;
    return this.#parts.chat.threadOf({ adapter, workspace, channel, messageId });
  }

  async #inOurThread({ adapter, workspace, channel, thread }: Origin): Promise<boolean> {
    if (!thread) return false;
    return Boolean(await this.#parts.chat.threadOf({ adapter, workspace, channel, thread }));
  }

  /** Says why there will be no answer, where there is a reason. */
  async #turnedAway(message: RawMessage, { origin, addressed }: Context): Promise<boolean> {
    const { settings, inFlight } = this.#parts;
    const { workspace: guild, channel, thread, userId } = origin;
    const refused = accessRefusal(settings, { guild, channel, thread });
    if (refused) {
      // Said privately and once, since the channel did not ask for a bot.
      if (addressed && !this.#refused.has(userId)) {
        remember(this.#refused, userId);
        await this.#tell(message, notice(refused.text, 'error', refused.channels));
      }
      return true;
    }
    if (inFlight.closed) {
      await this.#replier(message, undefined).finish([notice(RESTARTING, 'error')]);
      return true;
    }
    if (!addressed && this.#unreadable(message)) {
      await this.#hint(message);
      return true;
    }
    return false;
  }

  /** Whether Discord withheld the text, as it does without the message-content intent. */
  #unreadable(message: RawMessage): boolean {
    return (
      !message.content && !message.attachments?.length && !this.#parts.settings.messageContentIntent
    );
  }

  async #hint(message: RawMessage): Promise<void> {
    if (this.#hinted.has(message.channel_id)) return;
    remember(this.#hinted, message.channel_id);
    const text =
      'Discord shows me only messages that mention me. Mention me, or reply to one of my messages.';
    await this.#replier(message, undefined).finish([notice(text)]);
  }

  async #tell(message: RawMessage, told: OutgoingMessage): Promise<void> {
    const { api, log } = this.#parts;
    try {
      const { id } = await api.directChannel(message.author!.id);
      await api.createMessage(id, told, { nonce: `${message.id}-no` });
    } catch (error) {
      log.info({ err: error }, 'could not tell a person why there is no answer');
    }
  }

  async #answer(message: RawMessage, context: Context): Promise<void> {
    const question = questionIn(message, this.#parts.ownId());
    const { origin, repliesTo, opensThread } = context;
    const incoming: IncomingMessage = {
      eventId: eventId(message.id),
      origin,
      command: toMessageCommand(question, repliesTo?.paperIds),
    };
    const replier = this.#replier(message, opensThread ? question || 'Help' : undefined);
    await this.#parts.inFlight.run(
      (job) => this.#run(incoming, context, message, replier, job),
      async () => void (await replier.finish([interrupted])),
    );
  }

  async #run(
    incoming: IncomingMessage,
    { repliesTo, opensThread }: Context,
    message: RawMessage,
    replier: WrittenReplier,
    job: Job,
  ): Promise<void> {
    const { api, chat, gate } = this.#parts;
    await gate.pass();
    const stopTyping = showTyping(api, message.channel_id);
    const edits = new PacedEdits(
      (progress: OutgoingMessage) => replier.preview(progress),
      capabilities.editIntervalMs,
    );
    let final: Reply | undefined;
    try {
      for await (const event of chat.handle(incoming, job.signal)) {
        if (event.type === 'final') final = event.reply;
        else edits.offer(renderReply(event.reply)[0]!);
      }
      await edits.close();
    } finally {
      stopTyping();
    }
    // Nothing comes for an event that was answered before.
    if (!final || !job.claim()) return;
    const posted = await replier.finish(renderReply(final));
    await this.#discussion.remember(final.ref, incoming.origin, posted);
    // The thread on a reply to a digest is about that digest, like the reply.
    if (opensThread && repliesTo) {
      await this.#discussion.remember(repliesTo.ref, incoming.origin, [message]);
    }
  }

  #replier(message: RawMessage, question: string | undefined): WrittenReplier {
    const { api, log, missing } = this.#parts;
    const options = { missing: () => missing(message.channel_id), log };
    return new WrittenReplier(
      api,
      message,
      question === undefined ? options : { ...options, question },
    );
  }
}

/** Most entries a memory of what was said keeps. */
const MOST = 10_000;

function remember(known: Set<string>, entry: string): void {
  if (known.size >= MOST) known.clear();
  known.add(entry);
}
