/** What the server knows: a guild, its channels, direct messages, everything posted. */
export interface StoredMessage {
  id: string;
  channel_id: string;
  guild_id?: string;
  author: User;
  content: string;
  type: number;
  timestamp: string;
  mentions: User[];
  embeds: { title?: string; description?: string; footer?: { text: string } }[];
  components: unknown[];
  attachments: { id: string; filename: string; text: string }[];
  nonce?: string;
  flags?: number;
  message_reference?: { message_id?: string; channel_id?: string };
}

export interface User {
  id: string;
  username: string;
  discriminator: string;
  bot?: boolean;
}

export interface Channel {
  id: string;
  type: number;
  guild_id?: string;
  name?: string;
  parent_id?: string;
  /** What the bot may not do here. */
  denied: Set<'send' | 'threads' | 'view'>;
}

/** Makes ids as Discord does: by time, then by count. */
export class Snowflakes {
  #count = 0;

  next(at: number): string {
    this.#count = (this.#count + 1) % 4096;
    return String((BigInt(at - 1_420_070_400_000) << 22n) | BigInt(this.#count));
  }
}

export class World {
  readonly #ids = new Snowflakes();
  /** Milliseconds by which the server's clock is ahead of the machine's. */
  #ahead = 0;
  readonly bot: User;
  readonly person: User;
  readonly guildId: string;
  readonly channels = new Map<string, Channel>();
  readonly messages: StoredMessage[] = [];

  constructor() {
    this.bot = { id: this.id(), username: 'paperboy', discriminator: '0', bot: true };
    this.person = this.addUser('ada');
    this.guildId = this.id();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  id(): string {
    return this.#ids.next(this.now());
  }

  addUser(username: string, bot = false): User {
    return { id: this.id(), username, discriminator: '0', ...(bot ? { bot } : {}) };
  }

  addChannel(channel: Partial<Channel> = {}): Channel {
    const added: Channel = {
      id: this.id(),
      type: 0,
      guild_id: this.guildId,
      name: 'papers',
      denied: new Set(),
      ...channel,
    };
    this.channels.set(added.id, added);
    return added;
  }

  /** The direct-message channel with a user. */
  direct(user: string): Channel {
    const known = [...this.channels.values()].find(({ type, name }) => type === 1 && name === user);
    return known ?? this.addChannel({ type: 1, guild_id: undefined, name: user });
  }

  addMessage(message: Partial<StoredMessage> & { channel_id: string }): StoredMessage {
    const guild = this.channels.get(message.channel_id)?.guild_id;
    const added: StoredMessage = {
      id: this.id(),
      author: this.person,
      content: '',
      type: 0,
      timestamp: new Date(this.now()).toISOString(),
      mentions: [],
      embeds: [],
      components: [],
      attachments: [],
      ...(guild ? { guild_id: guild } : {}),
      ...message,
    };
    this.messages.push(added);
    return added;
  }

  /** Messages in a channel, oldest first. */
  in(channel: string): StoredMessage[] {
    return this.messages.filter(({ channel_id }) => channel_id === channel);
  }
}
