/**
 * Characters that begin formatting, links, mentions or emoji anywhere in a line. Round brackets
 * too: a bare `](` would be taken for the end of an earlier link, escaped or not.
 */
const ANYWHERE = /[\\*_~`|<>[\]@(]|:(?=\S|$)/g;
/** What begins a heading, a list or small print at the start of a line. */
const LINE_START = /^([ \t]*)([#\-+])/gm;
const ORDERED = /^([ \t]*\d+)([.)])/gm;
/** Invites unfurl even without a scheme. */
const INVITE = /(discord(?:app)?)\.(gg|com|me|io)/gi;
/** Characters that hide, reorder or end text: controls, bidi overrides, zero-width ones. */
const INVISIBLE = /[^\P{Cc}\t\n]|\p{Cf}/gu;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text without what could hide or reorder its neighbours; line breaks stay. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(INVISIBLE, '');
}

/** One line of text without controls; runs of white space become one blank. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/**
 * Text such that Discord shows it as it is: no formatting, mention, emoji, link or invite.
 * Discord shows a punctuation character after a backslash as itself.
 */
export function escapeText(text: string): string {
  return plain(text)
    .replace(ANYWHERE, '\\$&')
    .replace(ORDERED, '$1\\$2')
    .replace(LINE_START, '$1\\$2')
    .replace(INVITE, '$1\\.$2');
}

/** At most `length` code units, cut before an ellipsis and never inside a character. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length <= 1) return '…'.slice(0, length);
  let end = length - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Escaped text of one line of at most `length` code units after escaping. */
export function escapeLine(text: string, length: number): string {
  const line = oneLine(text);
  // Escaping at most doubles a text, so this ends soon.
  for (let room = length; ; ) {
    const escaped = escapeText(shorten(line, room));
    if (escaped.length <= length) return escaped;
    room = Math.floor((room * length) / escaped.length);
  }
}

const MAX_URL = 512;

/** A web address in a form that cannot end a masked link, or undefined if it is none. */
export function safeUrl(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!['http:', 'https:'].includes(parsed.protocol) || parsed.username || parsed.password) {
    return undefined;
  }
  const href = parsed.href.replace(
    /[()<>[\]\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return href.length <= MAX_URL ? href : undefined;
}

/**
 * A masked link, or the text alone where the address is none. Brackets become round in it, since
 * Discord counts them, even escaped ones, to find the link's end.
 */
export function link(text: string, url: string | undefined, length = 200): string {
  const href = safeUrl(url);
  const label = escapeLine(text.replaceAll('[', '(').replaceAll(']', ')'), length);
  return href && label ? `[${label}](${href})` : label;
}
