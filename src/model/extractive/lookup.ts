import { fold, tokens, tokenTerms } from '../../retrieval/analyzer.ts';
import { paperNames } from '../../retrieval/names.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../../retrieval/stop-words.ts';
import type { Finding } from '../findings.ts';
import type { Intent } from './intent.ts';

/** Words of questions that any abstract answers: "how does X work", "main idea of X". */
const GENERAL = new Set(
  `work works working main idea key method methods approach approaches model models propose proposed
  proposes contribution contributions result results finding findings goal aim purpose problem solve
  solves solved do does summary summarize summarise explain overview introduce introduces mean means
  define definition new novel way ways better benefit benefits advantage advantages point`.split(
    /\s+/,
  ),
);
const DEFINES =
  /^(?:what|who)(?:'s| is| are) (?:the )?\S+(?:\s\S+){0,4}\??$|^(?:define|explain|describe|summari[sz]e|tell me about|about)\b/i;

/** Whether a question only names a paper or asks what it is about. */
export function isLookup(question: string, finding: Finding): boolean {
  return beyondName(question, finding).length === 0 || DEFINES.test(question.trim());
}

/**
 * Whether a question about a named paper asks for something of which its abstract has no word: no
 * content word beyond the name, and no figure where one is wanted.
 */
export function asksBeyondName(question: string, intent: Intent, finding: Finding): boolean {
  if (intent.kind === 'link') return false;
  const asked = beyondName(question, finding);
  if (asked.length === 0) return false;
  const held = new Set(tokens(`${finding.paper.title}\n${finding.paper.abstract}`).flatMap(terms));
  const known = asked.filter((word) => terms(word).some((term) => held.has(term)));
  if (known.length > 0) return false;
  const figures = finding.sentences.some(({ text }) => /\d/.test(text));
  return !(intent.kind === 'number' && figures);
}

/** Content words of a question that are no part of the paper's names and mean something. */
function beyondName(question: string, finding: Finding): string[] {
  const names = paperNames(finding.paper).slice(0, 8);
  const named = new Set(names.flatMap(({ name }) => tokens(name).flatMap(terms)));
  const joined = new Set(names.map(({ name }) => squeeze(name)));
  return tokens(question).filter((token) => {
    const word = token.toLowerCase();
    if (STOP_WORDS.has(word) || REQUEST_WORDS.has(word) || GENERAL.has(word)) return false;
    return !joined.has(squeeze(token)) && !terms(token).every((term) => named.has(term));
  });
}

function terms(token: string): string[] {
  const { words, variants } = tokenTerms(token);
  return [...words, ...variants];
}

function squeeze(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
}
