import { FormatError } from '../../errors.ts';
import type { Format, FormatItem, TextChunks } from './format.ts';
import { wholeText } from './text.ts';

/** Words from which on a block is taken for an abstract; titles stay far below. */
const PROSE_WORDS = 30;
/** A shorter block is an abstract too if it ends like a sentence. */
const SHORT_PROSE_WORDS = 15;

/**
 * The text of a Hugging Face papers page as people paste it: title, blank line, abstract, and so
 * on. Whatever else stands on the page (navigation, dates, counts) precedes a title and is passed
 * over. Texts are kept as pasted, remains of LaTeX included.
 */
export const pageText: Format = {
  name: 'text of a papers page',
  recognises: (head) => pairsOf(head).some((item) => 'draft' in item),
  read,
};

async function* read(text: TextChunks): AsyncGenerator<FormatItem> {
  const items = pairsOf(await wholeText(text, 'text'));
  if (!items.some((item) => 'draft' in item)) {
    throw new FormatError('No title followed by an abstract was found in this text.', {
      hint: 'Paste the text of a papers page: title, blank line, abstract.',
    });
  }
  yield* items;
}

interface Block {
  line: number;
  text: string;
}

function pairsOf(text: string): FormatItem[] {
  const items: FormatItem[] = [];
  let title: Block | undefined;
  let afterAbstract = false;
  for (const block of blocksOf(text)) {
    if (!isProse(block.text)) {
      title = isTitle(block.text) ? block : undefined;
      afterAbstract = false;
    } else if (title) {
      const draft = { title: title.text, abstract: block.text, source: 'hugging-face' };
      items.push({ line: title.line, draft });
      title = undefined;
      afterAbstract = true;
    } else if (afterAbstract) {
      // A second paragraph directly after an abstract belongs to it.
      const last = items.at(-1);
      if (last && 'draft' in last) last.draft.abstract += `\n\n${block.text}`;
    } else {
      items.push({ line: block.line, reason: 'an abstract without a title before it' });
    }
  }
  return items;
}

/** Blocks between blank lines; hard-wrapped lines are joined, title and abstract kept apart. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block[] = [];
  const close = () => {
    if (open.some((line) => wordCount(line.text) >= PROSE_WORDS)) blocks.push(...open);
    else if (open[0]) {
      blocks.push({ line: open[0].line, text: open.map((line) => line.text).join(' ') });
    }
    open = [];
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line) open.push({ line: index + 1, text: line });
    else close();
  }
  close();
  return blocks;
}

function isProse(text: string): boolean {
  const words = wordCount(text);
  return words >= PROSE_WORDS || (words >= SHORT_PROSE_WORDS && /[.!…]["')\]]*$/.test(text));
}

/** Counts, dates and lone words such as "Subscribe" and "Mar 13" stand on the page as well. */
function isTitle(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !/^\p{L}{3,9}\.? \d{1,2}(?:, \d{4})?$/u.test(text);
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}
