/**
 * What reaches a terminal. Text of papers, models and people is untrusted there too: control
 * characters could move the cursor, retitle the window or hide text.
 */

/** Controls but tab and newline, and the marks that reorder text invisibly. */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** What `Style` puts around emphasised words. */
const EMPHASIS = /\p{Cc}\[\d+m/gu;

/** A text without anything that a terminal would act on. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '');
}

/** Wraps paragraphs at a width in columns; words longer than a line stand alone. */
export function wrap(text: string, width: number, indent = ''): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, indent))
    .join('\n');
}

function wrapLine(line: string, width: number, indent: string): string {
  const lines: string[] = [];
  let current = indent;
  for (const word of line.split(/ +/)) {
    if (current.length > indent.length && current.length + 1 + word.length > width) {
      lines.push(current);
      current = indent;
    }
    current += current.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, current].join('\n');
}

/** Wraps a text that arrives in pieces; words are not cut. */
export class LiveWrap {
  readonly #width: number;
  #column = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** The next piece, with line breaks where lines would grow too long. */
  push(piece: string): string {
    return piece.replace(/\n|[^\S\n]+|\S+/g, (part) => {
      if (part === '\n') {
        this.#column = 0;
        return part;
      }
      const length = visibleLength(part);
      const fits = this.#column + length <= this.#width;
      this.#column = fits ? this.#column + length : length;
      if (fits) return part;
      if (part.trim()) return `\n${part}`;
      this.#column = 0;
      return '\n';
    });
  }
}

/** Columns of a text without the codes that colour it. */
function visibleLength(text: string): number {
  return text.replaceAll(EMPHASIS, '').length;
}

/** How output looks: columns to wrap at, and whether colours are understood. */
export interface Style {
  width: number;
  bold(text: string): string;
  dim(text: string): string;
}

const plain = (text: string): string => text;

/** The style for a stream: wrapped and emphasised on a terminal, plain when piped. */
export function styleOf(stream: NodeJS.WriteStream): Style {
  if (!stream.isTTY) return { width: Number.POSITIVE_INFINITY, bold: plain, dim: plain };
  const width = Math.min(stream.columns || 80, 100);
  if (process.env.NO_COLOR) return { width, bold: plain, dim: plain };
  return {
    width,
    bold: (text) => `\u001b[1m${text}\u001b[22m`,
    dim: (text) => `\u001b[2m${text}\u001b[22m`,
  };
}
