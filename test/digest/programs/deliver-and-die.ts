/**
 * Delivers what is due at an instant, and kills itself at the step it is told: before or after the
 * nth statement to the store, or around the post to the platform. Prints the number of statements.
 */
import type { KyselyPlugin } from 'kysely';
import type { ChatAdapter, Posted } from '../../../src/chat/adapter.ts';
import { FixedClock } from '../../../src/clock.ts';
import { createDigests } from '../../../src/digest/digests.ts';
import { silentLogger } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { DailyPapers } from '../../helpers/daily-papers.ts';
import { PlatformAdapter } from '../../helpers/platform-adapter.ts';

const order = JSON.parse(process.argv[2]!) as {
  dataDir: string;
  databaseUrl?: string;
  platformUrl: string;
  now: string;
  die: string;
};

let statements = 0;
const dieAt = (step: string) => {
  if (step === order.die) process.kill(process.pid, 'SIGKILL');
};

const numbers = new WeakMap<object, number>();

const killer: KyselyPlugin = {
  transformQuery({ node, queryId }) {
    numbers.set(queryId, ++statements);
    dieAt(`before ${statements}`);
    return node;
  },
  async transformResult({ result, queryId }) {
    dieAt(`after ${numbers.get(queryId)}`);
    return result;
  },
};

class DyingAdapter extends PlatformAdapter {
  override async post(...args: Parameters<ChatAdapter['post']>): Promise<Posted> {
    dieAt('before post');
    const posting = super.post(...args);
    // Long enough for the request to reach the platform, which answers late.
    if (order.die === 'during post') setTimeout(() => dieAt('during post'), 150);
    const posted = await posting;
    dieAt('after post');
    return posted;
  }
}

const db = (await openDatabase(order)).withPlugin(killer);
const adapters = new Map<string, ChatAdapter>([['platform', new DyingAdapter(order.platformUrl)]]);
const digests = createDigests({
  db,
  trending: new DailyPapers(),
  adapters: () => adapters,
  clock: new FixedClock(order.now),
  log: silentLogger,
  // So long that no beat comes in between: the same steps each time.
  settings: { leaseMs: 10 * 60_000 },
});
await digests.run(0);
console.log(statements);
await db.destroy();
