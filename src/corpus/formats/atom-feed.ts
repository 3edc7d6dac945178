import { decodeXML } from 'entities';
import { FormatError } from '../../errors.ts';
import { instant, isObject, isoDate, type Json, oneLine, text, webAddress } from './fields.ts';
import type { Format, FormatItem, PaperDraft, TextChunks } from './format.ts';
import { arxivIdOf } from './ids.ts';
import { lineCounter, wholeText } from './text.ts';

/** How authors and arXiv say that a paper no longer stands. */
const WITHDRAWN =
  /\b(?:(?:this )?(?:paper|article|submission|manuscript|work|version|preprint) (?:has been|is|was) (?:being )?withdrawn|withdrawn by (?:the |its )?(?:first |corresponding )?(?:authors?|arxiv)|^withdrawn(?:$|[.;:,]| (?:by|due|because|from)\b))/i;

/** What an arXiv feed holds. */
export interface Feed {
  items: FormatItem[];
  /** How many papers match the query in all, as the feed says; undefined if it does not. */
  total: number | undefined;
  /** The message of an "Error" entry, by which arXiv reports a bad query with status 200. */
  error: string | undefined;
}

/** An answer of the arXiv API, in its form of 2026 or the older one. */
export const atomFeed: Format = {
  name: 'Atom feed of arXiv',
  recognises: (head) =>
    /^(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:\w+:)?feed[\s>]/.test(head),
  read,
};

async function* read(xml: TextChunks): AsyncGenerator<FormatItem> {
  const feed = await parseFeed(await wholeText(xml, 'Atom feed'));
  if (feed.error) {
    throw new FormatError(`The feed holds an error of arXiv instead of papers: ${feed.error}`, {
      hint: 'Check the query or the ids and fetch it again.',
    });
  }
  yield* feed.items;
}

/** The papers of a feed. @throws FormatError if it is no well-formed feed. */
export async function parseFeed(xml: string): Promise<Feed> {
  const feed = await parseXml(xml);
  const entries = list(feed.entry).filter(isObject);
  const first = entries[0];
  const isError = first !== undefined && /\/api\/errors/.test(value(first.id) ?? '');
  const error = isError || (entries.length === 1 && value(first!.title) === 'Error');
  if (error) return { items: [], total: 0, error: oneLine(value(first!.summary) ?? 'unknown') };
  const lineOf = lineCounter(xml);
  const starts = [...xml.matchAll(/<(?:\w+:)?entry[\s>]/g)].map(({ index }) => lineOf(index));
  const total = Number(value(feed.totalResults));
  return {
    items: entries.map((entry, index) => readEntry(entry, starts[index] ?? 1)),
    total: value(feed.totalResults) && Number.isSafeInteger(total) ? total : undefined,
    error: undefined,
  };
}

async function parseXml(xml: string): Promise<Json> {
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    // Entities that a document declares are never expanded; the five of XML are decoded below.
    processEntities: false,
    maxNestedTags: 20,
  });
  let document: unknown;
  try {
    document = parser.parse(xml, true);
  } catch (cause) {
    throw new FormatError(`This is not well-formed XML: ${(cause as Error).message}`, {
      cause,
      hint: 'Fetch the feed again; it may be cut off.',
    });
  }
  const feed = isObject(document) ? document.feed : undefined;
  if (feed === '' || (isObject(document) && 'feed' in document && !isObject(feed))) return {};
  if (!isObject(feed)) throw new FormatError('This XML is not an Atom feed.');
  return feed;
}

function readEntry(entry: Json, line: number): FormatItem {
  const id = arxivIdOf(value(entry.id));
  if (!id)
    return { line, reason: `no arXiv id in ${value(entry.id)?.slice(0, 80) ?? 'the entry'}` };
  const abstract = unwrapped(value(entry.summary) ?? '');
  const isWithdrawn =
    WITHDRAWN.test(value(entry.comment) ?? '') || WITHDRAWN.test(abstract.slice(0, 200));
  const primary = attribute(entry.primary_category, 'term');
  const categories = [
    primary,
    ...list(entry.category).map((category) => attribute(category, 'term')),
  ];
  const draft: PaperDraft = {
    id,
    title: oneLine(value(entry.title) ?? ''),
    abstract,
    authors: list(entry.author).flatMap((author) =>
      isObject(author) ? oneLine(value(author.name) ?? '') || [] : [],
    ),
    publishedAt: isoDate(value(entry.published)),
    url: `https://arxiv.org/abs/${id}`,
    pdfUrl: pdfLink(entry, id),
    categories: [...new Set(categories.filter((term) => term !== undefined))],
    source: 'arxiv',
    withdrawnAt: isWithdrawn ? instant(value(entry.updated)) : undefined,
  };
  return { line, draft };
}

function pdfLink(entry: Json, id: string): string | undefined {
  const link = list(entry.link).find((link) => attribute(link, 'title') === 'pdf');
  // The link names a version; what is stored is about the paper.
  return webAddress(attribute(link, 'href')) && `https://arxiv.org/pdf/${id}`;
}

/** Lines of an abstract are hard-wrapped; an indented line begins a paragraph. */
function unwrapped(summary: string): string {
  return summary
    .trim()
    .split(/\r?\n[ \t]+(?=\S)/)
    .map(oneLine)
    .join('\n');
}

function value(node: unknown): string | undefined {
  const raw = text(isObject(node) ? node['#text'] : Array.isArray(node) ? node[0] : node);
  return raw && decodeXML(raw);
}

function attribute(node: unknown, name: string): string | undefined {
  const raw = isObject(node) ? text(node[`@${name}`]) : undefined;
  return raw && decodeXML(raw);
}

function list(node: unknown): unknown[] {
  if (node === undefined) return [];
  return Array.isArray(node) ? node : [node];
}
