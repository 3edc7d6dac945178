import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../adapters/discord/helpers/bot.ts';
import { SCOPES } from '../adapters/slack/helpers.ts';
import { APP_TOKEN, SlackServer } from '../servers/slack/slack-server.ts';
import { dataDirectory, PATIENCE_MS, serve } from './serving.ts';

const options = { timeout: PATIENCE_MS };

test(
  'every problem of the configuration is told before anything connects or is written',
  options,
  async () => {
    const discord = await startServer();
    const dataDir = path.join(dataDirectory(), 'data');
    const serving = await serve(path.dirname(dataDir), {
      PAPERBOY_DATA_DIR: dataDir,
      DISCORD_TOKEN: discord.rules.token,
      DISCORD_API_URL: discord.url,
      SLACK_BOT_TOKEN: 'xoxb-test',
      PORT: 'eighty',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'chatty',
    });
    expect(await serving.ended).toBe(2);
    for (const name of ['PORT', 'LOG_LEVEL']) expect(serving.said()).toContain(`- ${name} `);
    expect(serving.said()).not.toMatch(/^\s+at /m);
    expect(discord.requests).toEqual([]);
    expect(existsSync(dataDir)).toBe(false);
  },
);

test('without any argument or token it serves the page on this machine', options, async () => {
  const serving = await serve(dataDirectory(), { PORT: '0' }, []);
  const [url] = await serving.until(/http:\/\/127\.0\.0\.1:\d+/);
  expect(await (await fetch(url)).text()).toContain('<title>Paperboy</title>');
  serving.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
});

test(
  'a token that a platform refuses ends the process and is named, not shown',
  options,
  async () => {
    const discord = await startServer();
    const slack = await SlackServer.start();
    onTestFinished(async () => await slack.stop());
    slack.workspace('T1', SCOPES);
    const refused = [
      ['DISCORD_TOKEN', { DISCORD_TOKEN: 'refused-token', DISCORD_API_URL: discord.url }],
      [
        'SLACK_BOT_TOKEN',
        {
          SLACK_BOT_TOKEN: 'refused-token',
          SLACK_APP_TOKEN: APP_TOKEN,
          SLACK_API_URL: slack.apiUrl,
        },
      ],
    ] as const;
    for (const [name, env] of refused) {
      const serving = await serve(dataDirectory(), env);
      expect(await serving.ended).toBe(2);
      expect(serving.said()).toContain(name);
      expect(serving.said()).not.toContain('refused-token');
    }
  },
);

test('a port that is taken is told with what to do', options, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const port = String((other.address() as AddressInfo).port);
  const serving = await serve(dataDirectory(), { PORT: port });
  expect(await serving.ended).toBe(2);
  expect(serving.said()).toContain(`Cannot listen on 127.0.0.1:${port}`);
  expect(serving.said()).toMatch(/Choose another with HOST and PORT/);
});

test('what nobody expected ends the process, without what an error carries', options, async () => {
  const thrown = "Object.assign(new Error('boom'), { headers: { Cookie: process.env.COOKIE } })";
  const program = `process.once('SIGUSR2', () => { Promise.reject(${thrown}); });`;
  const serving = await serve(dataDirectory(), {
    COOKIE: 'open-sesame',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}`,
  });
  await serving.until(/Paperboy is at/);
  serving.kill('SIGUSR2');
  expect(await serving.ended).toBe(1);
  expect(serving.said()).toContain('"message":"boom"');
  expect(serving.said()).not.toContain('sesame');
});
