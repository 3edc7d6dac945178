import { documentTerms, tokens, tokenTerms } from './analyzer.ts';
import { REQUEST_WORDS } from './stop-words.ts';

/** A content word of a question: the terms it can be found by and what it weighs. */
export interface QuestionWord {
  /** The token as written. */
  written: string;
  /** The stems of its parts; one for a word that is no compound. */
  stems: readonly string[];
  /** Other forms that it can be found by: spelled in one, the parts of an inner capital. */
  variants: readonly string[];
  /** Inverse document frequency in the corpus. */
  weight: number;
  /** In how many papers of the corpus the rarest of its forms that stands in any is found; 0 if none is. */
  papers: number;
}

/** A question as evidence and coverage see it. */
export interface Question {
  words: readonly QuestionWord[];
  /** Sum of the words' weights. */
  mass: number;
  /** Whether it asks for a figure: "how many", "what accuracy". */
  wantsFigure: boolean;
}

/** What is asked of the corpus' vocabulary. */
export interface Vocabulary {
  /** Number of papers. */
  readonly size: number;
  idf(term: string): number;
  documentFrequency(term: string): number;
}

const WANTS_FIGURE =
  /\bhow (?:much|many|fast|far|long|often|large|big|small|high|low|well|accurate|quick\w*|expensive|cheap)\b|\bwhat (?:(?:is|are|was|were) the )?(?:\w+ ){0,2}(?:accurac\w+|score|speed-?up|throughput|latency|gain|percent\w*|rate|ratio|number|size|factor|improvement|reduction|cost|f1|bleu|fps|perplexity)\b|\b(?:percentage|speed|number|amount|rate|frames per second|fps|times faster|figure)\b/i;

/** Words that only say how a figure is asked for; the figure itself answers them. */
const FIGURE_WORDS = new Set([
  'much',
  'many',
  'far',
  'faster',
  'fast',
  'often',
  'percent',
  'number',
]);

/** Reads a question against a corpus' vocabulary. */
export function readQuestion(text: string, vocabulary: Vocabulary): Question {
  const seen = new Map<string, QuestionWord>();
  const wantsFigure = WANTS_FIGURE.test(text);
  for (const written of tokens(text).slice(0, 200)) {
    const plain = written.toLowerCase();
    if (REQUEST_WORDS.has(plain) || (wantsFigure && FIGURE_WORDS.has(plain))) continue;
    const { words: stems, variants } = tokenTerms(written);
    if (stems.length === 0) continue;
    const key = stems.join(' ');
    if (seen.has(key)) continue;
    // A compound counts once, by its rarest part or its joined spelling where that is known.
    const frequencies = [...stems, ...variants].map((term) => vocabulary.documentFrequency(term));
    const rarest = Math.min(...frequencies.filter((frequency) => frequency > 0), Infinity);
    const papers = Number.isFinite(rarest) ? rarest : 0;
    const weight = Math.max(...stems.map((term) => vocabulary.idf(term)));
    seen.set(key, { written, stems, variants, weight, papers });
  }
  const words = [...seen.values()];
  return { words, mass: words.reduce((sum, word) => sum + word.weight, 0), wantsFigure };
}

/** The terms of a text as a set to test words against. */
export function termSet(text: string): Set<string> {
  return new Set(documentTerms(text));
}

/**
 * How much of a word a text holds, in [0, 1]: all when its joined spelling or all its parts are
 * there, else the share of its parts.
 */
export function wordShare({ stems, variants }: QuestionWord, terms: ReadonlySet<string>): number {
  const holds = (term: string) => terms.has(term);
  if (stems.length > 1 && variants.some((term) => term.length > 3 && holds(term))) return 1;
  let found = 0;
  for (const stem of stems) if (holds(stem)) found++;
  if (found > 0) return found / stems.length;
  return variants.some(holds) ? 0.7 : 0;
}

/** Share of a question's weight that a text covers, in [0, 1]. */
export function coveredShare(question: Question, terms: ReadonlySet<string>): number {
  if (question.mass === 0) return 0;
  let covered = 0;
  for (const word of question.words) covered += word.weight * wordShare(word, terms);
  return covered / question.mass;
}
