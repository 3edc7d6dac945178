import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackApi } from './api.ts';

const MOST = 1_000;
/** A modal must open within three seconds of the command; its zone may not take them. */
const PATIENCE_MS = 1_000;

/** Time zones of people, as their profiles say. */
export class Profiles {
  readonly #zones = new Map<string, string>();

  /** The zone, or undefined where Slack does not tell in time. */
  async timeZone(team: string, userId: string, api: SlackApi): Promise<string | undefined> {
    const key = `${team}/${userId}`;
    const known = this.#zones.get(key);
    if (known) return known;
    const cancel = new AbortController();
    const asking = this.#ask(key, userId, api).finally(() => cancel.abort());
    const waiting = sleep(PATIENCE_MS, undefined, { signal: cancel.signal }).catch(() => undefined);
    return await Promise.race([asking, waiting.then(() => this.#zones.get(key))]);
  }

  async #ask(key: string, userId: string, api: SlackApi): Promise<string | undefined> {
    try {
      const { user } = await api.call<{ user?: { tz?: string } }>(
        'users.info',
        { user: userId },
        0,
      );
      if (!user?.tz) return undefined;
      if (this.#zones.size >= MOST) this.#zones.clear();
      this.#zones.set(key, user.tz);
      return user.tz;
    } catch {
      return undefined;
    }
  }
}
