import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup, restore } from '../../src/store/backup.ts';
import { ChatEventStore } from '../../src/store/chat-events.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { temporaryDir } from '../helpers/databases.ts';

const paper = (id: string) => ({ id, title: `Paper ${id}`, abstract: 'Text.' });

describe('backup and restore', () => {
  let dataDir: string;
  let db: Database;
  let papers: PaperStore;

  beforeEach(async () => {
    dataDir = temporaryDir();
    db = await openDatabase({ dataDir });
    papers = new PaperStore(db);
    await papers.put([paper('a'), paper('b')]);
  });
  afterEach(() => db.destroy());

  test('what was backed up comes back whole, while the store stays open', async () => {
    const file = path.join(dataDir, 'backup.db');
    await backup(db, file);
    await papers.put([paper('c'), { ...paper('a'), title: 'Changed' }]);
    expect(await restore(db, dataDir, file)).toBeGreaterThanOrEqual(3);
    expect(await papers.get(['a', 'b', 'c'])).toEqual([paper('a'), paper('b')]);
    // Neither the revision of the backup nor one before: indexes of both are out of date.
    expect(await papers.revision()).toBe(3);
  });

  test('an event handled since the backup is not handled again after a restore', async () => {
    const file = path.join(dataDir, 'backup.db');
    await backup(db, file);
    const events = new ChatEventStore(db);
    const now = new Date('2026-11-20T09:00:00Z');
    await events.take('event', now);
    await events.finish('event');
    await restore(db, dataDir, file);
    expect(await events.take('event', now)).toBe(false);
  });

  test('a backup never overwrites a file', async () => {
    const file = path.join(dataDir, 'note.txt');
    writeFileSync(file, 'keep me');
    await expect(backup(db, file)).rejects.toThrow(/exists already/);
  });

  test('a backup that cannot be written leaves nothing behind', async () => {
    const file = path.join(dataDir, 'missing', 'backup.db');
    await expect(backup(db, file)).rejects.toThrow(/could not be written/);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  test.each([
    ['text', 'not a database'],
    ['an empty file', ''],
  ])('%s is refused and the store stays as it was', async (_kind, content) => {
    const file = path.join(dataDir, 'wrong.db');
    writeFileSync(file, content);
    await expect(restore(db, dataDir, file)).rejects.toThrow(/no backup of Paperboy/);
    expect(await papers.count()).toBe(2);
  });

  test('a missing file is named', async () => {
    await expect(restore(db, dataDir, '/nowhere/x.db')).rejects.toThrow(/no backup \/nowhere/);
  });
});
