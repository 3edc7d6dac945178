import type { Migration } from 'kysely';
import * as papers from './001-papers.ts';
import * as conversations from './002-conversations.ts';
import * as sources from './003-sources.ts';
import * as digests from './004-digests.ts';
import * as chat from './005-chat.ts';
import * as slackInstallations from './006-slack-installations.ts';

/** All migrations by name; they run in the order of their names and are never changed once landed. */
export const migrations: Record<string, Migration> = {
  '001-papers': papers,
  '002-conversations': conversations,
  '003-sources': sources,
  '004-digests': digests,
  '005-chat': chat,
  '006-slack-installations': slackInstallations,
};
