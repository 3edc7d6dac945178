import { slotsBetween } from './schedule.ts';
import type { Subscription } from './subscription.ts';

/** A post that is due. */
export interface DueWork {
  subscription: Subscription;
  /** The newest slot that is due, ISO in UTC; the post is written down under it. */
  slot: string;
  /** Older slots nobody delivered, oldest first; the post speaks for them too. */
  merged: string[];
}

/** Slots that have a row in the ledger, by subscription. */
export type KnownSlots = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What is due at an instant: for each subscription the slots since it became active that are
 * younger than the catch-up limit and stand in no row of the ledger, merged into one post. Knows
 * nothing of an order in time but the slots themselves, so that a clock that was set back or
 * forth repeats nothing and blocks nothing. In the order of the slots.
 */
export function dueWork(
  subscriptions: readonly Subscription[],
  known: KnownSlots,
  now: Date,
  catchUpMs: number,
): DueWork[] {
  const work: DueWork[] = [];
  for (const subscription of subscriptions) {
    if (subscription.paused) continue;
    const from = new Date(Math.max(subscription.activeFrom.getTime(), now.getTime() - catchUpMs));
    const done = known.get(subscription.id);
    const open = slotsBetween(subscription.settings, from, now)
      .map((slot) => slot.toISOString())
      .filter((slot) => !done?.has(slot));
    const slot = open.pop();
    if (slot) work.push({ subscription, slot, merged: open });
  }
  return work.sort(
    (a, b) => compare(a.slot, b.slot) || compare(a.subscription.id, b.subscription.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
