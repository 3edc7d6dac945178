import type { Findings } from '../findings.ts';

export interface PaperRef {
  id: string;
  title: string;
}

/** All that the offline model knows in one call. */
export interface Exchange {
  question: string;
  /** Papers that the conversation is about. */
  scope: readonly PaperRef[];
  /**
   * Earlier turns, oldest first, with the papers that their answers showed in order; of a question that found no answer
   * they were only suggested.
   */
  history: readonly { question: string; papers: readonly PaperRef[]; answered: boolean }[];
  /** Tool calls answered in this turn, failed ones included. */
  tries: number;
  /** What the tools found, in the order of the calls. */
  found: readonly Findings[];
}

/** A tool call or an answer. */
export type Step = { call: { name: string; args: Record<string, unknown> } } | { text: string };

/** The words of the prompt for the two refusals. */
export const NOT_IN_CORPUS = 'NOT_IN_CORPUS';
export const ABSTRACT_SILENT = 'ABSTRACT_SILENT';
