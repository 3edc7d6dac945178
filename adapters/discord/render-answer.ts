import {
  type Answer,
  type AnswerPart,
  type AnswerStatus,
  type Citation,
  type Paper,
  paperUrl,
  splitAnswer,
} from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { escapeLine, escapeText, oneLine, plain, shorten } from './escape.ts';
import { type MarkdownContext, noLinks, renderMarkdown } from './markdown.ts';
import { boundOf, embedsOf, pack, ROOM } from './pack.ts';
import { addressesOf, sourceLine, titleLink } from './paper-text.ts';
import type { Embed, OutgoingFile } from './platform.ts';

/** Colours of the bar beside an answer, readable on both themes. */
const COLORS: Record<AnswerStatus, number> = {
  answered: 0x3b82f6,
  abstract_silent: 0xd97706,
  not_in_corpus: 0x6b7280,
  failed: 0xdc2626,
};

const DEFAULT_TEXT: Record<AnswerStatus, string> = {
  answered: '',
  abstract_silent: 'The paper is here, but its abstract does not say.',
  not_in_corpus: 'No paper here answers that.',
  failed: 'I could not answer.',
};

/** Answers longer than this are sent as a file behind their beginning. */
const LONGEST = 16_000;

/** An answer as embeds, one message each, in which every marker has its source beside it. */
export function renderAnswer(answer: Answer): { embeds: Embed[]; files: OutgoingFile[] } {
  const title = escapeLine(answer.question, limits.embedTitle);
  const footer = shorten(oneLine(`${answer.model} · ${seconds(answer.ms)}`), 200);
  const frame = { title, footer, color: COLORS[answer.status] };
  if (answer.text.length > LONGEST) {
    const parts = renderParts(answer.text.slice(0, LONGEST), answer);
    const notice = '-# The answer goes on in the file, with all its sources.';
    const beginning = embedsOf([parts[0]!], { title, color: frame.color });
    return {
      embeds: [...beginning, ...embedsOf([notice], { footer, color: frame.color })],
      files: [wholeAnswer(answer)],
    };
  }
  const text = plain(answer.text).trim() || answer.reason || DEFAULT_TEXT[answer.status] || '…';
  const parts = renderParts(text, answer);
  const near = suggestions(answer);
  return { embeds: embedsOf(near ? pack([...parts, near]) : parts, frame), files: [] };
}

/** The proof of an answer: for each marker the paper and the sentence of its abstract. */
export function renderEvidence(answer: Answer): Embed[] {
  const blocks = answer.citations.map(({ n, paper, evidence }) => {
    const sentence = shorten(oneLine(evidence.text), 1200);
    return `\`${n}\` ${titleLink(paper)}\n> ${escapeText(sentence)}`;
  });
  const none = 'This answer cites no paper.';
  return embedsOf(pack(blocks.length > 0 ? blocks : [none]), {
    title: 'Evidence',
    color: COLORS.answered,
  });
}

/** An answer still being written. Markers are linked once they are final. */
export function renderProgress(text: string, status: string): Embed[] {
  const line = `-# ${escapeLine(status, 200)}`;
  const room = ROOM - line.length - 2;
  // The reader reads on at the end, so a text that has outgrown one message keeps its end.
  let shown = plain(text).trim();
  while (boundOf(shown) > room) shown = shown.slice(-Math.floor(shown.length * 0.8));
  const description = [renderMarkdown(shown, noLinks), line].filter(Boolean).join('\n\n');
  return embedsOf([description], { color: COLORS.not_in_corpus });
}

function renderParts(text: string, { citations, suggestions }: Answer): string[] {
  const context = linksTo(citations, suggestions);
  const render = (part: AnswerPart): string =>
    [renderMarkdown(part.text, context), sources(part.citations)].filter(Boolean).join('\n\n');
  // A marker grows by the address behind it, as long as its source line at most.
  const lengths = new Map(citations.map((one) => [one, sourceLine([one.n], one.paper).length]));
  const isFit = ({ text: piece, citations: cited }: AnswerPart): boolean => {
    let bound = boundOf(piece) + HEADING;
    for (const one of cited) bound += lengths.get(one)! * (1 + countOf(`[${one.n}]`, piece));
    return bound <= ROOM;
  };
  return splitAnswer(text, citations, isFit).map(render).filter(Boolean);
}

/** One line for each cited paper, in the order of its first marker. */
function sources(cited: Citation[]): string {
  if (cited.length === 0) return '';
  const papers = new Map<string, Citation[]>();
  for (const one of cited) papers.set(one.paper.id, [...(papers.get(one.paper.id) ?? []), one]);
  const lines = [...papers.values()].map((group) =>
    sourceLine(
      group.map(({ n }) => n),
      group[0]!.paper,
    ),
  );
  return ['**Sources**', ...lines].join('\n');
}

/** Room for the heading of the sources, and the blank lines around it. */
const HEADING = 20;

/** How often a marker stands in a text. */
function countOf(marker: string, text: string): number {
  return text.split(marker).length - 1;
}

function linksTo(citations: Citation[], suggestions: Paper[]): MarkdownContext {
  const papers = new Map(citations.map(({ n, paper }) => [n, paper]));
  const named = [...papers.values(), ...suggestions];
  const addresses = new Set(named.flatMap(addressesOf));
  return {
    marker: (n) => {
      const paper = papers.get(n);
      return paper && paperUrl(paper);
    },
    allows: (url) => addresses.has(url),
  };
}

function suggestions(answer: Answer): string {
  if (answer.status === 'answered' || answer.suggestions.length === 0) return '';
  const heading = answer.status === 'abstract_silent' ? '**Read on**' : '**Near papers**';
  return [heading, ...answer.suggestions.slice(0, 5).map((paper) => `- ${titleLink(paper)}`)].join(
    '\n',
  );
}

function wholeAnswer(answer: Answer): OutgoingFile {
  const list = answer.citations.map(
    ({ n, paper }) => `[${n}] ${oneLine(paper.title)} ${paperUrl(paper) ?? paper.id}`,
  );
  const text = [`# ${oneLine(answer.question)}`, answer.text, list.join('\n')].join('\n\n');
  const data = new TextEncoder().encode(text).subarray(0, limits.file);
  return { name: 'answer.md', data, contentType: 'text/markdown', description: 'The whole answer' };
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
