import { withoutArxivId } from '../../corpus/paper.ts';
import { STOP_WORDS } from '../../retrieval/stop-words.ts';
import type { Findings } from '../findings.ts';
import { readBrevity } from './brevity.ts';
import { compose } from './compose.ts';
import { othersOf, relisted, selected } from './compose-several.ts';
import { ABSTRACT_SILENT, type Exchange, NOT_IN_CORPUS, type Step } from './exchange.ts';
import { firstCall, search, searchByAuthors } from './first-call.ts';
import { type Resolved, resolveFollowUp } from './follow-up.ts';
import { type Intent, readIntent } from './intent.ts';
import { speaksTo } from './lookup.ts';
import { NAME_LIKE } from './pointing.ts';

/** A greeting asks nothing of the papers. */
const GREETING =
  /^(?:hi|hello|hey|thanks?(?: you| a lot)?|good (?:morning|evening|day)|how are you)\b[\s\p{P}]*(?:there|how are you|today|doing|[\s\p{P}])*$/iu;
/** Longest name in words; what is longer only has one in it. */
const NAME_WORDS = 3;
/** Tool calls before the model answers with what it has. */
const MOST_TRIES = 3;

/**
 * What the offline model does next: the tool call that a question asks for, a plain search where
 * that found nothing, or the answer.
 */
export function nextStep(exchange: Exchange, mayCallTools: boolean): Step {
  if (GREETING.test(exchange.question.trim())) return { text: NOT_IN_CORPUS };
  const { question, sentences } = readBrevity(exchange.question);
  const resolved = resolveFollowUp({ ...exchange, question });
  const last = exchange.found.at(-1);
  const intent = readIntent(resolved.question, last?.named);
  if (exchange.tries === 0 && mayCallTools) return firstCall(exchange, resolved, intent);
  if (resolved.wish && last) return fulfil(resolved, intent, last, mayCallTools);
  const answer = last ? answerFrom(last, resolved, intent, sentences) : undefined;
  if (answer && !isRefusal(answer)) return { text: answer };
  if (mayCallTools && mayStillFind(exchange, resolved, intent)) return search(resolved.question);
  if (mayCallTools && mayMean(resolved, exchange)) {
    const { id } = resolved.before!;
    return { call: { name: 'get_paper', args: { paper: id, question: resolved.question } } };
  }
  // Of a paper that is surely meant, a refusal says that its abstract is silent.
  const isMeant = resolved.certainty !== 'possible' || exchange.scope.length > 0;
  const refusals = (isMeant ? exchange.found : exchange.found.slice(-1))
    .filter((findings) => !isGuess(findings, resolved))
    .map((findings) => compose(resolved.question, intent, findings));
  return { text: refusals.find(isSilence) ?? NOT_IN_CORPUS };
}

/** Whether a paper was asked only because it was spoken of before. */
function isGuess({ tool, findings }: Findings, { focus, before }: Resolved): boolean {
  return tool === 'get_paper' && focus.length === 0 && before?.id === findings[0]?.paper.id;
}

/** What is wanted of several papers of the conversation, or beside them. */
function fulfil(
  { question, wish, focus }: Resolved,
  intent: Intent,
  last: Findings,
  mayCallTools: boolean,
): Step {
  if (wish === 'selection') return { text: selected(question, intent, last.findings) };
  if (wish === 'list') return { text: relisted(last.findings) };
  if (last.tool === 'search_papers') return { text: othersOf(focus, last.findings) };
  const further = mayCallTools ? searchByAuthors(last) : undefined;
  return further ?? { text: `${ABSTRACT_SILENT} [${last.findings[0]!.key}]` };
}

/** The answer from what one tool found. */
function answerFrom(
  last: Findings,
  resolved: Resolved,
  intent: Intent,
  sentences: number | undefined,
): string {
  const { question, instead } = resolved;
  // Who gives a paper's id or link asks the rest of it.
  const asked = last.tool === 'get_paper' ? withoutArxivId(question) : question;
  // A paper that the question does not point at must answer it by itself.
  if (isGuess(last, resolved) && !speaksTo(question, last.findings[0]!)) return NOT_IN_CORPUS;
  const answer = compose(asked, intent, last, sentences);
  // Of a paper that does not say it, what it is about.
  const isOther = instead !== undefined && last.tool === 'get_paper' && isRefusal(answer);
  return isOther ? compose(instead, { kind: 'fact' }, last, sentences) : answer;
}

/** Whether a plain search is left that could find what was asked for. */
function mayStillFind(
  { tries, found }: Exchange,
  { certainty }: Resolved,
  intent: Intent,
): boolean {
  if (tries >= MOST_TRIES || intent.kind === 'trending') return false;
  const last = found.at(-1);
  const searched =
    tries > found.length
      ? last?.tool === 'search_papers'
      : found.some(({ tool }) => tool === 'search_papers');
  const namesNobody = intent.kind === 'compare' && last?.unknown.some(isName);
  return !searched && !namesNobody && !(certainty === 'sure' && last !== undefined);
}

/** Whether the paper spoken of has not been asked and may be meant although nothing points at it. */
function mayMean({ before, focus }: Resolved, { tries, found, scope }: Exchange): boolean {
  const isAsked = found.some(({ tool }) => tool === 'get_paper');
  return (
    before !== undefined && focus.length + scope.length === 0 && !isAsked && tries < MOST_TRIES
  );
}

function isName(text: string): boolean {
  const words = text.split(/\s+/);
  const isPhrase = words.some((word) => STOP_WORDS.has(word.toLowerCase()));
  return NAME_LIKE.test(text) && words.length <= NAME_WORDS && !isPhrase;
}

function isRefusal(text: string): boolean {
  return text.startsWith(NOT_IN_CORPUS) || isSilence(text);
}

function isSilence(text: string): boolean {
  return text.startsWith(ABSTRACT_SILENT);
}
