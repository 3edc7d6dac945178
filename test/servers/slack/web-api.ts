import { randomBytes } from 'node:crypto';
import { refusalOfMessage, refusalOfView, shownLength } from './block-kit.ts';
import methods from './methods.json' with { type: 'json' };
import type { HeldMessage, Workspace } from './workspace.ts';

// biome-ignore lint/suspicious/noExplicitAny: arguments are checked here.
type Json = any;
type Args = Record<string, Json>;

export class ApiError extends Error {
  readonly extra: object;
  constructor(code: string, extra: object = {}) {
    super(code);
    this.extra = extra;
  }
}

const TABLE = methods as Record<
  string,
  { required: string[]; arguments: string[]; scopes: string[] }
>;
/** Arguments Slack takes with every method. */
const GENERAL = new Set(['token', 'team_id']);
const STREAM_MOST = 12_000;
const SHOWN_MOST = 13_000;

/** Slack's Web API over a workspace: refuses what Slack refuses. */
export class WebApi {
  readonly #origin: () => string;
  /** Told of each message of the bot, so that it hears itself as it does in Slack. */
  onBotMessage: (workspace: Workspace, message: HeldMessage) => void = () => {};
  /** Milliseconds after which an open stream ends by itself. */
  streamLifeMs = 300_000;
  /** Methods this server does not know. */
  readonly missing = new Set<string>();
  readonly #opened = new Map<string, number>();

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  call(method: string, args: Args, workspace: Workspace): object {
    const entry = TABLE[method];
    const handler = this.#handlers[method];
    if (!entry || !handler || this.missing.has(method))
      throw new ApiError('unknown_method', { req_method: method });
    const unknown = Object.keys(args).find((a) => !GENERAL.has(a) && !entry.arguments.includes(a));
    if (unknown)
      throw new ApiError('invalid_arguments', { messages: [`unknown argument ${unknown}`] });
    if (args.team_id)
      throw new ApiError('invalid_arguments', { messages: ['team_id is for organisations'] });
    const missing = entry.required.find((name) => args[name] === undefined || args[name] === '');
    const emptyStatus = method === 'assistant.threads.setStatus' && args.status === '';
    if (missing && !emptyStatus)
      throw new ApiError('invalid_arguments', { messages: [`missing ${missing}`] });
    const needed = scopeFor(method, entry.scopes, args);
    if (needed && !workspace.scopes.has(needed)) throw new ApiError('missing_scope', { needed });
    return handler(args, workspace) ?? {};
  }

