import { type Paperboy, type Target, UsageError } from '../../../src/index.ts';
import type { Output } from '../output.ts';
import { printable } from '../terminal.ts';
import { targetOf } from './digest.ts';

export interface WatchCommandOptions {
  json?: boolean;
  /** Follow this author instead of a query. */
  author?: string;
  /** End the watch of this id or text. */
  remove?: string;
  /** The channel whose digests tell it; this terminal where left out. */
  to?: string;
}

const TERMINAL: Target = { adapter: 'cli', workspace: '', channel: 'terminal' };
const DAY_MS = 24 * 60 * 60 * 1000;
/** Days back that a listing tells what was found. */
const DAYS = 30;

/** `watch [QUERY]`: saves a query or an author; without one, lists them and what they found. */
export async function watch(
  paperboy: Paperboy,
  query: string,
  options: WatchCommandOptions,
  output: Output,
): Promise<number> {
  const owner = options.to ? targetOf(options.to) : TERMINAL;
  const watches = await paperboy.watches();
  if ([query, options.author, options.remove].filter(Boolean).length > 1) {
    throw new UsageError('Give a query, --author or --remove, one at a time.');
  }
  if (options.remove) {
    const { text } = await watches.remove(owner, options.remove);
    output.note(`No longer watching for “${printable(text)}”.`);
  } else if (options.author) {
    output.data((await watches.follow(owner, options.author)).id);
  } else if (query) {
    output.data((await watches.watch(owner, query)).id);
  } else {
    await list(paperboy, owner, options, output);
  }
  return 0;
}

async function list(
  paperboy: Paperboy,
  owner: Target,
  { json }: WatchCommandOptions,
  output: Output,
): Promise<void> {
  const watches = await paperboy.watches();
  const since = new Date(paperboy.clock.now().getTime() - DAYS * DAY_MS);
  const found = await watches.newMatches(owner, since);
  const all = await watches.list(owner);
  if (json) {
    const matches = found.map(({ watch: { id }, paper, score }) => ({
      watch: id,
      id: paper.id,
      title: paper.title,
      score,
    }));
    output.json({ watches: all.map(({ id, kind, text }) => ({ id, kind, text })), matches });
    return;
  }
  for (const { id, kind, text } of all) output.data(`${id}  ${kind}  ${printable(text)}`);
  for (const { paper, why } of found) {
    output.data(printable(`  new: ${paper.title} (${paper.id}): ${why}`));
  }
  if (all.length === 0) output.note('Nothing is watched yet: `paperboy watch "a topic"` begins.');
}
