import type { PaperOrder } from '../../retrieval/retriever.ts';

/** A question with the restrictions that were written in it. */
export interface FilteredQuery {
  query: string;
  from?: string;
  to?: string;
  authors?: string[];
  categories?: string[];
  with_code?: boolean;
  order?: PaperOrder;
}

const SINCE =
  /\b(?:since|after|from)\s+((?:19|20)\d{2})(?:\s+(?:onwards?\b|on(?=\s*(?:$|[,.;?!]))))?/i;
const BEFORE = /\b(?:before|until|up to)\s+((?:19|20)\d{2})\b/i;
const IN = /\b(?:published in|from|in|of)\s+((?:19|20)\d{2})\b/i;
const BETWEEN = /\bbetween\s+((?:19|20)\d{2})\s+and\s+((?:19|20)\d{2})\b/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH =
  /\b(?:published in|from|in|of)\s+((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?,?\s+((?:19|20)\d{2})\b/i;
/** Right behind the papers: "the last week of training" is no date of theirs. */
const LAST =
  /(?<=\b(?:papers?|works?|articles?|publications?|preprints?|research|published|released)\s+)(?:(?:from |of |in |during )?(?:the )?(this|last|past|previous)\s+(?:(\d{1,3})\s+)?(day|week|month|year)s?|(?:from )?(?:today|yesterday))\b/i;
const DAYS = { day: 1, week: 7, month: 31, year: 366 };
type Unit = keyof typeof DAYS;
const CATEGORY = /\b(?:in\s+)?((?:cs|stat|eess|math|physics|q-bio|econ)\.[A-Z]{2})\b/;
const AUTHOR = /\bby\s+(\p{Lu}[\p{L}'’.-]+(?:\s+\p{Lu}[\p{L}'’.-]+){1,3})/u;
const PAPERS =
  /\b(?:papers?|works?|articles?|publications?|research|written|authored|published)\b/i;

/** Papers that come with code; "code generation" is a topic. */
const WITH_CODE = new RegExp(
  String.raw`\b(?:(?:that|which|who)\s+)?(?:(?:come|came|ship|is|are)s?\s+)?` +
    String.raw`(?:with|ha(?:ve|s)|having|releas(?:es?|ed|ing)|provid(?:es?|ing)|publish(?:es|ed)?|shar(?:es?|ed|ing)|offers?|include)\s+` +
    String.raw`(?:(?:a|an|any|the|their|its|link|links|to|on|open|public|publicly|available|released|official)[\s-]+)*` +
    String.raw`(?:(?:open[\s-]?)?source[\s-]?)?(?:code|implementations?|git\s?hub(?:\s(?:links?|repos?\w*))?|repos?(?:itory|itories)?)\b` +
    String.raw`(?!\s+(?:generation|completion|translation|search|synthesis|review|quality|base))` +
    String.raw`(?:\s+(?:is|that\s+is))?(?:\s+(?:publicly|openly|freely))?(?:\s+(?:available|released|public|online|open))?` +
    String.raw`|\bopen[\s-]?sourced?(?=\s+(?:papers|works|methods|models|projects)\b)`,
  'i',
);
const SEVERAL =
  /\b(?:papers|works|articles|studies|publications|preprints|methods|(?:these|those|them)|ones|(?:two|three|four|five|six) (?:have|with))\b/i;
/** The oldest or the newest of what is listed. */
const ORDER =
  /\b(?:the\s+)?(?:(newest|latest|most recent|recent)|oldest|earliest)\b(?=\s+(?:\S+\s+){0,3}?(?:papers?|works?|articles?|research|studies|publications?|preprints?|ones?)\b|\s*[?.!]*$)/i;

/** Where all papers are. */
const HERE =
  /\b(?:in|from) (?:the|your|our|this) (?:corpus|collection|database|library|index)\b|\bin here\b/i;

/** Whether papers that come with code are asked for. */
export function asksForCode(question: string): boolean {
  return SEVERAL.test(question) && WITH_CODE.test(question);
}

/** Which end of the dates a question about papers asks for. */
export function readOrder(question: string): PaperOrder | undefined {
  const found = ORDER.exec(question);
  return found ? (found[1] ? 'newest' : 'oldest') : undefined;
}

/** The first day of "this month" or "this year"; else so many units back, and a day for what is listed late. */
function sinceDate(today: Date, which: string | undefined, count: number, unit: Unit): string {
  const date = today.toISOString();
  if (which?.toLowerCase() === 'this' && unit === 'year') return date.slice(0, 4);
  if (which?.toLowerCase() === 'this' && unit === 'month') return date.slice(0, 7);
  const days = count * DAYS[unit] + 1;
  return new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Takes dates, an author and a category out of a question about papers.
 * @param today from which "last week" is counted
 */
export function readFilters(question: string, today = new Date()): FilteredQuery {
  let query = question;
  const filters: Omit<FilteredQuery, 'query'> = {};
  const take = (pattern: RegExp, use: (match: RegExpExecArray) => void) => {
    const match = pattern.exec(query);
    if (!match) return;
    use(match);
    query = query.replace(match[0], ' ');
  };
  take(BETWEEN, ([, from, to]) => Object.assign(filters, { from, to }));
  if (PAPERS.test(question)) {
    take(MONTH, ([, name, year]) => {
      const month = MONTHS.indexOf(name!.slice(0, 3).toLowerCase()) + 1;
      filters.from = filters.to = `${year}-${String(month).padStart(2, '0')}`;
    });
    take(LAST, ([, which, count, unit = 'day']) => {
      filters.from = sinceDate(today, which, Number(count ?? 1), unit.toLowerCase() as Unit);
    });
    take(SINCE, ([written, year]) => {
      const inclusive = /^after/i.test(written!) ? String(Number(year) + 1) : year;
      filters.from ??= inclusive;
      // "from 2023" means that year; "since" and "from 2023 on" mean what follows too.
      if (/^from/i.test(written!) && !/on(?:wards?)?$/i.test(written!)) filters.to ??= year;
    });
    take(BEFORE, ([, year]) => {
      filters.to ??= String(Number(year) - 1);
    });
    take(AUTHOR, ([, author]) => {
      filters.authors = [author!];
    });
    take(IN, ([, year]) => {
      filters.from ??= year;
      filters.to ??= year;
    });
  }
  take(CATEGORY, ([, category]) => {
    filters.categories = [category!];
  });
  if (asksForCode(query)) {
    take(WITH_CODE, () => {
      filters.with_code = true;
    });
  }
  take(HERE, () => {});
  const order = readOrder(query);
  if (order) {
    take(ORDER, () => {
      filters.order = order;
    });
  }
  const rest = query.replace(/\s+/g, ' ').trim();
  // A search needs words: where nothing but restrictions was asked, they are the query too.
  return { query: /\p{L}{3}/u.test(rest) ? rest : question, ...filters };
}
