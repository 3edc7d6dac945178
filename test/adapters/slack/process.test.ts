import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../e2e/serving.ts';
import { temporaryDir } from '../../helpers/databases.ts';
import { Payloads } from '../../servers/slack/payloads.ts';
import { APP_TOKEN, SlackServer } from '../../servers/slack/slack-server.ts';
import type { Workspace } from '../../servers/slack/workspace.ts';
import { SCOPES, shownTexts, until } from './helpers.ts';

const BOT = '<@UBOTT1>';
const QUESTION = 'What is a survey on online active learning about?';

/** Runs `paperboy serve` against a server, and returns once it is connected, with what ends it. */
async function serveAgainst(server: SlackServer, workspace: Workspace, dataDir: string) {
  const serving = await serve(dataDir, {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: server.apiUrl,
    USER_REQUESTS_PER_MINUTE: '1000',
    CHANNEL_REQUESTS_PER_MINUTE: '1000',
  });
  let end: number | null | undefined;
  void serving.ended.then((code) => {
    end = code;
  });
  await until(() => {
    if (end !== undefined) throw new Error(serving.said());
    return server.sockets > 0;
  }, 60_000);
  return async (signal: NodeJS.Signals) => {
    serving.kill(signal);
    return await serving.ended;
  };
}

test('the whole program answers, once per event, also after it was killed, and keeps up with a crowd', {
  timeout: 180_000,
}, async () => {
  const server = await SlackServer.start();
  onTestFinished(async () => await server.stop());
  const workspace = server.workspace('T1', SCOPES);
  workspace.channel('C1');
  const payloads = new Payloads(server, workspace);
  server.api.onBotMessage = (_, message) => void server.deliver(payloads.echo(message));
  const dataDir = temporaryDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));

  const kill = await serveAgainst(server, workspace, dataDir);
  const mention = payloads.mention('C1', 'U1', `${BOT} ${QUESTION}`);
  await server.deliver(mention);
  // A slow machine streams it; sources and buttons come last.
  const title = 'A survey on online active learning';
  await until(() => shownTexts(workspace.fromBot('C1')[0]?.blocks).includes(title));
  const answer = workspace.fromBot('C1')[0]!;
  expect(answer.thread_ts).toBe(mention.ts);
  await server.deliver(payloads.command('/ask', QUESTION, 'C1', 'U2'));
  await until(() => workspace.ephemerals.length === 1);

  expect(await kill('SIGKILL')).toBeNull();
  const again = await serveAgainst(server, workspace, dataDir);
  await server.deliver(mention);
  await server.deliver(payloads.press(answer, 'Evidence', 'U2'));
  await until(() => workspace.ephemerals.length === 2);
  expect(workspace.ephemerals[1]?.user).toBe('U2');
  await server.deliver(payloads.message('C1', 'U2', 'And what does it not cover?', mention.ts));
  await until(() => workspace.fromBot('C1').length === 2);
  expect(workspace.fromBot('C1')[1]?.thread_ts).toBe(mention.ts);

  const crowd = Array.from({ length: 40 }, (_, i) =>
    payloads.mention('C1', `U${i}`, `${BOT} ${QUESTION} (${i})`),
  );
  const deliveries = await Promise.all(crowd.map((event) => server.deliver(event)));
  expect(deliveries.filter(({ attempts }) => attempts > 1)).toEqual([]);
  await until(() => workspace.fromBot('C1').length === 42, 60_000);
  expect(server.calls.filter(({ ok }) => !ok)).toEqual([]);
  expect(await again('SIGTERM')).toBe(0);
});
