import { PaperboyError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { asStoreError } from '../store/database.ts';
import type { ReplyBody } from './reply.ts';

/**
 * What to tell a person about an error: message and hint of our own errors; of anything else only
 * that it happened, under a reference by which the log has the details.
 */
export function failureNotice(thrown: unknown, ref: string, log: Logger): ReplyBody {
  const error = asStoreError(thrown) ?? thrown;
  if (error instanceof PaperboyError) {
    log.info({ err: error, ref }, 'told a user about a failure');
    const text = error.hint ? `${error.message} ${error.hint}` : error.message;
    return { kind: 'notice', tone: 'error', text };
  }
  log.error({ err: error, ref }, 'unexpected failure');
  const text = `Something went wrong on my side, and it is logged (${ref}). Please try again.`;
  return { kind: 'notice', tone: 'error', text };
}
