import { findArxivId, type Paper, paperText } from '../corpus/paper.ts';
import type { PaperReader } from '../corpus/paper-reader.ts';
import { InputError, NotFoundError } from '../errors.ts';
import { type QueryTerm, queryTerms } from './analyzer.ts';
import { AskedQuestion, MAX_QUERY_LENGTH } from './asked-question.ts';
import { authorsIn, type NamedAuthors } from './authors.ts';
import { assessCoverage } from './coverage.ts';
import { datedDocuments } from './dated-documents.ts';
import { foldDuplicates } from './duplicates.ts';
import { scoreEvidence } from './evidence.ts';
import { documentFilter, EVERY_DOCUMENT } from './filter-documents.ts';
import {
  type Fused,
  type FusionWeights,
  fuse,
  fusionWeights,
  type Lexical,
  type NameSignal,
  type Nearest,
} from './fusion.ts';
import { expandQuery, feedbackDepth } from './fusion-feedback.ts';
import { spreadOf } from './fusion-moments.ts';
import { lookupNames } from './name-index-lookup.ts';
import { nameSignals, namesInQuery } from './name-index-query.ts';
import { relevance } from './relevance.ts';
import { isUnsure, rerankByMeaning } from './rerank/meaning.ts';
import { rerankByCoverage } from './rerank/term-coverage.ts';
import { rerankByTopic } from './rerank/topic.ts';
import type {
  Coverage,
  NameMatch,
  PaperFilter,
  PaperOrder,
  Retriever,
  ScoredEvidence,
  SearchHit,
  SearchOptions,
} from './retriever.ts';
import type { DenseSide, Snapshot } from './snapshot.ts';
import { weighBySalience } from './term-salience.ts';
import { technicalQuery, withTechnicalTerms } from './thesaurus.ts';
import { topK } from './top-k.ts';

const DEFAULT_K = 10;
/** Each part hands at least this many documents to the fusion. */
const LEAST_DEPTH = 200;
/** Papers read beyond those asked for, so that folded duplicates leave no gap. */
const SPARE = 5;
/** Questions that are remembered. */
const QUESTIONS = 50;
/** What is alike in meaning may use other words. */
const SIMILAR: FusionWeights = { lexical: 0.3, dense: 0.5, lsa: 0.2 };

/** A document in the order of relevance, before papers are read and duplicates folded. */
export interface Ranked extends Fused {
  id: string;
  /** Calibrated, in [0, 1]. */
  score: number;
}

/** What is known of a document that was found without words. */
const FOUND_BY_FILTER = { score: 1, fused: 1, dense: 0, lsa: 0, lexical: 0, name: 0 };

/** Finds papers by meaning, words and name in one snapshot of the corpus. */
export class HybridRetriever implements Retriever {
  readonly #snapshot: Snapshot;
  readonly #papers: PaperReader;
  readonly #questions = new Map<string, AskedQuestion>();

  constructor(snapshot: Snapshot, papers: PaperReader) {
    this.#snapshot = snapshot;
    this.#papers = papers;
  }

  get size(): number {
    return this.#snapshot.catalog.size;
  }

  async search(query: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    const k = wholeNumber(options.k ?? DEFAULT_K);
    const { order } = options;
    const { names, rest } = this.authorsIn(query);
    if (names.length === 0) {
      return this.#hits(await this.rank(query, k + SPARE, options.filter, order), k);
    }
    const { coauthors = [], authors = [] } = options.filter ?? {};
    const together = { ...options.filter, coauthors: [...coauthors, ...names] };
    const ranked = await this.rank(rest, k + SPARE, together, order);
    if (ranked.length > 0 || names.length + authors.length < 2) return this.#hits(ranked, k);
    const either = { ...options.filter, authors: [...authors, ...names] };
    return this.#hits(await this.rank(rest, k + SPARE, either, order), k);
  }

