import type { REST, RequestMethod } from 'discord.js';
import type {
  OutgoingMessage,
  RawChannel,
  RawInteraction,
  RawMessage,
  RawUser,
} from './platform.ts';

/** Nobody is ever notified by what the bot writes, whatever stands in it. */
const NO_MENTIONS = { parse: [], replied_user: false };

type Token = Pick<RawInteraction, 'application_id' | 'token'>;

/** Own application as `GET /applications/@me` gives it, as far as it is used. */
export interface Application {
  id: string;
  name?: string;
  flags?: number;
  bot_public?: boolean;
  bot?: RawUser;
}

/** A command as registered or to be registered. */
export type CommandData = { name: string } & Record<string, unknown>;

/** The calls of Discord's REST API that the bot makes, on discord.js's client for it. */
export class DiscordApi {
  readonly #current: () => REST;

  /** @param current the REST client in use; it throws while there is none. */
  constructor(current: () => REST) {
    this.#current = current;
  }

  get #rest(): REST {
    return this.#current();
  }

  /** Sends what is answered with nothing; whatever comes back is left unread. */
  async #send(method: 'POST' | 'DELETE', fullRoute: `/${string}`, options: object = {}) {
    const request = { ...options, method: method as RequestMethod, fullRoute };
    const response = await this.#rest.queueRequest(request);
    await response.arrayBuffer();
  }

  /** Answers an interaction for the first time; within three seconds. */
  async respond(interaction: RawInteraction, body: object): Promise<void> {
    const { id, token } = interaction;
    await this.#send('POST', `/interactions/${id}/${token}/callback`, { body, auth: false });
  }

  /** Replaces the first answer to an interaction. */
  async editOriginal(at: Token, message: OutgoingMessage): Promise<RawMessage> {
    const route = `/webhooks/${at.application_id}/${at.token}/messages/@original` as const;
    return (await this.#rest.patch(route, {
      ...payload(whole(message)),
      auth: false,
    })) as RawMessage;
  }

  /** The first answer to an interaction; while it is deferred, an empty message. */
  async original(at: Token): Promise<RawMessage> {
    const route = `/webhooks/${at.application_id}/${at.token}/messages/@original` as const;
    return (await this.#rest.get(route, { auth: false })) as RawMessage;
  }

  async deleteOriginal(at: Token): Promise<void> {
    const route = `/webhooks/${at.application_id}/${at.token}/messages/@original` as const;
    await this.#send('DELETE', route, { auth: false });
  }

  /** A further message to an interaction; `flags` may make it private. */
  async followUp(at: Token, message: OutgoingMessage, flags?: number): Promise<RawMessage> {
    const route = `/webhooks/${at.application_id}/${at.token}` as const;
    const request = payload(message, flags ? { flags } : {});
    return (await this.#rest.post(route, {
      ...request,
      auth: false,
      query: new URLSearchParams({ wait: 'true' }),
    })) as RawMessage;
  }

  /**
   * Posts to a channel. With a nonce Discord gives back the message of an earlier try instead of
   * making a second one, so discord.js may repeat the request.
   */
  async createMessage(
    channel: string,
    message: OutgoingMessage,
    options: { nonce: string; replyTo?: string },
  ): Promise<RawMessage> {
    const { nonce, replyTo } = options;
    const reference = replyTo
      ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } }
      : {};
    const request = payload(message, { nonce, enforce_nonce: true, ...reference });
    return (await this.#rest.post(`/channels/${channel}/messages`, request)) as RawMessage;
  }

  async editMessage(channel: string, id: string, message: OutgoingMessage): Promise<RawMessage> {
    const route = `/channels/${channel}/messages/${id}` as const;
    return (await this.#rest.patch(route, payload(whole(message)))) as RawMessage;
  }

  /** Messages after one, at most a hundred, in no particular order. */
  async messagesAfter(channel: string, after: string): Promise<RawMessage[]> {
    const query = new URLSearchParams({ after, limit: '100' });
    return (await this.#rest.get(`/channels/${channel}/messages`, { query })) as RawMessage[];
  }

  /** Opens the thread of a message; its id is the message's. */
  async createThread(channel: string, message: string, name: string): Promise<RawChannel> {
    const body = { name, auto_archive_duration: 1440 };
    const route = `/channels/${channel}/messages/${message}/threads` as const;
    return (await this.#rest.post(route, { body })) as RawChannel;
  }

  async typing(channel: string): Promise<void> {
    await this.#send('POST', `/channels/${channel}/typing`);
  }

  async channel(id: string): Promise<RawChannel> {
    return (await this.#rest.get(`/channels/${id}`)) as RawChannel;
  }

  /** The direct-message channel with a user. */
  async directChannel(user: string): Promise<RawChannel> {
    return (await this.#rest.post('/users/@me/channels', {
      body: { recipient_id: user },
    })) as RawChannel;
  }

  async application(): Promise<Application> {
    return (await this.#rest.get('/applications/@me')) as Application;
  }

  async me(): Promise<RawUser> {
    return (await this.#rest.get('/users/@me')) as RawUser;
  }

  async commands(application: string, guild?: string): Promise<CommandData[]> {
    return ((await this.#rest.get(commandsRoute(application, guild))) ?? []) as CommandData[];
  }

  async replaceCommands(application: string, guild: string | undefined, body: CommandData[]) {
    await this.#rest.put(commandsRoute(application, guild), { body });
  }
}

function commandsRoute(application: string, guild?: string): `/${string}` {
  return guild
    ? `/applications/${application}/guilds/${guild}/commands`
    : `/applications/${application}/commands`;
}

/** A message in which nothing of an earlier version is left when it replaces one. */
function whole(message: OutgoingMessage) {
  return { content: '', attachments: [], ...message };
}

/** Body and files of a request for a message. */
function payload(message: OutgoingMessage, more: object = {}) {
  const { files = [], ...rest } = message;
  const attachments = files.map(({ name, description }, id) => ({
    id: String(id),
    filename: name,
    ...(description ? { description } : {}),
  }));
  return {
    body: {
      ...rest,
      ...more,
      allowed_mentions: NO_MENTIONS,
      ...(attachments.length > 0 ? { attachments } : {}),
    },
    files: files.map(({ name, data, contentType }) => ({
      name,
      data: Buffer.from(data),
      contentType,
    })),
  };
}
