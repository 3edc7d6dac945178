import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import type { SlackMessage } from './render.ts';

/** Where a message goes. */
export interface Spot {
  channel: string;
  /** The thread it belongs to. */
  thread?: string;
}

/** Type of the metadata by which a post is found again. */
export const POST_EVENT = 'paperboy_post';

/** A connection that broke may still have carried its request; let it arrive before looking. */
const SETTLE_MS = 500;
const MOST_TRIES = 3;
const PAGES = 10;
const PAGE = 100;
/** Refusals of blocks, after which the text alone still says what there is to say. */
const BLOCKS_REFUSED = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

export interface PostOptions {
  /** The same over all tries of one post. */
  nonce: string;
  /** How long to wait in sum on 429. */
  patienceMs?: number;
  now: Date;
}

/**
 * Posts a message once and returns its `ts`. Where the answer is lost, the channel is searched for
 * the nonce before it is tried again: so it stands there once, unless Slack takes a request later
 * than half a second after its connection broke. Where the channel cannot be searched, the caller
 * is told. @throws SlackCallError
 */
export async function postMessage(
  api: SlackApi,
  spot: Spot,
  message: SlackMessage,
  options: PostOptions,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPost(api, spot, message, options);
    } catch (error) {
      if (!(error instanceof SlackCallError) || error.failure.kind !== 'lost') throw error;
      await sleep(SETTLE_MS);
      const found = await findPost(api, spot, options.nonce, options.now);
      if (found) return found;
      if (found === undefined || attempt >= MOST_TRIES) throw error;
    }
  }
}

async function tryPost(
  api: SlackApi,
  spot: Spot,
  message: SlackMessage,
  { nonce, patienceMs }: PostOptions,
): Promise<string> {
  const args = {
    ...addressed(spot),
    text: message.text,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: POST_EVENT, event_payload: { nonce } },
  };
  const call = async (blocks: object) =>
    (await api.call<{ ts: string }>('chat.postMessage', { ...args, ...blocks }, patienceMs)).ts;
  try {
    return await call({ blocks: message.blocks });
  } catch (error) {
    if (!(error instanceof SlackCallError) || !BLOCKS_REFUSED.has(error.code ?? '')) throw error;
    return await call({});
  }
}

/** The arguments by which Slack finds the place. */
export function addressed(spot: Spot): { channel: string; thread_ts?: string } {
  return { channel: spot.channel, ...(spot.thread ? { thread_ts: spot.thread } : {}) };
}

/** What is read of a message in a channel's history. */
export interface HistoryMessage {
  ts: string;
  user?: string;
  metadata?: { event_type?: string; event_payload?: { nonce?: unknown } };
}

interface HistoryPage {
  messages?: HistoryMessage[];
  response_metadata?: { next_cursor?: string };
}

/** The latest messages of a thread since one of them. @throws SlackCallError */
export async function findInThread(
  api: SlackApi,
  { channel, thread }: Spot,
  since?: string,
): Promise<HistoryMessage[]> {
  await sleep(SETTLE_MS);
  const args = { channel, ts: thread, oldest: since, include_all_metadata: true, limit: PAGE };
  const { messages } = await api.call<HistoryPage>('conversations.replies', args);
  return messages ?? [];
}

/**
 * Looks for a post of this nonce since an instant: its `ts`, `null` if surely absent, `undefined`
 * where the channel cannot be searched.
 */
export async function findPost(
  api: SlackApi,
  spot: Spot,
  nonce: string,
  since: Date,
): Promise<string | null | undefined> {
  const method = spot.thread ? 'conversations.replies' : 'conversations.history';
  let cursor = '';
  try {
    for (let page = 0; page < PAGES; page += 1) {
      const result = await api.call<HistoryPage>(method, {
        channel: spot.channel,
        ...(spot.thread ? { ts: spot.thread } : {}),
        // Clocks differ; a minute more costs little.
        oldest: String(Math.floor(since.getTime() / 1000) - 60),
        include_all_metadata: true,
        limit: PAGE,
        ...(cursor ? { cursor } : {}),
      });
      const found = result.messages?.find(
        ({ metadata }) =>
          metadata?.event_type === POST_EVENT && metadata.event_payload?.nonce === nonce,
      );
      if (found) return found.ts;
      cursor = result.response_metadata?.next_cursor ?? '';
      if (!cursor) return null;
    }
  } catch {
    return undefined;
  }
  return undefined;
}
