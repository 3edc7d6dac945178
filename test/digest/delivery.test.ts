import { afterEach, describe, expect, it } from 'vitest';
import { papersOf } from '../../src/chat/buttons.ts';
import type { ReplyBody } from '../../src/chat/reply.ts';
import { createDigests } from '../../src/digest/digests.ts';
import { ReplyStore } from '../../src/store/replies.ts';
import { databaseKinds } from '../helpers/databases.ts';
import type { Fault, HeldPost } from '../servers/platform.ts';
import { channel, MORNING, World } from './world.ts';

let world: World;
afterEach(() => world?.close());

/** Titles a post lists. */
const titles = (post: HeldPost | undefined) =>
  (post!.reply.body.lines as { paper: { title: string } }[]).map((line) => line.paper.title);

describe.each(databaseKinds)('delivering on $kind', ({ locate }) => {
  it('posts each slot once, however often it is run', async () => {
    world = await World.open({ locate });
    await world.digests.subscribe(channel('a'), { ...MORNING, limit: 3 }, { userId: 'u' });
    expect((await world.at('2026-11-23T08:59:59Z')).sent).toBe(0);
    expect((await world.at('2026-11-23T09:00:00Z')).sent).toBe(1);
    expect((await world.at('2026-11-23T09:00:01Z')).sent).toBe(0);
    expect((await world.at('2026-11-24T09:00:00Z')).sent).toBe(1);
    expect(world.platform.posts.map(titles)).toEqual([
      ['Paper 2026-11-23/1', 'Paper 2026-11-23/2', 'Paper 2026-11-23/3'],
      ['Paper 2026-11-24/1', 'Paper 2026-11-24/2', 'Paper 2026-11-24/3'],
    ]);
  });

  it('has one winner among many who deliver at once', async () => {
    world = await World.open({ locate });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    await world.digests.subscribe(channel('b'), MORNING, { userId: 'u' });
    world.clock.set('2026-11-23T09:00:00Z');
    const rivals = Array.from({ length: 10 }, () => createDigests(world.parts));
    const reports = await Promise.all(rivals.map((digests) => digests.run(0)));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(2);
    expect(world.platform.attempts).toBe(2);
  });

  it('settles an answer that was lost by looking the post up', async () => {
    world = await World.open({ locate });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'cut-after' });
    expect(await world.at('2026-11-23T09:00:00Z')).toMatchObject({ sent: 0, waiting: 1 });
    expect(await world.at('2026-11-23T09:02:00Z')).toMatchObject({ sent: 1, waiting: 0 });
    expect(world.platform.in('a')).toHaveLength(1);
    expect(world.platform.attempts).toBe(1);
    expect(await world.ledger()).toEqual([{ slot: '2026-11-23T09:00:00.000Z', state: 'sent' }]);
  });
});

describe('the thread of a post', () => {
  it('belongs to the papers it lists, from the moment it stands there', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), { ...MORNING, limit: 2 }, { userId: 'u' });
    world.trending.chart = async () => new Uint8Array([137, 80, 78, 71]);
    await world.at('2026-11-23T09:00:00Z');
    const [post] = world.platform.posts;
    const [found] = await new ReplyStore(world.db).at({ ...channel('a'), thread: post?.id });
    expect(found?.ref).toBe(post?.reply.ref);
    expect(papersOf(found?.body as ReplyBody).map(({ id }) => id)).toEqual([
      '2026-11-23/1',
      '2026-11-23/2',
    ]);
    // The picture was drawn for one post and is not kept.
    expect(found?.body).not.toHaveProperty('chart');
    const [row] = await world.db.selectFrom('deliveries').select('content').execute();
    expect(JSON.parse(row!.content!)).not.toHaveProperty('chart');
    expect(post?.reply.body).toHaveProperty('chart');
  });
});

