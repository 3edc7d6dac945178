import type { Database } from './database.ts';

export interface ChatEventTables {
  chat_events: { event_id: string; taken_at: number; done: number };
}

/** After this long an event that was taken and not finished counts as cut off by a crash. */
const LEASE_MS = 5 * 60_000;

/** Lets each event of a platform be handled once, over processes and restarts. */
export class ChatEventStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Takes an event; false if another delivery of it was taken already. */
  async take(eventId: string, now: Date): Promise<boolean> {
    const taken = await this.#db
      .insertInto('chat_events')
      .values({ event_id: eventId, taken_at: now.getTime(), done: 0 })
      .onConflict((conflict) =>
        conflict
          .column('event_id')
          .doUpdateSet({ taken_at: now.getTime() })
          .where('chat_events.done', '=', 0)
          .where('chat_events.taken_at', '<', now.getTime() - LEASE_MS),
      )
      .returning('event_id')
      .executeTakeFirst();
    return taken !== undefined;
  }

  /** Marks an event as finished. */
  async finish(eventId: string): Promise<void> {
    await this.#db
      .updateTable('chat_events')
      .set({ done: 1 })
      .where('event_id', '=', eventId)
      .execute();
  }

  /** Forgets events taken before an instant; platforms redeliver within hours, not days. */
  async deleteBefore(instant: Date): Promise<void> {
    await this.#db.deleteFrom('chat_events').where('taken_at', '<', instant.getTime()).execute();
  }
}
