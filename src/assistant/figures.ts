const LATEX = /\\[a-zA-Z]+|[{}$~]/g;
/** A number that is no part of a name: "2.5", "1,000", "40%", "2x"; not those of "W4A4", "GPT-4". */
const FIGURE = /(?<![\p{L}\p{N}][-\u2010-\u2013_]?)(?<![\p{N}][.,])\d+(?:[.,]\d+)*/gu;

const NUMBER_WORDS: Record<string, string> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  twenty: '20',
  hundred: '100',
  thousand: '1000',
  twice: '2',
  double: '2',
  doubles: '2',
  doubling: '2',
};
const NUMBER_WORD = new RegExp(`\\b(?:${Object.keys(NUMBER_WORDS).join('|')})\\b`, 'gi');
/** A number in words that claims a quantity: "three times", "twice as". */
const CLAIMED_WORD = new RegExp(
  `\\b(${Object.keys(NUMBER_WORDS).join('|')})(?=[\\s-]+(?:times|fold|x|percent|orders?|as)\\b)`,
  'gi',
);

/**
 * The figures that a text claims, in one spelling: `1,000` is `1000`, and `2x`, `2×`, `2times` and
 * `$2\times$` are all `2`. Digits within names are none.
 */
export function claimedFigures(text: string): Set<string> {
  const plain = withoutLatex(text);
  const found = new Set([...plain.matchAll(FIGURE)].map((match) => normalize(match[0])));
  for (const match of plain.matchAll(CLAIMED_WORD)) found.add(numberOf(match[1]!));
  return found;
}

/** All numbers that a text can prove: its figures, digits within names, and numbers in words. */
export function provableFigures(text: string): Set<string> {
  const plain = withoutLatex(text);
  const found = new Set(
    [...plain.matchAll(/\d+(?:[.,]\d+)*/g)].map((match) => normalize(match[0])),
  );
  for (const match of plain.matchAll(NUMBER_WORD)) found.add(numberOf(match[0]));
  return found;
}

function withoutLatex(text: string): string {
  return text.normalize('NFKC').replace(LATEX, ' ');
}

function numberOf(word: string): string {
  return NUMBER_WORDS[word.toLowerCase()]!;
}

/** A comma before exactly three digits groups thousands; any other is a decimal comma. */
function normalize(written: string): string {
  const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(written);
  const number = grouped ? written.replaceAll(',', '') : written.replace(',', '.');
  return number.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
