import { SourceError } from '../../errors.ts';

/** A feed of 100 papers has about 1 MB; whatever is far larger is not one. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const USER_AGENT = 'Paperboy (research paper bot)';

/** The answer of a source, read whole. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: string;
}

export interface HttpOptions {
  /** Media type to ask for. */
  accept: string;
  /** Milliseconds until the whole answer must be there. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * Fetches a text from a source that is not trusted: bounded in time and size, and redirected only
 * within the same host.
 * @throws SourceError when there is no answer; any status is an answer.
 */
export async function fetchText(address: URL, options: HttpOptions): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const headers = { accept: options.accept, 'user-agent': USER_AGENT };
  try {
    let url = address;
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, { headers, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return {
          status: response.status,
          headers: response.headers,
          body: await bounded(response),
        };
      }
      await response.body?.cancel();
      url = redirected(url, location, redirects);
    }
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    throw unreachable(address, cause, options, timeout.aborted);
  }
}

function redirected(from: URL, location: string, redirects: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isSafe = to?.hostname === from.hostname && /^https?:$/.test(to.protocol);
  if (!to || !isSafe || redirects >= MAX_REDIRECTS) {
    throw new SourceError(`${from.host} redirects elsewhere, which is not followed.`, {
      hint: 'Check the address of the source; a login page of a network may be in the way.',
    });
  }
  return to;
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let length = 0;
  let body = '';
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new SourceError(`${new URL(response.url).host} sent more than 32 MB.`, {
        hint: 'Ask for fewer papers at once.',
      });
    }
    body += decoder.decode(chunk, { stream: true });
  }
  return body + decoder.decode();
}

function unreachable(
  url: URL,
  cause: unknown,
  options: HttpOptions,
  isTimeout: boolean,
): SourceError {
  if (isTimeout) {
    return new SourceError(`${url.host} did not answer within ${options.timeoutMs / 1000} s.`, {
      cause,
      hint: 'Try again later.',
    });
  }
  const inner = (cause as { cause?: { code?: string; message?: string } }).cause;
  const why = inner?.code ?? inner?.message ?? (cause as Error).message;
  return new SourceError(`${url.host} cannot be reached: ${why}.`, {
    cause,
    hint: 'Check the network; behind a proxy or on a mirror set HF_API_URL and ARXIV_API_URL.',
  });
}
