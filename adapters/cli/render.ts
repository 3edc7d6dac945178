import {
  type Answer,
  type Citation,
  displayText,
  type Paper,
  paperUrl,
  type SearchHit,
  type TrendingResult,
} from '../../src/index.ts';
import { printable, type Style, wrap } from './terminal.ts';

/** A text of a paper as it is shown: remains of LaTeX and HTML cleaned, controls removed. */
function shown(text: string): string {
  return printable(displayText(text));
}

/** A model's or the assistant's Markdown as a terminal shows it: emphasis is the only markup used. */
export function renderText(text: string, style: Style): string {
  return printable(text).replace(/\*\*([^*]+)\*\*/g, (_, words: string) => style.bold(words));
}

/** An answer with its sources, or with what is near where nothing was proved. */
export function renderAnswer(answer: Answer, style: Style): string {
  const body = wrap(renderText(answer.text, style), style.width);
  return [body, renderSources(answer, style), renderSuggestions(answer, style)]
    .filter(Boolean)
    .join('\n\n');
}

/** The sources of an answer: each paper once, behind all its markers. */
export function renderSources(answer: Answer, style: Style): string {
  const byPaper = new Map<string, Citation[]>();
  for (const citation of answer.citations) {
    byPaper.set(citation.paper.id, [...(byPaper.get(citation.paper.id) ?? []), citation]);
  }
  return Array.from(byPaper.values(), (citations) => {
    const { paper } = citations[0]!;
    const markers = citations.map(({ n }) => `[${n}]`).join('');
    const url = paperUrl(paper);
    return [
      `${markers} ${style.bold(shown(paper.title))}${credits(paper)}`,
      ...(url ? [`    ${printable(url)}`] : []),
    ].join('\n');
  }).join('\n');
}

function renderSuggestions(answer: Answer, style: Style): string {
  if (answer.status === 'answered' || answer.suggestions.length === 0) return '';
  const lines = answer.suggestions.map((paper) => `  ${shown(paper.title)} (${paper.id})`);
  return [style.dim('Nearest papers:'), ...lines].join('\n');
}

/** The sentences of the abstracts that prove an answer, or those of one marker. */
export function renderEvidence(citations: Citation[], style: Style): string {
  return citations
    .map(({ n, paper, evidence }) => {
      const quote = wrap(`“${shown(evidence.text)}”`, style.width, '    ');
      return `[${n}] ${style.bold(shown(paper.title))}\n${quote}`;
    })
    .join('\n');
}

/** Ranked papers, one a line. */
export function renderHits(hits: SearchHit[]): string {
  return hits
    .map(
      ({ paper, score }, index) =>
        `${String(index + 1).padStart(2)}. ${shown(paper.title)} (${paper.id})  ${score.toFixed(3)}`,
    )
    .join('\n');
}

/** One paper with all that is known of it. */
export function renderPaper(paper: Paper, style: Style): string {
  const fact = (label: string, value: string | undefined) =>
    value ? [`${style.dim(label.padEnd(10))} ${printable(value)}`] : [];
  return [
    style.bold(wrap(shown(paper.title), style.width)),
    ...fact('id', paper.id),
    ...fact('authors', paper.authors?.join(', ')),
    ...fact('published', paper.publishedAt),
    ...fact('categories', paper.categories?.join(', ')),
    ...fact('read', paperUrl(paper)),
    ...fact('code', paper.githubRepo),
    ...fact('project', paper.projectPage),
    ...fact('withdrawn', paper.withdrawnAt),
    '',
    wrap(shown(paper.abstract), style.width),
  ].join('\n');
}

/** What is rising, each with why. */
export function renderTrending(result: TrendingResult, style: Style): string {
  const lines = result.papers.map(({ rank, paper, why }) => {
    const title = `${String(rank).padStart(2)}. ${style.bold(shown(paper.title))} (${paper.id})`;
    return why.length > 0 ? `${title}\n    ${style.dim(printable(why.join(' · ')))}` : title;
  });
  const head = `Trending in the ${result.window} to ${result.day}`;
  const note = result.note ? [style.dim(printable(result.note))] : [];
  return [head, ...note, ...(lines.length > 0 ? lines : ['Nothing to show.'])].join('\n');
}

function credits(paper: Paper): string {
  const [first, ...others] = paper.authors ?? [];
  const who = first && (others.length > 0 ? `${first} et al.` : first);
  const known = [who, paper.publishedAt?.slice(0, 4)].filter(Boolean);
  return known.length > 0 ? ` — ${printable(known.join(', '))}` : '';
}
