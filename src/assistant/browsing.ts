import { tokens } from '../retrieval/analyzer.ts';
import type { PaperOrder } from '../retrieval/retriever.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../retrieval/stop-words.ts';

/** What can be asked of a search beside its words. */
export interface SearchFilters {
  from?: string;
  to?: string;
  authors?: string[];
  categories?: string[];
  /** Only papers that come with code. */
  withCode?: boolean;
  /** What comes first where the query names no topic. */
  order?: PaperOrder;
}

/** "The newest papers", "list all papers". */
export const isForNewest = (query: string): boolean =>
  /\b(?:latest|newest|recent)\b|^(?:please )?(?:list|show|give)\b.{0,20}\bpapers\b/i.test(query);

/** Beside request words: what says nothing of a topic where authors, years or categories are asked for. */
const BESIDES: ReadonlySet<string> = new Set(
  'among code earliest first github got here link links one ones repo repository stuff things url'.split(
    ' ',
  ),
);

/**
 * Whether a query says no more than its filters do: "papers by Jane Doe since March".
 * @param isBrowsing whether it may say nothing at all
 */
export function isOnlyFilters(
  query: string,
  { authors, categories, from, to }: SearchFilters,
  isBrowsing: boolean,
): boolean {
  const given = tokens([...(authors ?? []), ...(categories ?? []), from, to].join(' '));
  if (given.length === 0 && !isBrowsing) return false;
  const said = new Set(given.map((token) => token.toLowerCase()));
  return tokens(query).every((token) => {
    const word = token.toLowerCase();
    if (/^\d{1,2}$/.test(word)) return true;
    return [said, STOP_WORDS, REQUEST_WORDS, BESIDES].some((words) => words.has(word));
  });
}
