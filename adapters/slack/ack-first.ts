import type { App, Receiver } from '@slack/bolt';
import type { Logger } from '../../src/index.ts';

type Incoming = Parameters<App['processEvent']>[0];

/**
 * Receivers whose events are acknowledged on arrival, before Bolt looks up the workspace: only
 * answers that travel in the acknowledgement itself (type-ahead, a modal's errors) are waited for.
 * Bolt takes one receiver; this one stands for all.
 */
export class AckFirstReceiver implements Receiver {
  readonly #inner: Receiver[];
  readonly #logger: Logger;

  constructor(inner: Receiver[], logger: Logger) {
    this.#inner = inner;
    this.#logger = logger;
  }

  init(app: App): void {
    const processEvent = async (event: Incoming): Promise<void> => {
      if (answersInAck(event.body)) return await app.processEvent(event);
      await event.ack().catch((error: unknown) => {
        // Slack sends it again then, and the second delivery is recognised.
        this.#logger.info({ err: error }, 'an acknowledgement could not be sent');
      });
      await app.processEvent({ ...event, ack: async () => {} });
    };
    for (const receiver of this.#inner) receiver.init({ processEvent } as App);
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}
}

function answersInAck(body: Incoming['body']): boolean {
  return body.type === 'block_suggestion' || body.type === 'view_submission';
}
