import { escapeText, plain, safeUrl } from './escape.ts';

/** What a text may link to. */
export interface MarkdownContext {
  /** The address behind a marker `[n]`; a marker without one stays text. */
  marker(n: number): string | undefined;
  /** Whether an address may be linked: those of the papers in the reply. */
  allows(url: string): boolean;
}

/** A context in which nothing is linked. */
export const noLinks: MarkdownContext = { marker: () => undefined, allows: () => false };

const INLINE = new RegExp(
  [
    String.raw`\\(?<escaped>[!-/:-@[-\x60{-~])`,
    String.raw`(?<ticks>\x60+)(?<code>[^\x60\n]+)\k<ticks>(?!\x60)`,
    String.raw`\*\*(?=\S)(?<bold>[^*\n]*[^*\s])\*\*(?!\*)`,
    String.raw`(?<![*\w])\*(?=[^\s*])(?<italic>[^*\n]*[^*\s])\*(?![*\w])`,
    String.raw`(?<![_\w])_(?=[^\s_])(?<slanted>[^_\n]*[^_\s])_(?![_\w])`,
    String.raw`\[(?<label>[^[\]\n]+)\]\((?<target>[^\s()]+)\)`,
    String.raw`\[(?<marker>\d{1,4})\]`,
    String.raw`(?<url>https?://[^\s<>()[\]]*[^\s<>()[\].,;:!?"'])`,
  ].join('|'),
  'g',
);

/**
 * The Markdown that answers and notices use (emphasis, code, lists, quotes, headings, links,
 * markers) in Discord's dialect; everything else is shown as text.
 */
export function renderMarkdown(markdown: string, context: MarkdownContext): string {
  // Splitting at fences leaves code at the odd places; a fence left open is text.
  const pieces = plain(markdown).split(/^[ \t]*```[^\n`]*\n?/m);
  if (pieces.length % 2 === 0) {
    const open = pieces.pop();
    pieces.push(`${pieces.pop()}\`\`\`\n${open}`);
  }
  return pieces
    .map((piece, index) =>
      index % 2 === 1
        ? codeBlock(piece)
        : piece
            .split('\n')
            .map((line) => renderLine(line, context))
            .join('\n'),
    )
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Text in a code block, which nothing inside can end. */
export function codeBlock(text: string, language = ''): string {
  const shown = apart(plain(text)).replace(/`{3,}/g, (run) => run.split('').join('\u200B'));
  return `\`\`\`${language}\n${shown.trimEnd().replace(/`$/, '`\u200B')}\n\`\`\`\n`;
}

/** Text as inline code. */
export function inlineCode(text: string): string {
  const shown = apart(plain(text)).replaceAll('`', 'ˋ').replace(/\s+/g, ' ');
  return shown.trim() ? `\`${shown}\`` : '';
}

/** Code in which nothing looks like the end of an earlier link. */
function apart(code: string): string {
  return code.replaceAll('](', ']\u200B(');
}

function renderLine(line: string, context: MarkdownContext): string {
  const heading = /^\s{0,3}#{1,6}\s+(\S.*)$/.exec(line.trimEnd());
  if (heading) return `**${escapeText(heading[1]!)}**`;
  const item = /^(\s*)(?:[-*+]|(\d{1,4})[.)])\s+(?=\S)/.exec(line);
  const quote = /^\s{0,3}>\s?/.exec(line);
  const text = renderInline(line.slice((item ?? quote)?.[0].length ?? 0), context);
  if (item) return `${item[1]!.length >= 2 ? '  ' : ''}${item[2] ? `${item[2]}.` : '-'} ${text}`;
  if (quote) return text.trim() ? `> ${text}` : '';
  return text;
}

function renderInline(text: string, context: MarkdownContext): string {
  let out = '';
  const add = (piece: string) => {
    // Two runs of emphasis that touch would be read as one.
    const touching = /(?<!\\)\*$/.test(out) && piece.startsWith('*');
    out += touching ? `\u200B${piece}` : piece;
  };
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    add(escapeText(text.slice(end, match.index)));
    add(renderToken(match[0], match.groups!, context));
    end = match.index + match[0].length;
  }
  add(escapeText(text.slice(end)));
  return out;
}

function renderToken(
  whole: string,
  groups: Record<string, string | undefined>,
  context: MarkdownContext,
): string {
  const { escaped, code, bold, label, target, marker, url } = groups;
  const italic = groups.italic ?? groups.slanted;
  if (escaped) return escapeText(escaped);
  if (code) return inlineCode(code);
  if (bold) return `**${renderInline(bold, context)}**`;
  if (italic) return `*${renderInline(italic, context)}*`;
  if (marker) return renderMarker(Number(marker), context);
  const href = safeUrl(target ?? url);
  const allowed = href && context.allows((target ?? url)!);
  if (label) return allowed ? `[${escapeText(label)}](${href})` : escapeText(label);
  return allowed ? `<${href}>` : escapeText(whole);
}

function renderMarker(n: number, context: MarkdownContext): string {
  const href = safeUrl(context.marker(n));
  return href ? `[[${n}]](${href})` : `\\[${n}\\]`;
}