describe('a post that fails', () => {
  const onlyOnce: [string, Fault[]][] = [
    ['a late answer', [{ kind: 'late', ms: 200 }]],
    ['an answer later than anybody waits', [{ kind: 'late', ms: 700 }]],
    ['no answer at all', [{ kind: 'hang' }]],
    ['429', [{ kind: 'limit', retryAfterMs: 30_000 }]],
    ['503 three times', Array(3).fill({ kind: 'status', status: 503 })],
    ['500 although the post was taken', [{ kind: 'error-after' }]],
    ['500 and nothing was taken', [{ kind: 'status', status: 500 }]],
    ['a connection cut after the post was taken', [{ kind: 'cut-after' }]],
    ['a connection cut before', [{ kind: 'cut-before' }]],
    [
      'all of it in a row',
      [
        { kind: 'limit', retryAfterMs: 1000 },
        { kind: 'status', status: 503 },
        { kind: 'cut-before' },
        { kind: 'status', status: 500 },
        { kind: 'cut-after' },
      ],
    ],
  ];

  it.each(onlyOnce)('is posted exactly once after %s', async (_name, faults) => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', ...faults);
    for (let minute = 0; minute < 60; minute += 2) {
      await world.at(`2026-11-23T09:${String(minute).padStart(2, '0')}:00Z`);
    }
    expect(world.platform.in('a')).toHaveLength(1);
    expect(await world.ledger()).toEqual([{ slot: '2026-11-23T09:00:00.000Z', state: 'sent' }]);
  });

  it('sends the same content again, although the ranking moved on', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), { ...MORNING, limit: 2 }, { userId: 'u' });
    world.platform.fail('a', { kind: 'status', status: 503 });
    await world.at('2026-11-23T09:00:00Z');
    world.trending.failed.add('2026-11-23');
    await world.at('2026-11-23T09:05:00Z');
    expect(titles(world.platform.posts[0])).toEqual(['Paper 2026-11-23/1', 'Paper 2026-11-23/2']);
  });

  it('obeys the wait that 429 asks for', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'limit', retryAfterMs: 600_000 });
    await world.at('2026-11-23T09:00:00Z');
    await world.at('2026-11-23T09:09:59Z');
    expect(world.platform.attempts).toBe(1);
    await world.at('2026-11-23T09:10:00Z');
    expect(world.platform.attempts).toBe(2);
    expect(world.platform.posts).toHaveLength(1);
  });

  it('waits twice as long after each failure', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', ...Array<Fault>(5).fill({ kind: 'status', status: 503 }));
    const tried: number[] = [];
    for (let minute = 0; minute < 45; minute++) {
      const before = world.platform.attempts;
      await world.at(`2026-11-23T09:${String(minute).padStart(2, '0')}:00Z`);
      if (world.platform.attempts > before) tried.push(minute);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 31]);
  });

  it('is not tried again where the content itself is refused, and the next one comes', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'status', status: 422 });
    expect((await world.at('2026-11-23T09:00:00Z')).failed).toBe(1);
    await world.at('2026-11-24T09:00:00Z');
    expect(world.platform.attempts).toBe(2);
    expect(world.platform.posts).toHaveLength(1);
    const [status] = await world.digests.list(channel('a'));
    expect(status?.last?.state).toBe('sent');
  });
});

describe('a platform that cannot be asked', () => {
  it('gets a post of unknown outcome never twice, and the next one says so', async () => {
    world = await World.open({ lookup: false });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'cut-after' }, { kind: 'cut-before' });
    for (const day of ['23', '24']) {
      for (const minute of ['00', '05', '10']) {
        expect((await world.at(`2026-11-${day}T09:${minute}:00Z`)).unconfirmed).toBe(0);
      }
      // Three times it did not know.
      expect((await world.at(`2026-11-${day}T09:15:00Z`)).unconfirmed).toBe(1);
    }
    await world.at('2026-11-25T09:00:00Z');
    expect(world.platform.attempts).toBe(3);
    expect(world.platform.posts.flatMap(titles).filter((t) => t.includes('11-23'))).toHaveLength(3);
    expect((await world.ledger()).map(({ state }) => state)).toEqual([
      'unconfirmed',
      'unconfirmed',
      'sent',
    ]);
    expect(world.platform.posts.at(-1)?.reply.body.note).toContain(
      'Whether the digest of 24 Nov 2026 arrived is not known',
    );
    // What may not have arrived can still be seen.
    expect(await world.digests.show(channel('a'), '2026-11-24')).toHaveLength(1);
  });
});

describe('channels', () => {
  it('that fail hold nobody else up', async () => {
    world = await World.open();
    for (const name of ['dead', 'slow', 'fine']) {
      await world.digests.subscribe(channel(name), MORNING, { userId: 'u' });
    }
    world.platform.fail('dead', ...Array<Fault>(50).fill({ kind: 'status', status: 503 }));
    world.platform.fail('slow', { kind: 'hang' });
    await world.at('2026-11-23T09:00:00Z');
    expect(world.platform.in('fine')).toHaveLength(1);
    await world.at('2026-11-24T09:00:00Z');
    expect(world.platform.in('fine')).toHaveLength(2);
    expect(world.platform.in('slow')).toHaveLength(2);
    expect(world.platform.in('dead')).toHaveLength(0);
  });

  it('get their posts in the order of the slots, also when the first is held up', async () => {
    world = await World.open();
    const early = { ...MORNING, time: '09:00', limit: 1 };
    const later = { ...MORNING, time: '09:10', limit: 1 };
    await world.digests.subscribe(channel('a'), later, { userId: 'u' });
    await world.digests.subscribe(channel('a'), early, { userId: 'u' });
    world.platform.fail('a', { kind: 'limit', retryAfterMs: 20 * 60_000 });
    await world.at('2026-11-23T09:00:00Z');
    await world.at('2026-11-23T09:10:00Z');
    expect(world.platform.posts).toHaveLength(0);
    await world.at('2026-11-23T09:20:00Z');
    expect(world.platform.posts.map(titles)).toEqual([
      ['Paper 2026-11-23/1'],
      // The same channel never gets a paper twice, whichever digest posted it.
      ['Paper 2026-11-23/2'],
    ]);
  });

  it.each([403, 404])(
    'that answer %d are paused after some tries, and who subscribed is told',
    async (status) => {
      world = await World.open({ settings: { mostDenials: 3 } });
      const { id } = await world.digests.subscribe(channel('a'), MORNING, { userId: 'ada' });
      world.platform.fail('a', ...Array<Fault>(9).fill({ kind: 'status', status }));
      for (let minute = 0; minute < 60; minute += 5) {
        await world.at(`2026-11-23T09:${String(minute).padStart(2, '0')}:00Z`);
      }
      expect(world.platform.attempts).toBe(3 + 1);
      const told = world.platform.in('direct-ada');
      expect(told).toHaveLength(1);
      expect(told[0]?.reply.body.text).toContain(`I paused the digest ${id}`);
      const [paused] = await world.digests.list(channel('a'));
      expect(paused).toMatchObject({ next: null, last: { state: 'failed' } });
      expect(paused?.subscription.pauseReason).toContain(String(status));
      await world.digests.resume(id);
      expect((await world.digests.list(channel('a')))[0]?.next).toEqual(
        new Date('2026-11-24T09:00Z'),
      );
    },
  );
});

