// biome-ignore lint/suspicious/noExplicitAny: blocks and views are checked elsewhere.
type Json = any;

/** A message as the workspace holds it. */
export interface HeldMessage {
  channel: string;
  ts: string;
  user?: string;
  bot_id?: string;
  text: string;
  blocks?: Json[];
  thread_ts?: string;
  metadata?: Json;
  edits: number;
  streaming?: 'open' | 'stopped';
  unfurls?: boolean;
}

/** A message that one person saw. */
export interface Ephemeral {
  channel: string;
  user: string;
  text: string;
  blocks?: Json[];
  thread_ts?: string;
  via: 'response_url' | 'chat.postEphemeral';
}

/** What a workspace holds: what tests assert on. */
export class Workspace {
  readonly team: string;
  readonly botToken: string;
  readonly botUserId: string;
  readonly botId: string;
  scopes: Set<string>;
  readonly channels = new Map<string, { archived: boolean; members: Set<string> }>();
  messages: HeldMessage[] = [];
  readonly ephemerals: Ephemeral[] = [];
  readonly views: { user: string; view: Json; viewId: string }[] = [];
  readonly homes = new Map<string, Json>();
  readonly statuses: { channel: string; thread: string; status: string }[] = [];
  readonly titles = new Map<string, string>();
  readonly prompts = new Map<string, Json[]>();
  readonly unfurls: Json[] = [];
  readonly files: {
    id: string;
    filename: string;
    content: Buffer;
    channel?: string;
    thread?: string;
  }[] = [];
  readonly timeZones = new Map<string, string>();
  #counter = 0;

  constructor(team: string, scopes: Iterable<string>, botToken = `xoxb-${team}`) {
    this.team = team;
    this.botToken = botToken;
    this.botUserId = `UBOT${team}`;
    this.botId = `B${team}`;
    this.scopes = new Set(scopes);
  }

  /** Opens a channel with these members; the bot is one unless told otherwise. */
  channel(id: string, { bot = true, members = ['U1', 'U2'] } = {}): string {
    this.channels.set(id, {
      archived: false,
      members: new Set([...members, ...(bot ? [this.botUserId] : [])]),
    });
    return id;
  }

  nextTs(): string {
    this.#counter += 1;
    return `${Math.floor(Date.now() / 1000)}.${String(this.#counter).padStart(6, '0')}`;
  }

  /** Puts a message of a person into a channel and returns its `ts`. */
  say(channel: string, user: string, text: string, thread?: string): string {
    const ts = this.nextTs();
    this.messages.push({
      channel,
      ts,
      user,
      text,
      edits: 0,
      ...(thread ? { thread_ts: thread } : {}),
    });
    return ts;
  }

  find(channel: string, ts: string): HeldMessage | undefined {
    return this.messages.find((message) => message.channel === channel && message.ts === ts);
  }

  /** Messages of the bot, in the order in which they came. */
  fromBot(channel?: string): HeldMessage[] {
    return this.messages.filter((m) => m.bot_id && (!channel || m.channel === channel));
  }
}
