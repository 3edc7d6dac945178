/** Characters that hide, reorder or end text: controls, bidi overrides, zero-width ones. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** What Slack writes mentions, broadcasts and links with; a word joiner keeps it from being one. */
const REFERENCE = /<(?=[!@#]|https?:|mailto:)/g;
const WORD_JOINER = '\u2060';

/** Text without what could hide or reorder its neighbours; line breaks stay. */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(INVISIBLE, '');
}

/** One line of plain text; runs of white space become one blank. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/**
 * Text for an element that shows it literally (rich text, `plain_text`). Slack does not look for
 * references there; the joiner keeps even a reader of the raw text from taking one for real.
 */
export function literal(text: string): string {
  return plain(text).replace(REFERENCE, `<${WORD_JOINER}`);
}

/**
 * Text for a field that Slack reads as mrkdwn, such that it is shown as it is: no mention, no link.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeMrkdwn(text: string): string {
  return plain(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The one emphasis that answers use, for the titles in a list: `**bold**` around whole words. */
export const BOLD = /(?<![\w*])\*\*(?=[^\s*])([^*\n]*[^*\s])\*\*(?![\w*])/g;

/** Markdown of an answer without its emphasis, for places that show none. */
export function withoutBold(text: string): string {
  return text.replace(BOLD, '$1');
}

/**
 * Text for `markdown_text` (streams), such that all but `**bold**` is shown as it is. Only
 * characters that could begin something are escaped, so that what is streamed stays readable.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(BOLD)
    .map((piece, index) => (index % 2 === 1 ? `**${escapePiece(piece)}**` : escapePiece(piece)))
    .join('');
}

function escapePiece(text: string): string {
  return escapeMrkdwn(text)
    .replace(/[\\*_~`|]/g, '\\$&')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/!(?=\[)/g, '\\!')
    .replace(/^([ \t]*)([#+=]|-(?![ ]))/gm, '$1\\$2')
    .replace(/\bhttps?(?=:\/\/)|\bwww(?=\.)/gi, `$&${WORD_JOINER}`);
}

/** The part of a growing text whose meaning cannot change any more by what follows. */
export function settledPart(text: string): string {
  const words = text.slice(0, text.search(/\s\S*$/) + 1);
  const line = words.slice(words.lastIndexOf('\n') + 1);
  const stars = line.split('**').length - 1;
  return stars % 2 === 0 ? words : words.slice(0, words.lastIndexOf('**'));
}

/** At most `length` code units, cut before an ellipsis and never inside a character. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Escaped mrkdwn of at most `length` code units after escaping. */
export function shortMrkdwn(text: string, length: number): string {
  let room = length;
  for (;;) {
    const escaped = escapeMrkdwn(shorten(text, room));
    if (escaped.length <= length) return escaped;
    room -= Math.max(1, Math.ceil((escaped.length - length) / 5));
  }
}

/** What people wrote, as plain text: references become what they show, entities are decoded. */
export function readMrkdwn(text: string, botUserId?: string): string {
  return plain(text)
    .replace(/<([@#!]?)([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string, id: string, label?: string) => {
      if (sign === '@') return id === botUserId ? ' ' : `@${label ?? id}`;
      if (sign === '#') return `#${label ?? id}`;
      if (sign === '!') return label ?? `@${id.split('^')[0]}`;
      // A label that abbreviates its own link says less than the link.
      return label && !id.includes(label) ? `${label} (${id})` : id;
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** A web address that may stand in a link, or undefined. */
export function safeUrl(url: string | undefined, longest: number): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!['http:', 'https:'].includes(parsed.protocol) || parsed.username || parsed.password) {
    return undefined;
  }
  // What could end a mrkdwn link or pass for markup inside one.
  const href = parsed.href.replace(
    /[<>|"`\s*_~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return href.length <= longest ? href : undefined;
}