  readonly #handlers: Record<string, (args: Args, w: Workspace) => object | undefined> = {
    'auth.test': (_args, w) => ({
      url: 'https://example.slack.com/',
      team: 'Example',
      team_id: w.team,
      user: 'paperboy',
      user_id: w.botUserId,
      bot_id: w.botId,
    }),
    'chat.postMessage': (args, w) => {
      checkContent(args);
      const message = this.#post(args, w, {
        text: args.text ?? '',
        blocks: args.blocks,
        metadata: args.metadata,
      });
      return { channel: message.channel, ts: message.ts, message };
    },
    'chat.postEphemeral': (args, w) => {
      checkContent(args);
      member(args.channel, w);
      if (!w.channels.get(args.channel)?.members.has(args.user))
        throw new ApiError('user_not_in_channel');
      const { channel, user, text, blocks, thread_ts } = args;
      w.ephemerals.push({ channel, user, text, blocks, thread_ts, via: 'chat.postEphemeral' });
      return { message_ts: w.nextTs() };
    },
    'chat.update': (args, w) => {
      checkContent(args);
      if ((args.text ?? '').length > 4000) throw new ApiError('msg_too_long');
      const message = own(args, w);
      if (this.#isOpen(message)) throw new ApiError('streaming_state_conflict');
      message.text = args.text ?? '';
      message.blocks = args.blocks;
      message.edits += 1;
      return { channel: message.channel, ts: message.ts };
    },
    'chat.delete': (args, w) => {
      const message = own(args, w);
      w.messages = w.messages.filter((other) => other !== message);
      return {};
    },
    'chat.startStream': (args, w) => {
      markdown(args);
      if (!args.thread_ts) throw new ApiError('no_text');
      if (!args.channel.startsWith('D') && !args.recipient_user_id)
        throw new ApiError('missing_recipient_user_id');
      if (!args.channel.startsWith('D') && !args.recipient_team_id)
        throw new ApiError('missing_recipient_team_id');
      const message = this.#post(args, w, { text: args.markdown_text ?? '', streaming: 'open' });
      this.#opened.set(message.ts, Date.now());
      return { channel: message.channel, ts: message.ts };
    },
    'chat.appendStream': (args, w) => {
      markdown(args);
      const message = this.#open(args, w);
      grow(message, args.markdown_text);
      return { channel: message.channel, ts: message.ts };
    },
    'chat.stopStream': (args, w) => {
      markdown(args);
      const message = this.#open(args, w);
      if (args.blocks) checkBlocks(args.blocks);
      if (args.markdown_text) grow(message, args.markdown_text);
      message.streaming = 'stopped';
      message.blocks = args.blocks;
      return { channel: message.channel, ts: message.ts };
    },
    'chat.unfurl': (args, w) => {
      if (!args.unfurls) throw new ApiError('missing_unfurls');
      for (const card of Object.values<Json>(args.unfurls)) checkBlocks(card.blocks);
      if (!args.unfurl_id && !w.find(args.channel, args.ts))
        throw new ApiError('cannot_find_message');
      w.unfurls.push(args);
      return {};
    },
    'assistant.threads.setStatus': (args, w) => {
      member(args.channel_id, w);
      w.statuses.push({ channel: args.channel_id, thread: args.thread_ts, status: args.status });
      return {};
    },
    'assistant.threads.setTitle': (args, w) => {
      if (!args.channel_id.startsWith('D')) throw new ApiError('invalid_thread_ts');
      w.titles.set(args.thread_ts, args.title);
      return {};
    },
    'assistant.threads.setSuggestedPrompts': (args, w) => {
      const valid = (prompt: Json) => prompt.title?.length > 0 && prompt.message?.length > 0;
      if (!Array.isArray(args.prompts) || args.prompts.length > 4 || !args.prompts.every(valid)) {
        throw new ApiError('invalid_arguments');
      }
      w.prompts.set(args.thread_ts, args.prompts);
      return {};
    },
    'conversations.history': (args, w) => {
      member(args.channel, w);
      return page(
        args,
        w.messages.filter((m) => m.channel === args.channel && !m.thread_ts),
      );
    },
    'conversations.replies': (args, w) => {
      member(args.channel, w);
      const thread = w.messages.filter(
        (m) => m.channel === args.channel && (m.thread_ts === args.ts || m.ts === args.ts),
      );
      if (thread.length === 0) throw new ApiError('thread_not_found');
      return page(args, thread);
    },
    'conversations.open': (args, w) => {
      const channel = `D${args.users}`;
      if (!w.channels.has(channel)) w.channel(channel, { members: [args.users] });
      return { channel: { id: channel } };
    },
    'users.info': (args, w) => ({
      user: {
        id: args.user,
        tz: w.timeZones.get(args.user) ?? 'America/Los_Angeles',
        locale: 'en-US',
      },
    }),
    'views.open': (args, w) => {
      if (!args.trigger_id) throw new ApiError('invalid_trigger_id');
      const why = refusalOfView(args.view);
      if (why) throw new ApiError('invalid_arguments', { messages: [why] });
      const viewId = `V${randomBytes(4).toString('hex')}`;
      w.views.push({ user: '', view: args.view, viewId });
      return { view: { ...args.view, id: viewId } };
    },
    'views.publish': (args, w) => {
      const why = refusalOfView(args.view);
      if (why) throw new ApiError('invalid_arguments', { messages: [why] });
      w.homes.set(args.user_id, args.view);
      return { view: args.view };
    },
    'files.getUploadURLExternal': (args, w) => {
      if (!(Number(args.length) > 0)) throw new ApiError('invalid_arguments');
      const id = `F${randomBytes(4).toString('hex')}`;
      w.files.push({ id, filename: args.filename, content: Buffer.alloc(0) });
      return { upload_url: `${this.#origin()}/upload/${w.team}/${id}`, file_id: id };
    },
    'files.completeUploadExternal': (args, w) => {
      member(args.channel_id, w);
      for (const { id } of args.files) {
        const file = w.files.find((known) => known.id === id);
        if (!file || file.content.length === 0) throw new ApiError('file_not_found');
        file.channel = args.channel_id;
        file.thread = args.thread_ts;
      }
      return { files: args.files };
    },
    // A bot must never list these: there are workspaces with thousands.
    'conversations.list': () => {
      throw new ApiError('limit_required');
    },
    'users.list': () => {
      throw new ApiError('limit_required');
    },
  };

  #post(args: Args, w: Workspace, content: Partial<HeldMessage>): HeldMessage {
    const channel = args.channel.startsWith('U') ? `D${args.channel}` : args.channel;
    if (channel !== args.channel && !w.channels.has(channel)) w.channel(channel);
    member(channel, w);
    if (args.thread_ts && !w.find(channel, args.thread_ts)) throw new ApiError('thread_not_found');
    const message: HeldMessage = {
      channel,
      ts: w.nextTs(),
      user: w.botUserId,
      bot_id: w.botId,
      text: '',
      edits: 0,
      ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
      ...content,
    };
    w.messages.push(message);
    this.onBotMessage(w, message);
    return message;
  }

  #isOpen(message: HeldMessage): boolean {
    if (message.streaming !== 'open') return false;
    return Date.now() - (this.#opened.get(message.ts) ?? 0) < this.streamLifeMs;
  }

  #open(args: Args, w: Workspace): HeldMessage {
    const message = own(args, w);
    if (!this.#isOpen(message)) throw new ApiError('message_not_in_streaming_state');
    return message;
  }
}

