import { titleKey } from '../store/papers.ts';
import type { PaperDraft } from './formats/format.ts';
import { isArxivId, type Paper } from './paper.ts';

/** How far a source is trusted with title and abstract: arXiv holds the original. */
const AUTHORITY: Record<string, number> = { arxiv: 3, 'hugging-face': 2, file: 1 };
/** Share of the words of the shorter abstract that the other must have to be of the same paper. */
const SAME_ABSTRACT = 0.5;
/** Letters of a title from which on it alone tells a paper; "Editorial" does not. */
const TELLING_TITLE = 20;

/**
 * One record out of what is stored and what a source says, with the richer field of each. Merging
 * the same again changes nothing.
 *
 * Title and abstract come from the source with more authority (arXiv, then Hugging Face, then
 * files); between equals a record of the same id is newer and wins, one met by its title only wins
 * if it says more. Lists: the longer one; dates: the more precise one; the day of the list: the
 * earliest; withdrawn stays withdrawn.
 */
export function mergePaper(stored: Paper, draft: PaperDraft): Paper {
  const isNewer = draft.id === stored.id;
  const gain = authority(draft) - authority(stored);
  const isPreferred = gain > 0 || (gain === 0 && isNewer);
  const prefer = <T>(old: T | undefined, incoming: T | undefined) =>
    isPreferred ? (incoming ?? old) : (old ?? incoming);
  const text = (old: string, incoming: string) => {
    if (!incoming || !old) return incoming || old;
    if (gain === 0 && !isNewer) return incoming.length > old.length ? incoming : old;
    return isPreferred ? incoming : old;
  };
  const list = (old: string[] | undefined, incoming: string[] | undefined) =>
    (incoming?.length ?? 0) === (old?.length ?? 0)
      ? prefer(old, incoming)
      : (incoming?.length ?? 0) > (old?.length ?? 0)
        ? incoming
        : old;
  return canonical({
    id: isArxivId(draft.id ?? '') ? draft.id! : stored.id,
    title: text(stored.title, draft.title),
    abstract: text(stored.abstract, draft.abstract),
    authors: list(stored.authors, draft.authors),
    publishedAt: moreExact(stored.publishedAt, draft.publishedAt, isPreferred),
    url: prefer(stored.url, draft.url),
    pdfUrl: prefer(stored.pdfUrl, draft.pdfUrl),
    categories: list(stored.categories, draft.categories),
    keywords: list(stored.keywords, draft.keywords),
    githubRepo: prefer(stored.githubRepo, draft.githubRepo),
    projectPage: prefer(stored.projectPage, draft.projectPage),
    thumbnail: prefer(stored.thumbnail, draft.thumbnail),
    source: gain > 0 ? draft.source : stored.source,
    listDay: earliest(stored.listDay, draft.listDay),
    withdrawnAt: earliest(stored.withdrawnAt, draft.withdrawnAt),
  });
}

/** Fields in a fixed order and none that is undefined, so that equal papers are equal as JSON. */
export function canonical(paper: Paper): Paper {
  const { id, title, abstract, authors, publishedAt, url, pdfUrl, categories } = paper;
  const { keywords, githubRepo, projectPage, thumbnail, source, listDay, withdrawnAt } = paper;
  const texts = { id, title, abstract, authors, publishedAt, url, pdfUrl, categories };
  const rest = { keywords, githubRepo, projectPage, thumbnail, source, listDay, withdrawnAt };
  return JSON.parse(JSON.stringify({ ...texts, ...rest }));
}

/**
 * Whether a record met by its title is the stored paper: not if each has its own arXiv id, and not
 * if the abstracts have little in common ("Editorial" is many papers).
 */
export function isSameWork(stored: Paper, draft: PaperDraft): boolean {
  const key = titleKey(draft.title);
  if (titleKey(stored.title) !== key) return false;
  if (isArxivId(stored.id) && isArxivId(draft.id ?? '') && stored.id !== draft.id) return false;
  if (!stored.abstract || !draft.abstract) return key.length >= TELLING_TITLE;
  return sharedWords(stored.abstract, draft.abstract) >= SAME_ABSTRACT;
}

function authority({ source }: { source?: string }): number {
  return AUTHORITY[source ?? 'file'] ?? 1;
}

function moreExact(old: string | undefined, incoming: string | undefined, isPreferred: boolean) {
  if (!old || !incoming) return old ?? incoming;
  if (incoming.startsWith(old)) return incoming;
  if (old.startsWith(incoming)) return old;
  return isPreferred ? incoming : old;
}

function earliest(a: string | undefined, b: string | undefined): string | undefined {
  if (!a || !b) return a ?? b;
  return a < b ? a : b;
}

function sharedWords(a: string, b: string): number {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [small, large] = [wordsOf(a), wordsOf(b)].sort((x, y) => x.size - y.size);
  const shared = [...small!].filter((word) => large!.has(word)).length;
  return small!.size === 0 ? 1 : shared / small!.size;
}
