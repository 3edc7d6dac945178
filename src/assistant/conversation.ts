import type { Turn } from '../store/conversations.ts';

/** Turns that reach the model word for word; earlier ones are summarised. */
const WINDOW = 6;
/** Characters of an answer that a model sees again. */
const MOST_ANSWER = 1500;
const MOST_QUESTION = 600;
/** Earlier turns that the summary names. */
const MOST_SUMMARISED = 20;

/** What of a conversation goes to a model. */
export interface Memory {
  /** The last turns, oldest first, long texts cut. */
  turns: Turn[];
  /** One line for each earlier turn, computed in code so that it can say nothing untrue. */
  summary: string;
}

/** A bounded view of a conversation, however long it is. */
export function remember(turns: readonly Turn[]): Memory {
  const recent = turns.slice(-WINDOW);
  const earlier = turns.slice(0, -WINDOW).slice(-MOST_SUMMARISED);
  return {
    turns: recent.map((turn) => ({
      ...turn,
      question: clip(turn.question, MOST_QUESTION),
      answer: clip(turn.answer, MOST_ANSWER),
    })),
    summary: earlier.map(summaryLine).join('\n'),
  };
}

function summaryLine({ question, papers, status }: Turn): string {
  const asked = `- asked "${clip(question.replace(/\s+/g, ' '), 120)}"`;
  const titles = unique(papers.map(({ title }) => title)).slice(0, 3);
  return status === 'answered' && titles.length > 0
    ? `${asked}, answered from ${titles.map((title) => `"${clip(title, 100)}"`).join(', ')}`
    : `${asked}, not answered`;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
