import type { RichTextElement, RichTextList, RichTextSection } from '@slack/types';
import { type Citation, paperUrl } from '../../src/index.ts';
import { blockPieces, linkTo, richText, type Sized, section, span } from './rich-text.ts';
import { BOLD } from './text.ts';

const MARKER = /\[\d+\]/g;
const BULLET = /^\s*[-*•]\s+/;

/**
 * The Markdown of an answer as rich text: paragraphs, bullets, bold and markers that lead to their
 * paper. All else is text: neither a model nor an abstract can format or link.
 */
export function answerBlocks(text: string, citations: Citation[]): Sized[] {
  const links = new Map(citations.map(({ n, paper }) => [`[${n}]`, paperUrl(paper)]));
  return blockPieces(text.trim()).map((piece) => richText(...parts(piece, links)));
}

function parts(
  text: string,
  links: Map<string, string | undefined>,
): (RichTextSection | RichTextList)[] {
  const result: (RichTextSection | RichTextList)[] = [];
  for (const line of text.split('\n')) {
    const bullet = BULLET.test(line);
    const last = result.at(-1);
    if (bullet) {
      const item = section(...inline(line.replace(BULLET, ''), links));
      if (item.elements.length === 0) continue;
      if (last?.type === 'rich_text_list') last.elements.push(item);
      else result.push({ type: 'rich_text_list', style: 'bullet', elements: [item] });
    } else if (last?.type === 'rich_text_section') {
      last.elements.push(...span('\n'), ...inline(line, links));
    } else {
      result.push(section(...inline(line, links)));
    }
  }
  return result;
}

function inline(text: string, links: Map<string, string | undefined>): RichTextElement[] {
  return text
    .split(BOLD)
    .flatMap((piece, index) => marked(piece, links, index % 2 === 1 ? { bold: true } : undefined));
}

/** Text in which known markers lead to their paper. */
function marked(
  text: string,
  links: Map<string, string | undefined>,
  style: { bold: true } | undefined,
): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let plainFrom = 0;
  for (const { 0: marker, index } of text.matchAll(MARKER)) {
    if (!links.has(marker)) continue;
    elements.push(...span(text.slice(plainFrom, index), style));
    elements.push(...linkTo(marker, links.get(marker), style));
    plainFrom = index + marker.length;
  }
  return [...elements, ...span(text.slice(plainFrom), style)];
}