  foresee(question: string): void {
    const { encoded } = this.#snapshot;
    const text = question.slice(0, MAX_QUERY_LENGTH).trim();
    // A failure is told to who searches.
    if (encoded && text) encoded.nearness(this.#asked(text).text).catch(() => {});
  }

  authorsIn(text: string): NamedAuthors {
    return authorsIn(text.slice(0, MAX_QUERY_LENGTH), this.#snapshot);
  }

  /**
   * Documents in the order of relevance, not folded, without reading a paper; in the order of their dates those that
   * pass the filter where the query names no topic.
   * @throws InputError for an empty query without filter and order
   */
  async rank(
    query: string,
    k: number,
    filter?: PaperFilter,
    order?: PaperOrder,
  ): Promise<Ranked[]> {
    const text = query.slice(0, MAX_QUERY_LENGTH).trim();
    const { catalog, lexical, names } = this.#snapshot;
    const within = documentFilter(filter, catalog, lexical);
    if ((within || order) && this.#asked(text).read.words.length === 0) {
      const dated = datedDocuments(within ?? EVERY_DOCUMENT, catalog, order ?? 'newest', k);
      return dated.map((document) => ({ ...FOUND_BY_FILTER, document, id: catalog.id(document) }));
    }
    if (!/[\p{L}\p{N}]/u.test(text)) {
      throw new InputError('The question is empty.', {
        hint: 'Ask in words, such as "How do attention sinks help streaming?".',
      });
    }
    const respelled = this.#asked(text).text;
    // What looks misspelled may be a name.
    const spellings = respelled === text ? [text] : [text, respelled];
    const found = spellings.flatMap((each) => namesInQuery(each, names, lexical));
    return this.#rank(respelled, k, within?.accept, nameSignals(found));
  }

  async #rank(
    text: string,
    k: number,
    accept: ((document: number) => boolean) | undefined,
    named: ReadonlyMap<number, NameSignal>,
    weights?: FusionWeights,
  ): Promise<Ranked[]> {
    const { catalog, lexical, dense, lsa, encoded } = this.#snapshot;
    if (catalog.size === 0) return [];
    // The network reads the question on another thread meanwhile.
    const reading = weights ? undefined : encoded?.nearness(text);
    reading?.catch(() => {});
    const depth = Math.min(Math.max(LEAST_DEPTH, 2 * k), catalog.size);
    const technical = weights ? undefined : technicalQuery(text, catalog.size);
    const query = weighBySalience(
      withTechnicalTerms(queryTerms(text), technical),
      lexical,
      dense.embedder.lexicon,
    );
    const { embedder } = dense;
    const meaning =
      (technical && embedder.embedQueryWith?.(text, technical.meaning)) ??
      (await embedder.embedQuery(text));
    const parts = {
      dense: this.#nearest(dense, meaning, depth, accept),
      lsa: lsa && this.#nearest(lsa, await lsa.embedder.embedQuery(text), depth, accept),
      names: accept ? new Map([...named].filter(([document]) => accept(document))) : named,
    };
    const combined = (terms: readonly QueryTerm[]) => {
      const words = this.#lexical(terms, depth, accept);
      const fused = fuse(
        { ...parts, lexical: words, lengths: lexical.lengths },
        weights ?? fusionWeights(catalog.size, lsa !== undefined),
      );
      return weights ? fused : rerankByCoverage(fused, lexical, query);
    };
    let fused = combined(query);
    // Among many thousand papers a second pass costs more time than it gains.
    const feedback = lsa && !weights ? feedbackDepth(catalog.size) : 0;
    if (feedback > 0) fused = combined(await this.#expanded(query, fused.slice(0, feedback)));
    if (!weights) fused = rerankByTopic(fused, text, catalog, dense.embedder);
    if (reading && isUnsure(fused)) fused = rerankByMeaning(fused, await reading);
    const best = fused[0];
    if (!best || best.fused <= 0) return [];
    const confidence = relevance(best);
    return fused
      .slice(0, k)
      .filter((hit) => hit.fused > 0)
      .map((hit) => ({
        ...hit,
        id: catalog.id(hit.document),
        score: (confidence * hit.fused) / best.fused,
      }));
  }

  /** Scores by words, valid until the next call: nothing may wait before they are fused. */
  #lexical(
    query: readonly QueryTerm[],
    depth: number,
    accept: ((document: number) => boolean) | undefined,
  ): Lexical {
    const { scores, attainable } = this.#snapshot.lexical.score(query);
    return { scores, attainable, top: topK(scores, depth, accept) };
  }

  /** The query with words of the papers found first. */
  async #expanded(query: readonly QueryTerm[], first: readonly Fused[]): Promise<QueryTerm[]> {
    const { catalog, lexical } = this.#snapshot;
    const scores = new Map(first.map(({ document, fused }) => [catalog.id(document), fused]));
    const papers = await this.#papers.get([...scores.keys()]);
    const highest = first[0]?.fused || 1;
    const found = papers.map((paper) => ({ paper, score: scores.get(paper.id)! / highest }));
    return expandQuery(query, found, lexical);
  }

