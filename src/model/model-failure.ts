/** Why a call of a chat model failed and what can be done. */
export interface ModelFailure {
  kind:
    | 'rate_limited'
    | 'unavailable'
    | 'timeout'
    | 'network'
    | 'broke_off'
    | 'empty'
    | 'refused_key'
    | 'unknown_model'
    | 'rejected';
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** What the server asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** What happened, as the end of a sentence: "openai:x is busy (429)". */
  what: string;
  /** What the reader can do. */
  hint: string;
}

/** Thrown inside a call that gave neither text nor a tool call. */
export class EmptyAnswerError extends Error {
  constructor() {
    super('The model answered with nothing.');
    this.name = 'EmptyAnswerError';
  }
}

/** Thrown inside a call when nothing arrived for the configured time. */
export class SilenceError extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`Nothing arrived for ${timeoutMs} ms.`);
    this.name = 'SilenceError';
    this.timeoutMs = timeoutMs;
  }
}

interface WireError {
  message?: string;
  status?: number;
  status_code?: number;
  statusCode?: number;
  code?: string;
  headers?: Headers | Record<string, string>;
  errorDetails?: { retryDelay?: string }[];
  cause?: unknown;
}

const BUSY = 'Try again in a moment, or name a second model after a comma in CHAT_MODEL.';

/** Tells one kind of failure from another by what the providers' clients throw. */
export function describeFailure(error: unknown, model: string): ModelFailure {
  if (error instanceof SilenceError) {
    const seconds = Math.round(error.timeoutMs / 100) / 10;
    const what = `${model} sent nothing for ${seconds} s`;
    return { kind: 'timeout', retryable: true, what, hint: BUSY };
  }
  if (error instanceof EmptyAnswerError) {
    return {
      kind: 'empty',
      retryable: true,
      what: `${model} answered with nothing`,
      hint: 'Check that the address configured for it (such as OPENAI_BASE_URL) is a chat API and that it knows this model.',
    };
  }
  const status = statusOf(error);
  if (status !== undefined) return fromStatus(status, error, model);
  return {
    ...(isNetwork(error)
      ? { kind: 'network' as const, what: `${model} cannot be reached or broke off` }
      : { kind: 'broke_off' as const, what: `${model} sent something that is no answer` }),
    retryable: true,
    hint: 'Check the network and the address configured for the model, such as OPENAI_BASE_URL.',
  };
}

function fromStatus(status: number, error: unknown, model: string): ModelFailure {
  if (status === 429) {
    const retryAfterMs = retryAfter(error);
    const wait =
      retryAfterMs === undefined ? '' : `; it asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
    return {
      kind: 'rate_limited',
      retryable: true,
      retryAfterMs,
      what: `${model} is being asked too often (429)${wait}`,
      hint: BUSY,
    };
  }
  if (status >= 500 || status === 408 || status === 409) {
    const what = `${model} is not available (${status})`;
    return {
      kind: 'unavailable',
      retryable: true,
      retryAfterMs: retryAfter(error),
      what,
      hint: BUSY,
    };
  }
  const refused = { retryable: false };
  if (status === 401 || status === 403) {
    const what = `${model} refused the key (${status})`;
    return { ...refused, kind: 'refused_key', what, hint: 'Check the API key of this provider.' };
  }
  if (status === 404) {
    const what = `${model} is not known there (404)`;
    return {
      ...refused,
      kind: 'unknown_model',
      what,
      hint: 'Check the name in CHAT_MODEL and the address.',
    };
  }
  return {
    ...refused,
    kind: 'rejected',
    what: `${model} did not take the request (${status})`,
    hint: 'Check that the model supports tool calls, or choose another in CHAT_MODEL.',
  };
}

function statusOf(error: unknown): number | undefined {
  for (const each of chain(error)) {
    const status = each.status ?? each.status_code ?? each.statusCode;
    if (typeof status === 'number') return status;
  }
  return undefined;
}

function isNetwork(error: unknown): boolean {
  return chain(error).some(
    (each) =>
      /^(?:ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR)/.test(each.code ?? '') ||
      /terminated|fetch failed|socket|connection error|network|premature close/i.test(
        each.message ?? '',
      ),
  );
}

/** `Retry-After` in seconds or as a date, its millisecond form, or Google's `retryDelay: "3s"`. */
function retryAfter(error: unknown): number | undefined {
  for (const each of chain(error)) {
    const exact = Number(header(each, 'retry-after-ms') ?? Number.NaN);
    if (Number.isFinite(exact)) return exact;
    const text = header(each, 'retry-after') ?? detail(each);
    if (text === undefined) continue;
    const seconds = Number.parseFloat(text);
    if (/^\s*[\d.]+s?\s*$/.test(text) && Number.isFinite(seconds)) return seconds * 1000;
    const at = Date.parse(text);
    if (!Number.isNaN(at)) return Math.max(0, at - Date.now());
  }
  return undefined;
}

function header(error: WireError, name: string): string | undefined {
  const { headers } = error;
  if (!headers) return undefined;
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  return typeof headers === 'object' ? headers[name] : undefined;
}

function detail(error: WireError): string | undefined {
  return Array.isArray(error.errorDetails)
    ? error.errorDetails.find((part) => part.retryDelay)?.retryDelay
    : undefined;
}

function chain(error: unknown): WireError[] {
  const found: WireError[] = [];
  for (let at = error; at && typeof at === 'object' && found.length < 6; ) {
    found.push(at as WireError);
    at = (at as WireError).cause;
  }
  return found;
}
