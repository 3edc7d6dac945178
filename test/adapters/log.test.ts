import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../adapters/log.ts';
import type { Command } from '../../src/chat/messages.ts';
import { readConfig } from '../../src/config.ts';
import { InputError, ModelError, NotFoundError, SourceError } from '../../src/errors.ts';
import { openPaperboy } from '../../src/paperboy.ts';
import { secretsIn } from '../../src/secrets.ts';
import { temporaryDir } from '../helpers/databases.ts';

// Put together here, so that no scanner takes them for real ones.
const BOT_TOKEN = ['xoxb', '123456789012', 'AbCdEfGhIjKlMnOp'].join('-');
const DISCORD_TOKEN = ['MTIzNDU2Nzg5MDEyMzQ1Njc4', 'GaBcDe', 'x'.repeat(38)].join('.');
const QUESTION = 'How do attention sinks help streaming?';

/** A logger, and what it has written. */
function logging(env: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const { log: settings } = readConfig({ LOG_LEVEL: 'debug', ...env });
  const write = (line: string) => void lines.push(line);
  const log = createLogger(settings, secretsIn(env), { write });
  return { log, text: () => lines.join(''), objects: () => lines.map((line) => JSON.parse(line)) };
}

/** What HTTP clients throw: an error that carries its request with its headers. */
function clientError(message: string): Error {
  const request = { headers: { Authorization: `Bearer ${BOT_TOKEN}` }, data: `text=${QUESTION}` };
  return Object.assign(new Error(message), { config: request, response: { config: request } });
}

test('an error of an HTTP client leaves its request out, with headers and texts', () => {
  const { log, text, objects } = logging();
  const cause = clientError('status 401');
  log.error({ err: new ModelError('It failed.', { cause }), token: 'sesame' }, 'x');
  expect(text()).not.toMatch(/xoxb|sesame|attention/);
  expect(objects()[0].err).toMatchObject({
    name: 'ModelError',
    message: 'It failed.',
    cause: { message: 'status 401' },
  });
});

test.each([
  ['a bot token', `invalid_auth for ${BOT_TOKEN}`, BOT_TOKEN],
  ["Discord's token", `login with ${DISCORD_TOKEN} failed`, DISCORD_TOKEN],
  ['a bearer', 'sent Authorization: Bearer abcdef123456', 'abcdef123456'],
  ['a password in an address', 'connect postgres://bot:hunter22@db/x', 'hunter22'],
  [
    'the way to answer an interaction',
    `POST https://discord.com/api/v10/webhooks/42/${'a'.repeat(40)}/messages/@original`,
    'aaaaaaaa',
  ],
])('%s in a message is hidden although nobody configured it', (_what, message, secret) => {
  const { log, text } = logging();
  log.warn({ err: new Error(message), reason: message }, message);
  expect(text()).not.toContain(secret);
  expect(text()).toContain('[hidden]');
});

test.each([
  ['WEB_TOKEN', 'correct horse "battery"', 'correct horse \\"battery'],
  ['OPENAI_API_KEY', 'a-key-like-no-other', 'like-no-other'],
  ['SMTP_URL', 'smtp://me:p%40ssword!@127.0.0.1:25', 'p@ssword!'],
])('the value of %s is hidden wherever it turns up', (name, value, never) => {
  const { log, text } = logging({
    [name]: value,
    ...(name === 'SMTP_URL'
      ? { MAIL_FROM: 'a@b.c', MAIL_SECRET: 'x'.repeat(16), PUBLIC_URL: 'http://127.0.0.1' }
      : {}),
  });
  const shown = value.startsWith('smtp') ? decodeURIComponent(value) : value;
  log.error({ err: new Error(`it said: ${shown}`), deep: { list: [shown] } }, shown);
  expect(text()).not.toContain(never);
});

test('an error that quotes a person is named without its message, unless texts are wanted', () => {
  const errors = [
    new NotFoundError(`No paper is called "${QUESTION}".`),
    new InputError(`"${QUESTION}" is too long.`),
  ];
  const closed = logging();
  const open = logging({ LOG_TEXTS: 'true' });
  for (const err of errors) {
    closed.log.info({ err }, 'told a user about a failure');
    open.log.info({ err }, 'told a user about a failure');
  }
  expect(closed.text()).not.toContain('attention');
  expect(closed.objects().map(({ err }) => err.name)).toEqual(['NotFoundError', 'InputError']);
  expect(open.text().match(/attention sinks/g)?.length).toBeGreaterThanOrEqual(2);
});

test('each request has one line under its id, with texts only when asked for', async () => {
  const dataDir = temporaryDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const run = async (env: NodeJS.ProcessEnv, commands: Command[]) => {
    const { log, text, objects } = logging(env);
    const paperboy = await openPaperboy(readConfig({ SENTENCE_ENCODER: 'false' }, { dataDir }), {
      log,
    });
    const { chat } = await paperboy.service({ adapters: () => new Map() });
    const origin = { adapter: 'slack', workspace: 'T', channel: 'C', userId: 'U' };
    const refs: string[] = [];
    for (const [i, command] of commands.entries()) {
      const eventId = `${JSON.stringify(env)}-${i}`;
      for await (const { type, reply } of chat.handle({ eventId, origin, command })) {
        if (type === 'final') refs.push(reply.ref);
      }
    }
    await paperboy.close();
    return { text: text(), refs, ended: objects().filter(({ msg }) => msg === 'a request ended') };
  };
  const commands: Command[] = [
    { name: 'ask', question: QUESTION },
    { name: 'paper', query: 'attention zzzzqqqq' },
  ];
  const closed = await run({}, commands);
  expect(closed.ended.map(({ requestId }) => requestId)).toEqual(closed.refs);
  expect(closed.ended.map(({ command, outcome }) => [command, outcome])).toEqual([
    ['ask', 'answered'],
    ['paper', 'failed'],
  ]);
  expect(closed.text).not.toMatch(/attention/i);
  const open = await run({ LOG_TEXTS: 'true' }, commands);
  expect(open.ended[0].question).toBe(QUESTION);
  expect(open.ended[0].answer).toMatch(/attention sink/i);
});

test('a source that is down is told in a line without stacks', () => {
  const { log, objects } = logging();
  const cause = new Error('getaddrinfo ENOTFOUND example.org');
  const hint = 'Check the network.';
  log.warn({ err: new SourceError('The source cannot be reached.', { cause, hint }) }, 'x');
  expect(objects()[0].err).toEqual({
    name: 'SourceError',
    message: 'The source cannot be reached.',
    hint,
  });
});
