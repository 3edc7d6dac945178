import type { KnownBlock } from '@slack/types';
import { type ChatService, displayText, findArxivId, type Reply } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { actionsBlock } from './buttons.ts';
import { type Listening, originOf } from './listener.ts';
import { lineBlock } from './paper-blocks.ts';
import type { LinkSharedEvent } from './payloads.ts';

/** Hosts whose links get a card; the manifest declares the same. */
export const UNFURL_DOMAINS = ['arxiv.org', 'huggingface.co'];
const MOST_LINKS = 5;

type PaperReply = Reply & { body: Extract<Reply['body'], { kind: 'paper' }> };

/** Links of an event that lead to papers, with their ids. */
export function paperLinks(links: LinkSharedEvent['links']): { url: string; id: string }[] {
  return links
    .filter(({ url }) => URL.canParse(url) && isPaperHost(new URL(url).hostname))
    .map(({ url }) => ({ url, id: findArxivId(url) ?? '' }))
    .filter(({ id }) => id !== '')
    .slice(0, MOST_LINKS);
}

function isPaperHost(host: string): boolean {
  return UNFURL_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** Puts a card under each link to a paper that is here. @throws SlackCallError */
export async function unfurl(
  event: LinkSharedEvent,
  eventId: string,
  { chat, api, listening }: { chat: ChatService; api: SlackApi; listening: Listening },
): Promise<void> {
  const unfurls: Record<string, { blocks: KnownBlock[] }> = {};
  const origin = originOf(listening, event.channel, event.user ?? '', event.thread_ts);
  for (const { url, id } of paperLinks(event.links)) {
    const reply = await paperReply(chat, {
      eventId: `${eventId}:${url}`,
      origin,
      command: { name: 'paper', query: id },
    });
    if (reply) unfurls[url] = card(reply);
  }
  if (Object.keys(unfurls).length === 0) return;
  const where =
    event.unfurl_id && event.source
      ? { unfurl_id: event.unfurl_id, source: event.source }
      : { channel: event.channel, ts: event.message_ts };
  await api.call('chat.unfurl', { ...where, unfurls });
}

async function paperReply(
  chat: ChatService,
  message: Parameters<ChatService['handle']>[0],
): Promise<PaperReply | undefined> {
  for await (const { type, reply } of chat.handle(message)) {
    if (type === 'final' && reply.body.kind === 'paper') return { ...reply, body: reply.body };
  }
  return undefined;
}

/** Title, one line and buttons. */
function card(reply: PaperReply): { blocks: KnownBlock[] } {
  const { paper } = reply.body;
  const line = { paper, why: [], summary: firstSentence(displayText(paper.abstract)) };
  return { blocks: [lineBlock(line).block, ...actionsBlock(reply.buttons)] };
}

function firstSentence(abstract: string): string {
  return /^[\s\S]*?[.!?](?=\s|$)/.exec(abstract.trim())?.[0] ?? abstract;
}
