import { splitText } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import type { Embed } from './platform.ts';

/** Room for text in an embed once title and footer have taken theirs. */
export const ROOM = Math.min(limits.embedDescription, limits.embedTotal - limits.embedTitle - 500);

/** Packs blocks of rendered text, none longer than `ROOM`, into as few descriptions as hold them. */
export function pack(blocks: string[], separator = '\n\n'): string[] {
  const packed: string[] = [];
  for (const block of blocks) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + separator.length + block.length <= ROOM) {
      packed[packed.length - 1] = last + separator + block;
    } else {
      packed.push(block);
    }
  }
  return packed;
}

/**
 * Renders a text in pieces of which each fits an embed. It is cut before it is rendered: a cut
 * through rendered text could undo an escape.
 */
export function renderPieces(text: string, render: (piece: string) => string): string[] {
  return splitText(text, (piece) => boundOf(piece) <= ROOM).map(render);
}

/** What a line, an allowed address and a code block may add when a text is rendered. */
const PER_LINE = 8;
const PER_ADDRESS = 520;

/**
 * The most code units that a text can have once it is rendered. Text is cut by this bound and not
 * by trial, since a hostile text would have to be rendered thousands of times.
 */
export function boundOf(text: string): number {
  let bound = text.length + PER_LINE;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10) bound += PER_LINE;
    else if (isPunctuation(code)) bound += 1;
    if (code === 58 && text.startsWith('//', index + 1)) bound += PER_ADDRESS;
  }
  return bound;
}

/** Whether a code unit is ASCII punctuation, which is all that is ever escaped. */
function isPunctuation(code: number): boolean {
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
  return code > 32 && code < 127 && !isLetter && !(code >= 48 && code <= 57);
}

/** One embed per description: the title stands on the first, the footer on the last. */
export function embedsOf(
  descriptions: string[],
  frame: { title?: string; url?: string; footer?: string; color: number },
): Embed[] {
  // An embed in which nothing can be seen is refused.
  const shown = descriptions.filter((description) => description.trim());
  if (shown.length === 0) shown.push('…');
  const last = shown.length - 1;
  return shown.map((description, index) => ({
    ...(index === 0 && frame.title ? { title: frame.title } : {}),
    ...(index === 0 && frame.url ? { url: frame.url } : {}),
    description,
    color: frame.color,
    ...(index === last && frame.footer ? { footer: { text: frame.footer } } : {}),
  }));
}
