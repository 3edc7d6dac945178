/** Delivers at the instants that come in on standard input, one JSON order a line; a report each. */
import { createInterface } from 'node:readline';
import { FixedClock } from '../../../src/clock.ts';
import { createDigests } from '../../../src/digest/digests.ts';
import { silentLogger } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { DailyPapers } from '../../helpers/daily-papers.ts';
import { PlatformAdapter } from '../../helpers/platform-adapter.ts';

const setup = JSON.parse(process.argv[2]!) as {
  dataDir: string;
  databaseUrl?: string;
  platformUrl: string;
  leaseMs: number;
};

const clock = new FixedClock('2026-01-01T00:00:00Z');
const db = await openDatabase(setup);
const adapters = new Map([['platform', new PlatformAdapter(setup.platformUrl, 1_000)]]);
const digests = createDigests({
  db,
  trending: new DailyPapers(1),
  adapters: () => adapters,
  clock,
  log: silentLogger,
  settings: { leaseMs: setup.leaseMs },
});
for await (const line of createInterface({ input: process.stdin })) {
  const { now, patienceMs } = JSON.parse(line) as { now: string; patienceMs: number };
  clock.set(now);
  console.log(JSON.stringify(await digests.run(patienceMs)));
}
await db.destroy();
