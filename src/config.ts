import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './errors.ts';

/** The configuration, whole and checked. Secrets live here and go only to who needs them. */
export type Config = ReturnType<typeof shape>;

const url = (protocols: string) =>
  z.url({
    protocol: new RegExp(`^(${protocols})$`),
    error: `must be a URL that begins with ${protocols.replace('?', '').split('|').join(':// or ')}://`,
  });
const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], { error: 'must be true or false' })
  .transform((value) => ['true', '1', 'yes'].includes(value));
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const modelName = z
  .string()
  .regex(/^(extractive|[a-z][\w-]*:.+)$/, 'must be provider:model, such as openai:gpt-4o-mini');
const secret = (length: number) =>
  z.string().min(length, `must be at least ${length} characters long`);

/** Every variable that is read, with its rule and default. `.env.example` explains them to users. */
const variables = z.object({
  PAPERBOY_DATA_DIR: z.string().default('data'),
  DATABASE_URL: url('postgres|postgresql').optional(),
  CHAT_MODEL: list
    .pipe(z.array(modelName).min(1, 'must name a model'))
    .default(() => ['extractive']),
  CHAT_MODEL_TIMEOUT: whole(1, 600).default(60),
  CONVERSATION_DAYS: whole(1, 3650).default(30),
  REPLY_DAYS: whole(1, 3650).default(365),
  EMBEDDING_MODEL: z
    .string()
    .regex(/^[a-z][\w-]*:.+$/, 'must be provider:model, such as ollama:nomic-embed-text')
    .optional(),
  SENTENCE_ENCODER: flag.default(true),
  HF_API_URL: url('https?').default('https://huggingface.co'),
  ARXIV_API_URL: url('https?').default('https://export.arxiv.org'),
  REFRESH_MINUTES: whole(0, 1440).default(60),
  REFRESH_SOURCES: list.optional(),
  CATCH_UP_DAYS: whole(1, 30).default(3),
  USER_REQUESTS_PER_MINUTE: whole(1, 10_000).default(20),
  CHANNEL_REQUESTS_PER_MINUTE: whole(1, 10_000).default(60),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_API_URL: url('https?').optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be the 64 hexadecimal digits of the application page')
    .optional(),
  DISCORD_ALLOWED_GUILDS: list.optional(),
  DISCORD_ALLOWED_CHANNELS: list.optional(),
  DISCORD_DEVELOPMENT_GUILD: z.string().optional(),
  DISCORD_MESSAGE_CONTENT: flag.default(false),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must begin with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_API_URL: url('https?').optional(),
  SLACK_COMMAND_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]*$/, 'may hold lower-case letters, digits, - and _')
    .default(''),
  SLACK_ALLOWED_CHANNELS: list.optional(),
  SLACK_MANAGERS: list.optional(),
  SLACK_UNFURL: flag.default(false),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_STATE_SECRET: secret(16).optional(),
  SLACK_ENCRYPTION_KEY: secret(32).optional(),
  SMTP_URL: url('smtps?').optional(),
  MAIL_FROM: z.string().includes('@', { error: 'must be a mail address' }).optional(),
  MAIL_SECRET: secret(16).optional(),
  PUBLIC_URL: url('https?').optional(),
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  WEB_TOKEN: secret(16).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be debug, info, warn, error or silent',
    })
    .default('info'),
  LOG_TEXTS: flag.default(false),
});

type Variables = z.infer<typeof variables>;

/** Names of all variables that are read. */
export const variableNames = Object.keys(variables.shape);

