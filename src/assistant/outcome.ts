import { displayText } from '../corpus/display.ts';
import { type Paper, paperUrl } from '../corpus/paper.ts';
import { PaperboyError } from '../errors.ts';
import type { Answer, AnswerStatus } from './answer.ts';
import type { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';

/** Papers named where nothing was proved. */
const SUGGESTIONS = 3;

/** The part of an answer that a turn decides. */
export type Outcome = Pick<Answer, 'status' | 'text' | 'citations' | 'suggestions' | 'reason'>;

/** What a turn came to when its model is done: what is proved, or the honest refusal. */
export function outcomeOf(gate: Gate, ledger: Ledger, corpusSize: number): Outcome {
  if (gate.text.trim() !== '') {
    return {
      status: 'answered',
      text: gate.text.trim(),
      citations: gate.citations,
      suggestions: [],
    };
  }
  const silent = gate.refusal?.status === 'abstract_silent' ? gate.refusal.entries : [];
  return silent.length > 0
    ? refusal(
        'abstract_silent',
        silent.map(({ paper }) => paper),
        corpusSize,
      )
    : refusal(
        'not_in_corpus',
        ledger.entries().map(({ paper }) => paper),
        corpusSize,
      );
}

/** What is said of no paper. */
export function remarked(text: string): Outcome {
  return { status: 'answered', text, citations: [], suggestions: [] };
}

function refusal(
  status: Exclude<AnswerStatus, 'answered' | 'failed'>,
  papers: readonly Paper[],
  corpusSize: number,
): Outcome {
  const suggestions = papers.slice(0, SUGGESTIONS);
  return {
    status,
    citations: [],
    suggestions,
    text:
      status === 'abstract_silent'
        ? silentText(papers)
        : `I found no answer to this in the ${corpusSize.toLocaleString('en')} papers I have read.`,
  };
}

function silentText([paper, ...others]: readonly Paper[]): string {
  if (!paper) return '';
  if (others.length > 0)
    return `The abstracts of these ${others.length + 1} papers do not say this.`;
  const url = paperUrl(paper);
  const readOn = url ? ` Read on: ${url}` : '';
  return `The abstract of “${displayText(paper.title)}” does not say this.${readOn}`;
}

/**
 * A turn that failed: what happened and what the reader can do. If the model broke off after some of
 * its answer was proved, that much stands.
 */
export function failureOf(error: unknown, aborted: boolean, gate: Gate): Outcome {
  const proved = gate.text.trim();
  if (proved !== '' && !aborted) {
    return { status: 'answered', text: proved, citations: gate.citations, suggestions: [] };
  }
  const known = ownError(error);
  const reason = aborted
    ? 'The answer was stopped.'
    : known
      ? [known.message, known.hint].filter(Boolean).join(' ')
      : 'Something went wrong while answering. Try again; if it happens again, see the log.';
  return { status: 'failed', text: reason, citations: [], suggestions: [], reason };
}

/** The error of ours in a chain of causes: the agent wraps what a model throws. */
function ownError(error: unknown): PaperboyError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof PaperboyError) return at;
  }
  return undefined;
}
