import type { AskedQuestion } from './asked-question.ts';
import { rarityInEnglish } from './common-words.ts';
import type { Lexicon } from './embedders/embedder.ts';
import type { QuestionWord } from './evidence-question.ts';
import type { Coverage, SearchHit } from './retriever.ts';

/** Papers looked at; the best evidence stands in the first few or nowhere. */
const PAPERS = 5;
/** Papers of which one should have something near to each technical word. */
const FIRST = 3;
/** Papers with a word that is taken for the name of something in one of them. */
const MOST_WITH_NAME = 2;

const NOTHING: Coverage = {
  terms: 0,
  sentenceTerms: 0,
  close: 0,
  missing: 0,
  foreign: 0,
  ownName: 0,
  meaning: 0,
  name: 0,
  unknownNames: 0,
  unknown: 0,
  field: 0,
  count: 0,
};

/** Bring logarithms near those shares that the other features are. */
const FIELD_SCALE = 5;
const TECHNICAL_SCALE = 4;

const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{Lu}.*\d|\d.*\p{L}/u;

/** How well what was found covers a question; without an embedder's help words stand in for meaning. */
export function assessCoverage(asked: AskedQuestion, hits: readonly SearchHit[]): Coverage {
  const { words, mass } = asked.read;
  if (words.length === 0 || hits.length === 0) return NOTHING;
  const papers = hits.slice(0, PAPERS).map(({ paper }) => paper);
  const matches = papers.map((paper) => asked.match(paper));
  const rarities = words.map((word) => Math.max(...word.stems.map(rarityInEnglish)));
  const technical = words.map((word) => technicality(word, asked.lexicon));
  const byRarity = rarities.map((rarity) => rarity ** 2);
  const bySalience = asked.lexicon
    ? words.map((word) => salience(word, asked.lexicon!) ** 2)
    : byRarity;
  const best = (of: (match: (typeof matches)[number]) => number) => Math.max(...matches.map(of));
  const meanings = papers.map((paper, i) => {
    const given = asked.meanings(paper);
    return given ? Math.max(...Array.from(given)) : matches[i]!.inBestSegment(byRarity, 'exact');
  });
  const share = (of: (word: QuestionWord) => boolean) =>
    words.reduce((sum, word) => sum + (of(word) ? word.weight : 0), 0) / (mass || 1);
  return {
    terms: best((match) => match.inPaper(byRarity, 'exact')),
    sentenceTerms: best((match) => match.inBestSegment(byRarity, 'exact')),
    close: best((match) => match.inPaper(bySalience, 'close')),
    missing: Math.min(
      ...matches
        .slice(0, FIRST)
        .map((match) =>
          Math.max(...technical.map((each, w) => each * (1 - match.ofWord(w, 'close')))),
        ),
    ),
    foreign: Math.max(0, ...technical.filter((_, w) => words[w]!.papers === 0)),
    ownName: words.some(
      ({ written, papers: count }, w) =>
        NAME_LIKE.test(written) &&
        count > 0 &&
        count <= MOST_WITH_NAME &&
        matches[0]!.ofWord(w, 'exact') === 1,
    )
      ? 1
      : 0,
    meaning: Math.max(0, ...meanings),
    name: Math.max(0, ...hits.slice(0, PAPERS).map((hit) => hit.parts.name)),
    unknownNames: share(({ papers: count, written }) => count === 0 && NAME_LIKE.test(written)),
    unknown: share(({ papers: count }) => count === 0),
    field:
      rarities.reduce((sum, rarity, w) => sum + rarity - words[w]!.weight, 0) /
      FIELD_SCALE /
      words.length,
    count: words.length,
  };
}

function salience(word: QuestionWord, lexicon: Lexicon): number {
  return Math.max(...word.stems.map((stem) => lexicon.salience(stem)));
}

/** How much more common a word is among papers than in English; 0 for everyday words. */
function technicality(word: QuestionWord, lexicon: Lexicon | undefined): number {
  if (!lexicon) return 0;
  const excess = word.stems.map((stem) => rarityInEnglish(stem) - lexicon.rarity(stem));
  return Math.max(0, ...excess) / TECHNICAL_SCALE;
}
