import { hasCode } from '../corpus/code.ts';
import type { Paper } from '../corpus/paper.ts';
import { NotFoundError } from '../errors.ts';
import { ANSWERABLE, type Finding, type Findings, type FoundSentence } from '../model/findings.ts';
import { words } from '../retrieval/analyzer.ts';
import type { PaperFilter, Retriever, SearchHit } from '../retrieval/retriever.ts';
import type { Trending } from '../trending/trending.ts';
import { alternatives, listedTopics } from './alternatives.ts';
import { isForNewest, isOnlyFilters, type SearchFilters } from './browsing.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { answerability, type SureName, sureName } from './refusal.ts';
import { scoreSentences } from './sentences.ts';

export interface ToolContext {
  retriever: Retriever;
  trending?: Trending;
  ledger: Ledger;
  /** Ids of the papers that the conversation is about; undefined where it is about all. */
  scope?: readonly string[];
  /** Told of each search before it is made, and of the number of papers after it. */
  onSearch(query: string): void;
  onFound(papers: number): void;
}

/** Papers that a search hands to a model. */
const SEARCHED = 8;
/** Papers that are looked through for those with code, the more the less often abstracts tell of it. */
const LOOKED_THROUGH = 100;
/** Share of the best one's score that a paper of a topic must have. */
const TOPIC_SHARE = 0.75;
/** Strength of a name within the query above which it is taken for one. */
const NAMED = 0.5;
/** Least score of a name match for which a paper counts as found by name. */
const NAME_SCORE = 0.6;

/**
 * What tools do, without LangChain: each searches, enters the papers in the turn's ledger and gives
 * back what was found.
 */
