import { buttonsFor } from '../../../../src/chat/buttons.ts';
import type {
  ChatService,
  IncomingAction,
  IncomingMessage,
  Reply,
  ReplyBody,
  ReplyEvent,
} from '../../../../src/index.ts';
import { answer, attention } from './papers.ts';

type At = Parameters<ChatService['posted']>[1];

/** A chat service whose answers a test decides; it keeps what it was given. */
export class ScriptedChat implements ChatService {
  readonly messages: IncomingMessage[] = [];
  readonly actions: IncomingAction[] = [];
  readonly places: { ref: string; at: At }[] = [];
  readonly #seen = new Set<string>();
  #refs = 0;
  /** What a message is answered with. */
  script: (message: IncomingMessage, signal?: AbortSignal) => AsyncGenerator<ReplyBody, void> =
    async function* ({ command }) {
      if (command.name !== 'ask') {
        yield { kind: 'notice', tone: 'info', text: `Did ${command.name}.` };
        return;
      }
      yield { kind: 'progress', text: '', status: 'Searching the papers…' };
      yield { kind: 'answer', answer: answer(command.question) };
    };
  /** What a button leads to. */
  onAction: (action: IncomingAction) => { body: ReplyBody; isPrivate: boolean } = () => ({
    body: { kind: 'notice', tone: 'info', text: 'Pressed.' },
    isPrivate: true,
  });

  async *handle(message: IncomingMessage, signal?: AbortSignal): AsyncGenerator<ReplyEvent, void> {
    if (this.#seen.has(message.eventId)) return;
    this.#seen.add(message.eventId);
    this.messages.push(message);
    for await (const body of this.script(message, signal)) {
      const reply = this.#reply(body, message.private ?? false);
      yield { type: body.kind === 'progress' ? 'progress' : 'final', reply };
    }
  }

  async act(action: IncomingAction): Promise<Reply | undefined> {
    if (this.#seen.has(action.eventId)) return undefined;
    this.#seen.add(action.eventId);
    this.actions.push(action);
    const { body, isPrivate } = this.onAction(action);
    return this.#reply(body, isPrivate);
  }

  complete(text: string, limit: number) {
    const { id, title } = attention;
    const known = title.toLowerCase().includes(text.toLowerCase());
    const match = { id, title, name: title, kind: 'prefix' as const, score: 1 };
    return known ? [match].slice(0, limit) : [];
  }

  async posted(ref: string, at: At): Promise<void> {
    this.places.push({ ref, at });
  }

  async threadOf({
    channel,
    messageId,
    thread,
  }: Parameters<ChatService['threadOf']>[0]): ReturnType<ChatService['threadOf']> {
    const keys = [messageId, thread].filter(Boolean);
    const found = this.places.find(
      ({ at }) =>
        at.channel === channel && (keys.includes(at.messageId) || keys.includes(at.thread)),
    );
    return found && { ref: found.ref, paperIds: [] };
  }

  #reply(body: ReplyBody, isPrivate: boolean): Reply {
    this.#refs += 1;
    const ref = `ref${this.#refs}`;
    return { ref, body, buttons: buttonsFor(body, ref, isPrivate), private: isPrivate };
  }
}