/**
 * Reads the configuration from the environment; an empty variable counts as unset.
 * @param overrides what the command line gave instead of variables.
 * @throws ConfigurationError that lists every problem with its variable.
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  overrides: { dataDir?: string; serve?: boolean } = {},
): Config {
  const given: Record<string, string> = {};
  for (const name of variableNames) {
    const value = env[name]?.trim();
    if (value) given[name] = value;
  }
  if (overrides.dataDir) given.PAPERBOY_DATA_DIR = overrides.dataDir;
  const result = variables.safeParse(given);
  const problems = result.success
    ? contradictions(result.data, overrides.serve ?? false)
    : result.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}.`);
  if (problems.length > 0 || !result.success) {
    throw new ConfigurationError(`The configuration has problems:\n- ${problems.join('\n- ')}`, {
      hint: 'Set these in the environment or in the file .env; .env.example explains each.',
    });
  }
  return shape(result.data);
}

/** Hosts that only this machine reaches. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

/** What is wrong although each variable is right by itself, only for what is enabled. */
function contradictions(v: Variables, serve: boolean): string[] {
  const problems: string[] = [];
  const need = (name: keyof Variables, because: string) => {
    if (!v[name]) problems.push(`${name} is missing: ${because}.`);
  };
  if (v.SLACK_BOT_TOKEN && !v.SLACK_APP_TOKEN && !v.SLACK_SIGNING_SECRET) {
    problems.push(
      'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing: SLACK_BOT_TOKEN is set.',
    );
  }
  if (v.SLACK_CLIENT_ID) {
    for (const name of [
      'SLACK_CLIENT_SECRET',
      'SLACK_STATE_SECRET',
      'SLACK_ENCRYPTION_KEY',
      'SLACK_SIGNING_SECRET',
      'PUBLIC_URL',
    ] as const) {
      need(name, 'SLACK_CLIENT_ID turns on installs by OAuth, which need it');
    }
  }
  if (v.SMTP_URL) {
    for (const name of ['MAIL_FROM', 'MAIL_SECRET', 'PUBLIC_URL'] as const) {
      need(name, 'SMTP_URL turns on digests by mail, which need it');
    }
  }
  if (serve && !LOOPBACK.test(v.HOST)) {
    need('WEB_TOKEN', `HOST ${v.HOST} lets other machines in, who must show it`);
  }
  return problems;
}

function shape(v: Variables) {
  return {
    dataDir: path.resolve(v.PAPERBOY_DATA_DIR),
    databaseUrl: v.DATABASE_URL,
    chatModels: v.CHAT_MODEL,
    chatModelTimeoutMs: v.CHAT_MODEL_TIMEOUT * 1000,
    embeddingModel: v.EMBEDDING_MODEL,
    sentenceEncoder: v.SENTENCE_ENCODER,
    retention: { conversationDays: v.CONVERSATION_DAYS, replyDays: v.REPLY_DAYS },
    sources: {
      huggingFaceUrl: v.HF_API_URL,
      arxivUrl: v.ARXIV_API_URL,
      refreshMinutes: v.REFRESH_MINUTES,
      further: v.REFRESH_SOURCES,
    },
    digests: { catchUpDays: v.CATCH_UP_DAYS },
    limits: {
      userPerMinute: v.USER_REQUESTS_PER_MINUTE,
      channelPerMinute: v.CHANNEL_REQUESTS_PER_MINUTE,
    },
    discord: v.DISCORD_TOKEN
      ? {
          token: v.DISCORD_TOKEN,
          apiUrl: v.DISCORD_API_URL,
          publicKey: v.DISCORD_PUBLIC_KEY,
          allowedGuilds: v.DISCORD_ALLOWED_GUILDS,
          allowedChannels: v.DISCORD_ALLOWED_CHANNELS,
          developmentGuild: v.DISCORD_DEVELOPMENT_GUILD,
          messageContentIntent: v.DISCORD_MESSAGE_CONTENT,
        }
      : undefined,
    slack:
      v.SLACK_BOT_TOKEN || v.SLACK_CLIENT_ID
        ? {
            botToken: v.SLACK_BOT_TOKEN,
            appToken: v.SLACK_APP_TOKEN,
            signingSecret: v.SLACK_SIGNING_SECRET,
            apiUrl: v.SLACK_API_URL,
            commandPrefix: v.SLACK_COMMAND_PREFIX,
            allowedChannels: v.SLACK_ALLOWED_CHANNELS,
            managers: v.SLACK_MANAGERS,
            unfurl: v.SLACK_UNFURL,
            oauth: v.SLACK_CLIENT_ID
              ? {
                  clientId: v.SLACK_CLIENT_ID,
                  clientSecret: v.SLACK_CLIENT_SECRET!,
                  stateSecret: v.SLACK_STATE_SECRET!,
                  encryptionKey: v.SLACK_ENCRYPTION_KEY!,
                  redirectUri: `${v.PUBLIC_URL}/slack/oauth_redirect`,
                }
              : undefined,
          }
        : undefined,
    email: v.SMTP_URL
      ? {
          smtpUrl: v.SMTP_URL,
          from: v.MAIL_FROM!,
          secret: v.MAIL_SECRET!,
          publicUrl: v.PUBLIC_URL!,
        }
      : undefined,
    web: { host: v.HOST, port: v.PORT, token: v.WEB_TOKEN, publicUrl: v.PUBLIC_URL },
    log: { level: v.LOG_LEVEL, texts: v.LOG_TEXTS },
  };
}
