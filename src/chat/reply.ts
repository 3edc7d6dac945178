import type { Answer } from '../assistant/answer.ts';
import type { Paper } from '../corpus/paper.ts';
import type { ActionName } from './messages.ts';

/** A button below a reply; `ref` and `argument` come back in the `IncomingAction`. */
export interface Button {
  action: ActionName;
  label: string;
  ref: string;
  argument?: string;
}

/** A line of a list of papers. */
export interface PaperLine {
  paper: Paper;
  /** One sentence on what it is about, cleaned for display, plain text. */
  summary?: string;
  /** Why it stands here: "+38 votes since yesterday". */
  why: string[];
  /** Marks it as a match of a watch or of a followed author. */
  mark?: string;
}

/** One subscription, watch or followed author in a listing. */
export interface ListItem {
  id: string;
  text: string;
}

/**
 * What the bot says, in no platform's terms. Every text in it is untrusted plain text or, in
 * `answer.text` and `notice.text`, Markdown that a renderer must escape for its platform; titles
 * and links are taken from the stored papers alone.
 */
export type ReplyBody =
  | { kind: 'answer'; answer: Answer }
  /** An answer still being written: the proved text so far and what is going on. */
  | { kind: 'progress'; text: string; status: string }
  | { kind: 'paper'; paper: Paper }
  | {
      kind: 'papers';
      title: string;
      lines: PaperLine[];
      /** Where a long list is paged: zero-based page and number of pages. */
      page?: number;
      pages?: number;
      /** A sentence below, such as why the ranking fell back. */
      note?: string;
    }
  | {
      kind: 'digest';
      title: string;
      /** The day of the list, `YYYY-MM-DD`. */
      day: string;
      lines: PaperLine[];
      note?: string;
      /** PNG drawn for platforms that can show one. */
      chart?: Uint8Array;
    }
  | { kind: 'evidence'; answer: Answer }
  | { kind: 'bibtex'; text: string; filename: string }
  | { kind: 'list'; title: string; items: ListItem[]; empty: string }
  | { kind: 'help'; entries: { usage: string; does: string }[] }
  | { kind: 'notice'; tone: 'info' | 'error'; text: string };

/** A reply with its buttons. `ref` is the id under which the core stored it. */
export interface Reply {
  ref: string;
  body: ReplyBody;
  buttons: Button[];
  /** For the person who asked alone. */
  private: boolean;
}

/** What happens while a message is handled; the last event is `final` (or nothing: a duplicate). */
export type ReplyEvent = { type: 'progress'; reply: Reply } | { type: 'final'; reply: Reply };
