import { displayText } from '../corpus/display.ts';
import type { Paper } from '../corpus/paper.ts';
import { splitSentences } from '../retrieval/sentences.ts';
import type { PaperLine } from './reply.ts';

/** A line of a list: the paper, a sentence on what it is about, and why it stands there. */
export function paperLine(paper: Paper, sentence?: string, why: string[] = []): PaperLine {
  const summary = sentence ?? splitSentences(paper.abstract)[0]?.text;
  return { paper, why, ...(summary ? { summary: displayText(summary) } : {}) };
}
