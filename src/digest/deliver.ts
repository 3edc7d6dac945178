import type { ChatAdapter, Posted, Target } from '../chat/adapter.ts';
import type { Clock } from '../clock.ts';
import { DeliveryError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ChannelLeases, ChannelState } from '../store/channel-leases.ts';
import type { DeliveryLedger } from '../store/deliveries.ts';
import type { Delivery } from '../store/delivery.ts';
import type { SubscriptionStore } from '../store/subscriptions.ts';
import { backOff, type DeliverySettings } from './back-off.ts';
import type { Composer } from './composer.ts';
import { type DueWork, dueWork } from './due.ts';
import type { HeldLease } from './lease.ts';
import { paperIdsOf, replyOf, type StoredPost } from './post.ts';
import type { CheckedSettings, Subscription } from './subscription.ts';

/** What deliveries are made with. */
export interface DeliveryParts {
  ledger: DeliveryLedger;
  leases: ChannelLeases;
  subscriptions: SubscriptionStore<CheckedSettings>;
  composer: Composer;
  clock: Clock;
  log: Logger;
  settings: DeliverySettings;
  /** Told of each delivery that came to an end. */
  settled: (delivery: Delivery, state: Delivery['state']) => void;
  /** Called when a channel refused so often that its subscriptions were paused. */
  paused: (subscriptions: Subscription[], reason: string) => Promise<void>;
}

/** Posts may have been accepted while our clock and the platform's differed by this much. */
const CLOCK_MARGIN_MS = 60 * 60_000;

/** Failures in a row after which a platform is no longer asked what became of a post. */
const MOST_QUESTIONS = 3;

/**
 * Everything that is to be done in one channel now, in order: settle what was left open, then
 * what is due. The lease on the channel is held by the caller. A row is written before each step
 * that cannot be taken back, so that whoever comes after a crash knows how far it got.
 */
export class ChannelDelivery {
  readonly #target: Target;
  readonly #adapter: ChatAdapter;
  readonly #lease: HeldLease;
  readonly #parts: DeliveryParts;
  readonly #log: Logger;

  constructor(target: Target, adapter: ChatAdapter, lease: HeldLease, parts: DeliveryParts) {
    this.#target = target;
    this.#adapter = adapter;
    this.#lease = lease;
    this.#parts = parts;
    // No address: that of a mail is a person's.
    this.#log = parts.log.child({ adapter: target.adapter });
  }

