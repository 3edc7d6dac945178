import { SourceError } from '../../errors.ts';
import type { FormatItem } from '../formats/format.ts';
import { readJsonItem } from '../formats/json-item.ts';
import { Gate } from './gate.ts';
import type { HttpAnswer } from './http.ts';
import { request, retryAfterMs } from './request.ts';
import { below, MAX_WAIT_MS, RETRIES, type SourceSurroundings } from './surroundings.ts';

/** The list of a day: its papers, empty, or not open yet. */
export type DailyList = { state: 'ok' | 'empty'; items: FormatItem[] } | { state: 'not_open' };

const PAGE_SIZE = 100;
/** A day has some dozens of papers; more pages than this mean that paging is broken. */
const MAX_PAGES = 20;
const DEFAULT_PAUSE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Client of Hugging Face's papers API (https://huggingface.co/docs/hub/api). Its rate window (500
 * calls in 5 minutes for an address) is obeyed for all processes of the store: after a 429, or once
 * `RateLimit` says that nothing remains, nobody asks until the window ends.
 */
export class HuggingFace {
  readonly #baseUrl: string;
  readonly #around: SourceSurroundings;
  readonly #gate: Gate;

  constructor(baseUrl: string, around: SourceSurroundings) {
    this.#baseUrl = baseUrl;
    this.#around = around;
    this.#gate = new Gate({
      ...around,
      name: 'Hugging Face',
      spacingMs: 0,
      maxWaitMs: MAX_WAIT_MS,
    });
  }

  /**
   * The Daily Papers of a day (`YYYY-MM-DD`). An empty list is asked for again before it is believed.
   * @throws SourceError when the list cannot be had.
   */
  async daily(day: string): Promise<DailyList> {
    for (let attempt = 0; ; attempt++) {
      const list = await this.#pages(day);
      if (list.state !== 'empty' || attempt === RETRIES) return list;
      await this.#around.sleep(this.#around.retryDelayMs * 2 ** attempt, this.#around.signal);
    }
  }

  /** One paper with its counts; undefined if it is unknown there. @throws SourceError */
  async paper(id: string): Promise<FormatItem | undefined> {
    const url = below(this.#baseUrl, `/api/papers/${encodeURIComponent(id)}`);
    const { answer, value } = await this.#json(url);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw unexpected(url, answer);
    return readJsonItem(value, 1);
  }

  async #pages(day: string): Promise<DailyList> {
    const items: FormatItem[] = [];
    const seen = new Set<string>();
    let position = 0;
    let url: URL | undefined = below(this.#baseUrl, '/api/daily_papers');
    url.search = new URLSearchParams({ date: day, limit: String(PAGE_SIZE), p: '0' }).toString();
    for (let page = 0; url && page < MAX_PAGES; page++) {
      const { answer, value } = await this.#json(url);
      if (answer.status === 400 && this.#mayOpenLater(day)) return { state: 'not_open' };
      if (answer.status !== 200 || !Array.isArray(value)) throw unexpected(url, answer);
      for (const raw of value) {
        const item = readJsonItem(raw, ++position);
        // A paper that moves up while pages are turned comes twice.
        const id = 'draft' in item ? item.draft.id : undefined;
        if (id && seen.has(id)) continue;
        if (id) seen.add(id);
        items.push(item);
      }
      url = value.length > 0 ? nextPage(url, answer.headers) : undefined;
    }
    return { state: items.length > 0 ? 'ok' : 'empty', items };
  }

  /** 400 stands for a bad date and for a day that is not open yet; dates are checked before. */
  #mayOpenLater(day: string): boolean {
    return Date.parse(day) > this.#around.clock.now().getTime() - 2 * DAY_MS;
  }

  async #json(url: URL): Promise<{ answer: HttpAnswer; value: unknown }> {
    const options = {
      ...this.#around,
      gate: this.#gate,
      accept: 'application/json',
      retries: RETRIES,
      pauseAfter: (got: HttpAnswer) => pauseAfter(got, this.#around.clock.now()),
    };
    return request(url, options, (answer) => {
      if (answer.status !== 200) return { answer, value: undefined };
      try {
        return { answer, value: JSON.parse(answer.body) as unknown };
      } catch (cause) {
        throw new SourceError(`${url.host} sent something that is not JSON.`, {
          cause,
          hint: 'Try again later; a login page of a network may be in the way.',
        });
      }
    });
  }
}

/** Where `Link: <…>; rel="next"` points, on the same host whatever it names (a proxy keeps it). */
function nextPage(current: URL, headers: Headers): URL | undefined {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(headers.get('link') ?? '')?.[1];
  if (!link || !URL.canParse(link, current.href)) return undefined;
  const next = new URL(current);
  next.search = new URL(link, current).search;
  return next.href === current.href ? undefined : next;
}

/** `RateLimit: "api";r=0;t=120`: nothing remains for 120 seconds. */
function pauseAfter({ status, headers }: HttpAnswer, now: Date): number | undefined {
  const limit = headers.get('ratelimit') ?? '';
  const remaining = Number(/\br=(\d+)/.exec(limit)?.[1] ?? Number.NaN);
  const seconds = Number(/\bt=(\d+)/.exec(limit)?.[1] ?? Number.NaN);
  if (status !== 429) return remaining === 0 && seconds > 0 ? seconds * 1000 : undefined;
  return seconds > 0 ? seconds * 1000 : (retryAfterMs(headers, now) ?? DEFAULT_PAUSE_MS);
}

function unexpected(url: URL, answer: HttpAnswer): SourceError {
  return new SourceError(`${url.host} answered ${url.pathname} with status ${answer.status}.`, {
    hint: 'Check HF_API_URL, or try again later.',
  });
}
