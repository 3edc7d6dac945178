import type { Paper } from '../paper.ts';

/** What a source says of a paper. The id is missing where the source has none. */
export type PaperDraft = Omit<Paper, 'id'> & { id?: string };

/** Counts seen at one moment; a count that the source does not give is undefined, never zero. */
export interface Counts {
  votes?: number;
  comments?: number;
  stars?: number;
}

/** Counts with the instant of their reading where the source tells it (ISO). */
export interface Observation extends Counts {
  at?: string;
}

/** A record that was read, with the line (from 1) on which it begins. */
export interface ReadRecord {
  line: number;
  draft: PaperDraft;
  observation?: Observation;
}

/** A record that could not be read, and why; the rest of the input goes on. */
export interface RejectedRecord {
  line: number;
  reason: string;
}

export type FormatItem = ReadRecord | RejectedRecord;

/** Text to read papers from, in chunks, so that a large file need not fit into memory. */
export type TextChunks = AsyncIterable<string>;

/** One input format. It is recognised by what the text begins with, never by a file name. */
export interface Format {
  /** As it is called in messages. */
  readonly name: string;
  /** Whether a text that begins like this is of the format. `head` is at most 64 kB, trimmed. */
  recognises(head: string): boolean;
  /** The records of the text. @throws FormatError when the text as a whole cannot be read. */
  read(text: TextChunks): AsyncIterable<FormatItem>;
}

/** Whether a record was rejected. */
export function isRejected(item: FormatItem): item is RejectedRecord {
  return 'reason' in item;
}
