import {
  atTarget,
  type ChannelLeases,
  LeaseLostError,
  OPEN_STATES,
  targetKey,
} from './channel-leases.ts';
import type { Database } from './database.ts';
import {
  type Delivery,
  type DeliveryKey,
  type DeliveryState,
  type DeliveryTables,
  deliveryOf,
} from './delivery.ts';
import { ReplyStore } from './replies.ts';
import type { TargetKey } from './subscriptions.ts';

/**
 * The ledger of deliveries. All changes are made by the holder of the channel's lease, and each
 * checks in its own transaction that the lease is still held: a process that lost it changes
 * nothing any more.
 */
export class DeliveryLedger {
  readonly #db: Database;
  readonly #leases: ChannelLeases;

  constructor(db: Database, leases: ChannelLeases) {
    this.#db = db;
    this.#leases = leases;
  }

  /** Slots with a row, from an instant on, by subscription. */
  async slotsSince(since: Date): Promise<Map<string, Set<string>>> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .select(['subscription_id', 'slot'])
      .where('slot', '>=', since.toISOString())
      .execute();
    const slots = new Map<string, Set<string>>();
    for (const row of rows) {
      const known = slots.get(row.subscription_id);
      if (known) known.add(row.slot);
      else slots.set(row.subscription_id, new Set([row.slot]));
    }
    return slots;
  }

  /** Deliveries not settled yet, oldest slot first; of one channel or of all. */
  async open(target?: TargetKey): Promise<Delivery[]> {
    let query = this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('state', 'in', [...OPEN_STATES]);
    if (target) query = query.where(atTarget(target));
    const rows = await query.orderBy('slot').orderBy('subscription_id').execute();
    return rows.map(deliveryOf);
  }

  /** What was delivered to a channel on the list of a day, in the order of the slots. */
  async ofDay(target: TargetKey, day: string): Promise<Delivery[]> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where(atTarget(target))
      .where('day', '=', day)
      .orderBy('slot')
      .orderBy('subscription_id')
      .execute();
    return rows.map(deliveryOf);
  }

  /** The newest deliveries of a subscription, newest first. */
  async latest(subscriptionId: string, limit: number): Promise<Delivery[]> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .selectAll()
      .where('subscription_id', '=', subscriptionId)
      .where('state', '<>', 'merged')
      .orderBy('slot', 'desc')
      .limit(limit)
      .execute();
    return rows.map(deliveryOf);
  }

  /** Older slots that a slot's post speaks for, oldest first. */
  async mergedInto({ subscriptionId, slot }: DeliveryKey): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .select('slot')
      .where('subscription_id', '=', subscriptionId)
      .where('merged_into', '=', slot)
      .orderBy('slot')
      .execute();
    return rows.map((row) => row.slot);
  }

  /** Ids of the papers that were posted to a channel. */
  async postedPapers(target: TargetKey): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('posted_papers')
      .select('paper_id')
      .where(atTarget(target))
      .execute();
    return new Set(rows.map((row) => row.paper_id));
  }

  /** Claims a slot and the older ones its post speaks for; undefined where it has a row already. */
  async claim(
    target: TargetKey,
    slot: DeliveryKey & { nonce: string; merged: string[] },
    now: Date,
  ): Promise<Delivery | undefined> {
    return this.#leases.guard(target, async (trx) => {
      const row = (instant: string, state: DeliveryState) => ({
        subscription_id: slot.subscriptionId,
        slot: instant,
        ...targetKey(target),
        state,
        owner: this.#leases.owner,
        nonce: state === 'merged' ? '' : slot.nonce,
        day: '',
        tries: 0,
        merged_into: state === 'merged' ? slot.slot : null,
        settled_at: state === 'merged' ? now.getTime() : null,
      });
      const rows = [row(slot.slot, 'claimed'), ...slot.merged.map((at) => row(at, 'merged'))];
      const claimed = await trx
        .insertInto('deliveries')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['subscription_id', 'slot']).doNothing())
        .returningAll()
        .execute();
      const head = claimed.find((each) => each.slot === slot.slot);
      return head && deliveryOf(head);
    });
  }

  /** Stores what will be sent, and the reply that its buttons and thread belong to. */
  async compose(
    delivery: Delivery,
    composed: { day: string; content: string; source: string },
    reply: { ref: string; body: unknown },
    now: Date,
  ): Promise<void> {
    await this.#change(delivery, ['claimed'], composed, (trx) =>
      new ReplyStore(trx).save(reply.ref, reply.body, '', now),
    );
  }

  /** Written before the request leaves. */
  async sending(delivery: Delivery, now: Date): Promise<void> {
    await this.#change(delivery, ['claimed', 'retry'], {
      state: 'sending',
      sending_at: now.getTime(),
      tries: delivery.tries + 1,
    });
  }

  /** Settles or reopens a delivery. */
  async settle(
    delivery: Delivery,
    state: 'retry' | 'unknown' | 'silent' | 'failed',
    reason: string | null,
    now: Date,
  ): Promise<void> {
    const final = state === 'silent' || state === 'failed';
    await this.#change(delivery, [...OPEN_STATES], {
      state,
      reason,
      settled_at: final ? now.getTime() : null,
    });
  }

  /**
   * Settles a post that was made (or, `unconfirmed`, may have been): its papers are not posted
   * there again, and the thread under it belongs to them.
   */
  async posted(
    delivery: Delivery,
    post: {
      state: 'sent' | 'unconfirmed';
      reason?: string;
      messageId?: string;
      thread?: string;
      ref: string;
      /** What is kept of the content. */
      content: string;
      paperIds: string[];
    },
    now: Date,
  ): Promise<void> {
    const change = {
      state: post.state,
      content: post.content,
      reason: post.reason ?? null,
      message_id: post.messageId ?? null,
      settled_at: now.getTime(),
    };
    await this.#change(delivery, [...OPEN_STATES], change, async (trx) => {
      const papers = [...new Set(post.paperIds)].map((id) => ({
        ...targetKey(delivery.target),
        paper_id: id,
        posted_at: now.getTime(),
      }));
      if (papers.length > 0) {
        await trx
          .insertInto('posted_papers')
          .values(papers)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      if (post.messageId) {
        const at = { ...delivery.target, messageId: post.messageId, thread: post.thread };
        await new ReplyStore(trx).place(post.ref, at, now);
      }
    });
  }

  async #change(
    delivery: Delivery,
    from: DeliveryState[],
    change: Partial<DeliveryTables['deliveries']>,
    also?: (trx: Database) => Promise<void>,
  ): Promise<void> {
    await this.#leases.guard(delivery.target, async (trx) => {
      const changed = await trx
        .updateTable('deliveries')
        .set(change)
        .where('subscription_id', '=', delivery.subscriptionId)
        .where('slot', '=', delivery.slot)
        .where('owner', '=', this.#leases.owner)
        .where('state', 'in', from)
        .returning('slot')
        .executeTakeFirst();
      if (!changed) throw new LeaseLostError();
      await also?.(trx);
    });
  }
}
