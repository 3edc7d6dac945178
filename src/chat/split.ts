import type { Citation } from '../assistant/answer.ts';

/** A part of an answer that fits one message: a marker and its source are never parted. */
export interface AnswerPart {
  text: string;
  /** The citations whose markers stand in `text`, in order of n. */
  citations: Citation[];
}

/** From coarse to fine: paragraphs, lines, sentences, words, and at last characters. */
const BREAKS = [/(?<=\n\n)/, /(?<=\n)/, /(?<=[.!?](?:\s?\[\d+\])*\s)/, /(?<=\s)/];

/**
 * Splits an answer into as few parts as its platform allows, losing nothing: joined, the parts'
 * texts are the answer's text.
 *
 * @param fits whether a part, rendered with its sources, is within the platform's limit; it must
 *   hold for one marker with its source.
 */
export function splitAnswer(
  text: string,
  citations: Citation[],
  fits: (part: AnswerPart) => boolean,
): AnswerPart[] {
  const part = (piece: string): AnswerPart => ({
    text: piece,
    citations: citationsIn(piece, citations),
  });
  return splitText(text, (piece) => fits(part(piece))).map(part);
}

/** The citations whose markers stand in a text. */
export function citationsIn(text: string, citations: Citation[]): Citation[] {
  const markers = new Set(Array.from(text.matchAll(/\[(\d+)\]/g), ([, n]) => Number(n)));
  return citations.filter(({ n }) => markers.has(n));
}

/**
 * Splits a text where it reads best, greedily, so that each piece fits; joined, the pieces are the
 * text. Markers `[n]` and characters outside the basic plane are not cut.
 */
export function splitText(text: string, fits: (piece: string) => boolean): string[] {
  return split(text, fits, 0);
}

function split(text: string, fits: (piece: string) => boolean, level: number): string[] {
  if (fits(text)) return [text];
  const pattern = BREAKS[level];
  const units = pattern ? text.split(pattern) : atoms(text);
  const pieces: string[] = [];
  let current = '';
  for (const unit of units) {
    if (fits(current + unit)) {
      current += unit;
      continue;
    }
    if (current) pieces.push(current);
    current = '';
    if (fits(unit) || !pattern) {
      current = unit;
    } else {
      const finer = split(unit, fits, level + 1);
      current = finer.pop() ?? '';
      pieces.push(...finer);
    }
  }
  if (current) pieces.push(current);
  return pieces;
}

/** What can't be divided further: a marker, or one character. */
function atoms(text: string): string[] {
  return text.match(/\[\d+\]|[\s\S]/gu) ?? [];
}
