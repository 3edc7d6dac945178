import type { ChannelLeaseTables } from './channel-leases.ts';
import type { ChatEventTables } from './chat-events.ts';
import type { ConversationTables } from './conversations.ts';
import type { DeliveryTables } from './delivery.ts';
import type { FeedbackTables } from './feedback.ts';
import type { GateTables } from './gates.ts';
import type { ListingTables } from './listings.ts';
import type { ObservationTables } from './observations.ts';
import type { PaperTables } from './papers.ts';
import type { ReplyTables } from './replies.ts';
import type { SlackInstallationTables } from './slack-installations.ts';
import type { SourceDayTables } from './source-days.ts';
import type { SubscriptionTables } from './subscriptions.ts';
import type { WatchTables } from './watches.ts';

/** All tables of the store; each family declares its own beside its queries. */
export interface Tables
  extends PaperTables,
    ChannelLeaseTables,
    ChatEventTables,
    ConversationTables,
    DeliveryTables,
    FeedbackTables,
    GateTables,
    ListingTables,
    ObservationTables,
    ReplyTables,
    SlackInstallationTables,
    SourceDayTables,
    SubscriptionTables,
    WatchTables {}
