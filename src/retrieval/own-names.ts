import type { Paper } from '../corpus/paper.ts';
import { fold, tokens, tokenTerms } from './analyzer.ts';
import { paperNames } from './names.ts';

/** Strength from which a name is the paper's own; its title is left out, being what it is about. */
const OWN = 0.6;
const TITLE = 1;

const read = new WeakMap<Paper, OwnNames>();

/** Tells the names that a paper goes by from the other words of a question. */
export class OwnNames {
  readonly #terms: ReadonlySet<string>;
  readonly #joined: ReadonlySet<string>;
  readonly #id: string;

  /** The names of a paper, read once for each record. */
  static of(paper: Paper): OwnNames {
    let names = read.get(paper);
    if (!names) {
      names = new OwnNames(paper);
      read.set(paper, names);
    }
    return names;
  }

  private constructor(paper: Paper) {
    const names = paperNames(paper).filter(({ strength }) => strength >= OWN && strength < TITLE);
    this.#terms = new Set(names.flatMap(({ name }) => tokens(name).flatMap(terms)));
    this.#joined = new Set(names.map(({ name }) => squeeze(name)));
    this.#id = paper.id;
  }

  /** Whether it goes by several names, of which a question may mean one. */
  get areSeveral(): boolean {
    return this.#joined.size > 1;
  }

  /** Whether a token of a question is (part of) a name or the id of the paper. */
  has(token: string): boolean {
    if (token === this.#id || this.#joined.has(squeeze(token))) return true;
    const own = terms(token);
    return own.length > 0 && own.every((term) => this.#terms.has(term));
  }
}

/** All terms that a token is found by. */
export function terms(token: string): string[] {
  const { words, variants } = tokenTerms(token);
  return [...words, ...variants];
}

function squeeze(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
}
