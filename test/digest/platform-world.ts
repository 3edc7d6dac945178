import type { ChatAdapter, Target } from '../../src/chat/adapter.ts';
import { FixedClock } from '../../src/clock.ts';
import { createDigests, type Digests } from '../../src/digest/digests.ts';
import { silentLogger } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { DailyPapers } from '../helpers/daily-papers.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';

const MINUTE_MS = 60_000;

/**
 * Digests over a real adapter. Its server lives by the machine's clock, so the slot is the next
 * full minute, and time is moved on from there.
 */
export class PlatformWorld {
  readonly clock = new FixedClock(new Date());
  readonly slot = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS);
  readonly trending = new DailyPapers();
  readonly db: Database;
  readonly digests: Digests;
  readonly location: TestLocation;

  private constructor(
    location: TestLocation,
    db: Database,
    adapter: ChatAdapter,
    leaseMs: number | undefined,
  ) {
    this.location = location;
    this.db = db;
    this.digests = createDigests({
      db,
      trending: this.trending,
      adapters: () => new Map([[adapter.name, adapter]]),
      clock: this.clock,
      log: silentLogger,
      settings: { mostDenials: 3, ...(leaseMs ? { leaseMs } : {}) },
    });
  }

  static async open(adapter: ChatAdapter, leaseMs?: number): Promise<PlatformWorld> {
    const location = await databaseKinds[0]!.locate();
    return new PlatformWorld(location, await openDatabase(location), adapter, leaseMs);
  }

  /** Subscribes a channel to a digest at the slot, of two papers. */
  async subscribe(target: Target, userId: string): Promise<void> {
    const time = this.slot.toISOString().slice(11, 16);
    const settings = { schedule: 'daily', time, timeZone: 'UTC', limit: 2 };
    // The clock may stand in the slot itself already.
    this.clock.set(new Date(this.slot.getTime() - 1));
    await this.digests.subscribe(target, settings, { userId });
  }

  /** Looks every two minutes for half an hour from the slot on, as a scheduler would. */
  async halfAnHour(): Promise<void> {
    for (let minute = 0; minute <= 30; minute += 2) await this.later(minute);
  }

  /** Delivers what is due so many minutes after the slot. */
  async later(minutes: number, patienceMs = 0) {
    this.clock.set(new Date(this.slot.getTime() + minutes * MINUTE_MS));
    return this.digests.run(patienceMs);
  }

  async states(): Promise<string[]> {
    const rows = await this.db.selectFrom('deliveries').select('state').execute();
    return rows.map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.location.dispose();
  }
}
