import type { Exchange, PaperRef } from './exchange.ts';

/** Looks like the name of a model or method: inner capitals, an acronym, a version. */
export const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{Lu}.*\d/u;

const ORDINAL = '(?:first|second|third|fourth|fifth|last|former|latter|1st|2nd|3rd|4th|5th)';
const ORDINALS: [RegExp, number][] = [
  [/\b(?:first|1st|former)\b|#1\b|\[1\]/i, 0],
  [/\b(?:second|2nd)\b|#2\b|\[2\]/i, 1],
  [/\b(?:third|3rd)\b|#3\b|\[3\]/i, 2],
  [/\b(?:fourth|4th)\b|#4\b|\[4\]/i, 3],
  [/\b(?:fifth|5th)\b|#5\b|\[5\]/i, 4],
  [/\b(?:last|latter|final)\b/i, -1],
];
const POINTS_AT_ONE = new RegExp(
  [
    String.raw`\b${ORDINAL}(?:\s+\w+)?\s+(?:one|paper|result)\b`,
    String.raw`\b(?:the|number|no\.?)\s+${ORDINAL}(?:\s+(?:work|method|model)\b|\s*[?.!,]*$|\s*,|\s+(?:do|does|is|are|use|say|report))`,
    String.raw`^(?:the\s+)?${ORDINAL}[\s?.!]*$`,
    String.raw`#\d\b|\[\d\]|\b(?:number|no\.?|paper)\s+\d\b`,
  ].join('|'),
  'i',
);

/** Turns that showed papers. */
export function shown(history: Exchange['history']): Exchange['history'] {
  return history.filter(({ papers }) => papers.length > 0);
}

/** The papers of the last turn that showed several, else of the last that showed one. */
export function severalOf(history: Exchange['history']): PaperRef[] {
  const lists = shown(history).map(({ papers }) => distinct(papers));
  return lists.findLast(({ length }) => length > 1) ?? lists.at(-1) ?? [];
}

/** The paper that a question points at by its place in a list or, where there was none, in the conversation. */
export function ordinalIn(question: string, history: Exchange['history']): PaperRef | undefined {
  if (!POINTS_AT_ONE.test(question)) return undefined;
  const list = severalOf(history);
  const answers = history.filter(({ answered }) => answered);
  const papers = list.length > 1 ? list : distinct(answers.flatMap((turn) => turn.papers));
  const numbered = /(?:#|\[|\b(?:number|no\.?|paper) )(\d)\b/i.exec(question);
  if (numbered) return papers[Number(numbered[1]) - 1];
  const found = ORDINALS.find(([pattern]) => pattern.test(question));
  return found && papers.at(found[1]);
}

/** A question that says "it" in place of "the second one". */
export function withoutOrdinal(question: string): string {
  return question.replace(POINTS_AT_ONE, (whole) => (/,\s*$/.test(whole) ? 'it,' : 'it'));
}

/** Papers, each once. */
export function distinct(papers: readonly PaperRef[]): PaperRef[] {
  return [...new Map(papers.map((paper) => [paper.id, paper])).values()];
}
