import type { Logger } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { limits } from './capabilities.ts';
import { oneLine, shorten } from './text.ts';

const GREETING =
  'Ask me about research papers. Each claim in my answers comes with its source and the sentence that proves it.';
const FALLBACK_PROMPTS = ['What can you do?'];
const PROMPT_TITLE = 75;
const TITLE = 60;

/** Where a thread of the pane is. */
export interface PaneThread {
  channel: string;
  thread: string;
}

/** Greets in a new thread of the pane and suggests questions. */
export async function greet(
  { channel, thread }: PaneThread,
  suggestions: () => Promise<string[]>,
  api: SlackApi,
  logger: Logger,
): Promise<void> {
  await api.call('chat.postMessage', { channel, thread_ts: thread, text: GREETING });
  const found = await suggestions().catch((error: unknown) => {
    logger.warn({ err: error }, 'no questions to suggest');
    return [];
  });
  const questions = found.map(oneLine).filter(Boolean).slice(0, limits.prompts);
  await quietly(api, logger, 'assistant.threads.setSuggestedPrompts', {
    channel_id: channel,
    thread_ts: thread,
    title: 'From what is trending',
    prompts: (questions.length > 0 ? questions : FALLBACK_PROMPTS).map((message) => ({
      title: shorten(message, PROMPT_TITLE),
      message,
    })),
  });
}

/** Names a thread of the pane after its first question. */
export async function nameThread(
  { channel, thread }: PaneThread,
  question: string,
  api: SlackApi,
  logger: Logger,
): Promise<void> {
  const title = shorten(oneLine(question), TITLE);
  if (!title) return;
  const args = { channel_id: channel, thread_ts: thread, title };
  await quietly(api, logger, 'assistant.threads.setTitle', args);
}

async function quietly(api: SlackApi, logger: Logger, method: string, args: object): Promise<void> {
  try {
    await api.call(method, { ...args }, 0);
  } catch (error) {
    // A pane without a title or prompts still answers.
    logger.info({ err: error }, 'the assistant pane refused a detail');
  }
}
