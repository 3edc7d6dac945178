import type { Clock } from '../clock.ts';
import type { Database } from './database.ts';

export interface ConversationTables {
  conversations: { key: string; scope: string | null; updated_at: string };
  turns: {
    conversation: string;
    number: number;
    user_id: string | null;
    question: string;
    answer: string;
    status: string;
    papers: string;
    asked_at: string;
  };
}

/** A question and how it was answered. */
export interface Turn {
  question: string;
  answer: string;
  status: string;
  /** The papers the answer cited or suggested, in the order in which a reader saw them. */
  papers: { id: string; title: string }[];
}

/** What is known of a conversation, oldest turn first. */
export interface Conversation {
  turns: Turn[];
  /** Ids of the papers it is about; undefined where it is about all. */
  scope?: string[];
}

export interface ConversationLimits {
  /** Turns kept per conversation; older ones are deleted. */
  keep: number;
  /** Days after the last turn at which a conversation is deleted. */
  expireDays: number;
}

const DAY_MS = 86_400_000;
const EMPTY: Conversation = { turns: [] };

/** Keeps conversations: one per key, bounded, deleted when old or when somebody asks. */
export class ConversationStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #limits: ConversationLimits;

  constructor(db: Database, clock: Clock, limits: ConversationLimits) {
    this.#db = db;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** A conversation's turns and scope; empty if there is none or it has expired. */
  async load(key: string): Promise<Conversation> {
    const head = await this.#db
      .selectFrom('conversations')
      .select(['scope'])
      .where('key', '=', key)
      .where('updated_at', '>=', this.#cutoff())
      .executeTakeFirst();
    if (!head) return EMPTY;
    const rows = await this.#db
      .selectFrom('turns')
      .selectAll()
      .where('conversation', '=', key)
      .orderBy('number', 'desc')
      .limit(this.#limits.keep)
      .execute();
    return {
      turns: rows.reverse().map((row) => ({
        question: row.question,
        answer: row.answer,
        status: row.status,
        papers: JSON.parse(row.papers),
      })),
      ...(head.scope ? { scope: JSON.parse(head.scope) } : {}),
    };
  }

  /** Appends a turn, drops what is beyond the limits, and deletes conversations that expired. */
  async append(key: string, turn: Turn & { userId?: string; scope?: string[] }): Promise<void> {
    const now = this.#clock.now().toISOString();
    await deleteConversations(this.#db, new Date(this.#cutoff()));
    await this.#db.transaction().execute(async (trx) => {
      const scope = turn.scope ? JSON.stringify(turn.scope) : null;
      await trx
        .insertInto('conversations')
        .values({ key, scope, updated_at: now })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ scope, updated_at: now }))
        .execute();
      const last = await trx
        .selectFrom('turns')
        .select((eb) => eb.fn.max('number').as('number'))
        .where('conversation', '=', key)
        .executeTakeFirst();
      const number = Number(last?.number ?? 0) + 1;
      await trx
        .insertInto('turns')
        .values({
          conversation: key,
          number,
          user_id: turn.userId ?? null,
          question: turn.question,
          answer: turn.answer,
          status: turn.status,
          papers: JSON.stringify(turn.papers.map(({ id, title }) => ({ id, title }))),
          asked_at: now,
        })
        .execute();
      await trx
        .deleteFrom('turns')
        .where('conversation', '=', key)
        .where((eb) =>
          eb.or([
            eb('number', '<=', number - this.#limits.keep),
            // What had expired must not come back with the new turn.
            eb('asked_at', '<', this.#cutoff()),
          ]),
        )
        .execute();
    });
  }

  /** Deletes a conversation. */
  async forget(key: string): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('turns').where('conversation', '=', key).execute();
      await trx.deleteFrom('conversations').where('key', '=', key).execute();
    });
  }

  /** Deletes all that a user asked, wherever it was; conversations left empty go with it. */
  async forgetUser(userId: string): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const touched = await trx
        .selectFrom('turns')
        .select('conversation')
        .distinct()
        .where('user_id', '=', userId)
        .execute();
      await trx.deleteFrom('turns').where('user_id', '=', userId).execute();
      for (const { conversation } of touched) {
        const left = await trx
          .selectFrom('turns')
          .select('number')
          .where('conversation', '=', conversation)
          .limit(1)
          .executeTakeFirst();
        if (!left) await trx.deleteFrom('conversations').where('key', '=', conversation).execute();
      }
    });
  }

  #cutoff(): string {
    const ms = this.#clock.now().getTime() - this.#limits.expireDays * DAY_MS;
    return new Date(ms).toISOString();
  }
}

/** Deletes conversations whose last turn is older than an instant. */
export async function deleteConversations(db: Database, before: Date): Promise<void> {
  const instant = before.toISOString();
  await db.transaction().execute(async (trx) => {
    const expired = trx.selectFrom('conversations').select('key').where('updated_at', '<', instant);
    await trx.deleteFrom('turns').where('conversation', 'in', expired).execute();
    await trx.deleteFrom('conversations').where('updated_at', '<', instant).execute();
  });
}
