import { expect, onTestFinished, test, vi } from 'vitest';
import { FixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { Janitor } from '../src/janitor.ts';
import { type Logger, silentLogger } from '../src/log.ts';
import { openPaperboy } from '../src/paperboy.ts';
import { databaseKinds } from './helpers/databases.ts';

const TABLES = [
  'chat_events',
  'replies',
  'reply_places',
  'feedback',
  'conversations',
  'turns',
] as const;
const QUESTION = 'How do attention sinks help streaming?';
const origin = { adapter: 'slack', workspace: 'T', channel: 'C', thread: '1.1', userId: 'U' };

test.each(databaseKinds)(
  'what has expired is deleted when the service runs, on $kind',
  async ({ locate }) => {
    const location = await locate();
    onTestFinished(() => location.dispose());
    const { dataDir, databaseUrl } = location;
    const clock = new FixedClock('2026-01-01T12:00:00Z');
    const env = {
      SENTENCE_ENCODER: 'false',
      REFRESH_MINUTES: '0',
      CONVERSATION_DAYS: '10',
      REPLY_DAYS: '20',
    };
    const config = readConfig({ ...env, DATABASE_URL: databaseUrl }, { dataDir });
    const paperboy = await openPaperboy(config, { clock });
    const { db } = paperboy;
    onTestFinished(() => paperboy.close());
    const rows = async () =>
      Object.fromEntries(
        await Promise.all(
          TABLES.map(async (table) => [
            table,
            (await db.selectFrom(table).selectAll().execute()).length,
          ]),
        ),
      );
    const visit = async () => {
      const service = await paperboy.service({ adapters: () => new Map() });
      service.start();
      await service.stop(1000);
    };

    const { chat } = await paperboy.service({ adapters: () => new Map() });
    let ref = '';
    const message = {
      eventId: 'e1',
      origin,
      command: { name: 'ask' as const, question: QUESTION },
    };
    for await (const { reply } of chat.handle(message)) ref = reply.ref;
    await chat.posted(ref, { ...origin, messageId: '1.2' });
    await chat.act({ eventId: 'e2', origin, action: 'like', ref });
    const all = {
      chat_events: 2,
      replies: 2,
      reply_places: 1,
      feedback: 1,
      conversations: 1,
      turns: 1,
    };
    expect(await rows()).toEqual(all);

    await visit();
    expect(await rows()).toEqual(all);
    clock.set('2026-01-09T12:00:00Z');
    await visit();
    expect(await rows()).toEqual({ ...all, chat_events: 0 });
    clock.set('2026-01-12T12:00:00Z');
    await visit();
    expect(await rows()).toEqual({ ...all, chat_events: 0, conversations: 0, turns: 0 });
    clock.set('2026-01-22T12:00:00Z');
    await visit();
    expect(Object.values(await rows())).toEqual(TABLES.map(() => 0));
  },
);

test('a sweep that fails is logged and the next one comes', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const errors: string[] = [];
  const log: Logger = { ...silentLogger, error: (_fields, message) => errors.push(message) };
  let sweeps = 0;
  const keeper = {
    deleteBefore: async () => {
      sweeps++;
      if (sweeps === 1) throw new Error('the disk is full');
    },
  };
  const janitor = new Janitor([{ keeper, days: 1 }], new FixedClock('2026-01-01T00:00:00Z'), log);
  janitor.start();
  await vi.advanceTimersByTimeAsync(60 * 60 * 1000);
  await janitor.stop();
  expect(sweeps).toBe(2);
  expect(errors).toHaveLength(1);
});
