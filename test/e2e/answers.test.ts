import { expect, onTestFinished, test } from 'vitest';
import { answered, startServer } from '../adapters/discord/helpers/bot.ts';
import { SCOPES, shownTexts, until } from '../adapters/slack/helpers.ts';
import { ModelServer, type Script } from '../servers/model/model-server.ts';
import { Payloads } from '../servers/slack/payloads.ts';
import { APP_TOKEN, SlackServer } from '../servers/slack/slack-server.ts';
import { dataDirectory, PATIENCE_MS, serve } from './serving.ts';

const QUESTION = 'What is a survey on online active learning about?';
const TITLE = 'A survey on online active learning';
const API_KEY = 'key-for-the-model-server';
const WEB_TOKEN = 'token-for-the-page-of-the-test';
const SAYS = 'Online active learning selects';

/** A model that searches, then cites the first paper that the search gave it. */
const model: Script = ({ text }) => {
  const key = new RegExp(`\\[(k[a-z0-9]{4})\\] ${TITLE}`).exec(text)?.[1];
  return key
    ? { text: `${SAYS} informative data points from a data stream [${key}].` }
    : { tool: 'search_papers', args: { query: QUESTION } };
};

test('one process answers in Discord and Slack by a hosted model, with proof, and keeps it out of its log', {
  timeout: PATIENCE_MS,
}, async () => {
  const models = await ModelServer.start(model);
  onTestFinished(() => models.stop());
  const discord = await startServer();
  discord.patience = PATIENCE_MS;
  const slack = await SlackServer.start();
  onTestFinished(async () => await slack.stop());
  const workspace = slack.workspace('T1', SCOPES);
  workspace.channel('C1');
  const payloads = new Payloads(slack, workspace);

  const serving = await serve(dataDirectory(), {
    CHAT_MODEL: 'openai:m',
    OPENAI_BASE_URL: `${models.url}/v1`,
    OPENAI_API_KEY: API_KEY,
    DISCORD_TOKEN: discord.rules.token,
    DISCORD_API_URL: discord.url,
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: slack.apiUrl,
    WEB_TOKEN,
    LOG_LEVEL: 'debug',
  });
  const [, url] = await serving.until(/Paperboy is at (\S+)/);
  await Promise.all([
    serving.until(/Connected: discord/),
    serving.until(/Connected: slack/),
    discord.until('the gateway', () => discord.gateway.connected.length > 0),
    until(() => slack.sockets > 0),
  ]);

  const asked = discord.command('ask', [{ name: 'question', type: 3, value: QUESTION }]);
  const mention = payloads.mention('C1', 'U1', `<@UBOTT1> ${QUESTION}`);
  await slack.deliver(mention);
  const inDiscord = await answered(discord, asked);
  expect(inDiscord.embeds[0]!.description).toContain(SAYS);
  expect(inDiscord.embeds[0]!.description).toContain(TITLE);
  await until(() =>
    workspace.fromBot('C1').some(({ blocks }) => shownTexts(blocks).includes(TITLE)),
  );
  const [inSlack] = workspace.fromBot('C1');
  expect(inSlack?.thread_ts).toBe(mention.ts);
  expect(shownTexts(inSlack?.blocks).join(' ')).toContain(SAYS);

  const authorized = { headers: { Authorization: `Bearer ${WEB_TOKEN}` } };
  const metrics = await (await fetch(`${url}/metrics`, authorized)).text();
  for (const adapter of ['discord', 'slack']) {
    expect(metrics).toContain(
      `paperboy_requests_total{adapter="${adapter}",command="ask",outcome="answered"} 1`,
    );
  }
  expect(metrics).toMatch(/paperboy_model_tokens_total\{model="openai:m",direction="input"\} \d/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  serving.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  const lines = serving.said();
  expect(lines.match(/"msg":"a request ended"/g)).toHaveLength(2);
  for (const secret of [discord.rules.token, workspace.botToken, APP_TOKEN, API_KEY, WEB_TOKEN]) {
    expect(lines).not.toContain(secret);
  }
  expect(lines).not.toMatch(/active learning/i);
});
