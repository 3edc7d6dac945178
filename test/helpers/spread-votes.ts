import { createHash } from 'node:crypto';

const HOUR_MS = 3_600_000;

/** A record of a collected daily list, whose votes were read once. */
export interface CollectedRecord {
  date: string;
  paper_id: string;
  upvotes: number;
  fetched_at: string;
}

/**
 * Spreads votes that were read once over the time before, to have a history to rank by: votes are
 * taken to grow from none at the start of the list's day towards the count that was read, fast at
 * first and ever slower, v(t) = V (1 - 2^(-t/h)) / (1 - 2^(-T/h)) with T the time of the reading.
 * The half-life h, from 6 to 54 hours, is drawn from a hash of the paper's id. One record stands for
 * each six hours on the first three days and for each day after, up to the real reading, which ends
 * the history unchanged.
 */
export function spreadVotes<T extends CollectedRecord>(records: readonly T[]): T[] {
  return records.flatMap((record) => {
    const listed = Date.parse(record.date);
    const read = Date.parse(record.fetched_at);
    const total = (read - listed) / HOUR_MS;
    const byte = createHash('sha256').update(record.paper_id).digest()[0]!;
    const half = 6 + (48 * byte) / 255;
    const grown = (hours: number) => 1 - 2 ** (-hours / half);
    const spread: T[] = [];
    for (let hours = 6; hours < total; hours += hours < 72 ? 6 : 24) {
      const upvotes = Math.floor((record.upvotes * grown(hours)) / grown(total));
      spread.push({
        ...record,
        upvotes,
        fetched_at: new Date(listed + hours * HOUR_MS).toISOString(),
      });
    }
    return [...spread, record];
  });
}
