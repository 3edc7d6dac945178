import { DeliveryError, type DeliveryFailure } from '../../src/index.ts';

/** How a call to the Web API ended when it did not succeed. */
export type CallFailure =
  /** Slack answered no. */
  | { kind: 'refused'; code: string }
  | { kind: 'rate_limited'; retryAfterMs: number }
  /** Nothing left this machine; calling again is safe. */
  | { kind: 'unsent' }
  /** Its answer was lost; Slack may have done it. */
  | { kind: 'lost' };

/** A failed call to the Web API. */
export class SlackCallError extends Error {
  readonly method: string;
  readonly failure: CallFailure;

  constructor(method: string, failure: CallFailure, cause: unknown) {
    const why = failure.kind === 'refused' ? failure.code : failure.kind;
    super(`${method} failed: ${why}`, { cause });
    this.name = 'SlackCallError';
    this.method = method;
    this.failure = failure;
  }

  /** Slack's word for why it refused, or undefined. */
  get code(): string | undefined {
    return this.failure.kind === 'refused' ? this.failure.code : undefined;
  }
}

/** Codes of system and undici for connections that were never made. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Platform errors after which Slack may have done it all the same. */
const UNCERTAIN = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);
const DEFAULT_RETRY_AFTER_MS = 1_000;

/** What an error of the Web API client means. */
export function failureOf(error: unknown): CallFailure {
  const { code, data, retryAfter, statusCode, original } = error as {
    code?: string;
    data?: { error?: unknown; response_metadata?: { retryAfter?: number } };
    retryAfter?: number;
    statusCode?: number;
    original?: { code?: string; cause?: { code?: string } };
  };
  if (code === 'slack_webapi_rate_limited_error') {
    return { kind: 'rate_limited', retryAfterMs: (retryAfter ?? 1) * 1000 };
  }
  if (code === 'slack_webapi_platform_error') {
    const name = typeof data?.error === 'string' ? data.error : '';
    if (name === 'ratelimited' || name === 'rate_limited') {
      const seconds = data?.response_metadata?.retryAfter;
      return {
        kind: 'rate_limited',
        retryAfterMs: seconds ? seconds * 1000 : DEFAULT_RETRY_AFTER_MS,
      };
    }
    // What is no word is no answer of Slack's API but a page of something in between.
    if (UNCERTAIN.has(name) || !/^[a-z][\w.:-]*$/.test(name)) return { kind: 'lost' };
    return { kind: 'refused', code: name };
  }
  if (code === 'slack_webapi_http_error') {
    return (statusCode ?? 500) < 500
      ? { kind: 'refused', code: `http_${statusCode}` }
      : { kind: 'lost' };
  }
  const cause = original?.cause?.code ?? original?.code ?? '';
  return UNSENT.has(cause) ? { kind: 'unsent' } : { kind: 'lost' };
}

const GONE = new Set([
  'channel_not_found',
  'is_archived',
  'user_not_found',
  'account_inactive',
  'team_not_found',
  'org_not_found',
]);
const FORBIDDEN = new Set([
  'not_in_channel',
  'missing_scope',
  'no_permission',
  'ekm_access_denied',
  'messages_tab_disabled',
  'posting_to_channel_denied',
  'access_denied',
  'not_authed',
  'invalid_auth',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
]);

/** The ledger's view of a failed call. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof SlackCallError)) {
    return new DeliveryError('unknown', `Posting to Slack failed: ${error}`, { cause: error });
  }
  const { failure } = error;
  switch (failure.kind) {
    case 'refused':
      return new DeliveryError(refusal(failure.code), `Slack refused a post: ${failure.code}.`, {
        cause: error,
        hint: hintFor(failure.code),
      });
    case 'rate_limited':
      return new DeliveryError('rate_limited', 'Slack asks to post more slowly.', {
        cause: error,
        retryAfterMs: failure.retryAfterMs,
      });
    case 'unsent':
      return new DeliveryError('unavailable', 'Slack cannot be reached.', { cause: error });
    case 'lost':
      return new DeliveryError('unknown', "Slack's answer to a post was lost.", { cause: error });
  }
}

function refusal(code: string): DeliveryFailure {
  if (GONE.has(code)) return 'gone';
  if (FORBIDDEN.has(code) || code.startsWith('restricted_action')) return 'forbidden';
  return 'rejected';
}

function hintFor(code: string): string | undefined {
  if (code === 'not_in_channel') return 'Invite the app to the channel: /invite @Paperboy.';
  if (code === 'missing_scope') return 'Install the app again with the scopes of its manifest.';
  if (code === 'is_archived') return 'Unarchive the channel, or remove its subscription.';
  return undefined;
}
