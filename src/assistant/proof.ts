import { tokens, tokenTerms } from '../retrieval/analyzer.ts';
import { Memo } from '../retrieval/memo.ts';
import type { Evidence } from '../retrieval/retriever.ts';
import { STOP_WORDS } from '../retrieval/stop-words.ts';
import { claimedFigures, provableFigures } from './figures.ts';
import type { LedgerEntry } from './ledger.ts';

/** Least share of a claim's content words that the abstract, the title or the list of authors must contain. */
const LEAST_SUPPORT = 0.35;
/** Above this share of function words a text is taken for English. */
const ENGLISH_SHARE = 0.12;

export interface Proof {
  evidence: Evidence;
  /** Share in [0, 1] of the claim's content words that the paper contains. */
  support: number;
}

/**
 * The sentence of a paper that proves a claim, or undefined. Every figure of the claim must stand
 * in the sentence (or in the title, the date or a fact computed in code), and enough of its words in
 * the paper. Claims in other languages than English share no words with an abstract: there the
 * sentence that the model named counts.
 * @param named number from 1 of the sentence that the model gave with its marker.
 */
export function prove(claim: string, entry: LedgerEntry, named?: number): Proof | undefined {
  const figures = [...claimedFigures(claim)];
  const aside = provableFigures(asides(entry));
  const claimed = contentWords.get(claim);
  const { title, abstract, authors = [] } = entry.paper;
  const support = share(claimed, contentWords.get([title, abstract, ...authors].join(' ')));
  const preferred = named === undefined ? undefined : entry.sentences[named - 1];
  if (support < LEAST_SUPPORT && (isEnglish(claim) || !preferred)) return undefined;

  let best: { evidence: Evidence; score: number } | undefined;
  for (const evidence of entry.sentences) {
    const provable = provableFigures(evidence.text);
    if (!figures.every((figure) => provable.has(figure) || aside.has(figure))) continue;
    const overlap = share(claimed, contentWords.get(evidence.text));
    const score = overlap + (evidence === preferred ? 0.5 : 0);
    if (!best || score > best.score) best = { evidence, score };
  }
  return best && { evidence: best.evidence, support };
}

/** Whether all figures of a sentence stand in what it cites. */
export function figuresHold(
  sentence: string,
  cited: readonly { entry: LedgerEntry; evidence: Evidence }[],
): boolean {
  const provable = new Set(
    cited.flatMap(({ entry, evidence }) => [
      ...provableFigures(evidence.text),
      ...provableFigures(asides(entry)),
    ]),
  );
  return [...claimedFigures(sentence)].every((figure) => provable.has(figure));
}

function asides({ paper, facts }: LedgerEntry): string {
  return [paper.title, paper.publishedAt?.replaceAll('-', ' ') ?? '', ...facts].join(' ');
}

/** A sentence that is quoted is read as a claim and as evidence, its abstract once for each claim. */
const contentWords = new Memo(500, (text: string): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const token of tokens(text)) {
    const { words, variants } = tokenTerms(token);
    for (const word of words) found.add(word);
    for (const variant of variants) found.add(variant);
  }
  return found;
});

function share(claimed: ReadonlySet<string>, given: ReadonlySet<string>): number {
  if (claimed.size === 0) return 0;
  let held = 0;
  for (const word of claimed) if (given.has(word)) held++;
  return held / claimed.size;
}

function isEnglish(text: string): boolean {
  const words = tokens(text).map((token) => token.toLowerCase());
  const plain = words.filter((word) => STOP_WORDS.has(word)).length;
  return words.length === 0 || words.length < 6 || plain / words.length >= ENGLISH_SHARE;
}
