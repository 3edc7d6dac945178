import type { Paper } from '../corpus/paper.ts';
import type { Evidence } from '../retrieval/retriever.ts';

/**
 * How a question ended: `answered` with proof (thanks and questions about the corpus itself with a remark that cites
 * nothing); `abstract_silent`, the paper is here but its
 * abstract does not say; `not_in_corpus`; or `failed`, with a reason a user can act on.
 */
export type AnswerStatus = 'answered' | 'abstract_silent' | 'not_in_corpus' | 'failed';

/** Marker `[n]` in an answer's text, the paper it stands for and the sentence that proves it. */
export interface Citation {
  n: number;
  paper: Paper;
  evidence: Evidence;
}

export interface Answer {
  question: string;
  status: AnswerStatus;
  /** Markdown with markers `[1]`; every marker has a citation. */
  text: string;
  /** In order of n; empty unless `answered`, and with a remark. */
  citations: Citation[];
  /** Near papers, named where nothing was proved. */
  suggestions: Paper[];
  /** Name of the chat model that phrased it, such as `extractive` or `openai:gpt-4o`. */
  model: string;
  /** Why it failed and what to do; only with `failed`. */
  reason?: string;
  /** How many markers, links or sentences the gate removed. */
  repairs: number;
  /** Milliseconds from question to answer. */
  ms: number;
}

/** What happens while an answer is made, for adapters that show progress. */
export type AnswerEvent =
  | { type: 'searching'; query: string }
  | { type: 'found'; papers: number }
  /** A further piece of proved text. */
  | { type: 'text'; text: string }
  | { type: 'citation'; citation: Citation }
  | { type: 'done'; answer: Answer };

export interface AskOptions {
  /** Key of the conversation; without one the question stands alone and nothing is stored. */
  conversation?: string;
  /** Whose conversation it is, for `forget`. */
  userId?: string;
  /** Answer from these papers alone (a digest line, a lookup). */
  paperIds?: string[];
  /** Cite at most this many papers. */
  limit?: number;
  signal?: AbortSignal;
  /** Under which logs and traces name this question; default a new one. */
  requestId?: string;
}

/** Answers questions with proof. */
export interface Assistant {
  /** Name of the chat model in use. */
  readonly model: string;
  /** Streams an answer; the last event is always `done`, whatever fails. @throws InputError */
  ask(question: string, options?: AskOptions): AsyncGenerator<AnswerEvent, void>;
  /** Deletes a conversation's turns. */
  forget(conversation: string): Promise<void>;
  /** Deletes all conversations of a user. */
  forgetUser(userId: string): Promise<void>;
}
