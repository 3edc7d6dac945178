import { createHash } from 'node:crypto';
import { DeliveryError, type Posted, type Reply, type Target } from '../../src/index.ts';
import type { DiscordApi } from './api.ts';
import { limits } from './capabilities.ts';
import { deliveryError, failureOf } from './failures.ts';
import type { OutgoingMessage, RawMessage } from './platform.ts';
import { renderReply } from './render.ts';

/** Milliseconds of Discord's epoch, the first of January 2015. */
const EPOCH = 1_420_070_400_000n;

/** Pages of a hundred messages that are searched for a post. */
const MOST_PAGES = 20;

/**
 * Parts of posts in several messages that were found standing when their outcome was looked up,
 * by nonce and index: only the others are sent then.
 */
export type FoundParts = Map<string, Map<number, RawMessage>>;

/** Posts a reply nobody asked for. @throws DeliveryError */
export async function post(
  api: DiscordApi,
  target: Target,
  reply: Reply,
  nonce: string,
  found: FoundParts,
): Promise<Posted> {
  const messages = marked(renderReply(reply), nonce);
  const standing = found.get(nonce);
  found.delete(nonce);
  let last: RawMessage | undefined;
  try {
    for (const [index, message] of messages.entries()) {
      const options = { nonce: shortNonce(`${nonce}/${index}`) };
      last = standing?.get(index) ?? (await api.createMessage(target.channel, message, options));
    }
  } catch (error) {
    const failure = deliveryError(error);
    // Of a post in several messages some stand already: not to be sent again without looking.
    if (last && failure.failure !== 'unknown') {
      throw new DeliveryError('unknown', failure.message, { cause: error });
    }
    throw failure;
  }
  return { messageId: last!.id, thread: last!.id };
}

/**
 * Looks for a post among the messages of the bot, by the edition number in their footers: it
 * stands if its last message does. Messages of one that is not whole go into `parts`.
 */
export async function findPost(
  api: DiscordApi,
  ownId: string,
  target: Target,
  nonce: string,
  since: Date,
  parts: FoundParts,
): Promise<Posted | null | undefined> {
  const edition = editionOf(nonce);
  const standing = new Map<number, RawMessage>();
  let after = snowflakeAt(since);
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const messages = await api.messagesAfter(target.channel, after);
      for (const message of messages) {
        const part = partOf(message, ownId, edition);
        if (part === 'last') return { messageId: message.id, thread: message.id };
        if (part !== undefined) standing.set(part, message);
      }
      if (messages.length < 100) {
        if (standing.size > 0) parts.set(nonce, standing);
        return null;
      }
      after = messages.map(({ id }) => id).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
    }
    return undefined;
  } catch (error) {
    const { status } = failureOf(error);
    // Where there is no channel, there is no post.
    return status === 404 ? null : undefined;
  }
}

/** The number of a post's edition: what it is known by, for people and for `findPost`. */
export function editionOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex').slice(0, 10);
}

/** A nonce of the length that Discord takes. */
function shortNonce(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url').slice(0, limits.nonce);
}

/** Messages that carry the edition number in their footers, and their part but for the last. */
function marked(messages: OutgoingMessage[], nonce: string): OutgoingMessage[] {
  return messages.map((message, index) => {
    const part = index === messages.length - 1 ? '' : `, part ${index + 1}`;
    const embeds = message.embeds.map((embed, at) => {
      if (at !== message.embeds.length - 1) return embed;
      const mark = `Edition ${editionOf(nonce)}${part}`;
      return { ...embed, footer: { text: [embed.footer?.text, mark].filter(Boolean).join(' · ') } };
    });
    return { ...message, embeds };
  });
}

/** Which part of a post a message is: its index, or `last`; undefined for any other message. */
function partOf(message: RawMessage, ownId: string, edition: string): number | 'last' | undefined {
  if (message.author?.id !== ownId) return undefined;
  for (const { footer } of message.embeds ?? []) {
    const mark = new RegExp(`Edition ${edition}(?:, part (\\d+))?$`).exec(footer?.text ?? '');
    if (mark) return mark[1] === undefined ? 'last' : Number(mark[1]) - 1;
  }
  return undefined;
}

/** The smallest id a message of an instant can have. */
function snowflakeAt(instant: Date): string {
  const ms = BigInt(instant.getTime()) - EPOCH;
  return String((ms > 0n ? ms : 0n) << 22n);
}
