import type { Button, ReplyBody } from './reply.ts';

/** Lines of a long list on one page. */
export const PAGE_SIZE = 5;

/** The buttons that belong under a reply. */
export function buttonsFor(body: ReplyBody, ref: string, isPrivate: boolean): Button[] {
  const button = (action: Button['action'], label: string, argument?: string): Button => ({
    action,
    label,
    ref,
    ...(argument === undefined ? {} : { argument }),
  });
  const share = isPrivate ? [button('share', 'Share')] : [];
  switch (body.kind) {
    case 'answer':
      if (body.answer.citations.length === 0) return share;
      return [
        button('evidence', 'Evidence'),
        button('bibtex', 'BibTeX'),
        button('similar', 'Similar'),
        ...share,
        button('like', '👍'),
        button('dislike', '👎'),
      ];
    case 'progress':
      return [button('stop', 'Stop')];
    case 'paper':
      return [button('bibtex', 'BibTeX'), button('similar', 'Similar'), ...share];
    case 'papers': {
      const { page = 0, pages = 1 } = body;
      return [
        ...(page > 0 ? [button('page', '◀ Back', String(page - 1))] : []),
        ...(page < pages - 1 ? [button('page', 'More ▶', String(page + 1))] : []),
        ...share,
      ];
    }
    case 'digest':
      return body.lines.flatMap((_line, index) => [
        button('discuss', `Discuss ${index + 1}`, String(index)),
        button('like', '👍', String(index)),
        button('dislike', '👎', String(index)),
      ]);
    default:
      return [];
  }
}

/** One page of a list, or the body itself where it needs no paging. */
export function pageOf(body: ReplyBody, page: number): ReplyBody {
  if (body.kind !== 'papers' || body.lines.length <= PAGE_SIZE) return body;
  const pages = Math.ceil(body.lines.length / PAGE_SIZE);
  const at = Math.min(Math.max(0, page), pages - 1);
  const lines = body.lines.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE);
  return { ...body, lines, page: at, pages };
}

/** Papers a stored reply is about, in its order. */
export function papersOf(body: ReplyBody) {
  switch (body.kind) {
    case 'answer': {
      const papers = new Map(body.answer.citations.map(({ paper }) => [paper.id, paper]));
      return [...papers.values()];
    }
    case 'paper':
      return [body.paper];
    case 'papers':
    case 'digest':
      return body.lines.map((line) => line.paper);
    default:
      return [];
  }
}
