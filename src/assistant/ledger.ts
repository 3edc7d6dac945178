import { randomBytes } from 'node:crypto';
import { type Paper, paperUrl } from '../corpus/paper.ts';
import type { Evidence } from '../retrieval/retriever.ts';
import { splitSentences } from '../retrieval/sentences.ts';

/** A paper retrieved in this turn. */
export interface LedgerEntry {
  key: string;
  paper: Paper;
  /** Its abstract's sentences in order. */
  sentences: Evidence[];
  /** Facts computed in code that may be repeated about it. */
  facts: string[];
}

/** Letters that form no words, so that a key is never taken for one. */
const ALPHABET = 'bcdfghjkmnpqrstvwxz23456789';

/**
 * The papers retrieved in one turn under opaque keys. A model can cite only what stands here: keys
 * are random, so that none can be guessed or carried over from another turn.
 */
export class Ledger {
  readonly #byKey = new Map<string, LedgerEntry>();
  readonly #byId = new Map<string, LedgerEntry>();
  #spare: number[] = [];

  /** Enters a paper, or adds facts to its entry. */
  enter(paper: Paper, facts: readonly string[] = []): LedgerEntry {
    let entry = this.#byId.get(paper.id);
    if (!entry) {
      entry = {
        key: this.#freshKey(),
        paper,
        sentences: splitSentences(paper.abstract),
        facts: [],
      };
      this.#byId.set(paper.id, entry);
      this.#byKey.set(entry.key, entry);
    }
    for (const fact of facts) if (!entry.facts.includes(fact)) entry.facts.push(fact);
    return entry;
  }

  resolve(key: string): LedgerEntry | undefined {
    return this.#byKey.get(key);
  }

  /** All entries, in the order in which they were retrieved. */
  entries(): LedgerEntry[] {
    return [...this.#byId.values()];
  }

  /** Whether a link stands in the record of a retrieved paper, exactly. */
  hasUrl(url: string): boolean {
    return this.entries().some(({ paper }) => urlsOf(paper).has(bareUrl(url)));
  }

  #freshKey(): string {
    for (;;) {
      if (this.#spare.length < 4) this.#spare = [...randomBytes(64)];
      const bytes = this.#spare.splice(0, 4);
      const key = `k${bytes.map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
      if (!this.#byKey.has(key)) return key;
    }
  }
}

const URL_IN_TEXT = /(?:https?:\/\/|www\.|\b(?:[\w-]+\.)+[a-z]{2,}\/)[^\s<>()[\]{}"'“”]+/gi;

/** Links in a text, with punctuation that ends a sentence left out. */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(URL_IN_TEXT)].map((match) => match[0].replace(/[.,;:!?*_`]+$/, ''));
}

function urlsOf(paper: Paper): Set<string> {
  const fields = [
    paperUrl(paper),
    paper.pdfUrl,
    paper.githubRepo,
    paper.projectPage,
    ...urlsIn(paper.abstract),
  ];
  return new Set(fields.flatMap((url) => (url ? [bareUrl(url)] : [])));
}

function bareUrl(url: string): string {
  return url
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/[.,;:!?*_`/]+$/, '');
}