  #nearest(
    side: DenseSide,
    vector: number[],
    depth: number,
    accept: ((document: number) => boolean) | undefined,
  ): Nearest {
    const { catalog } = this.#snapshot;
    const scores = new Map<number, number>();
    const hits = side.index.search(vector, depth, accept && ((id) => accept(catalog.find(id))));
    for (const { id, score } of hits) scores.set(catalog.find(id), score);
    const floor = hits.length < depth ? 0 : (hits.at(-1)?.score ?? 0);
    return { scores, floor, spread: spreadOf(vector, side.moments) };
  }

  async similar(paperId: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    const paper = await this.paper(paperId);
    if (!paper) {
      throw new NotFoundError(`No paper has the id ${paperId}.`, {
        hint: 'Look it up by its title with `paperboy paper TITLE`.',
      });
    }
    const { catalog, lexical } = this.#snapshot;
    const k = wholeNumber(options.k ?? DEFAULT_K);
    const ranked = await this.#rank(
      paperText(paper).slice(0, MAX_QUERY_LENGTH),
      k + SPARE + 1,
      documentFilter(options.filter, catalog, lexical)?.accept,
      new Map(),
      SIMILAR,
    );
    return this.#hits(
      ranked.filter(({ id }) => id !== paper.id),
      k,
    );
  }

  lookup(name: string, limit: number = DEFAULT_K): NameMatch[] {
    const { catalog, lexical, names } = this.#snapshot;
    return lookupNames(name.slice(0, 1000), limit, { catalog, lexical, names });
  }

  async paper(id: string): Promise<Paper | undefined> {
    const wanted = id.trim();
    const candidates = [wanted, findArxivId(wanted)].filter((found) => found !== undefined);
    return (await this.#papers.get(candidates))[0];
  }

  evidence(question: string, papers: Paper[], limit = 10): ScoredEvidence[] {
    return scoreEvidence(this.#asked(question), papers).slice(0, limit);
  }

  coverage(question: string, hits: SearchHit[]): Coverage {
    return assessCoverage(this.#asked(question), hits);
  }

  /** The same question is asked for its papers, evidence and coverage: it is read once. */
  #asked(text: string): AskedQuestion {
    let asked = this.#questions.get(text);
    if (!asked) {
      const { lexical, dense } = this.#snapshot;
      asked = new AskedQuestion(text, lexical, dense.embedder);
      if (this.#questions.size >= QUESTIONS) this.#questions.clear();
      this.#questions.set(text, asked);
    }
    return asked;
  }

  /** Reads the papers, folds near-duplicates into the best of them, keeps k. */
  async #hits(ranked: readonly Ranked[], k: number): Promise<SearchHit[]> {
    const byId = new Map(ranked.map((hit) => [hit.id, hit]));
    const papers = await this.#papers.get(ranked.map(({ id }) => id));
    return foldDuplicates(papers)
      .slice(0, k)
      .map(([paper, ...duplicates]) => {
        const { score, dense, lexical, name, near } = byId.get(paper!.id)!;
        return {
          paper: paper!,
          score,
          parts: { dense, lexical, name, ...(near === undefined ? {} : { near }) },
          duplicates: duplicates.map(({ id }) => id),
        };
      });
  }
}

function wholeNumber(k: number): number {
  if (!Number.isInteger(k) || k < 1) {
    throw new InputError(`The number of papers must be a whole number from 1 on, not ${k}.`);
  }
  return Math.min(k, 1000);
}
