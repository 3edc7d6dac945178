import { toBibtex } from '../../corpus/bibtex.ts';
import type { Paper } from '../../corpus/paper.ts';
import { NotFoundError, UsageError } from '../../errors.ts';
import { findPaper } from '../find-paper.ts';
import { paperLine } from '../paper-line.ts';
import type { CommandHandler, CurrentRetriever } from './command.ts';

const DEFAULT_LIMIT = 10;

/** `search`: ranked papers, each with its sentence that speaks most to the query. */
export function searchCommand(retriever: CurrentRetriever): CommandHandler<'search'> {
  return async ({ query, limit = DEFAULT_LIMIT }) => {
    const hits = await retriever().search(query, { k: limit });
    const papers = hits.map((hit) => hit.paper);
    const evidence = retriever().evidence(query, papers, papers.length * 3);
    const lines = papers.map((paper) =>
      paperLine(paper, evidence.find((sentence) => sentence.paper.id === paper.id)?.text),
    );
    return { kind: 'papers', title: `Papers on “${query}”`, lines };
  };
}

/** `paper`: one paper by id, link, title or name. */
export function paperCommand(retriever: CurrentRetriever): CommandHandler<'paper'> {
  return async ({ query }) => ({ kind: 'paper', paper: await findPaper(retriever(), query) });
}

/** `similar`: papers near one in meaning. */
export function similarCommand(retriever: CurrentRetriever): CommandHandler<'similar'> {
  return async ({ query, limit = DEFAULT_LIMIT }) => {
    const paper = await findPaper(retriever(), query);
    const hits = await retriever().similar(paper.id, { k: limit });
    const lines = hits.map((hit) => paperLine(hit.paper));
    return { kind: 'papers', title: `Similar to “${paper.title}”`, lines };
  };
}

/** `bibtex`: entries for papers by id, link, title or name. */
export function bibtexCommand(retriever: CurrentRetriever): CommandHandler<'bibtex'> {
  return async ({ ids }) => {
    if (ids.length === 0) {
      throw new UsageError('No paper was named.', { hint: 'Give an id, a link or a title.' });
    }
    const papers: Paper[] = [];
    for (const id of ids) papers.push(await findPaper(retriever(), id));
    return bibtexOf(papers);
  };
}

/** The BibTeX of papers as a reply. @throws NotFoundError without papers. */
export async function bibtexOf(papers: Paper[]) {
  if (papers.length === 0) throw new NotFoundError('There is no paper to cite here.');
  const filename = papers.length === 1 ? `${papers[0]!.id.replace(/\W+/g, '-')}.bib` : 'papers.bib';
  return { kind: 'bibtex' as const, text: toBibtex(papers), filename };
}
