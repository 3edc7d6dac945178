import type { Creator, Entry } from '@retorquere/bibtex-parser';
import { isoDate, oneLine, text, webAddress } from './fields.ts';
import type { Format, FormatItem, PaperDraft, TextChunks } from './format.ts';
import { arxivIdOf } from './ids.ts';
import { lineCounter, wholeText } from './text.ts';

/** BibTeX and BibLaTeX. LaTeX in the fields becomes Unicode; the case of titles is kept. */
export const bibtexLibrary: Format = {
  name: 'BibTeX',
  recognises: (head) => /^\s*@[a-z]+\s*[{(]\s*[^\s,={}]*\s*[,=]/im.test(head),
  read,
};

async function* read(chunks: TextChunks): AsyncGenerator<FormatItem> {
  const source = await wholeText(chunks, 'BibTeX file');
  const { parseAsync } = await import('@retorquere/bibtex-parser');
  const library = await parseAsync(source, {
    english: false,
    sentenceCase: false,
    caseProtection: false,
    unsupported: 'ignore',
  });
  const lineOf = lineCounter(source);
  let from = 0;
  for (const entry of library.entries) {
    // What could not be parsed is listed among the errors and has no text here.
    if (!entry.input) continue;
    const at = Math.max(from, source.indexOf(entry.input, from));
    from = at + 1;
    yield { line: lineOf(at), draft: draftOf(entry) };
  }
  const lineOfError = lineCounter(source);
  for (const { error, input } of library.errors) {
    const reason = `not valid BibTeX: ${oneLine(error).slice(0, 160)}`;
    yield { line: lineOfError(Math.max(0, source.indexOf(input ?? ''))), reason };
  }
}

function draftOf(entry: Entry): PaperDraft {
  const fields = entry.fields as Record<string, unknown>;
  const field = (name: string) => {
    const found = text(fields[name]);
    // The parser builds letters with accents out of two signs.
    return found && oneLine(found).normalize('NFC');
  };
  const url = webAddress(field('url'));
  const arxivId = [field('eprint'), field('arxivid'), field('doi'), url]
    .map(arxivIdOf)
    .find(Boolean);
  const category = field('primaryclass');
  return {
    id: arxivId ?? field('doi')?.replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, ''),
    title: field('title') ?? '',
    abstract: field('abstract') ?? '',
    authors: entry.fields.author?.map(nameOf).filter(Boolean),
    publishedAt: dateOf(field('date'), field('year'), field('month')),
    url,
    categories: category ? [category] : undefined,
    keywords: entry.fields.keywords,
    source: 'file',
  };
}

function nameOf(creator: Creator): string {
  const { name, firstName, prefix, lastName, suffix } = creator;
  return oneLine(name ?? [firstName, prefix, lastName, suffix].filter(Boolean).join(' ')).normalize(
    'NFC',
  );
}

/** The parser turns names of months into their numbers. */
function dateOf(date?: string, year?: string, month?: string): string | undefined {
  if (date) return isoDate(date);
  const number = Number(month);
  const isMonth = Number.isInteger(number) && number >= 1 && number <= 12;
  return isoDate(year && isMonth ? `${year}-${String(number).padStart(2, '0')}` : year);
}
