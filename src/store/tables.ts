import type { ChannelLeaseTables } from './channel-leases.ts';
import type { ChatEventTables } from './chat-events.ts';
import type { ConversationTables } from './conversations.ts';
import type { DeliveryTables } from './deliveries.ts';
import type { FeedbackTables } from './feedback.ts';
import type { PaperTables } from './papers.ts';
import type { ReplyTables } from './replies.ts';
import type { SlackInstallationTables } from './slack-installations.ts';
import type { SubscriptionTables } from './subscriptions.ts';

/** All tables of the store; each family declares its own beside its queries. */
export interface Tables
  extends PaperTables,
    ChannelLeaseTables,
    ChatEventTables,
    ConversationTables,
    DeliveryTables,
    FeedbackTables,
    ReplyTables,
    SlackInstallationTables,
    SubscriptionTables {}
