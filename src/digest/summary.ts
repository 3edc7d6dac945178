import { splitSentences } from '../retrieval/sentences.ts';

/** Longest summary in one line of a digest, in UTF-16 code units. */
const MOST_CHARACTERS = 300;
const LEAST_CHARACTERS = 40;

/** What a sentence that tells the contribution says, best first. */
const TELLING: RegExp[] = [
  /\b(?:we|this (?:paper|work|report|study|survey)|our (?:paper|work))\b[^.]{0,60}\b(?:introduces?|proposes?|presents?|releases?|contributes?|develops?|designs?|builds?)\b/i,
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
  for (const pattern of TELLING) {
    const found = candidates.find((text) => pattern.test(text) && text.length <= MOST_CHARACTERS);
    if (found) return found;
  }
  const first = candidates.find((text) => text.length <= MOST_CHARACTERS) ?? sentences[0];
  return first && shortened(first);
}

/** Cut between words, visibly, where even the only sentence is too long for a line. */
function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const cut = text.slice(0, MOST_CHARACTERS - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > 0 ? cut.slice(0, space) : cut).replace(/[\s,;:]+$/, '')}…`;
}
