import { buttonsFor } from '../chat/buttons.ts';
import type { Capabilities } from '../chat/capabilities.ts';
import type { Button, Reply } from '../chat/reply.ts';
import { baseId, type DigestBody } from './compose.ts';

/** A post as the ledger keeps it, as JSON: what every try sends, and what `show` gives back. */
export interface StoredPost {
  ref: string;
  body: Omit<DigestBody, 'chart'>;
  /** PNG in base64. */
  chart?: string;
}

/** Makes a post storable. */
export function storePost(ref: string, { chart, ...body }: DigestBody): StoredPost {
  return { ref, body, ...(chart ? { chart: Buffer.from(chart).toString('base64') } : {}) };
}

/** The reply that a platform gets. */
export function replyOf(post: StoredPost, capabilities?: Capabilities): Reply {
  const chart = post.chart ? { chart: new Uint8Array(Buffer.from(post.chart, 'base64')) } : {};
  const body = { ...post.body, ...chart };
  const buttons = buttonsFor(body, post.ref, false);
  return { ref: post.ref, body, buttons: fitting(buttons, capabilities), private: false };
}

/** Ids, without version, of the papers a post lists. */
export function paperIdsOf(body: Pick<DigestBody, 'lines'>): string[] {
  return body.lines.map(({ paper }) => baseId(paper.id));
}

/** Where not all fit, each line keeps its way into a conversation before any keeps its thumbs. */
function fitting(buttons: Button[], capabilities: Capabilities | undefined): Button[] {
  if (!capabilities || buttons.length <= capabilities.buttons) return buttons;
  return buttons.filter(({ action }) => action === 'discuss').slice(0, capabilities.buttons);
}
