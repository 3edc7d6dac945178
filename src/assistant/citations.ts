import type { Evidence } from '../retrieval/retriever.ts';
import type { Citation } from './answer.ts';
import type { LedgerEntry } from './ledger.ts';

/** A bracket that may hold markers: `[k3xqz]`, `[k3xqz:2, kb7fd:1]`. */
export const BRACKET = /\[([^[\]\n]{1,120})\]|【[^】\n]{0,120}】/g;
const KEYED = /^\s*(k[a-z0-9]{4})\s*(?:[:.#]\s*(\d{1,3}))?\s*$/;
const NUMBERED = /^\s*\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*$/;

/** A marker as a model wrote it. */
export interface Marker {
  key: string;
  /** Number of the sentence from 1, where given. */
  sentence?: number;
}

/**
 * What a bracket holds: markers, an invented number (`[1]`, `【4†source】`), or plain text such as
 * `[MASK]`.
 */
export function readBracket(bracket: string): Marker[] | 'invented' | 'text' {
  if (bracket.startsWith('【')) return 'invented';
  const inside = bracket.slice(1, -1);
  const parts = inside.split(/[,;]/).map((part) => KEYED.exec(part));
  if (parts.every((part) => part !== null)) {
    return parts.map((part) => ({
      key: part[1]!,
      ...(part[2] ? { sentence: Number(part[2]) } : {}),
    }));
  }
  if (parts.some((part) => part !== null)) return 'invented';
  return NUMBERED.test(inside) ? 'invented' : 'text';
}

/** Gives out the numbers of an answer's citations: one per paper and sentence, in order of use. */
export class Citations {
  readonly #list: Citation[] = [];

  /** The citation of a sentence, new or given before. */
  cite({ paper }: LedgerEntry, evidence: Evidence): { citation: Citation; isNew: boolean } {
    const known = this.#list.find(
      (each) => each.paper.id === paper.id && each.evidence.start === evidence.start,
    );
    if (known) return { citation: known, isNew: false };
    const { text, start, end } = evidence;
    const citation = { n: this.#list.length + 1, paper, evidence: { text, start, end } };
    this.#list.push(citation);
    return { citation, isNew: true };
  }

  list(): Citation[] {
    return [...this.#list];
  }
}
