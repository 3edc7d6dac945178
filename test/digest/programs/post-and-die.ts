/**
 * Delivers what is due through a real adapter, and kills itself before, during or after the post.
 */
import { createDiscordAdapter } from '../../../adapters/discord/adapter.ts';
import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import { createSlackAdapter } from '../../../adapters/slack/adapter.ts';
import type { ChatAdapter } from '../../../src/chat/adapter.ts';
import { FixedClock } from '../../../src/clock.ts';
import { createDigests, type Digests } from '../../../src/digest/digests.ts';
import { silentLogger } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { ScriptedChat } from '../../adapters/discord/helpers/scripted-chat.ts';
import { DailyPapers } from '../../helpers/daily-papers.ts';

const order = JSON.parse(process.argv[2]!) as {
  dataDir: string;
  now: string;
  leaseMs: number;
  die: 'before' | 'during' | 'after';
  platform: 'discord' | 'slack' | 'email';
  // biome-ignore lint/suspicious/noExplicitAny: the settings of whichever platform it is
  settings: any;
};

const clock = new FixedClock(order.now);
const logger = silentLogger;
const chat = new ScriptedChat();
const { settings } = order;

function makeAdapter(digests: () => Digests): ChatAdapter {
  if (order.platform === 'discord') return createDiscordAdapter({ chat, settings, logger });
  if (order.platform === 'slack') return createSlackAdapter({ chat, settings, logger, clock });
  return new EmailAdapter(settings, { digests: digests(), clock, log: logger });
}

/** Dies around the post of the adapter it stands before. */
function dying(adapter: ChatAdapter): ChatAdapter {
  const die = () => process.kill(process.pid, 'SIGKILL');
  return {
    name: adapter.name,
    capabilities: adapter.capabilities,
    start: () => adapter.start(),
    stop: (deadlineMs) => adapter.stop(deadlineMs),
    findPost: (...args) => adapter.findPost(...args),
    async post(...args) {
      if (order.die === 'before') die();
      const posting = adapter.post(...args);
      // The server answers late, so the request is on its way by then.
      if (order.die === 'during') setTimeout(die, 500);
      const posted = await posting;
      die();
      return posted;
    },
  };
}

const db = await openDatabase(order);
const adapters = new Map<string, ChatAdapter>();
const digests: Digests = createDigests({
  db,
  trending: new DailyPapers(),
  adapters: () => adapters,
  clock,
  log: logger,
  settings: { leaseMs: order.leaseMs },
});
const adapter = makeAdapter(() => digests);
await adapter.start();
adapters.set(adapter.name, dying(adapter));
await digests.run(0);
