import PQueue from 'p-queue';
import type { ChatAdapter, Target } from '../chat/adapter.ts';
import { LeaseLostError } from '../store/channel-leases.ts';
import { waitOf } from './back-off.ts';
import { ChannelDelivery, type DeliveryParts } from './deliver.ts';
import { dueWork } from './due.ts';
import type { LeaseKeeper } from './lease.ts';
import { targetId } from './subscription.ts';

/** How a visit to a channel ended. */
type Visit =
  /** All that could be done now is done. */
  | { end: 'done' }
  /** Another process delivers there, or did until it died. */
  | { end: 'busy' }
  /** The channel is left alone for so many milliseconds. */
  | { end: 'waiting'; ms: number }
  /** The platform of the channel is not configured here. */
  | { end: 'absent' }
  | { end: 'failed' };

export interface SchedulerParts extends DeliveryParts {
  keeper: LeaseKeeper;
  adapters: () => ReadonlyMap<string, ChatAdapter>;
}

/** Visits channels that have something due, several at once, each by one visitor at a time. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #queue: PQueue;
  readonly #visits = new Map<string, Promise<Visit>>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#queue = new PQueue({ concurrency: parts.settings.concurrency });
  }

  /** Delivers what is due from now on, until `stop`. */
  start(): void {
    this.#stopped = false;
    const tick = async () => {
      try {
        // Not awaited to the end: a channel that hangs must not hold up the others' next slot.
        await this.#visitAll();
      } catch (error) {
        this.#parts.log.error({ err: error }, 'could not look for due digests');
      }
      if (!this.#stopped) this.#timer = setTimeout(tick, this.#parts.settings.pollMs);
    };
    this.#timer = setTimeout(tick, 0);
  }

  /** Begins nothing new and waits for what is on its way; leases are released. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([Promise.allSettled(this.#visits.values()), deadline]);
    clearTimeout(timer);
  }

  /**
   * Delivers what is due now. Channels that a dead process left, or that asked for a moment, are
   * visited again within the patience. Returns what is left to a later run.
   */
  async run(patienceMs: number): Promise<{ busy: number; waiting: number; absent: number }> {
    this.#stopped = false;
    const until = performance.now() + patienceMs;
    for (;;) {
      const visits = await Promise.all((await this.#visitAll()).values());
      const left = until - performance.now();
      const soon = visits.some(
        (visit) => visit.end === 'busy' || (visit.end === 'waiting' && visit.ms <= left),
      );
      if (!soon || left <= 0 || this.#stopped) return countVisits(visits);
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, patienceMs / 10)));
    }
  }

  /** Starts a visit to each channel with something due that is not being visited. */
  async #visitAll(): Promise<Map<string, Promise<Visit>>> {
    const started = new Map<string, Promise<Visit>>();
    for (const target of await this.#targets()) {
      const name = targetId(target);
      let visit = this.#visits.get(name);
      if (!visit) {
        visit = this.#queue.add(() => this.#visit(target)).finally(() => this.#visits.delete(name));
        this.#visits.set(name, visit);
      }
      started.set(name, visit);
    }
    return started;
  }

  /** Channels with an open delivery or a due slot, the one that waits longest first. */
  async #targets(): Promise<Target[]> {
    const { ledger, subscriptions, clock, settings } = this.#parts;
    const now = clock.now();
    const since = new Date(now.getTime() - settings.catchUpMs);
    const open = await ledger.open();
    const known = await ledger.slotsSince(since);
    const due = dueWork(await subscriptions.list(), known, now, settings.catchUpMs);
    const targets = [...open.map((each) => each.target), ...due.map((d) => d.subscription.target)];
    return [...new Map(targets.map((target) => [targetId(target), target])).values()];
  }

  async #visit(target: Target): Promise<Visit> {
    const { leases, keeper, clock, log } = this.#parts;
    try {
      const adapter = this.#parts.adapters().get(target.adapter);
      if (!adapter) return { end: 'absent' };
      const ms = waitOf(await leases.channel(target), clock.now());
      if (ms > 0) return { end: 'waiting', ms };
      const lease = await keeper.take(target);
      if (!lease) return { end: 'busy' };
      try {
        await new ChannelDelivery(target, adapter, lease, this.#parts).run(() => this.#stopped);
      } finally {
        await lease.release();
      }
      const wait = waitOf(await leases.channel(target), clock.now());
      return wait > 0 ? { end: 'waiting', ms: wait } : { end: 'done' };
    } catch (error) {
      if (error instanceof LeaseLostError) return { end: 'busy' };
      log.error({ err: error, adapter: target.adapter }, 'delivering to a channel failed');
      return { end: 'failed' };
    }
  }
}

function countVisits(visits: Visit[]) {
  const count = (end: Visit['end']) => visits.filter((visit) => visit.end === end).length;
  return { busy: count('busy'), waiting: count('waiting'), absent: count('absent') };
}
