import type { Digests, Paperboy } from '../src/index.ts';
import { makePlatforms } from './platforms.ts';

const STOP_WITHIN_MS = 10_000;

/**
 * Runs work with the digests.
 * @param connect whether platforms must be reached, because something is delivered
 */
export async function withDigests<T>(
  paperboy: Paperboy,
  connect: boolean,
  work: (digests: Digests) => Promise<T>,
): Promise<T> {
  let platforms: Awaited<ReturnType<typeof makePlatforms>> | undefined;
  const none = new Map();
  const service = await paperboy.service({ adapters: () => platforms?.adapters ?? none });
  if (!connect) return work(service.digests);
  platforms = await makePlatforms({ paperboy, ...service, log: paperboy.log });
  const adapters = [...platforms.adapters.values()];
  try {
    await Promise.all(adapters.map((adapter) => adapter.start()));
    return await work(service.digests);
  } finally {
    await Promise.all(adapters.map((adapter) => adapter.stop(STOP_WITHIN_MS)));
  }
}
