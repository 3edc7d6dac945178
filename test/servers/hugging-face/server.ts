import { type PlayedAnswer, ScriptedServer } from '../scripted-server.ts';

/** What a test says of a paper on a daily list; the rest is filled in. */
export interface ListedPaper {
  id: string;
  title?: string;
  summary?: string;
  upvotes?: number;
  numComments?: number;
  githubRepo?: string;
  githubStars?: number;
  publishedAt?: string;
  withdrawnAt?: string;
  authors?: string[];
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/**
 * Speaks `GET /api/daily_papers` and `GET /api/papers/ID` as Hugging Face does: a bad date and a
 * day after `openUntil` are 400, a day without a list is `[]`, pages are linked by `Link`.
 */
export class HuggingFaceServer extends ScriptedServer {
  /** Items by day; may hold anything, also malformed records. */
  readonly days = new Map<string, unknown[]>();
  /** Last day whose list is open; all are if undefined. */
  openUntil: string | undefined;
  /** Items a page at most, whatever the client asks for. */
  pageSize = 100;

  /** Sets the list of a day. */
  list(day: string, papers: readonly ListedPaper[]): void {
    this.days.set(
      day,
      papers.map((paper) => dailyItem(day, paper)),
    );
  }

  protected answer(url: URL): PlayedAnswer {
    if (url.pathname === '/api/daily_papers') return this.#daily(url);
    const id = /^\/api\/papers\/([^/]+)$/.exec(url.pathname)?.[1];
    if (id) return this.#paper(id);
    return { status: 404, headers: JSON_TYPE, body: '{"error":"Not found"}' };
  }

  #daily(url: URL): PlayedAnswer {
    const day = url.searchParams.get('date') ?? '';
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || (this.openUntil && day > this.openUntil)) {
      return { status: 400, headers: JSON_TYPE, body: '{"error":"Invalid date"}' };
    }
    const page = Number(url.searchParams.get('p') ?? 0);
    const size = Math.min(this.pageSize, Number(url.searchParams.get('limit') ?? 50));
    const all = this.days.get(day) ?? [];
    const items = all.slice(page * size, (page + 1) * size);
    const next = new URL(url);
    next.searchParams.set('p', String(page + 1));
    const hasMore = all.length > (page + 1) * size;
    return {
      headers: {
        ...JSON_TYPE,
        ratelimit: '"api";r=480;t=200',
        ...(hasMore ? { link: `<${next.href}>; rel="next"` } : {}),
      },
      body: JSON.stringify(items),
    };
  }

  #paper(id: string): PlayedAnswer {
    for (const items of this.days.values()) {
      for (const item of items as { paper?: { id?: string } }[]) {
        if (item?.paper?.id === id) return { headers: JSON_TYPE, body: JSON.stringify(item.paper) };
      }
    }
    return { status: 404, headers: JSON_TYPE, body: '{"error":"Paper not found"}' };
  }
}

/** An item in the shape of the API. */
export function dailyItem(day: string, paper: ListedPaper): unknown {
  const { id, upvotes = 0, numComments = 0, authors = ['Ada Lovelace'] } = paper;
  const title = paper.title ?? `A Paper About Subject ${id}`;
  const summary = paper.summary ?? `We study subject ${id} and show that it can be studied.`;
  const publishedAt = `${paper.publishedAt ?? day}T00:00:00.000Z`;
  return {
    paper: {
      id,
      authors: authors.map((name) => ({ name, hidden: false })),
      publishedAt,
      submittedOnDailyAt: `${day}T00:00:00.000Z`,
      title,
      summary,
      upvotes,
      discussionId: `discussion-${id}`,
      githubRepo: paper.githubRepo,
      githubStars: paper.githubStars,
      withdrawnAt: paper.withdrawnAt,
    },
    publishedAt,
    title,
    summary,
    numComments,
    isAuthorParticipating: false,
  };
}
