import { tokenTerms } from './analyzer.ts';
import type { AskedQuestion } from './asked-question.ts';
import { rarityInEnglish } from './common-words.ts';
import { coveredShare, type Question, type QuestionWord } from './evidence-question.ts';
import { paperTerms } from './paper-terms.ts';
import type { Coverage, SearchHit } from './retriever.ts';

/** Papers looked at; the best evidence stands in the first few or nowhere. */
const PAPERS = 5;

const NOTHING: Coverage = {
  words: 0,
  sentence: 0,
  terms: 0,
  sentenceTerms: 0,
  meaning: 0,
  name: 0,
  unknownNames: 0,
  unknown: 0,
  field: 0,
  count: 0,
};

/** Brings the logarithms near those shares that the other features are. */
const FIELD_SCALE = 5;

const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{Lu}.*\d|\d.*\p{L}/u;

/** How well what was found covers a question; without similarities words stand in for meaning. */
export function assessCoverage(asked: AskedQuestion, hits: readonly SearchHit[]): Coverage {
  const question = asked.read;
  if (question.words.length === 0 || hits.length === 0) return NOTHING;
  const technical = byRarity(question);
  let words = 0;
  let sentence = 0;
  let terms = 0;
  let sentenceTerms = 0;
  let meaning = 0;
  for (const { paper } of hits.slice(0, PAPERS)) {
    const { whole, title, sentences } = paperTerms(paper);
    words = Math.max(words, coveredShare(question, whole));
    terms = Math.max(terms, coveredShare(technical, whole));
    // The title is a sentence like the others, and the first.
    const sets = [title, ...sentences.map((each) => each.terms)];
    const shares = sets.map((each) => coveredShare(question, each));
    const meanings = asked.meanings(paper) ?? shares;
    sentence = Math.max(sentence, ...shares);
    sentenceTerms = Math.max(sentenceTerms, ...sets.map((each) => coveredShare(technical, each)));
    for (let i = 0; i < meanings.length; i++) meaning = Math.max(meaning, meanings[i]!);
  }
  const share = (of: (word: Question['words'][number]) => boolean) =>
    question.words.reduce((sum, word) => sum + (of(word) ? word.weight : 0), 0) /
    (question.mass || 1);
  return {
    words,
    sentence,
    terms,
    sentenceTerms,
    meaning,
    name: Math.max(0, ...hits.slice(0, PAPERS).map((hit) => hit.parts.name)),
    unknownNames: share(({ unknown, written }) => unknown && NAME_LIKE.test(written)),
    unknown: share(({ unknown }) => unknown),
    field: fieldOf(question),
    count: question.words.length,
  };
}

/** The question, each word weighing by its rarity in English, whatever the corpus. */
function byRarity(question: Question): Question {
  const words = question.words.map((word) => ({ ...word, weight: rarityOf(word) ** 2 }));
  return { ...question, words, mass: words.reduce((sum, { weight }) => sum + weight, 0) };
}

/** How much more common the words are in the corpus than in general English. */
function fieldOf({ words }: Question): number {
  const sum = words.reduce((total, word) => total + rarityOf(word) - word.weight, 0);
  return sum / FIELD_SCALE / Math.max(1, words.length);
}

/** How rare the rarest part of a word is in general English. */
function rarityOf({ written }: QuestionWord): number {
  return Math.max(...tokenTerms(written).words.map(rarityInEnglish));
}
