import { type PaperStore, titleKey } from '../store/papers.ts';
import type { PaperDraft } from './formats/format.ts';
import { slugOf } from './formats/ids.ts';
import { canonical, isSameWork, mergePaper } from './merge.ts';
import type { Paper } from './paper.ts';

/** What became of a record. */
export type Outcome = 'added' | 'updated' | 'unchanged';

/** The papers that a batch of records touches, in memory: records are merged in one by one. */
export class PaperBatch {
  /** Ids that gave way to another, each with the one it has now. */
  readonly renamed = new Map<string, string>();
  readonly #byId = new Map<string, Paper>();
  readonly #aliases = new Map<string, string>();
  /** Ids by the key of their title, in the order of the store. */
  readonly #byTitle = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();

  /** Loads what is stored of the papers that these records may be. */
  static async load(papers: PaperStore, drafts: readonly PaperDraft[]): Promise<PaperBatch> {
    const batch = new PaperBatch();
    const byTitle = await papers.byTitleKeys(drafts.map((draft) => titleKey(draft.title)));
    for (const list of byTitle.values()) for (const paper of list) batch.#remember(paper);
    for (const [id, paper] of await papers.find(drafts.flatMap((draft) => draft.id ?? []))) {
      batch.#remember(paper);
      if (id !== paper.id) batch.#aliases.set(id, paper.id);
    }
    return batch;
  }

  /** Merges a record in; gives the id of its paper. */
  add(draft: PaperDraft): { id: string; outcome: Outcome } {
    const stored = this.#find(draft);
    if (!stored) {
      const paper = canonical({ ...draft, id: draft.id ?? this.#freeSlug(draft.title) });
      this.#change(paper);
      return { id: paper.id, outcome: 'added' };
    }
    const merged = mergePaper(stored, draft);
    if (JSON.stringify(merged) === JSON.stringify(canonical(stored))) {
      return { id: stored.id, outcome: 'unchanged' };
    }
    this.#byTitle.get(titleKey(stored.title))?.delete(stored.id);
    if (merged.id !== stored.id) this.#rename(stored.id, merged.id);
    this.#change(merged);
    return { id: merged.id, outcome: 'updated' };
  }

  /** The papers to write. */
  changed(): Paper[] {
    return [...this.#changed].map((id) => this.#byId.get(id)!);
  }

  /** The id under which a paper of this batch is stored in the end. */
  currentId(id: string): string {
    return this.renamed.get(id) ?? id;
  }

  #find(draft: PaperDraft): Paper | undefined {
    const byId = draft.id && this.#byId.get(this.#aliases.get(draft.id) ?? draft.id);
    if (byId) return byId;
    for (const id of this.#byTitle.get(titleKey(draft.title)) ?? []) {
      const stored = this.#byId.get(id)!;
      if (isSameWork(stored, draft)) return stored;
    }
    return undefined;
  }

  /** Two different works may share a title; the second gets a number. */
  #freeSlug(title: string): string {
    const slug = slugOf(title);
    let free = slug;
    for (let n = 2; this.#byId.has(free); n++) free = `${slug}-${n}`;
    return free;
  }

  #change(paper: Paper): void {
    this.#remember(paper);
    this.#changed.add(paper.id);
  }

  #remember(paper: Paper): void {
    this.#byId.set(paper.id, paper);
    const key = titleKey(paper.title);
    this.#byTitle.set(key, (this.#byTitle.get(key) ?? new Set()).add(paper.id));
  }

  #rename(from: string, to: string): void {
    for (const [alias, id] of this.renamed) if (id === from) this.renamed.set(alias, to);
    for (const [alias, id] of this.#aliases) if (id === from) this.#aliases.set(alias, to);
    this.renamed.set(from, to);
    this.#aliases.set(from, to);
    this.#byId.delete(from);
    this.#changed.delete(from);
  }
}
