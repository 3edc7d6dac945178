import { expect, onTestFinished, test } from 'vitest';
import { FixedClock } from '../../src/clock.ts';
import { createDigests } from '../../src/digest/digests.ts';
import { silentLogger } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startServer } from '../adapters/discord/helpers/bot.ts';
import { paperboy } from '../helpers/cli.ts';
import { DailyPapers } from '../helpers/daily-papers.ts';
import { ModelServer } from '../servers/model/model-server.ts';
import { dataDirectory, PATIENCE_MS, serve } from './serving.ts';

const QUESTION = 'How do attention sinks help streaming?';

test('a stop while a model is silent ends the process with an apology', {
  timeout: PATIENCE_MS,
}, async () => {
  const models = await ModelServer.start({ silence: true });
  onTestFinished(() => models.stop());
  const discord = await startServer();
  discord.patience = PATIENCE_MS;
  const serving = await serve(dataDirectory(), {
    CHAT_MODEL: 'openai:m',
    // Longer than the test: a process that waited for the model would never end in time.
    CHAT_MODEL_TIMEOUT: '600',
    OPENAI_BASE_URL: `${models.url}/v1`,
    OPENAI_API_KEY: 'key',
    DISCORD_TOKEN: discord.rules.token,
    DISCORD_API_URL: discord.url,
  });
  await serving.until(/Connected: discord/);
  const asked = discord.command('ask', [{ name: 'question', type: 3, value: QUESTION }]);
  await discord.until('the acknowledgement', () => asked.callback);
  await expect.poll(() => models.seen.length, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  serving.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  expect(asked.original?.content || asked.original?.embeds[0]?.description).toMatch(
    /restart|stop/i,
  );
});

test('a stop in the middle of a post finishes it and leaves the channel to the next process', {
  timeout: PATIENCE_MS,
}, async () => {
  const discord = await startServer();
  discord.patience = PATIENCE_MS;
  const dataDir = dataDirectory();
  const target = { adapter: 'discord', workspace: discord.world.guildId, channel: discord.channel };
  const db = await openDatabase({ dataDir });
  onTestFinished(() => db.destroy());
  // Subscribed two days ago, so that a slot is due when the process starts.
  const digests = createDigests({
    db,
    trending: new DailyPapers(),
    adapters: () => new Map(),
    clock: new FixedClock(new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)),
    log: silentLogger,
  });
  const subscribe = () =>
    digests.subscribe(target, { schedule: 'daily', timeZone: 'UTC' }, { userId: 'u1' });
  await subscribe();
  const env = { DISCORD_TOKEN: discord.rules.token, DISCORD_API_URL: discord.url };

  discord.faults.plan('POST', /\/messages$/, { delayMs: 1000 });
  const serving = await serve(dataDir, env);
  await serving.until(/Connected: discord/);
  const sending = async () =>
    (await db.selectFrom('deliveries').select('state').execute()).map(({ state }) => state);
  await expect.poll(sending, { timeout: PATIENCE_MS }).toContain('sending');
  serving.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  expect(discord.posted()).toHaveLength(1);
  expect(await sending()).toContain('sent');

  await subscribe();
  const { code, stdout, stderr } = await paperboy(
    ['digest', 'run', '--json', '--data-dir', dataDir],
    {
      env: { ...env, REFRESH_MINUTES: '0' },
      cwd: dataDir,
    },
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ sent: 1, busy: 0, waiting: 0 });
  expect(discord.posted()).toHaveLength(2);
});
