import { splitSentences } from '../retrieval/sentences.ts';

/** Longest summary in one line of a digest, in UTF-16 code units. */
const MOST_CHARACTERS = 300;
const LEAST_CHARACTERS = 40;
/** A shorter one names something without saying what it is. */
const LEAST_TELLING = 70;

/** What a sentence that tells the contribution says, best first. */
const TELLING: RegExp[] = [
  /\b(?:we|this (?:paper|work|report|study|survey)|our (?:paper|work))\b[^.]{0,60}\b(?:introduces?|proposes?|presents?|releases?|contributes?|develops?|designs?|builds?)\b/i,
  /\bin this (?:paper|work|report|study|survey)\b[^.]{0,20}\bwe\b/i,
  /\b(?:we|this (?:paper|work|report|study|survey))\b[^.]{0,60}\b(?:shows?|finds?|demonstrates?|proves?|reveals?|reports?|studies|study|investigates?|examines?|explores?|reviews?|surveys?|analy[sz]es?)\b/i,
  /\b(?:is|are) (?:a|an|the first)\b/i,
];

/**
 * The sentence of an abstract that tells most of what the paper does, word for word: the one that
 * names its contribution, else what it found, else its first. Undefined without an abstract.
 */
export function tellingSentence(abstract: string): string | undefined {
  const sentences = splitSentences(abstract).map(({ text }) => text);
  const candidates = sentences.filter((text) => text.length >= LEAST_CHARACTERS);
  const telling = TELLING.map((pattern) =>
    candidates.find((text) => text.length >= LEAST_TELLING && pattern.test(text)),
  );
  const chosen = telling.find(Boolean) ?? candidates[0] ?? sentences[0];
  return chosen && shortened(chosen);
}

/** Cut between words, visibly, where a sentence is too long for a line. */
function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const cut = text.slice(0, MOST_CHARACTERS - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > 0 ? cut.slice(0, space) : cut).replace(/[\s,;:]+$/, '')}…`;
}
