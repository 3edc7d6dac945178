import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDigests } from '../../src/digest/digests.ts';
import { channel, LEASE_MS, MORNING, World } from './world.ts';

let world: World;
afterEach(async () => {
  await world?.digests.stop(1_000);
  await world?.close();
});

const WAIT = { timeout: 10_000, interval: 20 };

describe('while the program serves', () => {
  it('what becomes due is delivered by itself', async () => {
    world = await World.open({ settings: { pollMs: 20 } });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.digests.start();
    world.clock.set('2026-11-23T09:00:00Z');
    await vi.waitFor(() => expect(world.platform.posts).toHaveLength(1), WAIT);
    world.clock.set('2026-11-24T09:00:00Z');
    await vi.waitFor(() => expect(world.platform.posts).toHaveLength(2), WAIT);
  });

  it('a channel that hangs does not hold up the next slot of another', async () => {
    world = await World.open({ settings: { pollMs: 20 } });
    await world.digests.subscribe(channel('hangs'), MORNING, { userId: 'u' });
    await world.digests.subscribe(channel('fine'), { ...MORNING, time: '09:01' }, { userId: 'u' });
    world.platform.fail('hangs', { kind: 'hang' });
    world.digests.start();
    world.clock.set('2026-11-23T09:00:00Z');
    await vi.waitFor(() => expect(world.platform.in('hangs')).toHaveLength(1), WAIT);
    world.clock.set('2026-11-23T09:01:00Z');
    await vi.waitFor(() => expect(world.platform.in('fine')).toHaveLength(1), WAIT);
  });

  it('a stop waits for the post that is on its way, notes it and frees the channel', async () => {
    world = await World.open({ settings: { pollMs: 20 } });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'late', ms: 200 });
    world.digests.start();
    world.clock.set('2026-11-23T09:00:00Z');
    await vi.waitFor(() => expect(world.platform.attempts).toBe(1), WAIT);
    await world.digests.stop(5_000);
    expect(await world.ledger()).toEqual([{ slot: '2026-11-23T09:00:00.000Z', state: 'sent' }]);
    const [row] = await world.db.selectFrom('digest_targets').select('lease_owner').execute();
    expect(row?.lease_owner).toBe('');
    world.clock.set('2026-11-24T09:00:00Z');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.platform.attempts).toBe(1);
  });

  it('a second process takes nothing over from one that lives, however long it takes', async () => {
    world = await World.open({ settings: { leaseMs: 200, postTimeoutMs: 5_000 } });
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    world.platform.fail('a', { kind: 'late', ms: 450 });
    world.clock.set('2026-11-23T09:00:00Z');
    const slow = world.digests.run(0);
    await vi.waitFor(() => expect(world.platform.attempts).toBe(1), WAIT);
    const other = createDigests(world.parts);
    // It watches for longer than a lease while the first still waits for its answer.
    await other.run(1_000);
    await slow;
    expect(world.platform.attempts).toBe(1);
    expect(world.platform.lookups).toBe(0);
  });

  it('a dead process is outlived by whoever watched it stand still', async () => {
    world = await World.open();
    await world.digests.subscribe(channel('a'), MORNING, { userId: 'u' });
    await world.db
      .insertInto('digest_targets')
      .values({
        ...channel('a'),
        lease_owner: 'dead',
        lease_beat: 7,
        retry_at: 0,
        failures: 0,
        denials: 0,
      })
      .execute();
    expect(await world.at('2026-11-23T09:00:00Z')).toMatchObject({ sent: 0, busy: 1 });
    expect(await world.digests.run(LEASE_MS * 3)).toMatchObject({ sent: 1, busy: 0 });
  });

  it('a platform that is not connected here leaves its channels to another process', async () => {
    world = await World.open();
    await world.digests.subscribe({ ...channel('a'), adapter: 'other' }, MORNING, { userId: 'u' });
    expect(await world.at('2026-11-23T09:00:00Z')).toMatchObject({ sent: 0, absent: 1 });
    expect(await world.ledger()).toEqual([]);
  });
});
