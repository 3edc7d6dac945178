import pino from 'pino';
import type { Config, Logger } from '../src/index.ts';

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

/** A structured log on standard error, one JSON object a line. */
export function createLogger(settings: Config['log']): Logger {
  const hidden = settings.texts ? SECRETS : [...SECRETS, ...TEXTS];
  return pino(
    {
      level: settings.level,
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
      // Errors of libraries carry requests and responses, with headers: only these are kept.
      serializers: { err: describe },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause ? { cause: describe(cause) } : {}) };
}
