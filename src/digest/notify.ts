import { createHash } from 'node:crypto';
import type { ChatAdapter } from '../chat/adapter.ts';
import type { Reply } from '../chat/reply.ts';
import type { Logger } from '../log.ts';
import { describeSubscription, type Subscription } from './subscription.ts';

/**
 * Tells whoever subscribed that a channel refuses posts and its digest was paused, where the
 * platform lets us write to a person. Where it does not, the list of digests says it.
 */
export async function tellPaused(
  subscriptions: Subscription[],
  reason: string,
  parts: { adapters: () => ReadonlyMap<string, ChatAdapter>; log: Logger },
): Promise<void> {
  for (const subscription of subscriptions) {
    const { target, userId, id } = subscription;
    const adapter = parts.adapters().get(target.adapter);
    try {
      const direct = await adapter?.direct?.(target.workspace, userId);
      if (!adapter || !direct) continue;
      const nonce = createHash('sha256').update(`paused ${id} ${reason}`).digest('base64url');
      await adapter.post(direct, notice(subscription, reason), { nonce: nonce.slice(0, 22) });
    } catch (error) {
      parts.log.warn({ err: error, id }, 'could not tell of a pause');
    }
  }
}

function notice(subscription: Subscription, reason: string): Reply {
  const { id, target } = subscription;
  const what = describeSubscription({ ...subscription, paused: false });
  const text = [
    `I paused the digest ${id} in ${target.channel} (${what}): it could not be posted there.`,
    reason,
    `When that is mended, resume it there with "digest resume ${id}".`,
  ].join('\n');
  return { ref: '', body: { kind: 'notice', tone: 'error', text }, buttons: [], private: true };
}
