import type { RichTextElement } from '@slack/types';
import {
  type Citation,
  displayText,
  type Paper,
  type PaperLine,
  paperUrl,
} from '../../src/index.ts';
import { blockPieces, linkTo, quote, richText, type Sized, section, span } from './rich-text.ts';
import { oneLine, shorten } from './text.ts';

/** Longest title, author list or reason in a list; the paper's own card shows all of it. */
const LINE = 300;
const AUTHORS = 8;
/** Titled papers in one block: with the longest titles and credits they are within its limit. */
const PER_BLOCK = 3;

/** A paper's title on one line, as it is shown. */
export function titleOf(paper: Paper, longest = LINE): string {
  return shorten(oneLine(displayText(paper.title)) || paper.id, longest);
}

/** "Vaswani et al., 2017", as far as known. */
export function creditsOf(paper: Paper): string {
  const [first, ...others] = paper.authors ?? [];
  const who = first && (others.length > 0 ? `${first} et al.` : first);
  const known = [who, paper.publishedAt?.slice(0, 4)].filter(Boolean).join(', ');
  return shorten(oneLine(known), LINE / 2);
}

function titled(paper: Paper): RichTextElement[] {
  return linkTo(titleOf(paper), paperUrl(paper), { bold: true });
}

function credited(paper: Paper): RichTextElement[] {
  const credits = creditsOf(paper);
  return credits ? span(` — ${credits}`) : [];
}

/** Citations by paper, in the order of their first markers. */
export function citedPapers(citations: Citation[]): Citation[][] {
  const byPaper = new Map<string, Citation[]>();
  for (const citation of citations) {
    byPaper.set(citation.paper.id, [...(byPaper.get(citation.paper.id) ?? []), citation]);
  }
  return [...byPaper.values()];
}

/** `[1][3]` of the citations of one paper. */
export function markersOf(citations: Citation[]): string {
  return shorten(citations.map(({ n }) => `[${n}]`).join(''), 100);
}

/** The sources of an answer: each paper once, behind all its markers. */
export function sourceBlocks(citations: Citation[]): Sized[] {
  const groups = citedPapers(citations);
  const blocks: Sized[] = [];
  for (let at = 0; at < groups.length; at += PER_BLOCK) {
    const lines = groups.slice(at, at + PER_BLOCK).map((group, index) => {
      const { paper } = group[0]!;
      const markers = markersOf(group);
      return [...span(`${index > 0 ? '\n' : ''}${markers} `), ...titled(paper), ...credited(paper)];
    });
    const heading = at === 0 ? span('Sources\n', { bold: true }) : [];
    blocks.push(richText(section(...heading, ...lines.flat())));
  }
  return blocks;
}

/** Papers named as near, without proof. */
export function suggestionBlocks(papers: Paper[]): Sized[] {
  if (papers.length === 0) return [];
  const items = papers
    .slice(0, 2 * PER_BLOCK)
    .map((paper) => section(...titled(paper), ...credited(paper)));
  const lists = [items.slice(0, PER_BLOCK), items.slice(PER_BLOCK)].map((elements) =>
    richText({ type: 'rich_text_list', style: 'bullet', elements }),
  );
  return [richText(section(...span('Near to it', { bold: true }))), ...lists];
}

/** One line of a list: its number if any, title, what it is about and why it stands there. */
export function lineBlock(line: PaperLine, number?: number): Sized {
  const why = oneLine(line.why.join(' · '));
  const mark = oneLine(line.mark ?? '');
  const summary = oneLine(line.summary ?? '');
  return richText(
    section(
      ...(number === undefined ? [] : span(`${number}. `)),
      ...titled(line.paper),
      ...credited(line.paper),
      ...(summary ? span(`\n${shorten(summary, 2 * LINE)}`) : []),
      ...(mark ? span(`\n${shorten(mark, LINE)}`, { bold: true }) : []),
      ...(why ? span(`${mark ? ' · ' : '\n'}${shorten(why, LINE)}`, { italic: true }) : []),
    ),
  );
}

/** The sentence that proves a marker, below its paper. */
export function evidenceBlocks(citation: Citation): Sized[] {
  const head = section(...span(`[${citation.n}] `), ...titled(citation.paper));
  const [first = '', ...rest] = blockPieces(citation.evidence.text, 2_000);
  return [richText(head, quote(first)), ...rest.map((piece) => richText(quote(piece)))];
}

/** A paper's card: title, credits, abstract, links. */
export function paperBlocks(paper: Paper): Sized[] {
  const authors = paper.authors ?? [];
  const named = authors.slice(0, AUTHORS).join(', ');
  const more = authors.length > AUTHORS ? ` and ${authors.length - AUTHORS} more` : '';
  const facts = [
    named + more,
    paper.publishedAt?.slice(0, 10),
    paper.categories?.join(', '),
    paper.id,
  ];
  const meta = oneLine(facts.filter(Boolean).join(' · '));
  const title = linkTo(titleOf(paper, 800), paperUrl(paper), { bold: true });
  const withdrawn = paper.withdrawnAt
    ? span(`\nWithdrawn on ${paper.withdrawnAt.slice(0, 10)}.`, { bold: true })
    : [];
  const abstract = displayText(paper.abstract).trim();
  return [
    richText(section(...title, ...span(`\n${shorten(meta, 800)}`, { italic: true }), ...withdrawn)),
    ...(abstract ? blockPieces(abstract).map((piece) => richText(section(...span(piece)))) : []),
    ...linkLine(paper),
  ];
}

function linkLine(paper: Paper): Sized[] {
  const links = [
    linkTo('Read', paperUrl(paper)),
    linkTo('PDF', paper.pdfUrl),
    linkTo('Code', paper.githubRepo),
    linkTo('Project', paper.projectPage),
  ].filter(([element]) => element?.type === 'link');
  if (links.length === 0) return [];
  return [
    richText(section(...links.flatMap((link, i) => (i > 0 ? [...span(' · '), ...link] : link)))),
  ];
}
