import type { Command, IncomingAction, IncomingMessage, Origin } from '../../src/index.ts';
import { readButton } from './buttons.ts';
import { readMessage } from './commands.ts';
import type { ActionBody, CommandBody, MessageEvent } from './payloads.ts';
import { readMrkdwn } from './text.ts';

/** Who the bot is in the workspace an event came from, and who may manage digests. */
export interface Listening {
  team: string;
  botUserId?: string;
  botId?: string;
  managers?: string[];
}

/** What a message event asks for. */
export type Heard =
  /** Addressed to the bot: a mention or a direct message. */
  | { kind: 'question'; message: IncomingMessage; ts: string; replyThread?: string }
  /** In a thread, without a mention; meant for the bot only if the thread is its own. */
  | { kind: 'followUp'; message: IncomingMessage; ts: string; replyThread: string }
  /** A question that was edited: `message` is the new one. */
  | { kind: 'edited'; message: IncomingMessage; ts: string; replyThread?: string }
  | { kind: 'deleted'; channel: string; ts: string }
  | { kind: 'ignored'; why: string };

/** Subtypes of messages that people write; all others are notices or machines. */
const WRITTEN = new Set([undefined, 'file_share', 'thread_broadcast']);

/** Reads a `message` or `app_mention` event. Pure. */
export function readMessageEvent(event: MessageEvent, listening: Listening): Heard {
  if (event.subtype === 'message_changed') return readEdit(event, listening);
  if (event.subtype === 'message_deleted') {
    const ts = event.deleted_ts ?? event.previous_message?.ts;
    return ts ? { kind: 'deleted', channel: event.channel, ts } : ignored('no ts');
  }
  if (!WRITTEN.has(event.subtype)) return ignored(`subtype ${event.subtype}`);
  if (isMachine(event, listening)) return ignored('not from a person');
  return hear(event, listening, '');
}

function readEdit(event: MessageEvent, listening: Listening): Heard {
  const { message, previous_message: before } = event;
  if (!message?.ts) return ignored('no message');
  const whole = { ...message, channel: event.channel, channel_type: event.channel_type };
  if (isMachine(whole, listening)) return ignored('not from a person');
  // Slack reports a card under a link as an edit, too.
  if (!before || message.text === before.text) return ignored('its text stayed');
  // A mention that was forgotten and put in makes it a question, and Slack may report it as such.
  const added = mentions(message.text, listening) && !mentions(before.text, listening);
  if (added && !isDirect(whole)) return hear(whole, listening, '');
  const heard = hear(whole, listening, `:${message.edited?.ts ?? event.ts ?? ''}`);
  if (heard.kind === 'question' || heard.kind === 'followUp') return { ...heard, kind: 'edited' };
  return heard;
}

function hear(event: MessageEvent, listening: Listening, edition: string): Heard {
  const { team, botUserId } = listening;
  const { ts, channel, user, thread_ts: thread } = event;
  if (!ts || !user) return ignored('no author');
  const direct = isDirect(event);
  const mentioned = event.type === 'app_mention' || mentions(event.text, listening);
  if (!direct && !mentioned && !thread) return ignored('not addressed');
  const text = readMrkdwn(event.text ?? '', botUserId);
  if (!direct && !mentioned && /^<@[UW]/.test((event.text ?? '').trim())) {
    return ignored('addressed to somebody else');
  }
  // A mention opens the thread that hangs below it; a direct message is one conversation.
  const replyThread = thread ?? (direct ? undefined : ts);
  const message: IncomingMessage = {
    // The same for `message` and `app_mention`, which Slack sends both of one message.
    eventId: `slack:${team}:${channel}:${ts}${edition}`,
    origin: originOf(listening, channel, user, replyThread),
    command: readMessage(text),
  };
  if (direct || mentioned) return { kind: 'question', message, ts, replyThread };
  return { kind: 'followUp', message, ts, replyThread: thread! };
}

function mentions(text: string | undefined, { botUserId }: Listening): boolean {
  return botUserId !== undefined && (text ?? '').includes(`<@${botUserId}`);
}

function isMachine(event: MessageEvent, { botUserId, botId }: Listening): boolean {
  return Boolean(
    event.bot_id ||
      !event.user ||
      event.user === botUserId ||
      event.user === 'USLACKBOT' ||
      (botId && event.bot_id === botId) ||
      event.subtype === 'bot_message',
  );
}

/** Whether a message stands in a conversation with the bot alone. */
export function isDirect(event: Pick<MessageEvent, 'channel' | 'channel_type'>): boolean {
  return event.channel_type === 'im' || (!event.channel_type && event.channel.startsWith('D'));
}

function ignored(why: string): Heard {
  return { kind: 'ignored', why };
}

/** Where a request comes from, in neutral terms. */
export function originOf(
  { team, managers }: Listening,
  channel: string,
  userId: string,
  thread?: string,
): Origin {
  return {
    adapter: 'slack',
    workspace: team,
    channel,
    userId,
    ...(thread ? { thread } : {}),
    mayManage: managers && managers.length > 0 ? managers.includes(userId) : true,
  };
}

/** A command somebody gave by a slash, a shortcut or a modal; the reply is theirs alone. */
export function commandMessage(
  id: string,
  body: Pick<CommandBody, 'channel_id' | 'user_id'>,
  command: Command,
  listening: Listening,
): IncomingMessage {
  return {
    eventId: `slack:${listening.team}:${id}`,
    origin: originOf(listening, body.channel_id, body.user_id),
    command,
    private: true,
  };
}

/** Reads a pressed button; undefined for what is none of ours. */
export function readAction(body: ActionBody, listening: Listening): IncomingAction | undefined {
  const pressed = body.actions[0];
  if (!pressed) return undefined;
  const button = readButton(pressed.action_id, pressed.value);
  const channel = body.channel?.id ?? body.container?.channel_id;
  if (!button || !channel) return undefined;
  const messageTs = body.message?.ts ?? body.container?.message_ts ?? '';
  const thread = threadOfAction(body);
  return {
    eventId: `slack:${listening.team}:press:${channel}:${messageTs}:${body.user.id}:${pressed.action_id}:${pressed.action_ts ?? body.trigger_id ?? ''}`,
    origin: originOf(listening, channel, body.user.id, thread),
    ...button,
  };
}

/** The thread a pressed button stands in. */
export function threadWithin(body: ActionBody): string | undefined {
  return body.message?.thread_ts ?? body.container?.thread_ts;
}

/** The thread a pressed button stands in, or that its message may open. */
export function threadOfAction(body: ActionBody): string | undefined {
  const thread = threadWithin(body);
  if (thread || body.container?.is_ephemeral) return thread;
  // Direct messages are one conversation, not a thread under each answer.
  return body.channel?.id.startsWith('D') ? undefined : body.message?.ts;
}
