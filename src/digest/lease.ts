import { type ChannelLeases, LeaseLostError } from '../store/channel-leases.ts';
import type { TargetKey } from '../store/subscriptions.ts';
import { targetId } from './subscription.ts';

/** How often a holder shows that it lives, as a part of the lease. */
const BEATS = 4;

/** What was last seen of a channel's holder, and when by a clock that never jumps. */
interface Sighting {
  owner: string;
  beat: number;
  since: number;
}

/**
 * Takes and keeps leases on channels. A holder counts as dead when its beat stood still for
 * `leaseMs` under this process' own eyes; the wall clock plays no part, so it may jump.
 */
export class LeaseKeeper {
  readonly #leases: ChannelLeases;
  readonly #leaseMs: number;
  readonly #seen = new Map<string, Sighting>();

  constructor(leases: ChannelLeases, leaseMs: number) {
    this.#leases = leases;
    this.#leaseMs = leaseMs;
  }

  /** Takes a channel, or undefined while another process works on it. */
  async take(target: TargetKey): Promise<HeldLease | undefined> {
    const name = targetId(target);
    const state = await this.#leases.channel(target);
    const dead = state?.owner ? this.#deadHolder(name, state) : undefined;
    if (state?.owner && !dead) return undefined;
    if (!(await this.#leases.take(target, dead))) return undefined;
    this.#seen.delete(name);
    return new HeldLease(this.#leases, target, this.#leaseMs);
  }

  #deadHolder(name: string, state: { owner: string; beat: number }) {
    const now = performance.now();
    const seen = this.#seen.get(name);
    if (seen?.owner !== state.owner || seen.beat !== state.beat) {
      this.#seen.set(name, { owner: state.owner, beat: state.beat, since: now });
      return undefined;
    }
    return now - seen.since >= this.#leaseMs ? seen : undefined;
  }
}

/** A lease that is held; it beats by itself until it is released. */
export class HeldLease {
  readonly #leases: ChannelLeases;
  readonly #target: TargetKey;
  readonly #leaseMs: number;
  readonly #timer: NodeJS.Timeout;
  #beatAt = performance.now();
  #lost = false;

  constructor(leases: ChannelLeases, target: TargetKey, leaseMs: number) {
    this.#leases = leases;
    this.#target = target;
    this.#leaseMs = leaseMs;
    this.#timer = setInterval(() => this.#beat(), leaseMs / BEATS);
    this.#timer.unref();
  }

  /**
   * Called right before a request leaves: a process that slept for long may have a successor.
   * @throws LeaseLostError
   */
  check(): void {
    if (this.#lost || performance.now() - this.#beatAt > this.#leaseMs / 2) {
      throw new LeaseLostError();
    }
  }

  /** Notes when a transaction that proved the lease began, by `performance.now()`. */
  proved(at: number): void {
    this.#beatAt = Math.max(this.#beatAt, at);
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.#lost) await this.#leases.release(this.#target);
  }

  async #beat(): Promise<void> {
    const at = performance.now();
    try {
      await this.#leases.beat(this.#target);
      this.proved(at);
    } catch (error) {
      // A store that fails for a moment loses the lease only if it lasts.
      if (error instanceof LeaseLostError) this.#lost = true;
    }
  }
}
