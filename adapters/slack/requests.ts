import type {
  ChatService,
  Clock,
  IncomingAction,
  IncomingMessage,
  Logger,
  Reply,
  ReplyEvent,
} from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import { type Asked, type AskedIn, AskedQuestions } from './asked.ts';
import { BIBTEX_FILE_LENGTH } from './capabilities.ts';
import { slashUsage } from './commands.ts';
import { InFlight } from './in-flight.ts';
import type { Heard, Listening } from './listener.ts';
import { LiveReply, type LiveSpot } from './live-reply.ts';
import { Pace } from './pace.ts';
import { PrivateReply } from './private-reply.ts';
import { render } from './render.ts';
import { type PrivateSpot, Responder } from './responder.ts';
import { openDirect, uploadFile } from './upload.ts';

/** A question that is for the bot. */
export type Question = Extract<Heard, { replyThread?: string; message: IncomingMessage }>;

/** A pressed button and where its reply may go. */
export interface Pressed {
  action: IncomingAction;
  /** Where the person who pressed it looks. */
  spot: PrivateSpot;
  /** Where a reply for all belongs: the thread of the message, or the one it opens. */
  thread?: string;
}

/** The workspace a request came from. */
export interface Here {
  api: SlackApi;
  listening: Listening;
}

/** A question while it is answered. */
interface Following {
  asked: Asked;
  live: LiveReply;
  /** Ends the answer: it is no longer wanted, or the bot stops. */
  signal: AbortSignal;
  stopping: AbortSignal;
}

/** What requests need. */
export interface RequestParts {
  chat: ChatService;
  clock: Clock;
  logger: Logger;
  /** What stands before the commands' names. */
  prefix?: string;
}

const WAITING = 'Waiting in line, as many are asking right now…';
/** Who waits longer than this for a turn is told so. */
const IN_LINE_MS = 700;
const STOPPING = 'I am being restarted and could not finish this. Please ask again in a minute.';

/** Takes neutral requests to the core and brings its replies to where they belong. */
export class Requests {
  readonly inFlight = new InFlight();
  readonly #parts: RequestParts;
  readonly #asked = new AskedQuestions();
  readonly #pace = new Pace();

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** Answers a question in its thread or conversation; eagerly in the assistant pane. */
  async answer(question: Question, here: Here, eager = false): Promise<void> {
    const at = askedIn(question);
    // Slack tells of a mention twice; the core knows of deliveries to other processes.
    if (this.#asked.find(at)) return;
    await this.#answer(question, this.#asked.add(at, question.message.eventId), here, eager);
  }

  /** Answers an edited question anew, in the place of its old answer. */
  async edited(question: Question, here: Here): Promise<void> {
    const { eventId } = question.message;
    const at = askedIn(question);
    const before = this.#asked.find(at);
    if (!before || before.eventId === eventId) return;
    this.#asked.supersede(before);
    const asked = this.#asked.add(at, eventId);
    if (before.answeredIn) asked.answeredIn = before.answeredIn;
    await this.#answer(question, asked, here);
  }

  /** Stops the answer of a deleted question; one that was given stays, others may discuss it. */
  deleted(question: AskedIn): void {
    const asked = this.#asked.find(question);
    if (asked) this.#asked.supersede(asked);
  }

  async #answer(
    question: Question,
    asked: Asked,
    { api, listening }: Here,
    eager = false,
  ): Promise<void> {
    const { origin, eventId } = question.message;
    const spot = {
      channel: origin.channel,
      thread: question.replyThread,
      team: origin.workspace,
      userId: origin.userId,
      botUserId: listening.botUserId,
      questionTs: question.ts,
      existing: asked.answeredIn,
      eager,
    };
    await this.inFlight.run(async (stopping) => {
      const live = new LiveReply({ ...this.#parts, api }, spot, eventId);
      const signal = AbortSignal.any([stopping, asked.abort.signal]);
      try {
        await this.#turn(live);
        const ended = await this.#follow(question, { asked, live, signal, stopping }, spot, api);
        // The question is gone, or it was another delivery of one that is answered already.
        if (!ended) await live.withdraw();
      } catch (error) {
        await live.withdraw().catch(() => {});
        throw error;
      }
    });
  }

  /** Waits until it is this question's turn, and says so if that takes long. */
  async #turn(live: LiveReply): Promise<void> {
    const inLine = setTimeout(() => live.progress(inLineReply()), IN_LINE_MS);
    await this.#pace.turn();
    clearTimeout(inLine);
  }

  /** Shows an answer while the core makes it; whether it came to an end. */
  async #follow(
    question: Question,
    { asked, live, signal, stopping }: Following,
    spot: LiveSpot,
    api: SlackApi,
  ): Promise<boolean> {
    let ended = false;
    for await (const { type, reply } of this.#handle(question.message, signal)) {
      if (asked.superseded) continue;
      ended = type === 'final';
      if (type === 'progress') {
        live.progress(reply);
      } else if (reply.private) {
        await live.withdraw();
        await this.#showPrivately(reply, spot, api);
      } else {
        const messageId = await live.finish(stopping.aborted ? stopped(reply) : reply);
        asked.answeredIn = messageId;
        await this.#placed(reply, question.message, messageId, question.replyThread);
      }
    }
    return ended;
  }

