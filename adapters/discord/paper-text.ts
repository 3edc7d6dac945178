import { displayText, type Paper, type PaperLine, paperUrl } from '../../src/index.ts';
import { escapeLine, escapeText, link, oneLine, shorten } from './escape.ts';
import { renderPieces } from './pack.ts';

/** Longest forms of a paper's parts in a line of a list, in code units. */
const MAX = { title: 200, credit: 80, why: 300, mark: 120 };

/** A paper's title, linked to where it can be read. */
export function titleLink(paper: Paper): string {
  return link(displayText(paper.title) || paper.id, paperUrl(paper), MAX.title);
}

/** A line of a source list: the markers of a paper, its linked title, first author and year. */
export function sourceLine(markers: number[], paper: Paper): string {
  const [first, second] = paper.authors ?? [];
  const author = first && (second ? `${first} et al.` : first);
  const credit = [author, paper.publishedAt?.slice(0, 4)].filter(Boolean).join(', ');
  const title = `${titleLink(paper)}${withdrawn(paper)}`;
  const head = [...markers.map((n) => `\`${n}\``), title].join(' ');
  return [head, escapeLine(credit, MAX.credit)].filter(Boolean).join(' · ');
}

/** A line of a list of papers; the summary is cut to `summaryLength` code units. */
export function listLine(line: PaperLine, rank: number, summaryLength: number): string {
  const summary = shorten(oneLine(line.summary ?? ''), summaryLength);
  const why = line.why.map(oneLine).filter(Boolean).join(' · ');
  return [
    `**${rank}.** ${titleLink(line.paper)}${withdrawn(line.paper)}`,
    line.mark ? `★ ${escapeLine(line.mark, MAX.mark)}` : '',
    summaryLength > 0 ? escapeText(summary) : '',
    why ? `-# ${escapeLine(why, MAX.why)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** What a whole paper shows besides its title: people, dates, abstract and links. */
export function paperBlocks(paper: Paper): string[] {
  const links = [
    paperUrl(paper) && link('Abstract page', paperUrl(paper)),
    paper.pdfUrl && link('PDF', paper.pdfUrl),
    paper.githubRepo && link('Code', paper.githubRepo),
    paper.projectPage && link('Project', paper.projectPage),
  ].filter((text) => text?.startsWith('['));
  const authors = (paper.authors ?? []).map(oneLine).filter(Boolean);
  const facts = [paper.publishedAt?.slice(0, 10), paper.categories?.join(', '), paper.id];
  return [
    paper.withdrawnAt ? '**This paper was withdrawn.**' : '',
    authors.length > 0 ? escapeLine(authors.join(', '), 500) : '',
    ...renderPieces(oneLine(displayText(paper.abstract)), escapeText),
    [`-# ${escapeLine(facts.filter(Boolean).join(' · '), 300)}`, links.join(' · ')]
      .filter(Boolean)
      .join('\n'),
  ].filter(Boolean);
}

/** Addresses that belong to a paper and may be linked. */
export function addressesOf(paper: Paper): string[] {
  return [paperUrl(paper), paper.pdfUrl, paper.githubRepo, paper.projectPage].filter(
    (url): url is string => Boolean(url),
  );
}

function withdrawn(paper: Paper): string {
  return paper.withdrawnAt ? ' (withdrawn)' : '';
}
