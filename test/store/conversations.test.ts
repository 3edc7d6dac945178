import { afterEach, describe, expect, it } from 'vitest';
import { FixedClock } from '../../src/clock.ts';
import { ConversationStore } from '../../src/store/conversations.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';

const turn = (question: string, userId = 'ada') => ({
  question,
  answer: `About ${question} [1].`,
  status: 'answered',
  papers: [{ id: '1', title: 'One', abstract: 'left out' }],
  userId,
});

describe.each(databaseKinds)('ConversationStore on $kind', ({ locate }) => {
  let location: TestLocation;
  let db: Database;
  const clock = new FixedClock('2026-01-01T00:00:00Z');

  async function open(keep = 3): Promise<ConversationStore> {
    location = await locate();
    db = await openDatabase(location);
    return new ConversationStore(db, clock, { keep, expireDays: 30 });
  }

  afterEach(async () => {
    await db.destroy();
    await location.dispose();
    clock.set('2026-01-01T00:00:00Z');
  });

  it('keeps conversations apart and their turns in order', async () => {
    const store = await open();
    await store.append('thread-1', turn('a'));
    await store.append('thread-2', turn('b'));
    await store.append('thread-1', turn('c'));
    expect((await store.load('thread-1')).turns.map(({ question }) => question)).toEqual([
      'a',
      'c',
    ]);
    expect((await store.load('thread-2')).turns.map(({ question }) => question)).toEqual(['b']);
    expect((await store.load('thread-3')).turns).toEqual([]);
    expect((await store.load('thread-1')).turns[0]!.papers).toEqual([{ id: '1', title: 'One' }]);
  });

  it('survives a restart, scope included', async () => {
    const store = await open();
    await store.append('thread', { ...turn('a'), scope: ['1', '2'] });
    await db.destroy();
    db = await openDatabase(location);
    const again = new ConversationStore(db, clock, { keep: 3, expireDays: 30 });
    expect(await again.load('thread')).toMatchObject({
      scope: ['1', '2'],
      turns: [{ question: 'a' }],
    });
  });

  it('keeps only the last turns', async () => {
    const store = await open(3);
    for (const question of ['a', 'b', 'c', 'd', 'e']) await store.append('thread', turn(question));
    expect((await store.load('thread')).turns.map(({ question }) => question)).toEqual([
      'c',
      'd',
      'e',
    ]);
    expect(await db.selectFrom('turns').selectAll().execute()).toHaveLength(3);
  });

  it('forgets one conversation and leaves the others', async () => {
    const store = await open();
    await store.append('thread-1', turn('a'));
    await store.append('thread-2', turn('b'));
    await store.forget('thread-1');
    expect((await store.load('thread-1')).turns).toEqual([]);
    expect((await store.load('thread-2')).turns).toHaveLength(1);
  });

  it('forgets all that a user asked, in shared threads too', async () => {
    const store = await open();
    await store.append('shared', turn('by ada'));
    await store.append('shared', turn('by ben', 'ben'));
    await store.append('own', turn('alone'));
    await store.forgetUser('ada');
    expect((await store.load('shared')).turns.map(({ question }) => question)).toEqual(['by ben']);
    expect(await db.selectFrom('conversations').select('key').execute()).toEqual([
      { key: 'shared' },
    ]);
  });

  it('no longer shows a conversation after its time, and deletes it with the next turn', async () => {
    const store = await open();
    await store.append('old', turn('a'));
    clock.advance(31 * 86_400_000);
    expect((await store.load('old')).turns).toEqual([]);
    await store.append('new', turn('b'));
    expect(await db.selectFrom('turns').select('conversation').execute()).toEqual([
      { conversation: 'new' },
    ]);
  });
});
