import { findArxivId, withoutArxivId } from '../../corpus/paper.ts';
import { STOP_WORDS } from '../../retrieval/stop-words.ts';
import { readBrevity } from './brevity.ts';
import { compose } from './compose.ts';
import { type Exchange, NOT_IN_CORPUS, type Step } from './exchange.ts';
import { readFilters } from './filters.ts';
import { type Resolved, resolveFollowUp } from './follow-up.ts';
import { type Intent, readIntent, wantsSimilarToFocus } from './intent.ts';

/** A greeting asks nothing of the papers. */
const GREETING =
  /^(?:hi|hello|hey|thanks?(?: you| a lot)?|good (?:morning|evening|day)|how are you)\b[\s\p{P}]*(?:there|how are you|today|doing|[\s\p{P}])*$/iu;
/** Looks like the name of a model or method: inner capitals, an acronym, a version. */
const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{Lu}.*\d/u;
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
  // Who gives a paper's id or link asks the rest of it.
  const asked = last?.tool === 'get_paper' ? withoutArxivId(resolved.question) : resolved.question;
  const answer = last ? compose(asked, intent, last, sentences) : undefined;
  if (answer && !isRefusal(answer)) return { text: answer };
  const searched =
    exchange.tries > exchange.found.length
      ? last?.tool === 'search_papers'
      : exchange.found.some(({ tool }) => tool === 'search_papers');
  const namesNobody = intent.kind === 'compare' && last?.unknown.some(isName);
  const settled = namesNobody || (resolved.pointed && last !== undefined);
  if (
    !searched &&
    !settled &&
    mayCallTools &&
    exchange.tries < MOST_TRIES &&
    intent.kind !== 'trending'
  ) {
    return search(resolved.question);
  }
  // Of a paper that is surely meant, a refusal says that its abstract is silent.
  const meant =
    resolved.pointed || exchange.scope.length > 0 ? exchange.found : exchange.found.slice(-1);
  const refusals = meant.map((findings) => compose(resolved.question, intent, findings));
  return { text: refusals.find((text) => text !== NOT_IN_CORPUS) ?? NOT_IN_CORPUS };
}

function firstCall({ scope }: Exchange, { question, focus }: Resolved, intent: Intent): Step {
  const about = focus[0] ?? (scope.length === 1 ? scope[0] : undefined);
  if (intent.kind === 'trending' && scope.length === 0) {
    const { topic, window } = intent;
    return { call: { name: 'trending_papers', args: { topic, window } } };
  }
  if (about && wantsSimilarToFocus(question)) {
    return { call: { name: 'similar_papers', args: { paper: about.id } } };
  }
  if (intent.kind === 'similar') {
    const paper = /^(?:this|it|that)\b/i.test(intent.paper) && about ? about.id : intent.paper;
    return { call: { name: 'similar_papers', args: { paper } } };
  }
  if (intent.kind === 'compare') {
    return { call: { name: 'compare_papers', args: { papers: intent.names, question } } };
  }
  if (focus.length > 1) {
    const papers = focus.slice(0, 5).map(({ id }) => id);
    return { call: { name: 'compare_papers', args: { papers, question } } };
  }
  const id = about?.id ?? findArxivId(question);
  if (id) {
    const args = { paper: id, question: withoutArxivId(question) };
    return { call: { name: 'get_paper', args } };
  }
  return search(question);
}

function search(question: string): Step {
  const { query, ...filters } = readFilters(question);
  return { call: { name: 'search_papers', args: { query: query.slice(0, 2000), ...filters } } };
}

function isName(text: string): boolean {
  const words = text.split(/\s+/);
  const isPhrase = words.some((word) => STOP_WORDS.has(word.toLowerCase()));
  return NAME_LIKE.test(text) && words.length <= NAME_WORDS && !isPhrase;
}

function isRefusal(text: string): boolean {
  return /^(?:NOT_IN_CORPUS|ABSTRACT_SILENT)\b/.test(text);
}
