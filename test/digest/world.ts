import type { DigestSettings } from '../../src/chat/messages.ts';
import { FixedClock } from '../../src/clock.ts';
import type { DeliverySettings } from '../../src/digest/back-off.ts';
import { createDigests, type DigestParts, type Digests } from '../../src/digest/digests.ts';
import { silentLogger } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { DailyPapers } from '../helpers/daily-papers.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';
import { PlatformAdapter } from '../helpers/platform-adapter.ts';
import { type PlatformAbilities, PlatformServer } from '../servers/platform.ts';

/** A channel of the test's platform. */
export function channel(name: string) {
  return { adapter: 'platform', workspace: 'w', channel: name };
}

/** Every morning at nine in UTC. */
export const MORNING: DigestSettings = { schedule: 'daily', time: '09:00', timeZone: 'UTC' };

/** Short enough for a test, long enough for a busy machine. */
export const LEASE_MS = 1_000;

/** A store, a platform at the wire and digests between them, at a time that the test sets. */
export class World {
  readonly clock = new FixedClock('2026-11-23T08:00:00Z');
  readonly trending = new DailyPapers();
  readonly location: TestLocation;
  readonly db: Database;
  readonly platform: PlatformServer;
  readonly digests: Digests;
  readonly parts: DigestParts;

  private constructor(
    location: TestLocation,
    db: Database,
    platform: PlatformServer,
    settings: Partial<DeliverySettings>,
  ) {
    this.location = location;
    this.db = db;
    this.platform = platform;
    const adapters = new Map([['platform', new PlatformAdapter(platform.url, 500)]]);
    this.parts = {
      db,
      trending: this.trending,
      adapters: () => adapters,
      clock: this.clock,
      log: silentLogger,
      settings: { leaseMs: LEASE_MS, ...settings },
    };
    this.digests = createDigests(this.parts);
  }

  static async open(
    options: Partial<PlatformAbilities & { settings: Partial<DeliverySettings> }> & {
      locate?: () => Promise<TestLocation>;
    } = {},
  ): Promise<World> {
    const { dedupes = false, lookup = true, settings = {} } = options;
    const location = await (options.locate ?? databaseKinds[0]!.locate)();
    const db = await openDatabase(location);
    const platform = await PlatformServer.start({ dedupes, lookup });
    return new World(location, db, platform, settings);
  }

  /** Sets the time and delivers what is due, without waiting for anything. */
  async at(instant: string, digests = this.digests) {
    this.clock.set(instant);
    return digests.run(0);
  }

  /** The ledger: slots with their states, oldest first. */
  async ledger(): Promise<{ slot: string; state: string }[]> {
    return this.db
      .selectFrom('deliveries')
      .select(['slot', 'state'])
      .orderBy('slot')
      .orderBy('subscription_id')
      .execute();
  }

  async close(): Promise<void> {
    await this.platform.close();
    await this.db.destroy();
    await this.location.dispose();
  }
}