  /** @throws LeaseLostError when another process took over. */
  async run(stopping: () => boolean): Promise<void> {
    const { ledger, subscriptions, settings } = this.#parts;
    for (const delivery of await ledger.open(this.#target)) {
      if (stopping() || !(await this.#finish(delivery))) return;
    }
    const now = this.#now();
    const due = dueWork(
      await subscriptions.list(this.#target),
      await ledger.slotsSince(new Date(now.getTime() - settings.catchUpMs)),
      now,
      settings.catchUpMs,
    );
    for (const work of due) {
      if (stopping() || !(await this.#begin(work))) return;
    }
  }

  /** Claims a slot and posts; false where the channel has to wait. */
  async #begin({ subscription, slot, merged }: DueWork): Promise<boolean> {
    const claim = { subscriptionId: subscription.id, slot, merged };
    const nonce = this.#parts.composer.nonce(claim);
    const delivery = await this.#parts.ledger.claim(this.#target, { ...claim, nonce }, this.#now());
    return delivery ? this.#composeAndSend(delivery, subscription) : true;
  }

  /** Takes up a delivery that was left open. */
  async #finish(delivery: Delivery): Promise<boolean> {
    if (delivery.state === 'sending' || delivery.state === 'unknown') {
      return this.#settle(delivery);
    }
    const subscription = await this.#parts.subscriptions.get(delivery.subscriptionId);
    if (!subscription) return this.#fail(delivery, 'The subscription was removed.');
    if (subscription.paused) return this.#fail(delivery, 'The subscription was paused.');
    if (this.#expired(delivery)) return this.#fail(delivery, expiry(delivery));
    return delivery.content ? this.#send(delivery) : this.#composeAndSend(delivery, subscription);
  }

  async #composeAndSend(delivery: Delivery, subscription: Subscription): Promise<boolean> {
    let composed: Awaited<ReturnType<Composer['compose']>>;
    try {
      composed = await this.#parts.composer.compose(delivery, subscription, this.#adapter);
    } catch (error) {
      this.#log.error(
        { err: error, id: delivery.subscriptionId, slot: delivery.slot },
        'a digest could not be composed',
      );
      await this.#wait('failure');
      return false;
    }
    const { post, day, source, silent } = composed;
    const content = JSON.stringify(post);
    await this.#parts.ledger.compose(delivery, { day, content, source }, post, this.#now());
    if (silent) {
      await this.#parts.ledger.settle(delivery, 'silent', null, this.#now());
      this.#parts.settled(delivery, 'silent');
      return true;
    }
    return this.#send({ ...delivery, content });
  }

  async #send(delivery: Delivery): Promise<boolean> {
    const begun = performance.now();
    await this.#parts.ledger.sending(delivery, this.#now());
    this.#lease.proved(begun);
    this.#lease.check();
    let posted: Posted;
    try {
      posted = await this.#post(delivery);
    } catch (error) {
      return this.#failed(delivery, error);
    }
    await this.#sent(delivery, posted);
    return true;
  }

  async #post(delivery: Delivery): Promise<Posted> {
    const reply = replyOf(contentOf(delivery), this.#adapter.capabilities);
    const posting = this.#adapter.post(this.#target, reply, { nonce: delivery.nonce });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new DeliveryError('unknown', 'The platform did not answer in time.');
      timer = setTimeout(() => reject(error), this.#parts.settings.postTimeoutMs);
    });
    try {
      return await Promise.race([posting, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #sent(delivery: Delivery, { messageId, thread }: Posted): Promise<void> {
    const post = { state: 'sent' as const, messageId, thread, ...keptOf(delivery) };
    await this.#parts.ledger.posted(delivery, post, this.#now());
    await this.#parts.leases.note(this.#target, { retryAt: 0, failures: 0, denials: 0 });
    this.#log.info(
      { id: delivery.subscriptionId, slot: delivery.slot, messageId },
      'a digest was posted',
    );
    this.#parts.settled(delivery, 'sent');
  }

  /** What a failed post means for the slot and the channel. */
  async #failed(delivery: Delivery, error: unknown): Promise<boolean> {
    const failure = error instanceof DeliveryError ? error.failure : 'unknown';
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.warn(
      { id: delivery.subscriptionId, slot: delivery.slot, failure, reason },
      'a digest could not be posted',
    );
    if (failure === 'rejected') return this.#fail(delivery, reason);
    if (failure === 'gone' || failure === 'forbidden') return this.#denied(delivery, reason);
    const state = failure === 'unknown' ? 'unknown' : 'retry';
    await this.#parts.ledger.settle(delivery, state, reason, this.#now());
    const retryAfterMs = error instanceof DeliveryError ? error.retryAfterMs : undefined;
    await this.#wait(failure === 'rate_limited' ? 'limit' : 'failure', retryAfterMs);
    return false;
  }

  /** A channel that refuses again and again is left alone, and whoever subscribed is told. */
  async #denied(delivery: Delivery, reason: string): Promise<boolean> {
    const { ledger, leases, settings, subscriptions } = this.#parts;
    const denials = ((await leases.channel(this.#target))?.denials ?? 0) + 1;
    if (denials < settings.mostDenials) {
      await ledger.settle(delivery, 'retry', reason, this.#now());
      await this.#wait('denial');
      return false;
    }
    const active = (await subscriptions.list(this.#target)).filter(({ paused }) => !paused);
    for (const { id } of active) await subscriptions.pause(id, reason);
    await leases.note(this.#target, { retryAt: 0, failures: 0, denials: 0 });
    await this.#fail(delivery, reason);
    await this.#parts.paused(active, reason);
    return false;
  }

  /** Asks the platform what became of a try whose answer was lost. */
  async #settle(delivery: Delivery): Promise<boolean> {
    let found: Posted | null | undefined;
    try {
      found = await this.#adapter.findPost(this.#target, delivery.nonce, this.#since(delivery));
    } catch (error) {
      if (this.#expired(delivery)) return this.#unconfirmed(delivery);
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn(
        { id: delivery.subscriptionId, slot: delivery.slot, reason },
        'an unknown outcome could not be settled yet',
      );
      await this.#wait('failure', error instanceof DeliveryError ? error.retryAfterMs : undefined);
      return false;
    }
    if (found) {
      await this.#sent(delivery, found);
      return true;
    }
    if (found === undefined) return this.#untold(delivery);
    if (this.#expired(delivery)) return this.#fail(delivery, expiry(delivery));
    await this.#parts.ledger.settle(delivery, 'retry', delivery.reason ?? null, this.#now());
    return this.#send(delivery);
  }

  /** A platform that cannot tell now may do so in a minute; one that never can is given up soon. */
  async #untold(delivery: Delivery): Promise<boolean> {
    const failures = (await this.#parts.leases.channel(this.#target))?.failures ?? 0;
    if (failures >= MOST_QUESTIONS || this.#expired(delivery)) return this.#unconfirmed(delivery);
    await this.#wait('failure');
    return false;
  }

  /** Where nobody can tell, not at all is better than twice; the next post says so. */
  async #unconfirmed(delivery: Delivery): Promise<boolean> {
    const reason = delivery.reason ?? 'The program ended while it was sent.';
    const post = { state: 'unconfirmed' as const, reason, ...keptOf(delivery) };
    await this.#parts.ledger.posted(delivery, post, this.#now());
    await this.#parts.leases.note(this.#target, { retryAt: 0, failures: 0, denials: 0 });
    this.#log.warn(
      { id: delivery.subscriptionId, slot: delivery.slot },
      'whether a digest arrived cannot be told',
    );
    this.#parts.settled(delivery, 'unconfirmed');
    return true;
  }

  async #fail(delivery: Delivery, reason: string): Promise<boolean> {
    await this.#parts.ledger.settle(delivery, 'failed', reason, this.#now());
    this.#parts.settled(delivery, 'failed');
    return true;
  }

  /** Leaves the channel alone for a while; others are not held up. */
  async #wait(cause: 'limit' | 'failure' | 'denial', retryAfterMs?: number): Promise<void> {
    const state = await this.#parts.leases.channel(this.#target);
    await this.#parts.leases.note(
      this.#target,
      backOff(state as ChannelState, cause, retryAfterMs, this.#now(), this.#parts.settings),
    );
  }

  #expired(delivery: Delivery): boolean {
    return Date.parse(delivery.slot) <= this.#now().getTime() - this.#parts.settings.catchUpMs;
  }

  /** A clock that was set back since must not hide the post. */
  #since({ sendingAt }: Delivery): Date {
    const now = this.#now().getTime();
    return new Date(Math.min(sendingAt?.getTime() ?? now, now) - CLOCK_MARGIN_MS);
  }

  #now(): Date {
    return this.#parts.clock.now();
  }
}

function contentOf(delivery: Delivery): StoredPost {
  return JSON.parse(delivery.content!) as StoredPost;
}

/** What the ledger keeps of a post that will not be sent again: all but the picture. */
function keptOf(delivery: Delivery) {
  const { ref, body } = contentOf(delivery);
  return { ref, content: JSON.stringify({ ref, body }), paperIds: paperIdsOf(body) };
}

function expiry({ reason }: Delivery): string {
  return `It could not be posted before it was too old.${reason ? ` Last: ${reason}` : ''}`;
}
