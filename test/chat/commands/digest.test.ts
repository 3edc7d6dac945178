import { afterEach, describe, expect, it } from 'vitest';
import { digestCommand } from '../../../src/chat/commands/digest.ts';
import type { Command, Origin } from '../../../src/chat/messages.ts';
import { InputError, NotFoundError, PermissionError, UsageError } from '../../../src/errors.ts';
import { World } from '../../digest/world.ts';

type DigestCommand = Extract<Command, { name: 'digest' }>;

let world: World;
afterEach(() => world?.close());

const manager: Origin = {
  adapter: 'platform',
  workspace: 'w',
  channel: 'a',
  userId: 'ada',
  mayManage: true,
  timeZone: 'Europe/Berlin',
};

async function send(
  command: Omit<DigestCommand, 'name'> & { [key: string]: unknown },
  origin = manager,
) {
  const full = { name: 'digest', ...command } as DigestCommand;
  const handler = digestCommand(world.digests, world.clock);
  return handler(full, { eventId: 'e', origin, command: full });
}

async function subscribed(): Promise<string> {
  const settings = { schedule: 'weekdays', time: '08:30', include: ['agents'] };
  const reply = await send({ action: 'subscribe', settings });
  return /id is (\w+)/.exec((reply as { text: string }).text)![1]!;
}

describe('digest commands', () => {
  it('subscribe in the zone of whoever asks, and say when the first one comes', async () => {
    world = await World.open();
    const settings = { schedule: 'weekdays', time: '08:30', include: ['agents'] };
    const reply = await send({ action: 'subscribe', settings });
    expect(reply).toMatchObject({ kind: 'notice', tone: 'info' });
    expect((reply as { text: string }).text).toMatch(
      /^Subscribed: weekdays 08:30 \(Europe\/Berlin\), up to 5 papers of 7d, on agents\. The first comes Tue,? 24 Nov,? 08:30 (GMT\+1|CET)\. Its id is [a-z0-9]{8}\.$/,
    );
  });

  it('list, change, pause, resume and remove', async () => {
    world = await World.open();
    const id = await subscribed();
    await send({ action: 'edit', id, settings: { time: '10:00', limit: 3 } });
    const [item] = ((await send({ action: 'list' })) as { items: { id: string; text: string }[] })
      .items;
    expect(item?.id).toBe(id);
    expect(item?.text).toMatch(
      /^weekdays 10:00 \(Europe\/Berlin\), up to 3 papers of 7d, on agents · next Mon/,
    );
    await send({ action: 'pause', id });
    expect((await send({ action: 'list' })) as object).toMatchObject({
      items: [{ text: expect.stringContaining('paused') }],
    });
    await send({ action: 'resume', id });
    await send({ action: 'remove', id });
    expect(await send({ action: 'list' })).toMatchObject({ items: [] });
  });

  it('refuse whoever may not manage the channel, but let them look', async () => {
    world = await World.open();
    const id = await subscribed();
    const guest = { ...manager, userId: 'bob', mayManage: false };
    for (const action of ['pause', 'resume', 'remove'] as const) {
      await expect(send({ action, id }, guest)).rejects.toThrow(PermissionError);
    }
    await expect(
      send({ action: 'subscribe', settings: { schedule: 'daily' } }, guest),
    ).rejects.toThrow(PermissionError);
    expect(await send({ action: 'list' }, guest)).toMatchObject({ items: [{ id }] });
    expect(await send({ action: 'preview' }, guest)).toMatchObject({ kind: 'digest' });
  });

  it('reach only the digests of their own channel', async () => {
    world = await World.open();
    const id = await subscribed();
    const elsewhere = { ...manager, channel: 'b' };
    await expect(send({ action: 'remove', id }, elsewhere)).rejects.toThrow(NotFoundError);
    await expect(send({ action: 'preview', id }, elsewhere)).rejects.toThrow(NotFoundError);
    expect(await send({ action: 'list' }, elsewhere)).toMatchObject({ items: [] });
  });

  it('name every setting that is wrong at once', async () => {
    world = await World.open();
    const settings = { schedule: 'daily', time: '25:00', limit: 99, minScore: 7, window: 'soon' };
    const failed = send({ action: 'subscribe', settings });
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toThrow(/25:00[\s\S]*score 7[\s\S]*99 papers[\s\S]*"soon"/);
  });

  it('preview what would be posted without posting it or remembering it', async () => {
    world = await World.open();
    await subscribed();
    const preview = (await send({ action: 'preview' })) as { lines: { paper: { id: string } }[] };
    expect(preview.lines).toHaveLength(5);
    expect(world.platform.attempts).toBe(0);
    world.clock.set('2026-11-24T07:30:00Z');
    const again = await send({ action: 'preview' });
    await world.at('2026-11-24T07:30:00Z');
    const [post] = world.platform.posts;
    expect(post?.reply.body).toEqual(again);
  });

  it('ask which one to preview where there are several or none', async () => {
    world = await World.open();
    await expect(send({ action: 'preview' })).rejects.toThrow(UsageError);
    await subscribed();
    await subscribed();
    await expect(send({ action: 'preview' })).rejects.toThrow('There are several digests here.');
    expect(
      await send({ action: 'preview', settings: { schedule: 'daily', limit: 1 } }),
    ).toMatchObject({ lines: [{}] });
  });

  it('show what was posted on a day, also after the digest was removed', async () => {
    world = await World.open();
    const id = await subscribed();
    await world.at('2026-11-24T07:30:00Z');
    await send({ action: 'remove', id });
    const shown = await send({ action: 'show', day: '2026-11-24' });
    expect(shown).toEqual(world.platform.posts[0]?.reply.body);
    expect(await send({ action: 'show', day: '2026-11-23' })).toMatchObject({
      text: 'No digest of 2026-11-23 was posted here.',
    });
    await expect(send({ action: 'show', day: 'yesterday' })).rejects.toThrow(InputError);
  });
});
