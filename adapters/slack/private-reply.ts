import type { Reply } from '../../src/index.ts';
import { render } from './render.ts';
import type { Responder } from './responder.ts';

/** Below this a reply comes whole; above it, a line shows that work goes on. */
const PATIENCE_MS = 700;

/** A reply to one person that appears while it is made: a line that waits, then the reply. */
export class PrivateReply {
  readonly #responder: Responder;
  readonly #timer: NodeJS.Timeout;
  #shown: Promise<boolean> = Promise.resolve(false);
  #latest: Reply | undefined;

  constructor(responder: Responder) {
    this.#responder = responder;
    this.#timer = setTimeout(() => {
      this.#shown = this.#showWaiting();
    }, PATIENCE_MS);
  }

  /** Remembers how far it is, to be shown if it takes longer. */
  progress(reply: Reply): void {
    this.#latest = reply;
  }

  /** Shows the end in the place of what waited. @throws SlackCallError */
  async finish(reply: Reply): Promise<void> {
    clearTimeout(this.#timer);
    const waiting = await this.#shown;
    for (const [index, message] of render(reply).entries()) {
      await this.#responder.show(message, waiting && index === 0);
    }
  }

  /** Shows nothing: there is no reply. */
  drop(): void {
    clearTimeout(this.#timer);
  }

  async #showWaiting(): Promise<boolean> {
    if (!this.#latest) return false;
    const [message] = render(this.#latest);
    return await this.#responder.show(message!).then(
      () => true,
      () => false,
    );
  }
}
