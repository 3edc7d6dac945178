import type { Ledger } from './ledger.ts';
import { urlsIn } from './ledger.ts';

/** Invisible characters and those that turn the direction of text around. */
const INVISIBLE = /(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const IMAGE = /!\[[^\]\n]*\]\([^)\n]*\)/g;
const LINK = /\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?[^)\n]*\)/g;
/** Slack's and Discord's written-out mentions and links: `<!channel>`, `<@U1>`, `<url|label>`. */
const ANGLED = /<(?:[!@#][^>\n]*|(?:https?:|mailto:)[^>|\n]*(?:\|([^>\n]*))?)>/gi;
const EVERYONE = /[@＠](?=everyone\b|here\b|channel\b|all\b)/gi;

/**
 * A sentence without what could ping, track or mislead: mentions, images, invisible characters, and
 * links that stand in no paper retrieved in this turn. Also gives how many were removed.
 */
export function sanitize(sentence: string, ledger: Ledger): { text: string; removed: number } {
  let removed = 0;
  const drop = (replacement = '') => {
    removed++;
    return replacement;
  };
  let text = sentence.replace(INVISIBLE, '').replace(IMAGE, () => drop());
  text = text.replace(LINK, (_, label: string, target: string) => {
    if (ledger.hasUrl(target)) return label === target ? target : `${label} (${target})`;
    return drop(label);
  });
  text = text.replace(ANGLED, (match, label: string | undefined) => {
    const target = match.slice(1, -1).split('|')[0]!;
    return ledger.hasUrl(target) ? target : drop(label ?? '');
  });
  for (const url of urlsIn(text)) {
    if (ledger.hasUrl(url)) continue;
    text = text.replace(url, () => drop());
  }
  text = text.replace(EVERYONE, () => drop());
  return { text: text.replace(/[ \t]{2,}/g, ' ').replace(/\(\s*\)/g, ''), removed };
}
