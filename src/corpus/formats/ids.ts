import { createHash } from 'node:crypto';
import { titleKey } from '../../store/papers.ts';

/** An arXiv id alone, as `arXiv:` reference, as link or as DOI, with or without version. */
const ARXIV_REFERENCE =
  /^(?:arxiv:\s*|(?:https?:\/\/)?(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf|html|format)\/|(?:https?:\/\/)?(?:www\.)?huggingface\.co\/papers\/|(?:https?:\/\/)?(?:www\.)?alphaxiv\.org\/abs\/|(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?(?:[?#].*)?$/i;

/** The arXiv id that a field holds, without version; undefined if the field is anything else. */
export function arxivIdOf(value: string | undefined): string | undefined {
  const id = value && ARXIV_REFERENCE.exec(value.trim())?.[1];
  return id || undefined;
}

/** A stable id for a paper without one: words of its title and a hash of all of it. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(titleKey(title)).digest('hex').slice(0, 8);
  return words ? `${words}-${hash}` : hash;
}

/** Whether an id was made by `slugOf` and so may give way to a real one. */
export function isSlugOf(id: string, title: string): boolean {
  return id === slugOf(title);
}
