import type { TargetKey } from './subscriptions.ts';

export interface DeliveryTables {
  deliveries: {
    subscription_id: string;
    slot: string;
    adapter: string;
    workspace: string;
    channel: string;
    state: DeliveryState;
    owner: string;
    nonce: string;
    day: string;
    content: string | null;
    source: string | null;
    tries: number;
    sending_at: number | null;
    message_id: string | null;
    reason: string | null;
    merged_into: string | null;
    settled_at: number | null;
  };
  posted_papers: {
    adapter: string;
    workspace: string;
    channel: string;
    paper_id: string;
    posted_at: number;
  };
}

/** Where a delivery stands. The first four are open, the others final. */
export type DeliveryState =
  /** Somebody works on it; nothing was sent. */
  | 'claimed'
  /** Written before the request leaves: from here on it may have arrived. */
  | 'sending'
  /** Surely not accepted; the same content goes out again. */
  | 'retry'
  /** The answer was lost; the platform is asked before anything else happens. */
  | 'unknown'
  | 'sent'
  /** Nothing was new and the subscription wants silence then. */
  | 'silent'
  /** A later slot's post speaks for it. */
  | 'merged'
  /** Not posted, for the reason given. */
  | 'failed'
  /** Perhaps posted; the platform cannot tell, and twice would be worse than not at all. */
  | 'unconfirmed';

/** One row of the ledger: a slot of a subscription. */
export interface Delivery {
  subscriptionId: string;
  slot: string;
  target: TargetKey;
  state: DeliveryState;
  nonce: string;
  /** Day of the list, `YYYY-MM-DD`; empty until composed. */
  day: string;
  content?: string;
  source?: string;
  tries: number;
  sendingAt?: Date;
  messageId?: string;
  reason?: string;
  mergedInto?: string;
  settledAt?: Date;
}

/** What a delivery is found by. */
export type DeliveryKey = Pick<Delivery, 'subscriptionId' | 'slot'>;

/** A delivery as its row holds it. */
export function deliveryOf(row: DeliveryTables['deliveries']): Delivery {
  return {
    subscriptionId: row.subscription_id,
    slot: row.slot,
    target: { adapter: row.adapter, workspace: row.workspace, channel: row.channel },
    state: row.state,
    nonce: row.nonce,
    day: row.day,
    content: row.content ?? undefined,
    source: row.source ?? undefined,
    tries: row.tries,
    sendingAt: row.sending_at === null ? undefined : new Date(row.sending_at),
    messageId: row.message_id ?? undefined,
    reason: row.reason ?? undefined,
    mergedInto: row.merged_into ?? undefined,
    settledAt: row.settled_at === null ? undefined : new Date(row.settled_at),
  };
}
