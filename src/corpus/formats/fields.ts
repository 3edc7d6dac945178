/** Reading single values out of records whose sources name and shape them differently. */

export type Json = Record<string, unknown>;

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as text, trimmed; numbers are taken too. Undefined if there is none. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  return value.trim() || undefined;
}

/** The first of these fields that holds text. */
export function firstText(record: Json, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = text(record[name]);
    if (found) return found;
  }
  return undefined;
}

/** A count: a whole number from 0 on, or undefined. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
}

/** Names out of a list of strings or of objects with a `name`, or out of one string. */
export function people(value: unknown): string[] | undefined {
  const names = Array.isArray(value)
    ? value.flatMap((item) => text(isObject(item) ? item.name : item) ?? [])
    : splitPeople(text(value) ?? '');
  return names.length > 0 ? names.map(oneLine) : undefined;
}

function splitPeople(list: string): string[] {
  if (list.includes(';')) return parts(list, /;/);
  // "A. Smith and B. Jones", "A. Smith, B. Jones and C. Lee"
  return parts(list, /,\s*and\s+|\s+and\s+|,/);
}

/** Words out of a list, or out of one string parted by commas, semicolons or spaces. */
export function words(value: unknown, separator: RegExp): string[] | undefined {
  const items = Array.isArray(value)
    ? value.flatMap((item) => text(item) ?? [])
    : parts(text(value) ?? '', separator);
  const unique = [...new Set(items.map(oneLine))];
  return unique.length > 0 ? unique : undefined;
}

function parts(list: string, separator: RegExp): string[] {
  return list
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Text on one line. */
export function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}

/** The value if it is a web address. */
export function webAddress(value: unknown): string | undefined {
  const address = text(value);
  if (!address || !/^https?:\/\//i.test(address) || /\s/.test(address)) return undefined;
  return URL.canParse(address) ? address : undefined;
}

/**
 * A date as precise as it is given: `2024`, `2024-10` or `2024-10-15`. Takes ISO dates and instants,
 * years, slashes, mail dates and milliseconds since 1970.
 */
export function isoDate(value: unknown): string | undefined {
  if (typeof value === 'number' && value > 1e11) return new Date(value).toISOString().slice(0, 10);
  const given = text(value);
  if (!given) return undefined;
  const iso = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?!\d))?)?(?=$|[T\s])/.exec(given);
  if (iso) return calendarDate(iso[1]!, iso[2], iso[3]);
  if (!/\b\d{4}\b/.test(given) || !/[A-Za-z]{3}/.test(given)) return undefined;
  const ms = Date.parse(/\d:\d/.test(given) ? given : `${given} UTC`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}

function calendarDate(year: string, month?: string, day?: string): string | undefined {
  const y = Number(year);
  if (y < 1000) return undefined;
  if (!month) return year;
  const m = month.padStart(2, '0');
  const d = day?.padStart(2, '0');
  const date = new Date(`${year}-${m}-${d ?? '01'}T00:00:00Z`);
  // An impossible day such as 31 February rolls over in some engines and is invalid in others.
  if (Number.isNaN(date.getTime()) || date.getUTCMonth() + 1 !== Number(m)) return undefined;
  return d ? `${year}-${m}-${d}` : `${year}-${m}`;
}

/** An instant in ISO form, or undefined. */
export function instant(value: unknown): string | undefined {
  const given = text(value);
  if (!given || !/^\d{4}-\d{2}-\d{2}/.test(given)) return undefined;
  const ms = Date.parse(given);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