describe('after downtime', () => {
  it('late slots are merged into one post that says so', async () => {
    world = await World.open();
    await world.digests.subscribe(
      channel('a'),
      { ...MORNING, window: '1d', limit: 20 },
      { userId: 'u' },
    );
    await world.at('2026-11-23T09:00:00Z');
    await world.at('2026-11-26T15:00:00Z');
    expect(world.platform.posts).toHaveLength(2);
    expect(world.platform.posts[1]?.reply.body.note).toBe(
      'This digest is late; it stands for 3 planned ones (24 Nov to 26 Nov).',
    );
    // The lists of the days between are in it, although the window is one day.
    expect(titles(world.platform.posts[1])).toHaveLength(9);
    expect((await world.ledger()).map(({ state }) => state)).toEqual([
      'sent',
      'merged',
      'merged',
      'sent',
    ]);
  });

  it('slots beyond the catch-up limit are let go', async () => {
    world = await World.open({ settings: { catchUpMs: 24 * 60 * 60_000 } });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    await world.at('2026-12-10T15:00:00Z');
    expect(await world.ledger()).toEqual([{ slot: '2026-12-10T09:00:00.000Z', state: 'sent' }]);
    expect(world.platform.posts[0]?.reply.body.note).toBe(
      'This digest is late; it was planned for 10 Dec.',
    );
  });

  it('a clock that is set back repeats nothing, and one that ran ahead loses nothing', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    await world.at('2026-12-03T09:00:00Z');
    for (const day of ['11-23', '11-24', '11-25', '11-26', '11-27', '11-28', '11-29', '11-30']) {
      await world.at(`2026-${day}T09:00:00Z`);
    }
    for (const day of ['12-01', '12-02', '12-03', '12-04']) await world.at(`2026-${day}T09:00:00Z`);
    const states = Object.fromEntries(
      (await world.ledger()).map(({ slot, state }) => [slot.slice(5, 10), state]),
    );
    expect(Object.keys(states)).toHaveLength(12);
    expect(states).toMatchObject({
      '12-01': 'merged',
      '12-02': 'merged',
      '12-03': 'sent',
      '11-30': 'sent',
    });
    expect(world.platform.posts).toHaveLength(10);
    expect(new Set(world.platform.posts.map(({ nonce }) => nonce)).size).toBe(10);
  });

  it('a wait that was noted by a clock far ahead does not stop the channel', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'status', status: 503 });
    await world.at('2027-11-23T09:00:00Z');
    await world.at('2026-11-23T09:00:00Z');
    expect(world.platform.posts.length).toBeGreaterThan(0);
  });
});

describe('what is paused or removed', () => {
  it('posts nothing, not even what was open', async () => {
    world = await World.open();
    const kept = await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    const gone = await world.digests.subscribe(channel('b'), MORNING, { userId: 'u' });
    world.platform.fail('*', { kind: 'status', status: 503 }, { kind: 'status', status: 503 });
    await world.at('2026-11-23T09:00:00Z');
    await world.digests.pause(kept.id);
    await world.digests.remove(gone.id);
    await world.at('2026-11-23T09:30:00Z');
    await world.at('2026-11-24T09:00:00Z');
    expect(world.platform.posts).toHaveLength(0);
    expect((await world.ledger()).map(({ state }) => state)).toEqual(['failed', 'failed']);
    // Resuming does not flood the channel with what was missed on purpose.
    await world.digests.resume(kept.id);
    await world.at('2026-11-24T10:00:00Z');
    expect(world.platform.posts).toHaveLength(0);
  });

  it('is not delivered twice a day when its time is moved back', async () => {
    world = await World.open();
    const { id } = await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    await world.at('2026-11-23T09:00:00Z');
    await world.digests.edit(id, { time: '08:00' });
    await world.at('2026-11-23T09:05:00Z');
    expect(world.platform.posts).toHaveLength(1);
    await world.at('2026-11-24T08:00:00Z');
    expect(world.platform.posts).toHaveLength(2);
  });
});