  /** Runs a command whose reply is for one person. */
  async command(message: IncomingMessage, spot: PrivateSpot, api: SlackApi): Promise<void> {
    await this.inFlight.run(async (stopping) => {
      const responder = new Responder(api, spot, this.#parts.logger);
      const waiting = new PrivateReply(responder);
      waiting.progress(inLineReply());
      try {
        await this.#pace.turn();
        for await (const { type, reply } of this.#handle(message, stopping)) {
          if (type === 'progress') waiting.progress(reply);
          else if (asFile(reply)) await this.#sendFile(reply, spot, api, responder);
          else await waiting.finish(stopping.aborted ? stopped(reply) : reply);
        }
      } finally {
        waiting.drop();
      }
    });
  }

  /** Tells one person something that is no reply of the core. */
  async tell(text: string, spot: PrivateSpot, api: SlackApi): Promise<void> {
    await this.#showPrivately(notice(text), spot, api);
  }

  /** Brings the reply to a pressed button to where it belongs. */
  async pressed(reply: Reply, { action, spot, thread }: Pressed, api: SlackApi): Promise<void> {
    const responder = new Responder(api, spot, this.#parts.logger);
    const [first] = render(reply);
    const replaces = action.action === 'page';
    if (replaces && reply.body.kind === 'papers' && (await responder.replace(first!))) return;
    if (asFile(reply)) return await this.#sendFile(reply, spot, api, responder);
    if (reply.private || replaces) return await this.#showPrivately(reply, spot, api);
    try {
      const { channel, userId } = spot;
      const live = { channel, thread, team: action.origin.workspace, userId };
      const posted = await new LiveReply({ ...this.#parts, api }, live, action.eventId).finish(
        reply,
      );
      await this.#placed(reply, action, posted, thread);
    } catch (error) {
      // The bot is no member here; the response URL may still speak in the channel.
      if (!(error instanceof SlackCallError) || !error.code) throw error;
      for (const part of render(reply)) {
        if (!(await responder.showAll(part))) throw error;
      }
    }
  }

  async *#handle(message: IncomingMessage, signal: AbortSignal): AsyncGenerator<ReplyEvent, void> {
    for await (const event of this.#parts.chat.handle(message, signal)) {
      const { body } = event.reply;
      if (body.kind !== 'help') {
        yield event;
        continue;
      }
      const entries = body.entries.map(({ usage, does }) => ({
        usage: slashUsage(usage, this.#parts.prefix),
        does,
      }));
      yield { ...event, reply: { ...event.reply, body: { kind: 'help', entries } } };
    }
  }

  /** Remembers where a reply stands, so that its thread belongs to the bot. */
  async #placed(
    reply: Reply,
    { origin }: Pick<IncomingMessage, 'origin'>,
    messageId: string,
    thread: string | undefined,
  ): Promise<void> {
    const { adapter, workspace, channel } = origin;
    const at = { adapter, workspace, channel, messageId, thread: thread ?? messageId };
    await this.#parts.chat.posted(reply.ref, at).catch((error: unknown) => {
      // The answer is out; without this only follow-ups need a mention.
      this.#parts.logger.error({ err: error }, 'could not remember where a reply stands');
    });
  }

  async #showPrivately(reply: Reply, spot: PrivateSpot, api: SlackApi): Promise<void> {
    const responder = new Responder(api, spot, this.#parts.logger);
    for (const message of render(reply)) await responder.show(message);
  }

  /** A file cannot be shown to one person in a channel; it goes to their direct messages. */
  async #sendFile(
    reply: Reply,
    spot: PrivateSpot,
    api: SlackApi,
    responder: Responder,
  ): Promise<void> {
    if (reply.body.kind !== 'bibtex') return;
    const { text, filename } = reply.body;
    const file = { filename, title: filename, content: Buffer.from(text, 'utf8') };
    try {
      const channel = await openDirect(api, spot.userId);
      await uploadFile(api, { channel }, file);
    } catch (error) {
      // Without the file, the text itself, over as many messages as it takes.
      this.#parts.logger.info({ err: error }, 'could not upload a file');
      for (const message of render(reply)) await responder.show(message);
      return;
    }
    const [message] = render(notice(`${filename} is in our direct messages.`));
    await responder.show(message!);
  }
}

function askedIn({ message: { origin }, ts }: Question): AskedIn {
  return { team: origin.workspace, channel: origin.channel, ts };
}

/** Whether a reply is better a file. */
function asFile({ body }: Reply): boolean {
  return body.kind === 'bibtex' && body.text.length > BIBTEX_FILE_LENGTH;
}

function notice(text: string): Reply {
  return { ref: '', body: { kind: 'notice', tone: 'info', text }, buttons: [], private: true };
}

/** What to say instead of an answer that was cut off by stopping. */
/** What stands while a request waits for its turn. */
function inLineReply(): Reply {
  return { ...notice(''), body: { kind: 'progress', text: '', status: WAITING } };
}

function stopped(reply: Reply): Reply {
  const cut = reply.body.kind === 'answer' && reply.body.answer.status === 'failed';
  return cut ? { ...notice(STOPPING), private: reply.private } : reply;
}
