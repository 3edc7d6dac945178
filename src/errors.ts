/**
 * One class per kind of failure. Each message says what happened and to what;
 * `hint` says what the person who reads it can do.
 */
export abstract class PaperboyError extends Error {
  /** What to do about it, as one sentence. */
  readonly hint: string | undefined;
  /** Exit code of the command line: 1 failed, 2 wrong usage. */
  readonly exitCode: 1 | 2 = 1;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** Thrown when a command or a request is used wrongly: a missing argument, an unknown option. */
export class UsageError extends PaperboyError {
  override readonly exitCode = 2;
}

/** Thrown when what was handed in cannot be taken: an empty question, binary data, too long. */
export class InputError extends PaperboyError {
  override readonly exitCode = 2;
}

/** Thrown with every problem of the configuration at once. */
export class ConfigurationError extends PaperboyError {
  override readonly exitCode = 2;
}

/** Thrown when no paper carries an id or a name. */
export class NotFoundError extends PaperboyError {}

/** Thrown when a file or a feed cannot be read as papers at all. */
export class FormatError extends PaperboyError {}

/** Thrown when a source of papers cannot be reached or answers with an error. */
export class SourceError extends PaperboyError {
  /** When the source asked to come again, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { hint?: string; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Thrown when the database cannot be opened, read or written. */
export class StoreError extends PaperboyError {}

/** Thrown when an index file is missing, torn, foreign or of another embedder; the caller rebuilds. */
export class IndexUnusableError extends PaperboyError {}

/** Thrown when a compiled module (FAISS, SQLite) is missing or does not load; the set-up mends it. */
export class NativeModuleError extends PaperboyError {}

/** Thrown when an embedder cannot be loaded or reached. */
export class EmbedderError extends PaperboyError {}

/** Thrown when a chat model cannot be loaded, reached or understood. */
export class ModelError extends PaperboyError {}

/** Thrown when a user or a channel asked too often. */
export class RateLimitError extends PaperboyError {
  /** Seconds until the next request is taken. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message, { hint: `Try again in ${retryAfterSeconds} s.` });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown when somebody may not do what was asked. */
export class PermissionError extends PaperboyError {}

/** How a post to a platform failed; decides what the ledger does next. */
export type DeliveryFailure =
  /** The channel or account no longer exists. */
  | 'gone'
  /** The bot may not post there. */
  | 'forbidden'
  /** Come again after `retryAfterMs`. */
  | 'rate_limited'
  /** The platform failed before it accepted anything; safe to send again. */
  | 'unavailable'
  /** The request may have been accepted, its answer was lost: settle before sending again. */
  | 'unknown'
  /** The platform refuses the content itself. */
  | 'rejected';

/** Thrown by an adapter when a post did not (certainly) succeed. */
export class DeliveryError extends PaperboyError {
  readonly failure: DeliveryFailure;
  readonly retryAfterMs: number | undefined;

  constructor(
    failure: DeliveryFailure,
    message: string,
    options: { hint?: string; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.failure = failure;
    this.retryAfterMs = options.retryAfterMs;
  }
}
