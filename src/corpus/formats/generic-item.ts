import {
  count,
  firstText,
  instant,
  isObject,
  isoDate,
  type Json,
  people,
  webAddress,
  words,
} from './fields.ts';
import type { Observation, PaperDraft } from './format.ts';
import { arxivIdOf } from './ids.ts';

const NAMES = {
  arxivId: ['arxiv_id', 'arxivId', 'arxiv', 'eprint'],
  id: ['id', '_id', 'paper_id', 'paperId', 'doc_id', 'docid', 'corpusid', 'doi'],
  title: ['title', 'Title', 'paper_title', 'name'],
  abstract: ['abstract', 'Abstract', 'summary', 'text', 'description', 'contents'],
  date: [
    'publishedAt',
    'published_at',
    'published',
    'publication_date',
    'publicationDate',
    'date',
    'year',
    'update_date',
  ],
  url: ['url', 'link', 'arxiv_url', 'abs_url', 'entry_id'],
  pdf: ['pdfUrl', 'pdf_url', 'pdf', 'arxiv_pdf_url'],
  code: ['githubRepo', 'github_url', 'github', 'code', 'code_url', 'repository'],
  project: ['projectPage', 'project_page', 'homepage'],
};

const SOURCES = ['arxiv', 'hugging-face', 'file'];

/**
 * A record of any other shape: our own papers, BEIR (`_id`, `title`, `text`), arXiv's bulk
 * metadata (`authors_parsed`, `versions`), and the names that lists of papers commonly use.
 * An arXiv id is recognised in the id, a link or a DOI.
 */
export function readGenericItem(record: Json): { draft: PaperDraft; observation?: Observation } {
  const item = isObject(record.metadata) ? { ...record.metadata, ...record } : record;
  const url = NAMES.url.map((name) => webAddress(item[name])).find(Boolean);
  const pdfUrl = NAMES.pdf.map((name) => webAddress(item[name])).find(Boolean);
  const id = firstText(item, NAMES.id);
  const arxivId = [firstText(item, NAMES.arxivId), id, firstText(item, ['doi']), url, pdfUrl]
    .map(arxivIdOf)
    .find(Boolean);
  const source = firstText(item, ['source']);
  const draft: PaperDraft = {
    id: arxivId ?? id,
    title: firstText(item, NAMES.title) ?? '',
    abstract: firstText(item, NAMES.abstract) ?? '',
    authors: parsedAuthors(item.authors_parsed) ?? people(item.authors ?? item.author),
    publishedAt: firstVersion(item.versions) ?? isoDate(firstText(item, NAMES.date)),
    url,
    pdfUrl,
    categories: words(item.categories ?? item.category ?? item.primary_category, /[\s,;]+/),
    keywords: words(item.keywords ?? item.tags, /[,;]/),
    githubRepo: NAMES.code.map((name) => webAddress(item[name])).find(Boolean),
    projectPage: NAMES.project.map((name) => webAddress(item[name])).find(Boolean),
    thumbnail: webAddress(item.thumbnail),
    source: source && SOURCES.includes(source) ? source : 'file',
    listDay: isoDate(item.listDay),
    withdrawnAt: instant(item.withdrawnAt),
  };
  const observation: Observation = {
    votes: count(item.upvotes ?? item.votes),
    comments: count(item.numComments),
    stars: count(item.githubStars ?? item.stars),
    at: instant(item.fetched_at ?? item.observedAt),
  };
  return { draft, observation };
}

/** arXiv's `[["Balázs", "C.", ""], …]` (last, first, suffix). */
function parsedAuthors(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return people(
    value.flatMap((name) =>
      Array.isArray(name) ? [name[1], name[0], name[2]].filter(Boolean).join(' ') : [],
    ),
  );
}

/** The day of version 1 in arXiv's `[{version: "v1", created: "Mon, 2 Apr 2007 19:18:42 GMT"}]`. */
function firstVersion(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : undefined;
  return isObject(first) ? isoDate(first.created) : undefined;
}
