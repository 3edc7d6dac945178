import type { ChatEventTables } from './chat-events.ts';
import type { ConversationTables } from './conversations.ts';
import type { FeedbackTables } from './feedback.ts';
import type { PaperTables } from './papers.ts';
import type { ReplyTables } from './replies.ts';

/** All tables of the store; each family declares its own beside its queries. */
export interface Tables
  extends PaperTables,
    ChatEventTables,
    ConversationTables,
    FeedbackTables,
    ReplyTables {}