function scopeFor(method: string, scopes: string[], args: Args): string | undefined {
  if (scopes.length <= 1) return scopes[0];
  if (method === 'conversations.open') return 'im:write';
  const kinds: Record<string, string> = { C: 'channels', G: 'groups', D: 'im' };
  return `${kinds[String(args.channel)[0]!] ?? 'channels'}:history`;
}

function checkContent(args: Args): void {
  if (!args.text && !args.blocks) throw new ApiError('no_text');
  if ((args.text ?? '').length > 40_000) throw new ApiError('msg_too_long');
  if (args.blocks) checkBlocks(args.blocks);
}

function checkBlocks(blocks: Json): void {
  const why = refusalOfMessage(blocks);
  if (why) throw new ApiError('invalid_blocks', { messages: [why] });
  if (shownLength(blocks) > SHOWN_MOST) throw new ApiError('msg_blocks_too_long');
}

function markdown(args: Args): void {
  if ((args.markdown_text ?? '').length > STREAM_MOST) throw new ApiError('msg_too_long');
}

function grow(message: HeldMessage, text: string): void {
  if (message.text.length + text.length > STREAM_MOST) throw new ApiError('msg_too_long');
  message.text += text;
}

function member(channel: string, w: Workspace): void {
  const known = w.channels.get(channel);
  if (!known) throw new ApiError('channel_not_found');
  if (known.archived) throw new ApiError('is_archived');
  if (!known.members.has(w.botUserId)) throw new ApiError('not_in_channel');
}

function own(args: Args, w: Workspace): HeldMessage {
  member(args.channel, w);
  const message = w.find(args.channel, args.ts);
  if (!message) throw new ApiError('message_not_found');
  if (message.bot_id !== w.botId) throw new ApiError('cant_update_message');
  return message;
}

function page(args: Args, messages: HeldMessage[]): object {
  const limit = Number(args.limit ?? 100);
  const from = Number(args.cursor ?? 0);
  const since = messages.filter(({ ts }) => Number(ts) >= Number(args.oldest ?? 0)).reverse();
  const found = since.slice(from, from + limit);
  const more = from + limit < since.length;
  return {
    messages: found.map(({ metadata, ...message }) =>
      String(args.include_all_metadata) === 'true' ? { ...message, metadata } : message,
    ),
    has_more: more,
    response_metadata: { next_cursor: more ? String(from + limit) : '' },
  };
}
