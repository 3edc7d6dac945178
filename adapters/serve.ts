import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatAdapter, Logger, Paperboy } from '../src/index.ts';
import { handleMcp } from './mcp/http.ts';
import type { Metrics } from './metrics.ts';
import { makePlatforms } from './platforms.ts';

/** How long a stop may wait for what is in flight, in milliseconds. */
const STOP_WITHIN_MS = 10_000;
/** How long what happens by itself waits for the platforms; one that is down holds up no other. */
const CONNECT_WITHIN_MS = 5_000;

/**
 * Runs the page, the scheduler and every platform that is configured, until the process is told to
 * stop.
 * @returns the exit code
 * @throws ConfigurationError when a platform refuses its settings; all is stopped before
 */
export async function serve(
  paperboy: Paperboy,
  metrics: Metrics,
  note: (text: string) => void,
): Promise<number> {
  const { config, log } = paperboy;
  const stopping = stopSignal();
  endOnUnexpected(log, note);
  const library = await paperboy.library();
  metrics.countPapers(() => library.retriever.size);
  // A digest that is due waits for its platform; a try before would count as a failure.
  const connected = new Map<string, ChatAdapter>();
  const service = await paperboy.service({ adapters: () => connected });
  const platforms = await makePlatforms({ paperboy, ...service, log });
  const { adapters } = platforms;

  const { startWebServer } = await import('./web/server.ts');
  const web = await startWebServer(
    {
      paperboy,
      digests: service.digests,
      mcp: (request) => handleMcp(paperboy, request),
      token: config.web.token,
      log: log.child({ adapter: 'web' }),
      metrics: metrics.text,
      notReady: async () => [...adapters.keys()].filter((name) => !connected.has(name)),
      ...platforms,
    },
    config.web,
  );
  note(`Paperboy is at ${web.url}`);
  const starting = Array.from(adapters.values(), async (adapter) => {
    await adapter.start();
    connected.set(adapter.name, adapter);
    note(`Connected: ${adapter.name}`);
  });

  const stop = async () => {
    // At once, so that all of it together ends within the limit.
    await Promise.all([
      web.stop(STOP_WITHIN_MS),
      service.stop(STOP_WITHIN_MS),
      ...Array.from(adapters.values(), (adapter) => adapter.stop(STOP_WITHIN_MS)),
    ]);
  };
  try {
    // Digests that are due then go out at once.
    const moment = sleep(CONNECT_WITHIN_MS, undefined, { ref: false });
    await Promise.race([stopping, moment, Promise.all(starting)]);
    service.start();
    const signal = await Promise.race([stopping, Promise.all(starting).then(() => stopping)]);
    note(`${signal}: finishing what is in flight…`);
  } finally {
    await stop();
  }
  return 0;
}

/**
 * What nobody expected ends the process, so that whoever keeps it running starts it anew. It goes to
 * the log, which leaves out what Node would print: errors of clients with their headers.
 */
function endOnUnexpected(log: Logger, note: (text: string) => void): void {
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'unexpected failure, the process ends');
    note('paperboy: unexpected failure; the log has it. Please report it.');
    process.exit(1);
  });
}

/** The signal that tells the process to stop; a second one ends it at once. */
async function stopSignal(): Promise<string> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const signal = await Promise.race(
    signals.map(async (name) => {
      await once(process, name);
      return name;
    }),
  );
  for (const name of signals) process.once(name, () => process.exit(1));
  return signal;
}
