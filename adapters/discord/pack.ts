import { splitText } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import type { Embed } from './platform.ts';

/** Room for text in an embed once title and footer have taken theirs. */
export const ROOM = Math.min(limits.embedDescription, limits.embedTotal - limits.embedTitle - 500);

/** Packs blocks of rendered text into as few descriptions as hold them, in order. */
export function pack(blocks: string[], separator = '\n\n'): string[] {
  const packed: string[] = [];
  for (const block of blocks.flatMap(fitBlock)) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + separator.length + block.length <= ROOM) {
      packed[packed.length - 1] = last + separator + block;
    } else {
      packed.push(block);
    }
  }
  return packed;
}

/** A block that is longer than a message by itself is cut where that breaks no escape. */
function fitBlock(block: string): string[] {
  if (block.length <= ROOM) return [block];
  return splitText(block, (piece) => piece.length <= ROOM && !/(?<!\\)(?:\\\\)*\\$/.test(piece));
}

/** One embed per description: the title stands on the first, the footer on the last. */
export function embedsOf(
  descriptions: string[],
  frame: { title?: string; url?: string; footer?: string; color: number },
): Embed[] {
  const last = Math.max(0, descriptions.length - 1);
  return (descriptions.length > 0 ? descriptions : ['']).map((description, index) => ({
    ...(index === 0 && frame.title ? { title: frame.title } : {}),
    ...(index === 0 && frame.url ? { url: frame.url } : {}),
    ...(description ? { description } : {}),
    color: frame.color,
    ...(index === last && frame.footer ? { footer: { text: frame.footer } } : {}),
  }));
}
