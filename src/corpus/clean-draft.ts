import type { PaperDraft } from './formats/format.ts';
import { arxivIdOf } from './formats/ids.ts';

const MAX_TITLE = 1000;
const MAX_ABSTRACT = 100_000;
const MAX_ID = 200;
const MAX_LIST = 5000;
const MAX_ITEM = 300;

/** Control signs other than tab and line feed; no text needs them, terminals obey them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;

/**
 * A draft whose texts can be stored: well-formed Unicode without control signs, an id without
 * version, bounded lengths; otherwise the reason why it cannot. Words and LaTeX stay as they are.
 */
export function cleanDraft(draft: PaperDraft): PaperDraft | { reason: string } {
  const title = clean(draft.title).replace(/\s+/g, ' ');
  const abstract = clean(draft.abstract);
  if (!/[\p{L}\p{N}]/u.test(title)) return { reason: 'no title' };
  if (title.length > MAX_TITLE)
    return { reason: `the title has more than ${MAX_TITLE} characters` };
  if (abstract.length > MAX_ABSTRACT) {
    return { reason: `the abstract has more than ${MAX_ABSTRACT} characters` };
  }
  const id = draft.id === undefined ? undefined : clean(draft.id);
  if (id !== undefined && (id.length > MAX_ID || /\s/.test(id))) {
    return { reason: `the id has spaces or more than ${MAX_ID} characters` };
  }
  return {
    ...draft,
    id: arxivIdOf(id) ?? (id || undefined),
    title,
    abstract,
    authors: cleanList(draft.authors),
    categories: cleanList(draft.categories),
    keywords: cleanList(draft.keywords),
  };
}

/** Halves of surrogate pairs, which no encoding can carry. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function clean(text: string): string {
  return text
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, ' ')
    .trim();
}

function cleanList(list: readonly string[] | undefined): string[] | undefined {
  const cleaned = list
    ?.slice(0, MAX_LIST)
    .map((item) => clean(item).replace(/\s+/g, ' ').slice(0, MAX_ITEM))
    .filter(Boolean);
  return cleaned?.length ? cleaned : undefined;
}
