import { randomBytes } from 'node:crypto';
import type { Answer, Assistant } from '../assistant/answer.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { NameMatch } from '../retrieval/retriever.ts';
import type { ChatEventStore } from '../store/chat-events.ts';
import type { FeedbackStore } from '../store/feedback.ts';
import type { Place, ReplyStore } from '../store/replies.ts';
import { noTelemetry, type Telemetry } from '../telemetry.ts';
import { type ActionContext, runAction } from './actions.ts';
import { buttonsFor, pageOf, papersOf } from './buttons.ts';
import type { ChatService } from './chat-service.ts';
import type { CommandHandlers, CurrentRetriever } from './commands/command.ts';
import { failureNotice } from './failure.ts';
import type { RequestLimiter } from './limits.ts';
import {
  conversationKey,
  type IncomingAction,
  type IncomingMessage,
  type Origin,
  userKey,
} from './messages.ts';
import type { Reply, ReplyBody, ReplyEvent } from './reply.ts';
import { Turnstile } from './turnstile.ts';

/** What the chat service is made of. */
export interface ChatParts {
  retriever: CurrentRetriever;
  assistant: Assistant;
  commands: CommandHandlers;
  events: ChatEventStore;
  replies: ReplyStore;
  feedback: FeedbackStore;
  limiter: RequestLimiter;
  clock: Clock;
  log: Logger;
  telemetry?: Telemetry;
}

/** Builds the service that all adapters talk to. */
export function createChatService(parts: ChatParts): ChatService {
  return new Service(parts);
}

