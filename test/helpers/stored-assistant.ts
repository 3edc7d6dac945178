import { afterAll } from 'vitest';
import type { Assistant } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { databaseKinds } from './databases.ts';

/** An assistant that remembers conversations, in a store that is gone after the tests of the file. */
export async function storedAssistant(
  retriever: Retriever,
): Promise<{ assistant: Assistant; db: Database }> {
  const location = await databaseKinds[0]!.locate();
  const db = await openDatabase(location);
  afterAll(async () => {
    await db.destroy();
    await location.dispose();
  });
  return { assistant: createAssistant({ retriever: () => retriever, db }), db };
}
