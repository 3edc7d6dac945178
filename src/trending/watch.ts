import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Paper } from '../corpus/paper.ts';
import { InputError, NotFoundError } from '../errors.ts';
import { filterTest } from '../retrieval/paper-filter.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Database } from '../store/database.ts';
import type { PaperStore } from '../store/papers.ts';
import { type Watch, type WatchKind, type WatchMatch, WatchStore } from '../store/watches.ts';

/** Whose a watch is: a channel, or a person in private. */
export interface WatchOwner {
  adapter: string;
  workspace: string;
  channel: string;
}

/** A new paper that a watch found. */
export interface NewMatch {
  watch: Watch;
  paper: Paper;
  /** Relevance in [0, 1]; 1 for an author. */
  score: number;
  /** ISO instant. */
  matchedAt: string;
  /** `matches your watch "streaming attention"`, `by Song Han, whom you follow`. */
  why: string;
}

export interface WatchesParts {
  db: Database;
  papers: PaperStore;
  clock: Clock;
  /** The retriever over what is indexed now. */
  retriever: () => Promise<Retriever>;
}

/** Relevance from which on a new paper is worth an alert. */
export const WATCH_THRESHOLD = 0.5;
const MAX_WATCHES = 50;
const MAX_LENGTH = 300;

/**
 * Saved queries and followed authors. A paper that comes in after a watch was made is looked at
 * once, when it is indexed; what matches is stored, so that it can be told once.
 */
export class Watches {
  readonly #parts: WatchesParts;
  readonly #store: WatchStore;

  constructor(parts: WatchesParts) {
    this.#parts = parts;
    this.#store = new WatchStore(parts.db);
  }

  /** Watches for papers that speak to a query. @throws InputError */
  async watch(owner: WatchOwner, query: string, threshold = WATCH_THRESHOLD): Promise<Watch> {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new InputError(`${threshold} is no threshold.`, { hint: 'Give one above 0, up to 1.' });
    }
    return this.#add(owner, 'query', query, threshold);
  }

  /** Follows an author. @throws InputError */
  async follow(owner: WatchOwner, author: string): Promise<Watch> {
    return this.#add(owner, 'author', author, 0);
  }

  /** What an owner watches, oldest first. */
  async list(owner: WatchOwner): Promise<Watch[]> {
    return this.#store.list(ownerKey(owner));
  }

  /** Ends a watch, named by its id or its text. @throws NotFoundError */
  async remove(owner: WatchOwner, name: string): Promise<Watch> {
    const wanted = name.trim().toLowerCase();
    const watch = (await this.list(owner)).find(
      ({ id, text }) => id === name.trim() || text.toLowerCase() === wanted,
    );
    if (!watch) {
      throw new NotFoundError(`There is no watch "${name}".`, {
        hint: 'List them to see their names.',
      });
    }
    await this.#store.remove(ownerKey(owner), watch.id);
    return watch;
  }

  /** Looks at the papers that came in since each watch last did; call it once they are indexed. */
  async scan(): Promise<void> {
    const watches = await this.#store.list();
    const revision = await this.#parts.papers.revision();
    const behind = watches.filter((watch) => watch.seenRevision < revision);
    if (behind.length === 0) return;
    const isCaughtUp = await this.#isIndexed();
    for (const watch of behind) {
      const fresh = await this.#parts.papers.addedSince(watch.seenRevision);
      const standing = fresh.filter((paper) => !paper.withdrawnAt);
      const matches = standing.length > 0 ? await this.#matches(watch, standing) : [];
      // A paper that is not indexed yet is looked at again the next time.
      const seen = isCaughtUp ? revision : watch.seenRevision;
      await this.#store.addMatches(watch.id, matches, seen);
    }
  }

  /** What an owner's watches found after an instant, each paper once, best first. */
  async newMatches(owner: WatchOwner, since: Date): Promise<NewMatch[]> {
    await this.scan();
    const watches = new Map((await this.list(owner)).map((watch) => [watch.id, watch]));
    const matches = await this.#store.matches(ownerKey(owner), since.toISOString());
    const papers = await this.#parts.papers.find(matches.map(({ paperId }) => paperId));
    const told = new Set<string>();
    return matches.flatMap(({ watchId, paperId, score, matchedAt }) => {
      const watch = watches.get(watchId);
      const paper = papers.get(paperId);
      if (!watch || !paper || paper.withdrawnAt || told.has(paper.id)) return [];
      told.add(paper.id);
      return [{ watch, paper, score, matchedAt, why: whyOf(watch) }];
    });
  }

  async #add(owner: WatchOwner, kind: WatchKind, given: string, threshold: number): Promise<Watch> {
    const text = given.replace(/\s+/g, ' ').trim();
    if (!/[\p{L}\p{N}]/u.test(text)) {
      throw new InputError('There is nothing to watch for.', {
        hint: kind === 'query' ? 'Name a topic, such as "streaming attention".' : 'Name an author.',
      });
    }
    if (text.length > MAX_LENGTH) {
      throw new InputError(`A watch has at most ${MAX_LENGTH} characters.`, {
        hint: 'Shorten it.',
      });
    }
    const own = await this.list(owner);
    const isKnown = own.some(
      (watch) => watch.kind === kind && watch.text.toLowerCase() === text.toLowerCase(),
    );
    if (own.length >= MAX_WATCHES && !isKnown) {
      throw new InputError(`There are ${MAX_WATCHES} watches here already.`, {
        hint: 'Remove one first.',
      });
    }
    return this.#store.put({
      id: randomBytes(5).toString('hex'),
      owner: ownerKey(owner),
      kind,
      text,
      threshold,
      createdAt: this.#parts.clock.now().toISOString(),
      // What is there already is not new.
      seenRevision: await this.#parts.papers.revision(),
    });
  }

  async #matches(watch: Watch, papers: readonly Paper[]): Promise<WatchMatch[]> {
    const matchedAt = this.#parts.clock.now().toISOString();
    if (watch.kind === 'author') {
      const isByAuthor = filterTest({ authors: [watch.text] });
      return papers
        .filter(isByAuthor)
        .map(({ id }) => ({ watchId: watch.id, paperId: id, score: 1, matchedAt }));
    }
    const retriever = await this.#parts.retriever();
    const ids = papers.map(({ id }) => id);
    const hits = await retriever.search(watch.text, { k: ids.length, filter: { ids } });
    return hits
      .filter(({ score }) => score >= watch.threshold)
      .flatMap(({ paper, score, duplicates }) =>
        [paper.id, ...duplicates].map((paperId) => ({
          watchId: watch.id,
          paperId,
          score,
          matchedAt,
        })),
      );
  }

  /** Whether the indexes know the latest papers. */
  async #isIndexed(): Promise<boolean> {
    const id = await this.#parts.papers.newest();
    if (id === undefined) return true;
    const retriever = await this.#parts.retriever();
    return retriever.lookup(id, 1).some((match) => match.kind === 'id' && match.id === id);
  }
}

function whyOf({ kind, text }: Watch): string {
  return kind === 'author' ? `by ${text}, whom you follow` : `matches your watch "${text}"`;
}

/** An owner as the store keeps it. */
function ownerKey({ adapter, workspace, channel }: WatchOwner): string {
  return JSON.stringify([adapter, workspace, channel]);
}
