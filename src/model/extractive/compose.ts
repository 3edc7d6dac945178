import { tellsOfCode } from '../../corpus/code.ts';
import { displayText } from '../../corpus/display.ts';
import { tokens } from '../../retrieval/analyzer.ts';
import type { PaperOrder } from '../../retrieval/retriever.ts';
import { ANSWERABLE, type Finding, type Findings, type FoundSentence } from '../findings.ts';
import { ABSTRACT_SILENT, NOT_IN_CORPUS } from './exchange.ts';
import { asks, type Intent } from './intent.ts';
import { asksBeyondAbstract, callsByName, isLookup, isTopicOfTitles } from './lookup.ts';
import { type Introduction, MOST_SENTENCES, ranked, selectSentences } from './select.ts';

/** Papers of a list at most, and the share of the best one's score that each must have. */
const MOST_LISTED = 6;
const LISTED_SHARE = 0.52;
/** Longest list line in characters before the sentence is cut at a word. */
const LINE_LENGTH = 260;

/**
 * The answer to a question from what one tool call found.
 * @param most sentences of one paper at most
 */
export function compose(
  question: string,
  intent: Intent,
  found: Findings,
  most = MOST_SENTENCES,
): string {
  if (found.findings.length === 0) return NOT_IN_CORPUS;
  if (found.tool === 'similar_papers' || found.tool === 'trending_papers') {
    return list(found.findings, { kind: 'fact' });
  }
  if (found.tool === 'compare_papers') return compared(intent, found);
  const known =
    found.answerable >= ANSWERABLE ||
    callsByName(question, found.findings[0]!) ||
    (intent.kind === 'list' && isTopicOfTitles(found.query, found.findings));
  if (found.tool === 'search_papers' && !known) return NOT_IN_CORPUS;
  if (found.isBrowsed && intent.kind !== 'link') return list(found.findings, intent);
  if (intent.kind === 'list') {
    const best = relevant(found.findings);
    return list(intent.order ? dated(best.slice(0, MOST_LISTED), intent.order) : best, intent);
  }
  return single(question, intent, found, most);
}

function single(question: string, intent: Intent, found: Findings, most: number): string {
  const finding = found.findings[0]!;
  if (intent.kind === 'metadata') return metadata(finding, intent.field);
  const lookup = found.isName || isLookup(question, finding);
  if (found.named && !lookup && asksBeyondAbstract(question, intent, finding, found.answerable)) {
    return `${ABSTRACT_SILENT} [${finding.key}]`;
  }
  const introduce = introduction(question, intent, found);
  const sentences = selectSentences(finding, intent, lookup, introduce, most);
  if (intent.kind === 'link') return link(finding, sentences);
  return quotes(finding, sentences);
}

/** Who describes a paper wants to see which it is; who asks something wants that first. */
function introduction(question: string, intent: Intent, { named }: Findings): Introduction {
  if (intent.kind !== 'fact') return 'none';
  if (!asks(question)) return 'surely';
  return named ? 'none' : 'if there is room';
}

/** The sentence with the link; else the repository or page that the record names. */
function link(finding: Finding, sentences: readonly FoundSentence[]): string {
  const { key, paper } = finding;
  const best = sentences[0]!;
  if (/https?:|github/i.test(best.text)) return quote(finding, best);
  const url = paper.githubRepo ?? paper.projectPage;
  if (!url) return `${ABSTRACT_SILENT} [${key}]`;
  return `${displayText(paper.title)}: ${url} [${key}]`;
}

/** What the record tells of a paper. */
export function metadata({ key, paper }: Finding, field: 'authors' | 'date' | 'reference'): string {
  const { title, authors, publishedAt } = paper;
  const written = authors?.length ? `written by ${authors.join(', ')}` : '';
  const published = publishedAt ? `published on ${publishedAt}` : '';
  const said = { authors: [written], date: [published], reference: [written, published] }[field];
  const told = said.filter(Boolean).join(' and ');
  return told ? `“${displayText(title)}” was ${told} [${key}].` : `${ABSTRACT_SILENT} [${key}]`;
}

