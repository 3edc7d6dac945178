import type { Database } from './database.ts';

export interface SubscriptionTables {
  subscriptions: {
    id: string;
    adapter: string;
    workspace: string;
    channel: string;
    user_id: string;
    settings: string;
    active_from: number;
    paused: number;
    pause_reason: string;
    created_at: number;
  };
}

/** The channel, person or mail address something is delivered to. */
export interface TargetKey {
  adapter: string;
  workspace: string;
  channel: string;
}

/** A subscription as stored; `settings` is what the digest made of a person's words. */
export interface SubscriptionRecord<Settings = unknown> {
  id: string;
  target: TargetKey;
  userId: string;
  settings: Settings;
  /** Slots up to this instant are not delivered. */
  activeFrom: Date;
  paused: boolean;
  pauseReason: string;
}

type Row = SubscriptionTables['subscriptions'];

/** Keeps subscriptions. */
export class SubscriptionStore<Settings> {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a subscription; false where one with this id exists. */
  async add(record: SubscriptionRecord<Settings>, now: Date): Promise<boolean> {
    const added = await this.#db
      .insertInto('subscriptions')
      .values({
        id: record.id,
        ...record.target,
        user_id: record.userId,
        settings: JSON.stringify(record.settings),
        active_from: record.activeFrom.getTime(),
        paused: record.paused ? 1 : 0,
        pause_reason: record.pauseReason,
        created_at: now.getTime(),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    return added !== undefined;
  }

  async get(id: string): Promise<SubscriptionRecord<Settings> | undefined> {
    const row = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  /** Subscriptions in the order they were made, of one target or of all. */
  async list(target?: TargetKey): Promise<SubscriptionRecord<Settings>[]> {
    let query = this.#db.selectFrom('subscriptions').selectAll();
    if (target) {
      query = query
        .where('adapter', '=', target.adapter)
        .where('workspace', '=', target.workspace)
        .where('channel', '=', target.channel);
    }
    const rows = await query.orderBy('created_at').orderBy('id').execute();
    return rows.map((row) => fromRow<Settings>(row));
  }

  /** Replaces settings; slots up to `activeFrom` are not delivered any more. */
  async edit(id: string, settings: Settings, activeFrom: Date): Promise<void> {
    await this.#db
      .updateTable('subscriptions')
      .set({ settings: JSON.stringify(settings), active_from: activeFrom.getTime() })
      .where('id', '=', id)
      .execute();
  }

  async pause(id: string, reason: string): Promise<void> {
    await this.#db
      .updateTable('subscriptions')
      .set({ paused: 1, pause_reason: reason })
      .where('id', '=', id)
      .execute();
  }

  /** Takes it up again from an instant on. */
  async resume(id: string, activeFrom: Date): Promise<void> {
    await this.#db
      .updateTable('subscriptions')
      .set({ paused: 0, pause_reason: '', active_from: activeFrom.getTime() })
      .where('id', '=', id)
      .execute();
  }

  /** Removes it; what it delivered stays in the ledger. */
  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('subscriptions').where('id', '=', id).execute();
  }
}

function fromRow<Settings>(row: Row): SubscriptionRecord<Settings> {
  return {
    id: row.id,
    target: { adapter: row.adapter, workspace: row.workspace, channel: row.channel },
    userId: row.user_id,
    settings: JSON.parse(row.settings),
    activeFrom: new Date(row.active_from),
    paused: row.paused === 1,
    pauseReason: row.pause_reason,
  };
}
