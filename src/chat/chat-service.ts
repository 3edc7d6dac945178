import type { NameMatch } from '../retrieval/retriever.ts';
import type { IncomingAction, IncomingMessage } from './messages.ts';
import type { Reply, ReplyEvent } from './reply.ts';

/** What the core offers to adapters. */
export interface ChatService {
  /**
   * Handles a message: nothing for an event seen before, else progress and one `final` reply.
   * Never throws for what a user did or a part that failed: that is a `notice`. One conversation
   * is handled one message at a time, in order.
   */
  handle(message: IncomingMessage, signal?: AbortSignal): AsyncGenerator<ReplyEvent, void>;
  /** Handles a press on a button; undefined for an event seen before. */
  act(action: IncomingAction): Promise<Reply | undefined>;
  /** Titles and names for type-ahead; from memory, in a few milliseconds, never throws. */
  complete(text: string, limit: number): NameMatch[];
  /**
   * Remembers where a reply was posted, so that a thread or a reply to that message belongs to it:
   * the papers of a digest, the conversation of an answer.
   */
  posted(
    ref: string,
    at: { adapter: string; workspace: string; channel: string; messageId: string; thread?: string },
  ): Promise<void>;
  /**
   * The stored reply that a message is, or whose thread it stands in, and the number of papers in
   * it; undefined where the bot has posted no such message. Adapters ask this to know whether a
   * message in a thread is meant for the bot.
   */
  threadOf(at: {
    adapter: string;
    workspace: string;
    channel: string;
    messageId?: string;
    thread?: string;
  }): Promise<{ ref: string; paperIds: string[] } | undefined>;
}
