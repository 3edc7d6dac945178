import pino, { type DestinationStream } from 'pino';
import {
  type Config,
  InputError,
  type Logger,
  NotFoundError,
  SourceError,
  UsageError,
} from '../src/index.ts';

/** Fields that could hold a secret, wherever they stand in what is logged. */
const SECRETS = [
  'token',
  'secret',
  'authorization',
  'password',
  'smtpUrl',
  'databaseUrl',
  'apiKey',
];
/** Fields that hold what people wrote or were told. */
const TEXTS = ['text', 'question', 'query', 'answer'];

/** Tokens that can be told by their looks: Slack's, Discord's, the model providers', bearers. */
const TOKEN =
  /\bx(?:ox[a-z]|app)-[\w-]{8,}|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|\b(?:sk|lsv2)[-_][\w-]{12,}|(?<=\bBearer )[\w.~+/=-]{8,}|(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g;
/** In addresses of Discord's interactions and webhooks the last part lets anyone answer. */
const CALLBACK = /(?<=\/(?:interactions|webhooks)\/\d+\/)[\w.-]{20,}/g;
const HIDDEN = '[hidden]';

/**
 * A structured log on standard error, one JSON object a line.
 * @param secrets values that are hidden wherever they turn up, also inside messages of errors.
 */
export function createLogger(
  settings: Config['log'],
  secrets: readonly string[] = [],
  destination: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Logger {
  const fields = settings.texts ? SECRETS : [...SECRETS, ...TEXTS];
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  return pino(
    {
      level: settings.level,
      redact: { paths: fields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
      // Errors of libraries carry requests and responses, with headers: only these are kept.
      serializers: { err: (error) => describe(error, settings.texts) },
      // Redaction knows fields; this knows values, wherever they stand in the line.
      hooks: {
        streamWrite: (line) => {
          const hidden = written.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), line);
          return hidden.replace(TOKEN, HIDDEN).replace(CALLBACK, HIDDEN);
        },
      },
    },
    destination,
  );
}

/** What is kept of an error. Messages that answer a person quote what the person wrote. */
function describe(error: unknown, texts: boolean): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack = '', cause } = error;
  const quotes =
    error instanceof InputError || error instanceof NotFoundError || error instanceof UsageError;
  // A source that is down is no fault of the program's: its words say all, each hour again.
  if (error instanceof SourceError) return { name, message, hint: error.hint };
  const shown =
    quotes && !texts ? { name, stack: stack.replace(message, '') } : { name, message, stack };
  return { ...shown, ...(cause ? { cause: describe(cause, texts) } : {}) };
}
