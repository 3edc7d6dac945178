import type {
  KnownBlock,
  RichTextBlock,
  RichTextElement,
  RichTextLink,
  RichTextList,
  RichTextPreformatted,
  RichTextQuote,
  RichTextSection,
  RichTextText,
} from '@slack/types';
import { splitText } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { literal, safeUrl } from './text.ts';

/** A block with the number of characters it shows, for packing into messages. */
export interface Sized {
  block: KnownBlock;
  length: number;
}

type RichTextPart = RichTextSection | RichTextList | RichTextQuote | RichTextPreformatted;

/** A piece of text; undefined where nothing is left of it, as Slack refuses empty elements. */
export function span(text: string, style?: RichTextText['style']): RichTextText[] {
  const shown = literal(text);
  return shown ? [{ type: 'text', text: shown, ...(style ? { style } : {}) }] : [];
}

/** A link, or its text alone where the address is none. */
export function linkTo(
  text: string,
  url: string | undefined,
  style?: RichTextText['style'],
): (RichTextLink | RichTextText)[] {
  const href = safeUrl(url, limits.url);
  const shown = literal(text);
  if (!href || !shown) return span(text, style);
  return [{ type: 'link', url: href, text: shown, ...(style ? { style } : {}) }];
}

export function section(...elements: RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements };
}

export function quote(text: string): RichTextQuote {
  return { type: 'rich_text_quote', elements: span(text) };
}

export function preformatted(text: string): RichTextPreformatted {
  return { type: 'rich_text_preformatted', elements: span(text) };
}

/** A rich text block of these parts. */
export function richText(...parts: RichTextPart[]): Sized {
  const elements = parts.filter((part) => part.elements.length > 0);
  const block: RichTextBlock = { type: 'rich_text', elements };
  return { block, length: elements.reduce((sum, part) => sum + lengthOf(part), 0) };
}

function lengthOf(part: RichTextPart | RichTextElement): number {
  if ('elements' in part) {
    return part.elements.reduce((sum, element) => sum + lengthOf(element), 0);
  }
  return 'text' in part && part.text ? part.text.length : 1;
}

/** Cuts a text into pieces that fit a block each; joined they are the text. */
export function blockPieces(text: string, longest: number = limits.blockText): string[] {
  // Half, since a joiner may be put behind a character.
  return splitText(
    text,
    (piece) => piece.length <= longest / 2 || literal(piece).length <= longest,
  );
}
