import type { DiscordApi } from './api.ts';

/** Discord shows typing for ten seconds. */
const REPEAT_MS = 8000;

/** Shows that the bot is typing until the returned function is called; failures are no harm. */
export function showTyping(api: DiscordApi, channel: string): () => void {
  const show = () => void api.typing(channel).catch(() => {});
  show();
  const timer = setInterval(show, REPEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
