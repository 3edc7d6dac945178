import type { Command } from './messages.ts';

const HELP =
  /^(?:help|\?|(?:hi|hello|hey)(?: there)?|what can (?:you|u) do|how do(?:es)? (?:you|this|it) work|who are you)?[\s!?.]*$/i;
const TRENDING = /^trending[\s!?.]*$/i;
const FORGET = /^forget(?: me)?[\s!.]*$/i;

/** The command that a few bare words to the bot mean; undefined for what is a question. */
export function readBareWords(text: string): Command | undefined {
  const words = text.trim();
  if (HELP.test(words)) return { name: 'help' };
  if (TRENDING.test(words)) return { name: 'trending' };
  return FORGET.test(words) ? { name: 'forget' } : undefined;
}