/** A part for each paper: what it is called and what it says to the question. */
function compared(intent: Intent, found: Findings): string {
  if (found.unknown.length > 0) {
    // A method is compared with others in its own abstract.
    const telling = found.findings.find(({ paper }) =>
      found.unknown.every(standsIn(paper.abstract)),
    );
    return (telling && quotes(telling, naming(telling, found.unknown))) || NOT_IN_CORPUS;
  }
  return found.findings
    .map((finding) => {
      const sentences = selectSentences(finding, intent, true, 'none').slice(0, 2);
      return `- **${displayText(finding.paper.title)}**: ${quotes(finding, sentences)}`;
    })
    .join('\n');
}

const standsIn =
  (text: string) =>
  (name: string): boolean =>
    ` ${tokens(text).join(' ')} `
      .toLowerCase()
      .includes(` ${tokens(name).join(' ')} `.toLowerCase());

/** The best sentences that name one of what is asked about. */
function naming(finding: Finding, names: readonly string[]): FoundSentence[] {
  return ranked(finding, { kind: 'number' }, false)
    .filter(({ text }) => names.some(standsIn(text)))
    .slice(0, MOST_SENTENCES);
}

function relevant(findings: readonly Finding[]): Finding[] {
  const best = Math.max(...findings.map(({ score }) => score));
  return findings.filter(({ score }) => score >= best * LISTED_SHARE);
}

/** Papers in the order of their dates, those without a date last. */
export function dated(findings: readonly Finding[], order: PaperOrder): Finding[] {
  const sign = order === 'oldest' ? 1 : -1;
  const known = (date: string | undefined) => (date ? 0 : 1);
  return [...findings].sort(({ paper: a }, { paper: b }) => {
    const [x, y] = [a.publishedAt, b.publishedAt];
    return known(x) - known(y) || sign * (x ?? '').localeCompare(y ?? '');
  });
}

/**
 * One line and one marker a paper.
 * @param introduce whether each line tells what the paper is rather than what was asked
 */
export function list(findings: readonly Finding[], intent: Intent, introduce = true): string {
  const most = (intent.kind === 'list' && intent.most) || MOST_LISTED;
  return findings
    .slice(0, most)
    .map((finding) => listed(finding, intent, introduce))
    .join('\n');
}

function listed(finding: Finding, intent: Intent, introduce: boolean): string {
  const { key, paper } = finding;
  const { order = undefined, withCode = false } = intent.kind === 'list' ? intent : {};
  const date = order && paper.publishedAt ? ` (${paper.publishedAt})` : '';
  const head = `- **${displayText(paper.title)}**${date}:`;
  const sentences = ranked(finding, withCode ? { kind: 'link' } : intent, introduce);
  const best = withCode ? sentences.find(({ text }) => tellsOfCode(text)) : sentences[0];
  if (!best) return `${head} ${paper.githubRepo} [${key}]`;
  return `${head} ${clip(standalone(displayText(best.text)))} [${key}:${best.number}]`;
}

/** Sentences one after the other, each with its marker. */
function quotes(finding: Finding, sentences: readonly FoundSentence[]): string {
  return sentences
    .map((sentence, i) => {
      const follows = sentence.number === (sentences[i - 1]?.number ?? -1) + 1;
      return quote(finding, sentence, follows);
    })
    .join(' ');
}

/** Openings that link a sentence to the one before it in the abstract. */
const LINKS =
  /^(?:however|moreover|furthermore|in addition|additionally|notably|besides|meanwhile|finally|specifically|consequently|therefore|thus|hence|to (?:this|that) end|surprisingly|interestingly|(?:more )?importantly|crucially|in particular|in contrast|as a result|for (?:example|instance)|towards that end|based on (?:this|the above) (?:insight|observation|analysis)),\s+(?=\p{L})/iu;

/** A sentence with its marker; one that does not follow the sentence before it loses the link. */
function quote({ key }: Finding, { text, number }: FoundSentence, follows = false): string {
  const shown = displayText(text);
  return `${follows ? shown : standalone(shown)} [${key}:${number}]`;
}

function standalone(sentence: string): string {
  const alone = sentence.replace(LINKS, '');
  // A name such as "vLLM" keeps its small letter.
  const plain = /^\p{Ll}+(?![\p{Lu}\d])/u.test(alone);
  return plain ? alone[0]!.toUpperCase() + alone.slice(1) : alone;
}

function clip(text: string): string {
  if (text.length <= LINE_LENGTH) return text;
  return `${text.slice(0, LINE_LENGTH).replace(/\s+\S*$/, '')}…`;
}
