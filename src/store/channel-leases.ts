import type { Database } from './database.ts';
import type { TargetKey } from './subscriptions.ts';

export interface ChannelLeaseTables {
  digest_targets: {
    adapter: string;
    workspace: string;
    channel: string;
    lease_owner: string;
    lease_beat: number;
    retry_at: number;
    failures: number;
    denials: number;
  };
}

/** States of a delivery that is not settled; whoever takes a channel takes these over. */
export const OPEN_STATES = ['claimed', 'sending', 'retry', 'unknown'] as const;

/** Thrown when another process took the channel over; whoever sees it stops working on it. */
export class LeaseLostError extends Error {}

/** Who holds a channel and how it fares. */
export interface ChannelState {
  owner: string;
  beat: number;
  retryAt: number;
  failures: number;
  denials: number;
}

/**
 * Lets one process at a time deliver to a channel. A lease knows no instant: its holder moves a
 * beat, and who watched it stand still long enough, by a clock that cannot jump, may take over.
 */
export class ChannelLeases {
  readonly #db: Database;
  readonly owner: string;

  /** `owner` names this process, differently each time it starts. */
  constructor(db: Database, owner: string) {
    this.#db = db;
    this.owner = owner;
  }

  /** State of a channel, or undefined where nothing was ever delivered. */
  async channel(target: TargetKey): Promise<ChannelState | undefined> {
    const row = await this.#db
      .selectFrom('digest_targets')
      .selectAll()
      .where(atTarget(target))
      .executeTakeFirst();
    return (
      row && {
        owner: row.lease_owner,
        beat: row.lease_beat,
        retryAt: row.retry_at,
        failures: row.failures,
        denials: row.denials,
      }
    );
  }

  /**
   * Takes a channel that is free, or whose holder stood still as `dead` describes it, and with it
   * the open deliveries there. One of many processes wins.
   */
  async take(target: TargetKey, dead?: { owner: string; beat: number }): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const taken = await trx
        .insertInto('digest_targets')
        .values({
          ...targetKey(target),
          lease_owner: this.owner,
          lease_beat: 1,
          retry_at: 0,
          failures: 0,
          denials: 0,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['adapter', 'workspace', 'channel'])
            .doUpdateSet((eb) => ({
              lease_owner: this.owner,
              lease_beat: eb('digest_targets.lease_beat', '+', 1),
            }))
            .where((eb) =>
              eb.or([
                eb('digest_targets.lease_owner', '=', ''),
                eb.and([
                  eb('digest_targets.lease_owner', '=', dead?.owner ?? ''),
                  eb('digest_targets.lease_beat', '=', dead?.beat ?? -1),
                ]),
              ]),
            ),
        )
        .returning('lease_owner')
        .executeTakeFirst();
      if (!taken) return false;
      await trx
        .updateTable('deliveries')
        .set({ owner: this.owner })
        .where(atTarget(target))
        .where('state', 'in', [...OPEN_STATES])
        .execute();
      return true;
    });
  }

  /** Shows that the holder lives. @throws LeaseLostError */
  async beat(target: TargetKey): Promise<void> {
    await this.#held(this.#db, target);
  }

  async release(target: TargetKey): Promise<void> {
    await this.#db
      .updateTable('digest_targets')
      .set({ lease_owner: '' })
      .where(atTarget(target))
      .where('lease_owner', '=', this.owner)
      .execute();
  }

  /** Notes how a channel fares, from which the next try and a pause follow. */
  async note(
    target: TargetKey,
    state: Pick<ChannelState, 'retryAt' | 'failures' | 'denials'>,
  ): Promise<void> {
    await this.guard(target, async (trx) => {
      await trx
        .updateTable('digest_targets')
        .set({ retry_at: state.retryAt, failures: state.failures, denials: state.denials })
        .where(atTarget(target))
        .execute();
    });
  }

  /**
   * Runs a transaction in which the lease is surely held. @throws LeaseLostError
   */
  async guard<T>(target: TargetKey, work: (trx: Database) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (trx) => {
      // Written first: it takes the lock under which the lease cannot change hands.
      await this.#held(trx, target);
      return work(trx);
    });
  }

  async #held(db: Database, target: TargetKey): Promise<void> {
    const held = await db
      .updateTable('digest_targets')
      .set((eb) => ({ lease_beat: eb('lease_beat', '+', 1) }))
      .where(atTarget(target))
      .where('lease_owner', '=', this.owner)
      .returning('lease_beat')
      .executeTakeFirst();
    if (!held) throw new LeaseLostError();
  }
}

/** The columns that name a target. */
export function targetKey(target: TargetKey): TargetKey {
  return { adapter: target.adapter, workspace: target.workspace, channel: target.channel };
}

/** Condition on the columns that name a target. */
export function atTarget(target: TargetKey) {
  // biome-ignore lint/suspicious/noExplicitAny: one condition for three tables with these columns
  return (eb: any) => eb.and(targetKey(target));
}
