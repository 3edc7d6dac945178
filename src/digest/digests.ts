import { randomBytes, randomUUID } from 'node:crypto';
import type { ChatAdapter, Target } from '../chat/adapter.ts';
import type { DigestSettings } from '../chat/messages.ts';
import type { Reply, ReplyBody } from '../chat/reply.ts';
import type { Clock } from '../clock.ts';
import { InputError, NotFoundError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { ChannelLeases } from '../store/channel-leases.ts';
import type { Database } from '../store/database.ts';
import { DeliveryLedger } from '../store/deliveries.ts';
import type { Delivery } from '../store/delivery.ts';
import { FeedbackStore } from '../store/feedback.ts';
import { PaperStore } from '../store/papers.ts';
import { SubscriptionStore } from '../store/subscriptions.ts';
import type { ObservedDelivery } from '../telemetry.ts';
import type { Trending } from '../trending/trending.ts';
import { DEFAULT_DELIVERY_SETTINGS, type DeliverySettings } from './back-off.ts';
import type { MatchSource } from './compose.ts';
import { Composer } from './composer.ts';
import type { Similarity } from './feedback.ts';
import { LeaseKeeper } from './lease.ts';
import { tellPaused } from './notify.ts';
import { replyOf, type StoredPost, storePost } from './post.ts';
import { nextSlot } from './schedule.ts';
import { Scheduler } from './scheduler.ts';
import {
  type CheckedSettings,
  checkSettings,
  type Subscription,
  sameSchedule,
} from './subscription.ts';

/** What digests need of the rest. */
export interface DigestParts {
  db: Database;
  trending: Trending;
  /** Saved queries and followed authors. */
  matches?: MatchSource;
  /** How alike papers are, for feedback; by their words where nothing better is at hand. */
  similarity?: Similarity;
  /** The platforms that are connected, by name. */
  adapters: () => ReadonlyMap<string, ChatAdapter>;
  clock: Clock;
  log: Logger;
  settings?: Partial<DeliverySettings>;
  /** Told of each delivery that came to an end, for metrics. */
  observe?: (delivery: ObservedDelivery) => void;
}

/** A subscription with what happens next and what happened last. */
export interface SubscriptionStatus {
  subscription: Subscription;
  /** The next planned instant; null while paused. */
  next: Date | null;
  last?: Pick<Delivery, 'slot' | 'state' | 'reason' | 'settledAt'>;
}

/** How many deliveries a run brought to each end, and how many channels it left to a later one. */
export interface RunReport {
  sent: number;
  silent: number;
  failed: number;
  unconfirmed: number;
  /** Channels another process works on, that have to wait, or whose platform is not connected. */
  busy: number;
  waiting: number;
  absent: number;
}

/** Who subscribes. */
export interface Subscriber {
  userId: string;
  timeZone?: string;
}

/** Builds the digests of a store. */
export function createDigests(parts: DigestParts): Digests {
  return new Digests(parts);
}

/** Digests: subscriptions, and delivering them exactly once. */
export class Digests {
  readonly #parts: DigestParts;
  readonly #settings: DeliverySettings;
  readonly #subscriptions: SubscriptionStore<CheckedSettings>;
  readonly #ledger: DeliveryLedger;
  readonly #composer: Composer;
  readonly #scheduler: Scheduler;
  #counts = newCounts();

  constructor(parts: DigestParts) {
    const { db, clock, log } = parts;
    this.#parts = parts;
    this.#settings = { ...DEFAULT_DELIVERY_SETTINGS, ...parts.settings };
    this.#subscriptions = new SubscriptionStore(db);
    const leases = new ChannelLeases(db, randomUUID());
    this.#ledger = new DeliveryLedger(db, leases);
    const stores = { feedback: new FeedbackStore(db), papers: new PaperStore(db) };
    this.#composer = new Composer({ ...parts, ...stores, ledger: this.#ledger });
    this.#scheduler = new Scheduler({
      ledger: this.#ledger,
      leases,
      keeper: new LeaseKeeper(leases, this.#settings.leaseMs),
      subscriptions: this.#subscriptions,
      composer: this.#composer,
      adapters: parts.adapters,
      clock,
      log,
      settings: this.#settings,
      settled: (delivery, state) => this.#count(delivery, state),
      paused: (subscriptions, reason) => tellPaused(subscriptions, reason, parts),
    });
  }

  /**
   * Subscribes a channel; its first slot is the next planned one. With an `id`, subscribing again
   * under the same changes nothing. @throws InputError
   */
  async subscribe(
    target: Target,
    settings: DigestSettings,
    by: Subscriber,
    id = newId(),
  ): Promise<Subscription> {
    const now = this.#parts.clock.now();
    const { adapter, workspace, channel } = target;
    const subscription: Subscription = {
      id,
      target: { adapter, workspace, channel },
      userId: by.userId,
      settings: checkSettings({ ...settings, timeZone: settings.timeZone ?? by.timeZone }),
      activeFrom: now,
      paused: false,
      pauseReason: '',
    };
    await this.#subscriptions.add(subscription, now);
    return subscription;
  }

  /** Subscriptions with their state, of one channel or of all. */
  async list(target?: Target): Promise<SubscriptionStatus[]> {
    const now = this.#parts.clock.now();
    const subscriptions = await this.#subscriptions.list(target);
    return Promise.all(
      subscriptions.map(async (subscription) => {
        const [last] = await this.#ledger.latest(subscription.id, 1);
        const next = subscription.paused ? null : nextSlot(subscription.settings, now);
        return { subscription, next, last };
      }),
    );
  }

  /** A subscription; with a channel, only one of that channel. @throws NotFoundError */
  async get(id: string, scope?: Target): Promise<Subscription> {
    const found = await this.#subscriptions.get(id.trim());
    if (!found || (scope && !sameTarget(found.target, scope))) {
      throw new NotFoundError(`There is no digest "${id}"${scope ? ' in this channel' : ''}.`, {
        hint: 'List them to see their ids.',
      });
    }
    return found;
  }

  /** Changes settings; what is not given stays. @throws InputError, NotFoundError */
  async edit(id: string, change: Partial<DigestSettings>, scope?: Target): Promise<Subscription> {
    const subscription = await this.get(id, scope);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const settings = checkSettings({ ...subscription.settings, ...Object.fromEntries(given) });
    // A new time must not deliver what the old one did today already.
    const activeFrom = sameSchedule(settings, subscription.settings)
      ? subscription.activeFrom
      : this.#parts.clock.now();
    await this.#subscriptions.edit(subscription.id, settings, activeFrom);
    return { ...subscription, settings, activeFrom };
  }

  /** Delivers nothing until `resume`. @throws NotFoundError */
  async pause(id: string, scope?: Target): Promise<Subscription> {
    const subscription = await this.get(id, scope);
    await this.#subscriptions.pause(subscription.id, '');
    return { ...subscription, paused: true, pauseReason: '' };
  }

  /** Delivers again, from the next slot on. @throws NotFoundError */
  async resume(id: string, scope?: Target): Promise<Subscription> {
    const subscription = await this.get(id, scope);
    const activeFrom = this.#parts.clock.now();
    await this.#subscriptions.resume(subscription.id, activeFrom);
    return { ...subscription, paused: false, pauseReason: '', activeFrom };
  }

  /** Ends a subscription; what it posted can still be shown. @throws NotFoundError */
  async remove(id: string, scope?: Target): Promise<Subscription> {
    const subscription = await this.get(id, scope);
    await this.#subscriptions.remove(subscription.id);
    return subscription;
  }

  /** Exactly what a subscription, or settings in a channel, would post now; nothing is posted. */
  async preview(what: Subscription | { target: Target; settings: DigestSettings }): Promise<Reply> {
    const now = this.#parts.clock.now();
    const subscription: Subscription =
      'id' in what
        ? what
        : {
            id: '',
            userId: '',
            target: what.target,
            settings: checkSettings(what.settings),
            activeFrom: now,
            paused: false,
            pauseReason: '',
          };
    const adapter = this.#parts.adapters().get(subscription.target.adapter);
    const images = adapter?.capabilities.images ?? false;
    const slot = now.toISOString();
    const { body } = await this.#composer.draft(subscription, slot, [], images);
    return replyOf(storePost('', body), adapter?.capabilities);
  }

  /** What was posted to a channel on the list of a day. @throws InputError for no day. */
  async show(target: Target, day: string): Promise<ReplyBody[]> {
    if (!isDay(day)) {
      throw new InputError(`"${day}" is no day.`, { hint: 'Give it as YYYY-MM-DD.' });
    }
    const deliveries = await this.#ledger.ofDay(target, day);
    return deliveries.flatMap(({ state, content }) => {
      if (!content || (state !== 'sent' && state !== 'unconfirmed')) return [];
      return [(JSON.parse(content) as StoredPost).body];
    });
  }

  /**
   * Delivers what is due now and returns. Waits at most `patienceMs` for channels that need a
   * moment or that a killed process left; by default as long as telling that takes.
   */
  async run(patienceMs = this.#settings.leaseMs * 1.5): Promise<RunReport> {
    this.#counts = newCounts();
    const left = await this.#scheduler.run(patienceMs);
    return { ...this.#counts, ...left };
  }

  /** Delivers from now on what becomes due. */
  start(): void {
    this.#scheduler.start();
  }

  /** Ends deliveries between two steps and releases the channels. */
  async stop(deadlineMs: number): Promise<void> {
    await this.#scheduler.stop(deadlineMs);
  }

  #count(delivery: Delivery, state: Delivery['state']): void {
    if (state in this.#counts) this.#counts[state as keyof Counts]++;
    const lagMs = this.#parts.clock.now().getTime() - Date.parse(delivery.slot);
    this.#parts.observe?.({ adapter: delivery.target.adapter, state, lagMs });
  }
}

type Counts = Pick<RunReport, 'sent' | 'silent' | 'failed' | 'unconfirmed'>;

function newCounts(): Counts {
  return { sent: 0, silent: 0, failed: 0, unconfirmed: 0 };
}

/** Eight letters and digits that nobody mistakes for one another. */
function newId(): string {
  const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
  return Array.from(randomBytes(8), (byte) => alphabet[byte % alphabet.length]).join('');
}

function sameTarget(a: Target, b: Target): boolean {
  return a.adapter === b.adapter && a.workspace === b.workspace && a.channel === b.channel;
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day;
}
