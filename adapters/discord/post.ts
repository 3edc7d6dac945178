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

/** Posts a reply nobody asked for. @throws DeliveryError */
export async function post(
  api: DiscordApi,
  target: Target,
  reply: Reply,
  nonce: string,
): Promise<Posted> {
  const messages = marked(renderReply(reply), nonce);
  const posted: RawMessage[] = [];
  try {
    for (const [index, message] of messages.entries()) {
      const options = { nonce: shortNonce(`${nonce}/${index}`) };
      posted.push(await api.createMessage(target.channel, message, options));
    }
  } catch (error) {
    const failure = deliveryError(error);
    // Of a post in several messages some stand already: not to be sent again without looking.
    if (posted.length > 0 && failure.failure === 'unavailable') {
      throw new DeliveryError('unknown', failure.message, { cause: error });
    }
    throw failure;
  }
  const last = posted.at(-1)!;
  return { messageId: last.id, thread: last.id };
}

/**
 * Looks for all messages of a post among those of the bot: by the nonce where Discord still gives
 * it, and by the edition number in the footer of the last.
 */
export async function findPost(
  api: DiscordApi,
  ownId: string,
  target: Target,
  nonce: string,
  since: Date,
): Promise<Posted | null | undefined> {
  const edition = editionOf(nonce);
  let after = snowflakeAt(since);
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const messages = await api.messagesAfter(target.channel, after);
      const found = messages.find((message) => carries(message, ownId, edition));
      if (found) return { messageId: found.id, thread: found.id };
      if (messages.length < 100) return null;
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

/** Messages whose last carries the edition number in its footer. */
function marked(messages: OutgoingMessage[], nonce: string): OutgoingMessage[] {
  const last = messages.at(-1)!;
  const embeds = last.embeds.map((embed, index) => {
    if (index !== last.embeds.length - 1) return embed;
    const text = [embed.footer?.text, `Edition ${editionOf(nonce)}`].filter(Boolean).join(' · ');
    return { ...embed, footer: { text } };
  });
  return [...messages.slice(0, -1), { ...last, embeds }];
}

function carries(message: RawMessage, ownId: string, edition: string): boolean {
  if (message.author?.id !== ownId) return false;
  return (message.embeds ?? []).some((embed) => embed.footer?.text?.endsWith(`Edition ${edition}`));
}

/** The smallest id a message of an instant can have. */
function snowflakeAt(instant: Date): string {
  const ms = BigInt(instant.getTime()) - EPOCH;
  return String((ms > 0n ? ms : 0n) << 22n);
}
