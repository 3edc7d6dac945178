import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { ChatService } from '../../src/chat/chat-service.ts';
import type { Command } from '../../src/chat/messages.ts';
import { readConfig } from '../../src/config.ts';
import { openPaperboy, type Paperboy } from '../../src/paperboy.ts';
import { temporaryDir } from '../helpers/databases.ts';

const WORD = 'zygomorphic';
const thread = { adapter: 'slack', workspace: 'T', channel: 'C', thread: '1.1' };
const alice = { ...thread, userId: 'U-ALICE' };
const bob = { ...thread, userId: 'U-BOB' };
let events = 0;

async function say(chat: ChatService, origin: typeof alice, command: Command): Promise<string> {
  const eventId = `event-${events++}`;
  let ref = '';
  for await (const { reply } of chat.handle({ eventId, origin, command })) ref = reply.ref;
  await chat.posted(ref, { ...origin, messageId: `message-of-${ref}` });
  return ref;
}

/** All that stands in all tables, as one text. */
async function contents({ db }: Paperboy): Promise<string> {
  const tables = await db.introspection.getTables();
  const rows = await Promise.all(
    tables.map(async ({ name }) => (await sql`select * from ${sql.table(name)}`.execute(db)).rows),
  );
  return JSON.stringify(rows);
}

test('forget leaves nothing of a person, in no table and in no byte of the files, and all of others', async () => {
  const dataDir = temporaryDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const paperboy = await openPaperboy(readConfig({ SENTENCE_ENCODER: 'false' }, { dataDir }));
  const { chat } = await paperboy.service({ adapters: () => new Map() });
  const asked = {
    name: 'ask' as const,
    question: `How do ${WORD} attention sinks help streaming?`,
  };
  const ref = await say(chat, alice, asked);
  await say(chat, { ...alice, thread: '2.2' }, asked);
  await say(chat, alice, { name: 'paper', query: `${WORD} attention` });
  await say(chat, alice, { name: 'search', query: `${WORD} attention` });
  await chat.act({ eventId: 'press-1', origin: alice, action: 'like', ref });
  await say(chat, bob, { name: 'ask', question: 'What is StreamDiffusion?' });
  const before = await contents(paperboy);
  expect(before).toContain(WORD);
  expect(before).toContain('U-ALICE');

  await say(chat, alice, { name: 'forget' });
  const after = await contents(paperboy);
  expect(after).not.toContain(WORD);
  expect(after).not.toContain('U-ALICE');
  expect(after).not.toContain(`message-of-${ref}`);
  expect(after).toContain('What is StreamDiffusion?');
  expect(after).toContain('U-BOB');

  await paperboy.close();
  for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(path.join(file.parentPath, file.name));
    expect(bytes.includes(WORD), file.name).toBe(false);
  }
});
