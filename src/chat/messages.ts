/** Who wrote a message and where, in no platform's terms. */
export interface Origin {
  /** The adapter's name: `discord`, `slack`, `web`, `cli`, `email`. */
  adapter: string;
  /** Guild or workspace; empty where there is none (a direct message, the terminal). */
  workspace: string;
  channel: string;
  /** The thread, where the message stands in one. */
  thread?: string;
  userId: string;
  /** Whether the user may manage this channel's digests, as the platform or configuration says. */
  mayManage?: boolean;
  /** IANA zone of the user, where the platform tells. */
  timeZone?: string;
  /** BCP 47 language of the user, where the platform tells. */
  locale?: string;
}

/** Key of the conversation a message belongs to: one per thread, direct message or session. */
export function conversationKey(origin: Origin): string {
  return [
    origin.adapter,
    origin.workspace,
    origin.channel,
    // Without a thread, people in one channel must not share a conversation.
    origin.thread ?? `user:${origin.userId}`,
  ].join('/');
}

/** Key of a person, unique over platforms and workspaces. */
export function userKey(origin: Pick<Origin, 'adapter' | 'workspace' | 'userId'>): string {
  return [origin.adapter, origin.workspace, origin.userId].join('/');
}

/** Everything a person can ask of the bot, in the terminal and in chat alike. */
export type Command =
  | { name: 'ask'; question: string; paperIds?: string[]; limit?: number }
  | { name: 'search'; query: string; limit?: number }
  | { name: 'paper'; query: string }
  | { name: 'similar'; query: string; limit?: number }
  | { name: 'trending'; day?: string; window?: string; topic?: string; limit?: number }
  | { name: 'bibtex'; ids: string[] }
  | { name: 'forget' }
  | { name: 'help' }
  | { name: 'watch'; action: 'add'; query: string }
  | { name: 'watch'; action: 'list' }
  | { name: 'watch'; action: 'remove'; id: string }
  | { name: 'follow'; action: 'add' | 'remove'; author: string }
  | { name: 'follow'; action: 'list' }
  | { name: 'digest'; action: 'subscribe'; settings: DigestSettings }
  | { name: 'digest'; action: 'edit'; id: string; settings: Partial<DigestSettings> }
  | { name: 'digest'; action: 'list' }
  | { name: 'digest'; action: 'pause' | 'resume' | 'remove'; id: string }
  | { name: 'digest'; action: 'preview'; id?: string; settings?: DigestSettings }
  | { name: 'digest'; action: 'show'; day?: string };

/** What a subscription is made of, as people give it. */
export interface DigestSettings {
  /** `daily`, `weekdays`, `weekly:mon` or five cron fields. */
  schedule: string;
  /** Local time `HH:MM`; ignored with cron fields. */
  time?: string;
  /** IANA zone. */
  timeZone?: string;
  include?: string[];
  exclude?: string[];
  authors?: string[];
  categories?: string[];
  minScore?: number;
  /** Papers at most. */
  limit?: number;
  /** Trending window such as `7d`. */
  window?: string;
  /** Whether to stay silent when there is nothing new / when the source failed. */
  silentWhenEmpty?: boolean;
  silentOnFailure?: boolean;
}

/** A message or command that reached the bot. */
export interface IncomingMessage {
  /** The platform's id of the event; handled once, also after a restart. */
  eventId: string;
  origin: Origin;
  command: Command;
  /** Whether the reply is for the author alone. */
  private?: boolean;
}

/** What a button does. */
export type ActionName =
  | 'evidence'
  | 'bibtex'
  | 'similar'
  | 'share'
  | 'like'
  | 'dislike'
  | 'stop'
  | 'page'
  | 'discuss';

/**
 * A press on a button. `ref` names the stored reply the button stands under; `argument` is a page
 * number or a paper's number in that reply.
 */
export interface IncomingAction {
  eventId: string;
  origin: Origin;
  action: ActionName;
  ref: string;
  argument?: string;
}