export class Toolbox {
  readonly #context: ToolContext;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  /** Papers for a query, within the conversation's scope. */
  async search(
    query: string,
    { withCode = false, order, ...filters }: SearchFilters = {},
    k = SEARCHED,
  ): Promise<Findings> {
    const { retriever, scope } = this.#context;
    this.#context.onSearch(query);
    const filter: PaperFilter = { ...filters, ...(scope ? { ids: [...scope] } : {}) };
    const { names, rest } = retriever.authorsIn(query);
    const isBrowsing = withCode || order !== undefined || isForNewest(query);
    const given = { ...filter, authors: [...(filters.authors ?? []), ...names] };
    if (isOnlyFilters(rest, given, isBrowsing)) {
      const options = { withCode, order: order ?? 'newest' } as const;
      const dated = await this.#found(names.join(', '), k, filter, options);
      return this.#findings('search_papers', query, {
        papers: dated.map(({ paper }) => ({ paper, score: 1 })),
        answerable: Math.min(1, dated.length),
        named: false,
        isBrowsed: true,
      });
    }
    // What is asked of the papers of an author is judged without the name.
    const asked = names.length > 0 ? rest : query;
    const found = await this.#found(query, k, filter, { withCode });
    const standing = await this.#withTopics(listedTopics(query), found, k, filter);
    const match = sureName(asked, retriever.coverage(asked, standing), retriever);
    const hits = await this.#namedFirst(match, standing, filter);
    const coverage = retriever.coverage(asked, hits);
    const parts = alternatives(asked).map((part) => this.#answerable(part, hits));
    return this.#findings('search_papers', asked, {
      papers: hits,
      answerable: Math.max(answerability(asked, hits, coverage, retriever.size, match), ...parts),
      named: coverage.name > NAMED,
      isName: match?.whole === true && match.id === hits[0]?.paper.id,
    });
  }

  /**
   * One paper by id, title or name, its sentences scored against a question.
   * @throws NotFoundError if no paper carries the name.
   */
  async get(name: string, question?: string): Promise<Findings> {
    this.#context.onSearch(name);
    const paper = await this.#resolve(name);
    if (!paper) throw unknownPaper(name);
    const asked = question?.trim() || name;
    const { retriever } = this.#context;
    const hits = await retriever.search(asked, { k: 1, filter: { ids: [paper.id] } });
    return this.#findings('get_paper', asked, {
      papers: [{ paper, score: 1 }],
      answerable: this.#answerable(asked, hits),
      named: true,
    });
  }

  /** Papers near one in meaning. @throws NotFoundError if no paper carries the name. */
  async similar(name: string, k = 5): Promise<Findings> {
    this.#context.onSearch(`papers like ${name}`);
    const paper = await this.#resolve(name);
    if (!paper) throw unknownPaper(name);
    const hits = await this.#context.retriever.similar(paper.id, { k });
    return this.#findings('similar_papers', paper.title, {
      papers: hits
        .filter((hit) => !hit.paper.withdrawnAt)
        .map((hit) => ({ paper: hit.paper, score: hit.score })),
      answerable: 1,
      named: true,
    });
  }

  /** Papers that are rising, of a topic or of all. */
  async trendingPapers(topic?: string, window?: string, k = 5): Promise<Findings> {
    this.#context.onSearch(topic ? `trending: ${topic}` : 'trending papers');
    const result = await this.#context.trending?.rank({
      k,
      ...(window ? { window } : {}),
      ...(topic ? { include: [topic] } : {}),
    });
    return this.#findings('trending_papers', topic ?? '', {
      papers: (result?.papers ?? []).map(({ paper, score, why }) => ({ paper, score, facts: why })),
      answerable: 1,
      named: false,
    });
  }

  /** Several papers by name, each with what it says to a question; unknown names are told. */
  async compare(names: readonly string[], question: string): Promise<Findings> {
    this.#context.onSearch(names.join(' and '));
    const papers: { paper: Paper; score: number }[] = [];
    const unknown: string[] = [];
    for (const name of names) {
      const paper = (await this.#resolve(name)) ?? (await this.#titled(name));
      if (!paper) unknown.push(name);
      else if (!papers.some((each) => each.paper.id === paper.id)) papers.push({ paper, score: 1 });
    }
    return this.#findings('compare_papers', question, {
      papers,
      answerable: papers.length > 0 ? 1 : 0,
      named: papers.length > 0,
      unknown,
    });
  }

  /** A paper by key of this turn, id, title or name; else by meaning if one fits well. */
  async #resolve(name: string): Promise<Paper | undefined> {
    const { retriever, ledger } = this.#context;
    const known = ledger.resolve(name.replace(/[[\]\s]/g, ''));
    if (known) return known.paper;
    const byId = await retriever.paper(name);
    if (byId) return byId;
    const match = retriever.lookup(name, 1)[0];
    return match && match.score >= NAME_SCORE ? retriever.paper(match.id) : undefined;
  }

  /** The paper found for a topic whose title has all of its words. */
  async #titled(topic: string): Promise<Paper | undefined> {
    const hits = /\p{L}/u.test(topic) ? await this.#context.retriever.search(topic, { k: 3 }) : [];
    const wanted = words(topic);
    return hits.find(({ paper }) => {
      const title = new Set(words(paper.title));
      return wanted.length > 0 && wanted.every((word) => title.has(word));
    })?.paper;
  }

  async #found(
    query: string,
    k: number,
    filter: PaperFilter,
    { withCode, order }: Pick<SearchFilters, 'withCode' | 'order'> = {},
  ): Promise<SearchHit[]> {
    const options = { k: withCode ? LOOKED_THROUGH : k, filter, order };
    const hits = await this.#context.retriever.search(query, options);
    return hits
      .filter(({ paper }) => !paper.withdrawnAt && (!withCode || hasCode(paper)))
      .slice(0, k);
  }

  /** The papers of each topic beside those of the query as a whole; every topic's best count alike. */
  async #withTopics(
    topics: readonly string[],
    found: readonly SearchHit[],
    k: number,
    filter: PaperFilter,
  ): Promise<SearchHit[]> {
    const highest = Math.max(0, ...found.map(({ score }) => score)) || 1;
    const merged = new Map(found.map((hit) => [hit.paper.id, hit]));
    for (const topic of topics) {
      const hits = await this.#found(topic, k, filter);
      if (this.#answerable(topic, hits) < ANSWERABLE) continue;
      for (const hit of hits.filter(({ score }) => score >= TOPIC_SHARE * hits[0]!.score)) {
        const score = (highest * hit.score) / hits[0]!.score;
        const known = merged.get(hit.paper.id);
        if (score > (known?.score ?? 0)) merged.set(hit.paper.id, { ...hit, score });
      }
    }
    const hits = [...merged.values()];
    return topics.length > 0 ? hits.sort((a, b) => b.score - a.score).slice(0, k) : hits;
  }

  /** Probability in [0, 1] that what was found answers a question. */
  #answerable(question: string, hits: SearchHit[]): number {
    const { retriever } = this.#context;
    const coverage = retriever.coverage(question, hits);
    const name = sureName(question, coverage, retriever);
    return answerability(question, hits, coverage, retriever.size, name);
  }

  /** Puts the paper that the query surely names first, should the search not have. */
  async #namedFirst(
    match: SureName | undefined,
    hits: SearchHit[],
    { ids }: PaperFilter,
  ): Promise<SearchHit[]> {
    const { retriever } = this.#context;
    if (!match || hits[0]?.paper.id === match.id || (ids && !ids.includes(match.id))) return hits;
    const rest = hits.filter(({ paper }) => paper.id !== match.id);
    const paper = await retriever.paper(match.id);
    if (!paper || paper.withdrawnAt) return hits;
    const parts = { dense: 0, lexical: 0, name: match.score };
    return [{ paper, score: match.score, parts, duplicates: [] }, ...rest];
  }

  #findings(
    tool: Findings['tool'],
    query: string,
    found: {
      papers: { paper: Paper; score: number; facts?: string[] }[];
      answerable: number;
      named: boolean;
      isName?: boolean;
      isBrowsed?: boolean;
      unknown?: string[];
    },
  ): Findings {
    const { ledger, retriever } = this.#context;
    this.#context.onFound(found.papers.length);
    return {
      tool,
      query,
      answerable: found.answerable,
      named: found.named,
      isName: found.isName ?? false,
      isBrowsed: found.isBrowsed ?? false,
      unknown: found.unknown ?? [],
      findings: found.papers.map(({ paper, score, facts }) =>
        finding(ledger.enter(paper, facts), score, query, retriever),
      ),
    };
  }
}

function finding(
  { key, paper, sentences, facts }: LedgerEntry,
  score: number,
  query: string,
  retriever: Retriever,
): Finding {
  let scored: FoundSentence[] | undefined;
  return {
    key,
    paper,
    score,
    facts,
    sentences,
    scored: () => {
      scored ??= scoreSentences(query, paper, sentences, retriever);
      return scored;
    },
  };
}

function unknownPaper(name: string): NotFoundError {
  return new NotFoundError(`No paper is called "${name.slice(0, 100)}".`, {
    hint: 'Search for its topic instead.',
  });
}