class Service implements ChatService {
  readonly #parts: ChatParts;
  readonly #telemetry: Telemetry;
  readonly #turnstile = new Turnstile();
  /** Answers being written, by reference, so that Stop reaches them. */
  readonly #writing = new Map<string, { user: string; abort: AbortController }>();

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#telemetry = parts.telemetry ?? noTelemetry;
  }

  async *handle(message: IncomingMessage, signal?: AbortSignal): AsyncGenerator<ReplyEvent, void> {
    const { events, limiter, clock } = this.#parts;
    const ref = newRef();
    const { adapter } = message.origin;
    const log = this.#parts.log.child({ requestId: ref, eventId: message.eventId, adapter });
    const started = performance.now();
    let body: ReplyBody | undefined;
    let leave = () => {};
    let taken = false;
    try {
      taken = await events.take(message.eventId, clock.now());
      if (!taken) return;
      await limiter.count(message.origin);
      leave = await this.#turn(conversationKey(message.origin));
      for await (const event of this.#run(message, ref, signal)) {
        if (event.type === 'final') body = event.reply.body;
        yield event;
      }
    } catch (error) {
      yield { type: 'final', reply: this.#reply(message, ref, failureNotice(error, ref, log)) };
    } finally {
      leave();
      if (taken) {
        await this.#finish(message.eventId, log);
        this.#observe(message, body, performance.now() - started, log);
      }
    }
  }

  /** Waits until a conversation's earlier messages are done with; gives what ends this turn. */
  async #turn(conversation: string): Promise<() => void> {
    const telemetry = this.#telemetry;
    const began = performance.now();
    telemetry.queue('waiting', 1);
    const leave = await this.#turnstile.enter(conversation);
    telemetry.queue('waiting', -1);
    telemetry.stage('wait', performance.now() - began);
    telemetry.queue('working', 1);
    return () => {
      telemetry.queue('working', -1);
      leave();
    };
  }

  /** Counts a request and writes the one line of the log that each request gets. */
  #observe(
    { origin, command }: IncomingMessage,
    body: ReplyBody | undefined,
    ms: number,
    log: Logger,
  ) {
    const outcome = body ? outcomeOf(body) : 'failed';
    const answer = body?.kind === 'answer' ? body.answer : undefined;
    const repairs = answer?.repairs ?? 0;
    this.#telemetry.request({
      adapter: origin.adapter,
      command: command.name,
      outcome,
      ms,
      repairs,
    });
    const said = answer && { question: answer.question, answer: answer.text, model: answer.model };
    log.info(
      { command: command.name, outcome, ms: Math.round(ms), repairs, ...said },
      'a request ended',
    );
  }

  async #finish(eventId: string, log: Logger): Promise<void> {
    try {
      await this.#parts.events.finish(eventId);
    } catch (error) {
      // The answer is out; at worst a redelivery after the lease is answered again.
      log.error({ err: error }, 'could not mark an event as finished');
    }
  }

  async *#run(
    message: IncomingMessage,
    ref: string,
    signal?: AbortSignal,
  ): AsyncGenerator<ReplyEvent, void> {
    const { command } = message;
    if (command.name === 'ask') {
      yield* this.#ask(message, command, ref, signal);
      return;
    }
    const handler = this.#parts.commands[command.name] as (
      command: IncomingMessage['command'],
      message: IncomingMessage,
    ) => Promise<ReplyBody>;
    const body = await handler(command, message);
    // Who wants to be forgotten leaves no trace by having said so.
    const reply =
      command.name === 'forget'
        ? this.#reply(message, ref, body)
        : await this.#final(message, ref, body);
    yield { type: 'final', reply };
  }

  async *#ask(
    message: IncomingMessage,
    command: Extract<IncomingMessage['command'], { name: 'ask' }>,
    ref: string,
    signal?: AbortSignal,
  ): AsyncGenerator<ReplyEvent, void> {
    const { origin } = message;
    const abort = new AbortController();
    this.#writing.set(ref, { user: userKey(origin), abort });
    const progress = (text: string, status: string): ReplyEvent => ({
      type: 'progress',
      reply: this.#reply(message, ref, { kind: 'progress', text, status }),
    });
    try {
      const paperIds = command.paperIds ?? (await this.#scope(origin));
      let text = '';
      const answering = this.#parts.assistant.ask(command.question, {
        conversation: conversationKey(origin),
        userId: userKey(origin),
        requestId: ref,
        ...(paperIds.length > 0 ? { paperIds } : {}),
        ...(command.limit === undefined ? {} : { limit: command.limit }),
        signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      });
      for await (const event of answering) {
        if (event.type === 'searching') yield progress(text, 'Searching the papers…');
        if (event.type === 'found') yield progress(text, `Reading ${count(event.papers)}…`);
        if (event.type === 'text') {
          text += event.text;
          yield progress(text, 'Writing…');
        }
        if (event.type === 'done') {
          const reply = await this.#final(message, ref, { kind: 'answer', answer: event.answer });
          yield { type: 'final', reply };
        }
      }
    } finally {
      this.#writing.delete(ref);
    }
  }

  async act(action: IncomingAction): Promise<Reply | undefined> {
    const { events, clock } = this.#parts;
    const ref = newRef();
    const { adapter } = action.origin;
    const log = this.#parts.log.child({ requestId: ref, eventId: action.eventId, adapter });
    const message = { origin: action.origin, private: true };
    let taken = false;
    try {
      taken = await events.take(action.eventId, clock.now());
      if (!taken) return undefined;
      const { body, isPrivate, keepRef } = await runAction(action, this.#actionContext());
      const reply = { origin: action.origin, private: isPrivate };
      // Another page of a list stands for the same stored list.
      if (keepRef) return this.#reply(reply, action.ref, body);
      return await this.#final(reply, ref, body);
    } catch (error) {
      return this.#reply(message, ref, failureNotice(error, ref, log));
    } finally {
      if (taken) await this.#finish(action.eventId, log);
    }
  }

  #actionContext(): ActionContext {
    const { retriever, replies, feedback, clock } = this.#parts;
    const stop = (ref: string, user: string): boolean => {
      const writing = this.#writing.get(ref);
      if (writing?.user !== user) return false;
      writing.abort.abort();
      return true;
    };
    return { retriever, replies, feedback, clock, stop };
  }

  complete(text: string, limit: number): NameMatch[] {
    try {
      return this.#parts.retriever().lookup(text, limit);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'type-ahead failed');
      return [];
    }
  }

  async posted(ref: string, at: Place & { messageId: string }): Promise<void> {
    await this.#parts.replies.place(ref, at, this.#parts.clock.now());
  }

  async threadOf(at: Place): Promise<{ ref: string; paperIds: string[] } | undefined> {
    const found = await this.#parts.replies.at(at);
    const scoped = found.find(({ body }) => isScope(body as ReplyBody));
    const first = scoped ?? found[0];
    if (!first) return undefined;
    const body = first.body as ReplyBody;
    return { ref: first.ref, paperIds: scoped ? papersOf(body).map(({ id }) => id) : [] };
  }

  /** Papers a thread is about: a digest's, or the one that is discussed there. */
  async #scope(origin: Origin): Promise<string[]> {
    if (!origin.thread) return [];
    const { adapter, workspace, channel, thread } = origin;
    return (await this.threadOf({ adapter, workspace, channel, thread }))?.paperIds ?? [];
  }

  /** Stores a body so that its buttons work after a restart, and dresses it as a reply. */
  async #final(
    message: Pick<IncomingMessage, 'origin' | 'private'>,
    ref: string,
    body: ReplyBody,
  ): Promise<Reply> {
    const { replies, clock, log } = this.#parts;
    try {
      await replies.save(ref, body, userKey(message.origin), clock.now());
    } catch (error) {
      // An answer without working buttons is better than none.
      log.error({ err: error, ref }, 'could not store a reply');
    }
    return this.#reply(message, ref, pageOf(body, 0));
  }

  #reply(message: Pick<IncomingMessage, 'private'>, ref: string, body: ReplyBody): Reply {
    const isPrivate = message.private ?? false;
    return { ref, body, buttons: buttonsFor(body, ref, isPrivate), private: isPrivate };
  }
}

/** Twelve letters and digits: short enough for every platform's button, hard to guess. */
export function newRef(): string {
  return randomBytes(9).toString('base64url').replace(/[-_]/g, 'x');
}

function isScope(body: ReplyBody): boolean {
  return body.kind === 'digest' || body.kind === 'paper';
}

function count(papers: number): string {
  return papers === 1 ? '1 paper' : `${papers} papers`;
}

function outcomeOf(body: ReplyBody): Answer['status'] | 'done' | 'failed' {
  if (body.kind === 'answer') return body.answer.status;
  return body.kind === 'notice' && body.tone === 'error' ? 'failed' : 'done';
}
