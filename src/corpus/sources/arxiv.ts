import { FormatError, InputError, SourceError } from '../../errors.ts';
import { type Feed, parseFeed } from '../formats/atom-feed.ts';
import type { FormatItem } from '../formats/format.ts';
import { Gate } from './gate.ts';
import type { HttpAnswer } from './http.ts';
import { request, retryAfterMs } from './request.ts';
import { below, MAX_WAIT_MS, RETRIES, type SourceSurroundings } from './surroundings.ts';

/** Terms of use: one request in three seconds and one connection, over all of a user's machines. */
const SPACING_MS = 3000;
/** After a 429 arXiv wants to be left alone for ten minutes or more. */
const PAUSE_MS = 10 * 60_000;
/** Small slices fail less often than the 2,000 that are allowed. */
const SLICE = 200;

/**
 * Client of the arXiv API (https://info.arxiv.org/help/api/user-manual.html), within its terms
 * over all processes that share the store.
 */
export class Arxiv {
  readonly #baseUrl: string;
  readonly #around: SourceSurroundings;
  readonly #gate: Gate;

  constructor(baseUrl: string, around: SourceSurroundings) {
    this.#baseUrl = baseUrl;
    this.#around = around;
    this.#gate = new Gate({
      ...around,
      name: 'arXiv',
      spacingMs: SPACING_MS,
      maxWaitMs: MAX_WAIT_MS,
    });
  }

  /** The newest papers that match a query in arXiv's syntax, at most `limit`. @throws SourceError */
  search(query: string, limit: number): AsyncGenerator<FormatItem> {
    const order = { sortBy: 'submittedDate', sortOrder: 'descending' };
    return this.#slices({ search_query: query, ...order }, limit);
  }

  /** Papers by id; unknown ones are left out. @throws SourceError */
  async *byIds(ids: readonly string[]): AsyncGenerator<FormatItem> {
    for (let start = 0; start < ids.length; start += SLICE) {
      const slice = ids.slice(start, start + SLICE);
      yield* this.#slices({ id_list: slice.join(',') }, slice.length);
    }
  }

  async *#slices(parameters: Record<string, string>, limit: number): AsyncGenerator<FormatItem> {
    for (let start = 0; start < limit; ) {
      const size = Math.min(SLICE, limit - start);
      const url = below(this.#baseUrl, '/api/query');
      const slice = { start: String(start), max_results: String(size) };
      url.search = new URLSearchParams({ ...parameters, ...slice }).toString();
      const feed = await this.#feed(url, start);
      yield* feed.items;
      start += feed.items.length;
      if (feed.items.length < size || start >= (feed.total ?? Number.POSITIVE_INFINITY)) return;
    }
  }

  /** A feed; one that is empty although papers should be there is asked for again. */
  async #feed(url: URL, start: number): Promise<Feed> {
    for (let attempt = 0; ; attempt++) {
      const feed = await this.#parsed(url);
      const isMissing =
        feed.items.length === 0 && (feed.total === undefined || feed.total >= start);
      if (!isMissing) return feed;
      if (attempt < RETRIES) {
        await this.#around.sleep(this.#around.retryDelayMs * 2 ** attempt, this.#around.signal);
      } else if ((feed.total ?? 0) > start) {
        throw new SourceError(`${url.host} says that ${feed.total} papers match and sends none.`, {
          hint: 'Its answers are unreliable at times; try again later.',
        });
      } else return feed;
    }
  }

  async #parsed(url: URL): Promise<Feed> {
    const options = {
      ...this.#around,
      gate: this.#gate,
      accept: 'application/atom+xml',
      retries: RETRIES,
      pauseAfter: (got: HttpAnswer) => pauseAfter(got, this.#around.clock.now()),
    };
    const feed = await request(url, options, (answer) => parsed(url, answer));
    if (feed.error) {
      throw new InputError(`arXiv does not understand this: ${feed.error}.`, {
        hint: 'Use its query syntax, such as arxiv:cat:cs.CL, or ids such as arxiv:2309.17453.',
      });
    }
    return feed;
  }
}

async function parsed(url: URL, { status, body }: HttpAnswer): Promise<Feed> {
  const feed = await parseFeed(body).catch((cause: unknown) => {
    if (!(cause instanceof FormatError)) throw cause;
    throw new SourceError(`${url.host} answered with status ${status} and no feed.`, {
      cause,
      hint: 'Check ARXIV_API_URL, or try again later.',
    });
  });
  if (status === 200 || feed.error) return feed;
  throw new SourceError(`${url.host} answered with status ${status}.`, {
    hint: 'Check ARXIV_API_URL, or try again later.',
  });
}

function pauseAfter({ status, headers }: HttpAnswer, now: Date): number | undefined {
  const asked = retryAfterMs(headers, now);
  if (status === 429) return Math.max(PAUSE_MS, asked ?? 0);
  return status === 503 ? asked : undefined;
}
