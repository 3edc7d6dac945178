import { tokens } from '../../retrieval/analyzer.ts';
import { OwnNames, terms } from '../../retrieval/own-names.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../../retrieval/stop-words.ts';
import type { Finding } from '../findings.ts';
import { GENERIC_NAMES } from './common-asks.ts';
import type { Intent } from './intent.ts';
import { NAME_LIKE } from './pointing.ts';

/** Words of questions that any abstract answers: "how does X work", "main idea of X". */
const GENERAL = new Set(
  `work works working main idea key method methods approach approaches model models propose proposed
  proposes contribution contributions result results finding findings goal aim purpose problem solve
  solves solved do does summary summarize summarise explain overview introduce introduces mean means
  define definition new novel way ways better benefit benefits advantage advantages point
  theorem theorems takeaway takeaways gist conclusion conclusions
  tell more details first second third fourth fifth last one it this that`.split(/\s+/),
);
const DEFINES =
  /^(?:what|who)(?:'s| is| are) (?:the )?\S+(?:\s\S+){0,4}\??$|^(?:define|explain|describe|summari[sz]e|tell me about|about)\b/i;

/** Whether a question only names a paper or asks what it is about. */
export function isLookup(question: string, finding: Finding): boolean {
  if (beyondName(question, finding).length === 0) return true;
  const names = OwnNames.of(finding.paper);
  return DEFINES.test(question.trim()) && tokens(question).some((token) => names.has(token));
}

/** What people ask of a paper and abstracts rarely tell. */
const ATTRIBUTES =
  /\b(?:learning rates?|batch sizes?|optimi[sz]ers?|hyper-?parameters?|epochs?|hardware|gpus?|tpus?|datasets?|data sets?|corpus|corpora|training data|benchmarks?|baselines?|fund(?:ed|ing)|grants?|licen[cs]es?|prices?|universit(?:y|ies)|affiliations?|institutions?|compan(?:y|ies)|limitations?|weaknesses|drawbacks|future work|venues?|conferences?|journals?|citations?|cited|emails?|languages?|operating systems?|layers?|parameters?|energy|carbon|latency|accuracy|tokenizers?)\b/gi;
/** What goes by many names: an abstract that speaks of data may tell which, one that names a GPU the hardware. */
const FAMILIES = [
  /\b(?:data|datasets?|data sets?|corpus|corpora|benchmarks?)\b/i,
  /\b(?:envs?|environments?|simulators?|games?|gym|atari|mujoco|suite)\b/i,
  /\b(?:hardware|gpus?|tpus?|npus?|cpus?|accelerators?|servers?|clusters?|devices?|phones?|nvidia|intel|amd|[ahv]100s?|rtx ?\d*)\b/i,
];
const TIME = /\bhow (?:long|fast|quick\w*)\b/i;
/** Share of a question's words that a paper must have to be meant although nothing points at it. */
const MEANT_SHARE = 0.6;
/** What is done with an attribute says nothing of it. */
const DOING = /^(?:train|tr(?:y|ied)\b|evaluat|test|run|measur|need|requir|appl|report|compar)/i;

/**
 * Whether a question about one paper asks for something of which its abstract has no word: a figure
 * where there is none, a known attribute that it does not mention, or nothing that it speaks of.
 * @param answerable probability that the paper answers it, as far as words and meaning tell.
 */
export function asksBeyondAbstract(
  question: string,
  intent: Intent,
  finding: Finding,
  answerable: number,
): boolean {
  if (intent.kind === 'link' || tellsTime(question, intent, finding)) return false;
  const asked = beyondName(question, finding);
  if (asked.length === 0) return false;
  const held = new Set(tokens(`${finding.paper.title}\n${finding.paper.abstract}`).flatMap(terms));
  const holds = (word: string) => terms(word).some((term) => held.has(term));
  const attributes = [...question.matchAll(ATTRIBUTES)].map((match) => match[0]);
  const speaksOf = (text: string) =>
    FAMILIES.some((family) => family.test(text) && family.test(finding.paper.abstract));
  const tells = (attribute: string) => tokens(attribute).every(holds) || speaksOf(attribute);
  if (attributes.length > 0 && !attributes.some(tells)) {
    return !asked
      .filter((word) => !attributes.join(' ').includes(word))
      .some((word) => holds(word) && !DOING.test(word));
  }
  if (asked.some(holds) || speaksOf(question) || asked.every((word) => DOING.test(word)))
    return false;
  if (givesReason(question, intent, finding)) return false;
  const figures = finding.sentences.some(({ text }) => /\d/.test(text));
  if (intent.kind !== 'number') return answerable < 0.5;
  // Of what has another name it says nothing, whatever figures it holds: "what score on HumanEval?"
  const isOther = (word: string) => NAME_LIKE.test(word) && !GENERIC_NAMES.has(word.toLowerCase());
  return !figures || asked.some(isOther);
}

/** Whether a paper has most words of a question that says nothing of which paper it means. */
export function speaksTo(question: string, finding: Finding): boolean {
  const asked = beyondName(question, finding);
  const held = new Set(tokens(`${finding.paper.title}\n${finding.paper.abstract}`).flatMap(terms));
  const found = asked.filter((word) => terms(word).some((term) => held.has(term)));
  return found.length > 0 && found.length >= MEANT_SHARE * asked.length;
}

/** Whether it is asked why, and the abstract gives a reason for something. */
function givesReason(question: string, intent: Intent, { sentences }: Finding): boolean {
  const hint = intent.kind === 'fact' && /^why\b/i.test(question.trim()) ? intent.hint : undefined;
  return hint !== undefined && sentences.some(({ text }) => hint.test(text));
}

/** Whether it is asked how long or how fast, and the abstract has such a figure. */
function tellsTime(question: string, intent: Intent, { sentences }: Finding): boolean {
  const unit = intent.kind === 'number' && TIME.test(question) ? intent.unit : undefined;
  return unit !== undefined && sentences.some(({ text }) => unit.test(text) && /\d/.test(text));
}

/** Whether a question calls the paper by a name that is no ordinary word: "PoolFormer", "W4A4". */
export function callsByName(question: string, { paper }: Finding): boolean {
  const names = OwnNames.of(paper);
  return tokens(question).some((token) => NAME_LIKE.test(token) && names.has(token));
}

/**
 * Whether papers are asked for by a word or two that stand in titles: as written in one, or in any form in two, since
 * "law" is no topic of "Scaling Laws".
 */
export function isTopicOfTitles(query: string, findings: readonly Finding[]): boolean {
  const wanted = tokens(query).filter((token) => {
    const word = token.toLowerCase();
    return !STOP_WORDS.has(word) && !REQUEST_WORDS.has(word);
  });
  if (wanted.length === 0) return false;
  const titles = findings.map(({ paper }) => tokens(paper.title));
  const written = (title: readonly string[]) => {
    const words = new Set(title.map((token) => token.toLowerCase()));
    return wanted.every((token) => words.has(token.toLowerCase()));
  };
  const inAnyForm = (title: readonly string[]) => {
    const held = new Set(title.flatMap(terms));
    return wanted.every((token) => terms(token).some((term) => held.has(term)));
  };
  return titles.some(written) || titles.filter(inAnyForm).length > 1;
}

/** Content words of a question that are no part of the paper's names and mean something. */
function beyondName(question: string, finding: Finding): string[] {
  const names = OwnNames.of(finding.paper);
  return tokens(question).filter((token) => {
    const word = token.toLowerCase().replace(/['’](?:d|ll|re|s|ve)$/, '');
    if (STOP_WORDS.has(word) || REQUEST_WORDS.has(word) || GENERAL.has(word)) return false;
    return !names.has(token);
  });
}
