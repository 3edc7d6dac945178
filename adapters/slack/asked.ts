/** A question that was answered or is being answered. */
export interface Asked {
  /** The event that brought it. */
  eventId: string;
  /** Ends the making of its answer. */
  abort: AbortController;
  /** Set when the question was edited or deleted meanwhile: its answer must not be shown. */
  superseded: boolean;
  /** The message its answer stands in. */
  answeredIn?: string;
}

/** The message a question stands in. */
export interface AskedIn {
  team: string;
  channel: string;
  ts: string;
}

const MOST = 1_000;

/**
 * The latest questions, so that an edit changes their answer and a deletion stops it. Kept in
 * memory: after a restart an edit of an old question is left alone.
 */
export class AskedQuestions {
  readonly #byMessage = new Map<string, Asked>();

  add(message: AskedIn, eventId: string): Asked {
    const asked: Asked = { eventId, abort: new AbortController(), superseded: false };
    const key = keyOf(message);
    this.#byMessage.delete(key);
    this.#byMessage.set(key, asked);
    const oldest = this.#byMessage.keys().next();
    if (this.#byMessage.size > MOST && !oldest.done) this.#byMessage.delete(oldest.value);
    return asked;
  }

  find(message: AskedIn): Asked | undefined {
    return this.#byMessage.get(keyOf(message));
  }

  /** Marks a question as changed: its answer ends. */
  supersede(asked: Asked): void {
    asked.superseded = true;
    asked.abort.abort();
  }
}

function keyOf({ team, channel, ts }: AskedIn): string {
  return `${team}/${channel}/${ts}`;
}
