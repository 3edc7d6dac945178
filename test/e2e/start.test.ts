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

test('a token that Discord refuses ends the process and is named', options, async () => {
  const discord = await startServer();
  const serving = await serve(dataDirectory(), {
    DISCORD_TOKEN: 'not-the-token-of-the-bot',
    DISCORD_API_URL: discord.url,
  });
  expect(await serving.ended).toBe(2);
  expect(serving.said()).toContain('DISCORD_TOKEN');
  expect(serving.said()).not.toContain('not-the-token-of-the-bot');
});

test('a token that Slack refuses ends the process and is named', options, async () => {
  const slack = await SlackServer.start();
  onTestFinished(async () => await slack.stop());
  slack.workspace('T1', SCOPES);
  const serving = await serve(dataDirectory(), {
    SLACK_BOT_TOKEN: 'xoxb-not-the-token-of-the-bot',
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: slack.apiUrl,
  });
  expect(await serving.ended).toBe(2);
  expect(serving.said()).toContain('SLACK_BOT_TOKEN');
  expect(serving.said()).not.toContain('xoxb-not');
});

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
