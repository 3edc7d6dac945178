import type { ChatService, Origin, Reply } from '../../src/index.ts';
import type { DiscordApi } from './api.ts';
import { threadName } from './listener.ts';
import { patiently } from './patience.ts';
import type { RawMessage } from './platform.ts';
import { renderReply } from './render.ts';

/** Remembers where replies stand, and opens threads to discuss one paper in. */
export class Discussion {
  readonly #api: DiscordApi;
  readonly #chat: ChatService;

  constructor(api: DiscordApi, chat: ChatService) {
    this.#api = api;
    this.#chat = chat;
  }

  /** Tells the core where a reply was posted; a thread on a message has the message's id. */
  async remember(ref: string, origin: Origin, posted: RawMessage[]): Promise<void> {
    const { adapter, workspace, channel, thread } = origin;
    for (const { id } of posted) {
      const at = { adapter, workspace, channel, messageId: id, thread: thread ?? id };
      await this.#chat.posted(ref, at);
    }
  }

  /**
   * Posts a paper with a thread of its own. Where there can be none (in a thread, in a direct
   * message), the post alone is the place. Returns the channel or thread.
   */
  async open(origin: Origin, reply: Reply, nonce: string): Promise<string> {
    const channel = origin.thread ?? origin.channel;
    const posted: RawMessage[] = [];
    for (const [index, message] of renderReply(reply).entries()) {
      const options = { nonce: `${nonce}-${index}` };
      posted.push(await patiently(() => this.#api.createMessage(channel, message, options)));
    }
    await this.remember(reply.ref, origin, posted);
    const last = posted.at(-1);
    if (!last || origin.thread || !origin.workspace) return channel;
    const title = reply.body.kind === 'paper' ? reply.body.paper.title : 'Discussion';
    const thread = await patiently(() =>
      this.#api.createThread(channel, last.id, threadName(title)),
    );
    return thread.id;
  }
}
