import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { foldText, scanWords } from '../tokenizer.ts';

/**
 * Papers as numbers. Paper p owns the segments firstSegment[p]..firstSegment[p+1]: its title, then the
 * sentences of its abstract. Segment s owns the words segmentStart[s]..segmentStart[s+1], indexes into `surfaces`.
 */
export interface TokenisedPapers {
  readonly count: number;
  readonly surfaces: readonly string[];
  readonly words: Int32Array;
  readonly segmentStart: Int32Array;
  readonly firstSegment: Int32Array;
}

/** A typed array that grows by doubling. */
class GrowingInts {
  private data = new Int32Array(1 << 20);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = new Int32Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  finish(): Int32Array {
    return this.data.slice(0, this.length);
  }
}

/** A sentence ends at . ! or ? before white space and a capital, a digit, a formula or a quote. */
const SENTENCE_END = /(?<=[.!?])\s+(?=[\p{Lu}\d$\\"'(])/u;

/** Abstracts as sentences; pieces under 25 characters ("i.e.", "et al.") join the sentence before. */
export function splitSentences(abstract: string): string[] {
  const sentences: string[] = [];
  for (const piece of abstract.split(SENTENCE_END)) {
    const last = sentences.at(-1);
    if (last !== undefined && (piece.length < 25 || last.length < 25))
      sentences[sentences.length - 1] = `${last} ${piece}`;
    else sentences.push(piece);
  }
  return sentences;
}

/** Reads gzipped JSON lines with title and abstract. Papers without an abstract are left out. */
export async function readPapers(
  files: readonly string[],
  onPaper: (total: number) => void,
): Promise<TokenisedPapers> {
  const ids = new Map<string, number>();
  const words = new GrowingInts();
  const segmentStart = new GrowingInts();
  const firstSegment = new GrowingInts();
  const addSegment = (text: string) => {
    segmentStart.push(words.length);
    const folded = foldText(text);
    scanWords(folded, (_hash, start, end) => {
      const word = folded.slice(start, end);
      let id = ids.get(word);
      if (id === undefined) {
        id = ids.size;
        ids.set(Buffer.from(word).toString(), id);
      }
      words.push(id);
    });
  };
  for (const file of files) {
    const lines = createInterface({
      input: createReadStream(file).pipe(createGunzip()),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const line of lines) {
      const paper = JSON.parse(line) as { title: string; abstract: string };
      if (!paper.abstract || !paper.title) continue;
      firstSegment.push(segmentStart.length);
      addSegment(paper.title);
      for (const sentence of splitSentences(paper.abstract)) addSegment(sentence);
      onPaper(firstSegment.length);
    }
  }
  const count = firstSegment.length;
  firstSegment.push(segmentStart.length);
  segmentStart.push(words.length);
  return {
    count,
    surfaces: [...ids.keys()],
    words: words.finish(),
    segmentStart: segmentStart.finish(),
    firstSegment: firstSegment.finish(),
  };
}
