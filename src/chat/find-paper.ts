import type { Paper } from '../corpus/paper.ts';
import { InputError, NotFoundError } from '../errors.ts';
import type { Retriever } from '../retrieval/retriever.ts';

/** Below this a name match is a guess to suggest, not a paper to show. */
const SURE = 0.5;

/**
 * The paper somebody means by an id, a link, a title, a name or a typo of these.
 * @throws NotFoundError naming the nearest titles; InputError when nothing was given.
 */
export async function findPaper(retriever: Retriever, query: string): Promise<Paper> {
  if (!query.trim()) throw new InputError('Which paper? Give an id, a link, a title or a name.');
  const byId = await retriever.paper(query.trim());
  if (byId) return byId;
  const matches = retriever.lookup(query, 3);
  const best = matches[0];
  if (best && best.score >= SURE) {
    const paper = await retriever.paper(best.id);
    if (paper) return paper;
  }
  const nearest = matches.map((match) => `“${match.title}” (${match.id})`).join(', ');
  throw new NotFoundError(`No paper here is called “${query.trim().slice(0, 200)}”.`, {
    hint: nearest ? `Did you mean ${nearest}?` : 'Search for its topic instead.',
  });
}
