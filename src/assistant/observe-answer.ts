import type { Telemetry } from '../telemetry.ts';
import type { AnswerEvent } from './answer.ts';

/** Passes the events of an answer on and counts it, for adapters that ask the assistant directly. */
export async function* observeAnswer(
  events: AsyncIterable<AnswerEvent>,
  adapter: string,
  telemetry: Telemetry,
): AsyncGenerator<AnswerEvent, void> {
  const started = performance.now();
  let outcome = 'failed';
  let repairs = 0;
  telemetry.queue('working', 1);
  try {
    for await (const event of events) {
      if (event.type === 'done') ({ status: outcome, repairs } = event.answer);
      yield event;
    }
  } finally {
    telemetry.queue('working', -1);
    const ms = performance.now() - started;
    telemetry.request({ adapter, command: 'ask', outcome, ms, repairs });
  }
}
