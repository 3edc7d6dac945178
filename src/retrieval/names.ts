import type { Paper } from '../corpus/paper.ts';
import { fold, tokens } from './analyzer.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A name a paper goes by. */
export interface PaperName {
  /** As written. */
  name: string;
  /** In [0, 1]: how surely it is the paper's own: 1 for its title, less for what it mentions. */
  strength: number;
}

/** Names of at most this many words stand before the colon of a title. */
const COLON_NAME_WORDS = 6;
const MOST_NAMES = 24;

const STRENGTH = {
  title: 1,
  colon: 0.95,
  inTitle: 0.75,
  introduced: 0.8,
  expanded: 0.6,
  repository: 0.6,
  repeated: 0.45,
  mentioned: 0.25,
};

/** "we propose X", "named X", "a method called X", with up to some words in between. */
const INTRODUCED =
  /\b(?:propos\w+|present\w*|introduc\w+|develop\w*|describe\w*|releas\w+|design\w*|build|dubbed|named?|called|termed|coined|denoted(?: as)?|referred to as|abbreviated as|namely)\b(:?[^.;:!?]{0,120})/gi;
/** "an optimization algorithm, Lion", "the dataset Foo": the kind of thing, then its name. */
const APPOSITION =
  /\b(?:algorithm|method|model|framework|system|approach|architecture|optimizer|benchmark|dataset|technique|strategy|network|library|tool|toolkit|agent|pipeline|engine|platform|scheduler|compiler|simulator|codec|solver|planner|tokenizer|database|server|protocol|suite|assistant)s?,? (?=(\p{Lu}[\p{L}\d-]*)(?:[ ,.;:]|$))/gu;
/** A token that looks like a name: inner capitals, all capitals, or letters and digits mixed. */
const NAME_TOKEN =
  /^(?=.*\p{L})(?:\p{L}*\p{Ll}\p{Lu}.*|\p{Lu}{2,}.*|\p{Lu}.*\d.*|\p{L}+-?\d[\p{L}\d.-]*|\p{Lu}+-\p{L}.*)$/u;
const CAPITALIZED = /^\p{Lu}\p{Ll}+(?:-\p{Lu}?[\p{L}\d]+)*$/u;
/** An abbreviation in brackets; what it stands for is written before it. */
const ABBREVIATION = /\((\p{L}[\p{L}\d-]{1,14}?)s?\)/gu;
const EXPANSION_LENGTH = 100;
/** The name of a repository in a link, without the venue and year that some add: "STDO-CVPR2023". */
const REPOSITORY =
  /\b(?:github|gitlab)\.com\/[\w.-]+\/([\w-]+?)(?:[-_]\p{L}*(?:19|20)\d\d)?(?![\w-])/giu;
/** What repositories are called that have no name of their own. */
const NAMELESS = /^(?:code|data|demo|experiments?|main|official|papers?|project|source|suppl?)\b/i;

/**
 * What makes two spellings one name: letters and digits of any script, folded. "Duo Attention",
 * "DuoAttention" and "duo-attention" share `duoattention`.
 */
export function nameKey(name: string): string {
  return fold(name.normalize('NFKC')).replace(/[^\p{L}\p{N}+#]+/gu, '');
}

/** The names of a paper, strongest first; the title comes first and one key comes once. */
export function paperNames(paper: Pick<Paper, 'title' | 'abstract'>): PaperName[] {
  const found = new Map<string, PaperName>();
  const add = (name: string, strength: number) => {
    const key = nameKey(name);
    if (key.length < 2 || /^\d+$/.test(key)) return;
    if (strength < STRENGTH.title && STOP_WORDS.has(key)) return;
    if ((found.get(key)?.strength ?? 0) < strength) found.set(key, { name: name.trim(), strength });
  };
  add(paper.title, STRENGTH.title);
  const colon = beforeColon(paper.title);
  if (colon) add(colon, STRENGTH.colon);
  for (const token of tokens(paper.title)) if (NAME_TOKEN.test(token)) add(token, STRENGTH.inTitle);
  const abstract = plainText(paper.abstract);
  addIntroduced(abstract, add);
  for (const [, name] of abstract.matchAll(REPOSITORY)) {
    if (name!.length > 2 && !NAMELESS.test(name!)) add(name!, STRENGTH.repository);
  }
  addMentioned(abstract, add);
  return [...found.values()].sort((a, b) => b.strength - a.strength).slice(0, MOST_NAMES);
}

/** "DuoAttention" of "DuoAttention: Efficient …", if it is short enough to be a name. */
function beforeColon(title: string): string | undefined {
  const name = /^(.{2,60}?)\s*(?::|\s[-\u2013\u2014])\s/u.exec(title)?.[1];
  return name && name.split(/\s+/).length <= COLON_NAME_WORDS ? name : undefined;
}

function addIntroduced(abstract: string, add: (name: string, strength: number) => void): void {
  for (const match of abstract.matchAll(INTRODUCED)) {
    const naming =
      /^(?:dubbed|named?|called|termed|coined|denoted|referred|abbreviated|namely)/i.test(match[0]);
    const written = tokens(match[1]!).slice(0, naming ? 3 : 14);
    const first = written.find(
      (token) => NAME_TOKEN.test(token) || (naming && CAPITALIZED.test(token)),
    );
    if (first) add(first, STRENGTH.introduced);
    if (
      naming &&
      written[0] &&
      written[1] &&
      CAPITALIZED.test(written[0]) &&
      CAPITALIZED.test(written[1])
    ) {
      add(`${written[0]} ${written[1]}`, STRENGTH.introduced);
    }
  }
  for (const match of abstract.matchAll(APPOSITION)) add(match[1]!, STRENGTH.introduced);
  for (const match of abstract.matchAll(ABBREVIATION)) {
    const before = abstract.slice(Math.max(0, match.index - EXPANSION_LENGTH), match.index);
    const words = before.match(/[\p{L}\d'’]+/gu) ?? [];
    if (abbreviates(match[1]!, words)) add(match[1]!, STRENGTH.expanded);
  }
}

function addMentioned(abstract: string, add: (name: string, strength: number) => void): void {
  const counts = new Map<string, number>();
  for (const token of tokens(abstract)) counts.set(token, (counts.get(token) ?? 0) + 1);
  for (const [token, count] of counts) {
    if (NAME_TOKEN.test(token)) add(token, count > 1 ? STRENGTH.repeated : STRENGTH.mentioned);
    else if (count > 1 && CAPITALIZED.test(token) && !counts.has(token.toLowerCase())) {
      add(token, STRENGTH.mentioned);
    }
  }
}

/** Whether the letters of an abbreviation begin (or stand within) the last words, in order. */
function abbreviates(short: string, words: readonly string[]): boolean {
  const letters = fold(short).replace(/[^\p{L}]/gu, '');
  if (letters.length < 2 || !/\p{Lu}/u.test(short)) return false;
  const text = fold(words.slice(-(letters.length + 3)).join(' '));
  const firsts = text.split(' ').map((word) => word[0] ?? '');
  let at = 0;
  for (const letter of firsts) if (letter === letters[at]) at++;
  return at >= Math.min(letters.length, Math.max(2, letters.length - 1));
}

/** Without LaTeX's font commands and dollar signs: "$\textbf{Lion}$" reads "Lion". */
function plainText(text: string): string {
  return text.replace(/\\(?:text\w*|math\w*|emph)\s*\{([^{}]*)\}/g, '$1').replace(/\$/g, '');
}
