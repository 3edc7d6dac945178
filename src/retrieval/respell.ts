import { isCommonWord, rarityOfRank, UNCOMMON } from './common-words.ts';
import type { Lexicon } from './embedders/embedder.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { stem, stemOnce } from './stem.ts';
import { REQUEST_WORDS, STOP_WORDS } from './stop-words.ts';

/** Words outside these lengths are left alone: too ambiguous, or encoded data. */
const SHORTEST = 4;
const LONGEST = 24;
/** Unknown words of a text that are looked at, which bounds the work for hostile ones. */
const MOST_WORDS = 8;
/** A word that stands in papers is misspelled when another spelling stands in so many times as many. */
const TIMES_AS_COMMON = 500;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** What is known of the words of a corpus. */
type Words = Pick<LexicalIndex, 'documentFrequency' | 'size'>;

/** What is known of spelling beside the corpus, which keeps stems alone. */
type Spelling = Pick<Lexicon, 'rarity'>;

/** A word of papers, well spelled by all likelihood: one that is as common as the 10,000th. */
const FAMILIAR = rarityOfRank(10_000);

/** What a spelling counts, by its papers and the slip: a letter doubled or not, two swapped, one left out, any other. */
const DOUBLED = 12;
const SWAPPED = 10;
const LEFT_OUT = 2;
const OTHER_SLIP = 1;
/** A capitalised word may be a name that nobody misspelled: it must be so long, and the slip no other letter. */
const SHORTEST_NAME = 6;

/** A run of letters that is no part of a token with digits, nor of one like "FlashAttention". */
const WORD = /(?<![\p{L}\p{N}_])[A-Za-z][a-z]+(?![\p{L}\p{N}_'’])/gu;

/**
 * A question with misspelled words as the corpus spells them: words that are neither English nor the
 * corpus' own, where one edit behind the first letter (a letter left out, added or replaced, or two
 * swapped) gives a word that is. Capitalised words may be names and stay unless the slip is plain; so does a longer
 * text of which no word is known: it is in another language, of which the list of English has many words too.
 *
 * After Norvig, "How to Write a Spelling Corrector" (2007): the edits are looked up, so that the
 * corpus needs no further index.
 */
export function respell(text: string, corpus: Words, spelling?: Spelling): string {
  let words = 0;
  let known = 0;
  let left = MOST_WORDS;
  const respelled = text.replace(WORD, (written) => {
    const word = written.toLowerCase();
    const isCapitalised = word !== written;
    words++;
    if (left === 0 || word.length > LONGEST) return written;
    const stemmed = stem(word);
    const papers = papersWith(word, stemmed, corpus);
    if (papers > 0) known++;
    if (spelling && spelling.rarity(word) < FAMILIAR) return written;
    const least = Math.max(1, papers * TIMES_AS_COMMON);
    const isEnglish = isCommonWord(stemmed);
    const mayBeMeant = isCapitalised || isEnglish;
    const shortest = mayBeMeant ? SHORTEST_NAME : SHORTEST;
    if (word.length < shortest || (mayBeMeant && papers > 0) || least > corpus.size) return written;
    left--;
    // The stem of "recurent" is English; "casual" is no slip for "causal".
    const likely = isEnglish ? DOUBLED : isCapitalised ? LEFT_OUT : OTHER_SLIP;
    const isMet = (text: string) => !spelling || spelling.rarity(text) < UNCOMMON;
    // Stems stand for words that nobody wrote: the other is one that papers have, or a name of the corpus.
    const isWord = (other: string) => isMet(other) || !isMet(stemOnce(other));
    return nearestWord(word, least, corpus, likely, isWord) ?? written;
  });
  return words > 4 && known === 0 ? text : respelled;
}

/** The likeliest word that stands in so many papers at least, one edit of such likelihood away. */
function nearestWord(
  word: string,
  least: number,
  corpus: Words,
  likely: number,
  isWord: (word: string) => boolean,
): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [other, likelihood] of edits(word)) {
    if (likelihood < likely) continue;
    const papers = papersWith(other, stemOnce(other), corpus);
    if (papers < least || papers * likelihood <= most || !isWord(other)) continue;
    best = other;
    most = papers * likelihood;
  }
  return best;
}

/** In how many papers a word stands; function words and words of requests are always known. */
function papersWith(word: string, stemmed: string, corpus: Words): number {
  if (STOP_WORDS.has(word) || REQUEST_WORDS.has(word)) return Infinity;
  return corpus.documentFrequency(stemmed);
}

/** Every text one edit behind the first letter away, with how likely the slip is. */
function* edits(word: string): Generator<[string, number]> {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] !== word[i + 1])
      yield [word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2), SWAPPED];
  }
  for (let i = 1; i < word.length; i++) {
    const doubled = word[i] === word[i - 1];
    yield [word.slice(0, i) + word.slice(i + 1), doubled ? DOUBLED : OTHER_SLIP];
  }
  for (let i = 1; i <= word.length; i++) {
    for (const letter of LETTERS) {
      const doubles = letter === word[i - 1];
      yield [word.slice(0, i) + letter + word.slice(i), doubles ? DOUBLED : LEFT_OUT];
      if (i < word.length && letter !== word[i])
        yield [word.slice(0, i) + letter + word.slice(i + 1), OTHER_SLIP];
    }
  }
}
