import { createHash } from 'node:crypto';
import type { ChatAdapter } from '../chat/adapter.ts';
import type { Clock } from '../clock.ts';
import type { DeliveryLedger } from '../store/deliveries.ts';
import type { Delivery, DeliveryKey } from '../store/delivery.ts';
import type { FeedbackStore } from '../store/feedback.ts';
import type { PaperStore } from '../store/papers.ts';
import type { Trending } from '../trending/trending.ts';
import { type Composition, composeDigest, type MatchSource } from './compose.ts';
import { type Similarity, shiftOf } from './feedback.ts';
import { storePost } from './post.ts';
import type { Subscription } from './subscription.ts';

/** What posts are composed of. */
export interface ComposerParts {
  trending: Trending;
  matches?: MatchSource;
  similarity?: Similarity;
  ledger: DeliveryLedger;
  feedback: FeedbackStore;
  papers: PaperStore;
  clock: Clock;
}

/** Rows before a slot in which the last covered list is looked for. */
const LOOK_BACK = 40;

/** Gathers what is known of a channel and composes posts from it. */
export class Composer {
  readonly #parts: ComposerParts;

  constructor(parts: ComposerParts) {
    this.#parts = parts;
  }

  /** Names a slot's post, the same over tries and processes; 22 letters, digits, `-` and `_`. */
  nonce({ subscriptionId, slot }: DeliveryKey): string {
    const hash = createHash('sha256').update(`${subscriptionId} ${slot}`);
    return hash.digest('base64url').slice(0, 22);
  }

  /** The post of a claimed slot. */
  async compose(delivery: Delivery, subscription: Subscription, adapter: ChatAdapter) {
    const merged = await this.#parts.ledger.mergedInto(delivery);
    const { images } = adapter.capabilities;
    const { body, source, silent } = await this.draft(subscription, delivery.slot, merged, images);
    // The reference must not tell the nonce, which a platform trusts.
    const ref = this.nonce({ ...delivery, subscriptionId: `reply ${delivery.subscriptionId}` });
    return { post: storePost(ref, body), day: body.day, source, silent };
  }

  /** Composes without writing anything. */
  async draft(
    subscription: Subscription,
    slot: string,
    merged: string[],
    images: boolean,
  ): Promise<Composition> {
    const { trending, matches, ledger, clock } = this.#parts;
    const before = (await ledger.latest(subscription.id, LOOK_BACK)).filter(
      (each) => each.slot < slot,
    );
    const covered = before.find(
      ({ state, source }) => state !== 'failed' && source !== undefined && source !== 'failed',
    );
    const request = {
      subscription,
      slot: new Date(slot),
      merged: merged.map((at) => new Date(at)),
      now: clock.now(),
      seen: await ledger.postedPapers(subscription.target),
      coveredDay: covered?.day,
      unconfirmed: before[0]?.state === 'unconfirmed' ? new Date(before[0].slot) : undefined,
      shift: await shiftOf(subscription.target, this.#parts),
      images,
    };
    return composeDigest(request, { trending, matches });
  }
}
