import type { Database } from './database.ts';

export interface GateTables {
  gates: { name: string; open_at: number; holder: string | null; held_until: number };
}

/** A gate that one at a time may pass, over all processes that share the store. */
export interface GateState {
  /** Milliseconds since 1970 before which nobody may pass. */
  openAt: number;
  /** Milliseconds since 1970 until which somebody is inside; 0 if nobody is. */
  heldUntil: number;
}

/** Reads and writes gates. Times are milliseconds since 1970 by the caller's clock. */
export class GateStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Goes in if the gate is open and empty; whoever died inside is put out after `heldUntil`. */
  async enter(name: string, holder: string, now: number, heldUntil: number): Promise<boolean> {
    await this.#db
      .insertInto('gates')
      .values({ name, open_at: 0, holder: null, held_until: 0 })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { numUpdatedRows } = await this.#db
      .updateTable('gates')
      .set({ holder, held_until: heldUntil })
      .where('name', '=', name)
      .where('open_at', '<=', now)
      .where((eb) => eb.or([eb('holder', 'is', null), eb('held_until', '<=', now)]))
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Leaves the gate and keeps it shut until `openAt`; it is never opened earlier than it was. */
  async leave(name: string, holder: string, openAt: number): Promise<void> {
    await this.shut(name, openAt);
    await this.#db
      .updateTable('gates')
      .set({ holder: null, held_until: 0 })
      .where('name', '=', name)
      .where('holder', '=', holder)
      .execute();
  }

  /** Keeps a gate shut until `openAt`, unless it is shut for longer. */
  async shut(name: string, openAt: number): Promise<void> {
    await this.#db
      .updateTable('gates')
      .set({ open_at: openAt })
      .where('name', '=', name)
      .where('open_at', '<', openAt)
      .execute();
  }

  /** How a gate stands. */
  async state(name: string): Promise<GateState> {
    const row = await this.#db
      .selectFrom('gates')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    return { openAt: row?.open_at ?? 0, heldUntil: row?.holder ? row.held_until : 0 };
  }
}
