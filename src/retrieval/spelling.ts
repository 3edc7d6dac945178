/** British spellings, by what begins or ends them, and the American ones; checked in order. */
const RULES: [RegExp, string][] = [
  // optimise, generalised, summarising, organisation
  [/([dlmnrst])is(e[drs]?|ers|ing|ations?|ational|able|ably)$/, '$1iz$2'],
  [/(anal|catal|paral|dial|hydrol)ys(e[dr]?|ers|ing)$/, '$1yz$2'],
  // behaviour, colouring, neighbourhood
  [
    /^((?:dis|mis|multi|un)?(?:arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rig|rum|tum|vap|vig))our/,
    '$1or',
  ],
  // centre, fibres, kilometre
  [/((?:^|[a-z])(?:calib|cent|fib|lit|met|theat))re([ds]?)$/, '$1er$2'],
  // modelling, labelled
  [
    /((?:label|model|travel|signal|cancel|channel|tunnel|level|fuel|panel|marshal))l(ed|ing|ers?)$/,
    '$1$2',
  ],
  // leukaemia, haemoglobin, paediatric, anaesthesia, oestrogen
  [/aemi(a|as|c)$/, 'emi$1'],
  [/^(an|h|p)ae(m|d|sth)/, '$1e$2'],
  [/^oe(s|d)/, 'e$1'],
  [/(anal|catal|dial|monol|prol)ogue(s?)$/, '$1og$2'],
];
/** The rule of -ise leaves these alone: they have no -ize. */
const NO_IZE =
  /^(?:adv[a-z]*|chem|comprom|dem|expert|franch|merchand|mort|no|parad|pra|prem|prom|rai|treat|sunr|ar|r)is(?:e[drs]?|ing|able)$/;
const WORDS = new Map(
  `ageing:aging aluminium:aluminum artefact:artifact artefacts:artifacts defence:defense defences:defenses grey:gray
  judgement:judgment licence:license manoeuvre:maneuver mould:mold offence:offense programme:program
  programmes:programs sceptic:skeptic sceptical:skeptical tyre:tire tyres:tires`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);
const SHORTEST = 4;

/**
 * A folded English word as Americans spell it, so that "optimisation" finds "optimization". What
 * the rules do to a word that is no British spelling does no harm: they do it to every text alike.
 */
export function americanSpelling(word: string): string {
  if (word.length < SHORTEST) return word;
  const whole = WORDS.get(word);
  if (whole) return whole;
  if (NO_IZE.test(word)) return word;
  for (const [british, american] of RULES) {
    if (british.test(word)) return word.replace(british, american);
  }
  return word;
}
