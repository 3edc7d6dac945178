import { type ChatAdapter, DeliveryError, type Digests, type Paperboy } from '../src/index.ts';
import { makePlatforms } from './platforms.ts';

const STOP_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 30_000;

/**
 * Runs work with the digests.
 * @param connect whether platforms must be reached, because something is delivered
 */
export async function withDigests<T>(
  paperboy: Paperboy,
  connect: boolean,
  work: (digests: Digests) => Promise<T>,
): Promise<T> {
  const connected = new Map<string, ChatAdapter>();
  const service = await paperboy.service({ adapters: () => connected });
  if (!connect) return work(service.digests);
  const { adapters } = await makePlatforms({ paperboy, ...service, log: paperboy.log });
  const failures: unknown[] = [];
  try {
    await Promise.all(
      Array.from(adapters.values(), async (adapter) => {
        try {
          await startWithin(adapter, CONNECT_WITHIN_MS);
          connected.set(adapter.name, adapter);
        } catch (error) {
          // The other platforms get their digests all the same.
          failures.push(error);
        }
      }),
    );
    const result = await work(service.digests);
    if (failures.length > 0) throw failures[0];
    return result;
  } finally {
    await Promise.all(Array.from(adapters.values(), (adapter) => adapter.stop(STOP_WITHIN_MS)));
  }
}

/** Adapters wait for the end of an outage as long as it takes; one run does not. */
async function startWithin(adapter: ChatAdapter, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `${adapter.name} could not be reached within ${ms / 1000} s.`;
      reject(new DeliveryError('unavailable', message, { hint: 'Run it again later.' }));
    }, ms);
  });
  try {
    await Promise.race([adapter.start(), late]);
  } finally {
    clearTimeout(timer);
  }
}
