import type { CommandHandler } from './command.ts';

/** What the bot can do; adapters put their own prefix before the usage. */
const ENTRIES = [
  { usage: 'ask QUESTION', does: 'answers from the papers, each claim with its source' },
  { usage: 'paper NAME', does: 'shows one paper by title, name or id' },
  { usage: 'similar NAME', does: 'finds papers like one' },
  { usage: 'trending [WINDOW] [TOPIC]', does: 'shows what is rising, and why' },
  { usage: 'digest subscribe', does: 'posts the trending papers here on a schedule' },
  { usage: 'digest list | edit | pause | resume | remove', does: 'looks after those posts' },
  { usage: 'digest preview | show DATE', does: 'shows the next post, or one of the past' },
  { usage: 'watch add QUERY | list | remove', does: 'reports new papers that match a query' },
  { usage: 'bibtex NAME', does: 'gives the BibTeX entry of a paper' },
  { usage: 'forget', does: 'deletes what was said in your conversations' },
];

/** `help`. */
export const helpCommand: CommandHandler<'help'> = async () => ({ kind: 'help', entries: ENTRIES });
