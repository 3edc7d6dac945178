import { DeliveryError, type DeliveryFailure } from '../../src/index.ts';
import { ErrorCode } from './platform.ts';

/** What discord.js says of a refused request, read without depending on its classes. */
interface ApiFailure {
  /** HTTP status. */
  status?: number;
  /** Discord's own code, or Node's for a failed connection. */
  code?: number | string;
  /** Milliseconds, of discord.js's RateLimitError. */
  retryAfter?: number;
  name?: string;
}

/** Status and codes of whatever was thrown. */
export function failureOf(error: unknown): ApiFailure {
  if (!(error instanceof Error)) return {};
  const { status, code, retryAfter, name } = error as ApiFailure;
  return { status, code, retryAfter, name };
}

/** Whether an error carries one of these codes of Discord. */
export function hasCode(error: unknown, ...codes: number[]): boolean {
  const { code } = failureOf(error);
  return codes.includes(Number(code));
}

/** Whether an interaction's token no longer works, so that another way must be found. */
export function tokenExpired(error: unknown): boolean {
  return hasCode(
    error,
    ErrorCode.unknownInteraction,
    ErrorCode.unknownWebhook,
    ErrorCode.invalidWebhookToken,
    ErrorCode.unknownMessage,
  );
}

/**
 * Whether the bot lacks a permission, or the right to see the channel at all. Without the one to
 * embed links, Discord drops the embeds and finds the message empty.
 */
export function lacksPermission(error: unknown): boolean {
  return hasCode(
    error,
    ErrorCode.missingAccess,
    ErrorCode.missingPermissions,
    ErrorCode.emptyMessage,
  );
}

/** Whether Discord refuses the content of a message, which no further try would change. */
export function isRefused(error: unknown): boolean {
  const { status } = failureOf(error);
  return status === 400 || status === 413;
}

/** Connections that were refused or never made: the request cannot have arrived. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether another try may succeed: the server failed or could not be reached. */
export function isPassing(error: unknown): boolean {
  const { status, code, retryAfter, name } = failureOf(error);
  if (status !== undefined) return status >= 500 || status === 429;
  return retryAfter !== undefined || typeof code === 'string' || name === 'AbortError';
}

/** How a failed post counts for the ledger of deliveries. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { status, code, retryAfter } = failureOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  const fail = (failure: DeliveryFailure, hint?: string, retryAfterMs?: number) =>
    new DeliveryError(failure, `Discord did not take the post: ${detail}`, {
      cause: error,
      hint,
      retryAfterMs,
    });
  if (retryAfter !== undefined || status === 429) {
    return fail('rate_limited', undefined, retryAfter ?? 60_000);
  }
  if (hasCode(error, ErrorCode.unknownChannel, ErrorCode.unknownGuild, ErrorCode.unknownUser)) {
    return fail('gone', 'The channel no longer exists; remove its subscription.');
  }
  if (lacksPermission(error) || hasCode(error, ErrorCode.cannotMessageUser) || status === 403) {
    return fail('forbidden', 'Let me view the channel, send messages and embed links in it.');
  }
  if (status === 401) return fail('forbidden', 'Discord no longer takes the token of the bot.');
  if (status === 404) return fail('gone');
  if (status !== undefined && status < 500) return fail('rejected');
  if (status === 503 || (typeof code === 'string' && NEVER_ARRIVED.has(code))) {
    return fail('unavailable');
  }
  // A gateway that failed or an answer that was lost: the post may stand all the same.
  return fail('unknown');
}
