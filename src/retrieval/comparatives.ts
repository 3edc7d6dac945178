/**
 * Adjectives whose comparative and superlative are matched with them. Left out are those one of whose forms has a
 * meaning of its own: lower bounds, nearest neighbours, Kalman smoothers, coolers, later.
 */
const ADJECTIVES =
  `big brave brief bright broad cheap clean clear close coarse cold dark deep dense dumb early easy fair
  fast few fine flat full great hard heavy high hot large light long loose narrow new noisy old poor quick rare rich
  rough safe sharp short simple slight slow small smart sparse steep strict strong tall thick thin tight tiny tough
  warm weak wide young`.split(/\s+/);

/** A short vowel before the last consonant, which is doubled: bigger, thinner. */
const DOUBLED = new Set(['big', 'flat', 'hot', 'thin']);

const FORMS = new Map(
  ADJECTIVES.flatMap((adjective) => {
    const trunk = DOUBLED.has(adjective)
      ? adjective + adjective.at(-1)
      : adjective.replace(/e$/, '').replace(/y$/, 'i');
    return [`${trunk}er`, `${trunk}est`].map((form) => [form, adjective] as const);
  }),
);

/** The adjective of a comparative or superlative, "fast" for "faster"; any other word as it is. */
export function positiveDegree(word: string): string {
  return FORMS.get(word) ?? word;
}
