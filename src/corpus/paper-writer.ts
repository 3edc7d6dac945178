import type { Listing, ListingStore } from '../store/listings.ts';
import type { ObservationStore, StoredObservation } from '../store/observations.ts';
import type { PaperStore } from '../store/papers.ts';
import { cleanDraft } from './clean-draft.ts';
import {
  type FormatItem,
  isRejected,
  type Observation,
  type PaperDraft,
} from './formats/format.ts';
import { PaperBatch } from './paper-batch.ts';
import type { Gate } from './sources/gate.ts';

/** What became of records. */
export interface Written {
  added: number;
  updated: number;
  unchanged: number;
  rejected: { line: number; reason: string }[];
}

export interface PaperWriterOptions {
  papers: PaperStore;
  observations: ObservationStore;
  listings: ListingStore;
  /** Lets one process merge at a time, so that two ingests do not undo each other. */
  gate: Gate;
}

/** Puts records into the store: cleaned, merged with what is there, in one transaction a batch. */
export class PaperWriter {
  readonly #options: PaperWriterOptions;

  constructor(options: PaperWriterOptions) {
    this.#options = options;
  }

  /** Writes a batch. `readAt` tells when counts were read that carry no time of their own. */
  async write(
    items: readonly FormatItem[],
    readAt: (draft: PaperDraft) => string,
  ): Promise<Written> {
    const { papers, observations, listings, gate } = this.#options;
    const rejected: Written['rejected'] = [];
    const records: { draft: PaperDraft; observation?: Observation }[] = [];
    for (const item of items) {
      const draft = isRejected(item) ? item : cleanDraft(item.draft);
      if ('reason' in draft) rejected.push({ line: item.line, reason: draft.reason });
      else records.push({ draft, observation: 'draft' in item ? item.observation : undefined });
    }
    return gate.pass(async () => {
      const batch = await PaperBatch.load(
        papers,
        records.map(({ draft }) => draft),
      );
      const counts = { added: 0, updated: 0, unchanged: 0 };
      const seen: StoredObservation[] = [];
      const listed: Listing[] = [];
      for (const { draft, observation } of records) {
        const { id, outcome } = batch.add(draft);
        counts[outcome]++;
        if (draft.listDay) listed.push({ paperId: id, day: draft.listDay });
        if (observation)
          seen.push({ paperId: id, ...observation, at: observation.at ?? readAt(draft) });
      }
      await papers.put(batch.changed(), batch.renamed);
      const settled = <T extends { paperId: string }>(one: T) => ({
        ...one,
        paperId: batch.currentId(one.paperId),
      });
      await observations.add(seen.map(settled));
      await listings.add(listed.map(settled));
      return { ...counts, rejected };
    });
  }
}
