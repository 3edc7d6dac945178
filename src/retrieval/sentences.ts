import type { Evidence } from './retriever.ts';

/** After these a period stands without ending the sentence (lower case, without the last period). */
const ABBREVIATIONS = new Set(
  `e.g i.e eg ie cf vs viz resp approx ca fig figs eq eqs eqn sec sect tab no nos ref refs def thm lem
  prop cor alg app appx dr prof mr mrs ms st vol pp chap ed eds w.r.t a.k.a i.i.d s.t incl excl avg
  max min est dept univ assoc mt jan feb mar apr jun jul aug sep sept oct nov dec`.split(/\s+/),
);

/** These may end a sentence: they do when what follows opens one. */
const AMBIGUOUS = new Set([
  'al',
  'etc',
  'u.s',
  'u.k',
  'u.s.a',
  'inc',
  'ltd',
  'co',
  'jr',
  'sr',
  'ph.d',
]);

/** Words that open a sentence and are part of no name. */
const OPENERS = new Set(
  `We Our This These The It Its In However Moreover Furthermore To For A An As At By On While When
  With Here They There That Then Thus Additionally Finally Our Using Based Experiments Results
  Unlike Despite Although But And Such If Since Given From First Second Third`.split(/\s+/),
);

/** A period, question or exclamation mark (or several) with what closes after it, or a CJK stop. */
const STOP = /(?:[.!?]+["'”’)\]}]*(?=\s|$))|(?:[。！？]["'”’」』）]*)|\n\s*\n/gu;
/** Stretches that belong together up to these lengths: citations in brackets hold many periods. */
const BRACKETS = /\([^()]{1,200}\)|\[[^[\]]{1,200}\]/g;
const MATH = /\$[^$\n]{1,300}\$/g;

/**
 * Splits a text into its sentences. Nothing but white space lies between them, and
 * `text.slice(start, end)` is each sentence's text.
 */
export function splitSentences(text: string): Evidence[] {
  const sentences: Evidence[] = [];
  const whole = [...mathSpans(text), ...spans(text, BRACKETS)];
  let start = skipSpace(text, 0);
  const cut = (at: number) => {
    let end = at;
    while (end > start && /\s/.test(text[end - 1]!)) end--;
    if (end > start) sentences.push({ text: text.slice(start, end), start, end });
    start = skipSpace(text, at);
  };
  for (const match of text.matchAll(STOP)) {
    const at = match.index;
    const end = at + match[0].length;
    if (at < start) continue;
    if (match[0].startsWith('.') && !endsSentence(text, start, at, end)) continue;
    if (/^[!?]/.test(match[0]) && !opens(text, end)) continue;
    if (whole.some(([from, to]) => from < at && end < to)) continue;
    cut(end);
  }
  cut(text.length);
  return sentences;
}

/** Stretches between dollar signs that are formulas and not two prices. */
function mathSpans(text: string): [number, number][] {
  return spans(text, MATH).filter(
    ([from, to]) => !/[.!?]\s+\p{Lu}\p{Ll}/u.test(text.slice(from, to)),
  );
}

function spans(text: string, pattern: RegExp): [number, number][] {
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

function endsSentence(text: string, start: number, at: number, end: number): boolean {
  if (!opens(text, end)) return false;
  const word = wordBefore(text, start, at);
  const plain = word.toLowerCase();
  // "1." at the start or after a colon numbers an item of a list.
  if (/^\d{1,2}$/.test(word) && /(?:^|:)\s*\(?\d+$/.test(text.slice(start, at))) return false;
  if (ABBREVIATIONS.has(plain)) return false;
  if (AMBIGUOUS.has(plain) || /^(?:\p{Lu}\.)*\p{Lu}$/u.test(word)) {
    return OPENERS.has(/^\p{L}+/u.exec(text.slice(skipSpace(text, end)))?.[0] ?? '');
  }
  return true;
}

/** The word that ends before a position, without what opens before it: "(e.g" gives "e.g". */
function wordBefore(text: string, start: number, at: number): string {
  let from = at;
  while (from > start && !/[\s([{"'“‘~,;]/.test(text[from - 1]!)) from--;
  return text.slice(from, at);
}

/** Whether what follows can open a sentence: nothing in lower case but a name such as "vLLM". */
function opens(text: string, end: number): boolean {
  const next = /\S+/.exec(text.slice(skipSpace(text, end), end + 80))?.[0];
  if (next === undefined) return true;
  if (/^["'“‘([{]*\p{Ll}/u.test(next)) return /^["'“‘([{]*\p{Ll}+\p{Lu}/u.test(next);
  return !/^[,;:.)\]}]/.test(next);
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next]!)) next++;
  return next;
}
